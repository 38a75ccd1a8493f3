"""The verbs of associations: making one, changing it, who answers for it, and what moderators say.

Who belongs to one is said in `memberships`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation import emails
from leeds_leaders.moderation.actions.screening import FIRST_DAY
from leeds_leaders.moderation.choices import Because, Standing
from leeds_leaders.text import slug_for
from peers.actions.people import lock
from projects.actions.addresses import at_free_address
from projects.actions.editing import SLUG_LETTERS
from projects.actions.keepers import has_keeper, locked, note, pass_on
from projects.actions.marks import check_unwritten, mark_of
from projects.actions.screening import is_put_away, screened, texts_of
from projects.actions.standing import check_can_become, leave_if_live, say_no, say_yes
from projects.emails import associations as letters
from projects.errors import IllegalMove, LastLead, NotTheirs, TooMany
from projects.models import Association, Membership
from projects.querysets.association import keepers_of

TEXTS = ("name", "purpose", "about", "link")
MOST_KEPT = 20
RESERVED_SLUGS = frozenset({"new"})  # addresses that are no association's


@dataclass(frozen=True)
class AssociationDetails:
    """What somebody says of an association, checked for shape by the form."""

    name: str
    purpose: str
    about: str = ""
    link: str = ""
    ward: Ward | None = None
    is_open: bool = True
    causes: Sequence[Cause] = ()

    PLAIN = ("name", "purpose", "about", "link", "ward", "is_open")


def add(details: AssociationDetails, *, by) -> Association:
    """Make an association, kept by `by`, who belongs to it; that of somebody who joined less than a
    day ago waits for a moderator. The same name twice is one association. Raises `TooMany`."""
    return at_free_address(partial(_add, details, by=by))


@transaction.atomic
def _add(details: AssociationDetails, *, by) -> Association:
    lock(by)
    mine = Association.objects.filter(keeper=by).exclude(standing=Standing.WITHDRAWN)
    if known := mine.filter(likeness=Lower(Value(details.name))).first():
        return known
    if mine.count() >= MOST_KEPT:
        raise TooMany(_("One person keeps %d associations at most.") % MOST_KEPT)
    now = timezone.now()
    association = Association(slug=_new_slug(details.name), keeper=by, standing=Standing.LIVE)
    is_first = now - by.joined_at < FIRST_DAY
    _write(association, details, by=by, otherwise=Because.FIRST if is_first else "")
    Membership.objects.create(
        association=association,
        peer=by,
        asked_by=by,
        member_said_yes_at=now,
        association_said_yes_at=now,
    )
    return association


@transaction.atomic
def change(
    association: Association, details: AssociationDetails, *, by, was: str = ""
) -> Association:
    """Write what a keeper changed; a declined one that was mended waits for a moderator again.
    Raises `WrittenMeanwhile` if somebody saved since `was`, the mark of what the form showed."""
    association = locked(association)
    check_keeps(association, by)
    check_unwritten(was, mark_of(association.changed_at))
    if association.standing == Standing.DECLINED:
        association.standing = Standing.HELD
    return _write(association, details, by=by)


def _write(
    association: Association, details: AssociationDetails, *, by, otherwise: str = ""
) -> Association:
    """`otherwise` is why it waits, if its words are no reason to."""
    because = screened(association, TEXTS, details, by=by) or otherwise
    for name in AssociationDetails.PLAIN:
        setattr(association, name, getattr(details, name))
    association.changed_at = timezone.now()
    association.save()
    association.causes.set(details.causes)
    return _hold(association, because, by=by)


def _hold(association: Association, because: str, *, by) -> Association:
    if is_put_away(association):
        return association
    return moderation.hold(association, because, author=by)


def _new_slug(name: str) -> str:
    """The plain slug where nobody has it, else with a short end."""
    slug = slug_for(name, "association")
    if slug not in RESERVED_SLUGS and not Association.objects.filter(slug=slug).exists():
        return slug
    return f"{slug}-{get_random_string(5, SLUG_LETTERS)}"


def check_keeps(association: Association, peer) -> None:
    """Raises `NotTheirs` for whoever does not answer for an association."""
    if not Association.objects.kept_by(peer).filter(pk=association.pk).exists():
        raise NotTheirs(_("Only those who keep “%(name)s” do that.") % {"name": association})


# Who keeps it ------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_keep(membership: Membership, *, by) -> Membership:
    """Ask a peer who belongs to an association to answer for it too. A repeat is harmless."""
    membership = _member_locked(membership)
    check_keeps(membership.association, by)
    if membership.peer is None or not membership.is_agreed:
        raise IllegalMove(_("Only people who belong to it can answer for it."))
    is_asked = membership.keeper_asked_at is not None
    if not (membership.is_keeper or is_asked or membership.peer == membership.association.keeper):
        membership.keeper_asked_at = timezone.now()
        membership.save(update_fields=["keeper_asked_at"])
        letters.ask_to_keep(membership, by=by)
    return membership


@transaction.atomic
def agree_to_keep(membership: Membership, *, by) -> Membership:
    """I answer for it too, first where nobody else does. A repeat is harmless; raises `IllegalMove`
    for whoever was not asked."""
    membership = _own_locked(membership, by)
    if not membership.is_keeper:
        if membership.keeper_asked_at is None:
            raise IllegalMove(_("You are not asked to answer for it any more."))
        membership.is_keeper, membership.keeper_asked_at = True, None
        membership.save(update_fields=["is_keeper", "keeper_asked_at"])
        association = membership.association
        if not has_keeper(association) and not keepers_of(association).exclude(pk=by.pk).exists():
            association.keeper = by
            association.save(update_fields=["keeper"])
        note(association, by, _("Began to answer for it."))
    return membership


@transaction.atomic
def refuse_to_keep(membership: Membership, *, by) -> Membership:
    """I would rather not answer for it; I belong to it all the same."""
    membership = _own_locked(membership, by)
    membership.keeper_asked_at = None
    membership.save(update_fields=["keeper_asked_at"])
    return membership


@transaction.atomic
def stop_keeping(association: Association, *, by) -> Association:
    """Answer for an association no longer. Whoever does so beside them, longest first, takes over
    and is told; it is never left without anybody. Raises `LastLead`."""
    association = locked(association)
    check_keeps(association, by)
    goes_first = association.keeper == by or not has_keeper(association)
    if goes_first and not pass_on(association, leaver=by):
        raise LastLead(_("Nobody else answers for it. Ask somebody who belongs to it first."))
    association.memberships.filter(peer=by).update(is_keeper=False)
    note(association, by, _("Stopped answering for it."))
    return association


def _member_locked(membership: Membership) -> Membership:
    locked(membership.association)
    rows = Membership.objects.select_related("peer", "association__keeper")
    found = rows.filter(pk=membership.pk).first()
    if found is None:
        raise IllegalMove(_("They do not belong to it any more."))
    return found


def _own_locked(membership: Membership, by) -> Membership:
    membership = _member_locked(membership)
    if membership.peer != by:
        raise NotTheirs(_("Only whoever is asked can answer."))
    return membership


# Whether others see it ---------------------------------------------------------------------------


@transaction.atomic
def withdraw(association: Association, *, by) -> Association:
    """Take an association off the lists; its keepers' own verb, who can bring it back."""
    association = locked(association)
    check_keeps(association, by)
    return _move(association, Standing.WITHDRAWN)


@transaction.atomic
def restore(association: Association, *, by) -> Association:
    """Bring back what was withdrawn. What waited then waits again, and so does what a moderator has
    said no to."""
    association = locked(association)
    check_keeps(association, by)
    if association.standing != Standing.WITHDRAWN:
        raise IllegalMove(_("It is not withdrawn."))
    is_new_here = timezone.now() - by.joined_at < FIRST_DAY
    waits = bool(association.decision_reason) or (is_new_here and association.decided_at is None)
    waits = waits or moderation.waited(association)
    because = moderation.screen(by, *texts_of(association, TEXTS))
    association = _move(association, Standing.HELD if waits else Standing.LIVE)
    return _hold(association, because, by=by)


@transaction.atomic
def approve(association: Association, *, by) -> Association:
    """Show an association to everybody, and tell those who keep it; one that is live and was
    reported stays as it is. Raises `IllegalMove` and `NotTheirsToDecide`."""
    association = locked(association)
    if leave_if_live(association, by=by):
        return association
    check_can_become(association, Standing.LIVE)
    decision = say_yes(association, by=by)
    emails.tell_authors(association, decision)
    return association


@transaction.atomic
def decline(association: Association, *, by, reason: str, rule: str = "") -> Association:
    """Take an association off the site, with a reason for those who keep it. Raises `IllegalMove`,
    `NoReason` and `NotTheirsToDecide`."""
    association = locked(association)
    check_can_become(association, Standing.DECLINED)
    decision = say_no(association, by=by, reason=reason, rule=rule)
    emails.tell_authors(association, decision)
    return association


def _move(association: Association, standing: str) -> Association:
    check_can_become(association, standing)
    association.standing = standing
    association.save(update_fields=["standing"])
    return association
