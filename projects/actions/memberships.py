"""The verbs of belonging: joining, inviting, answering, leaving.

Both sides say yes. An association that is open has said yes to everybody beforehand. A no is kept:
whoever said it may change their mind, the other side does not ask again.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peers import rules as peer_rules
from projects.actions.associations import check_keeps
from projects.actions.keepers import has_keeper, locked
from projects.emails import associations as letters
from projects.errors import Circular, IllegalMove, LastLead, NotTheirs, TooMany
from projects.models import Association, Membership

MOST_WAITING = 50  # of those whom the association asked; whoever wishes to join stops nobody
NO_CIRCLE = "associations_form_no_circle"
NOT_OF_ITSELF = "association_is_no_part_of_itself"
SIDES = ["member_said_yes_at", "association_said_yes_at", "declined_at"]


@transaction.atomic
def join(association: Association, kind: str, member, *, by) -> Membership:
    """A peer, organisation, project or association wants to belong: at once where the association
    is open or has asked, else its keepers are asked. A repeat is harmless. `kind` is one of
    `KINDS`. Raises `NotTheirs`, `Circular`."""
    association = _live(association)
    membership = _row(association, kind, member, by=by)
    check_speaks(membership, by)
    if kind == "peer" and not association.is_open and not peer_rules.can_be_known(by.profile):
        raise IllegalMove(_("Nobody may see your profile, so nobody could say yes to you."))
    if membership.association_said_yes_at:  # asked already; a no of theirs is taken back
        membership.declined_at = None
    is_new = membership.member_said_yes_at is None
    if is_new:
        membership.member_said_yes_at = timezone.now()
    if association.is_open or _keeps(association, by):
        membership.association_said_yes_at = membership.association_said_yes_at or timezone.now()
        membership.declined_at = None
    membership.save(update_fields=SIDES)
    if is_new and membership.is_agreed:
        letters.tell_of_answer(membership, by=by)
    elif is_new:
        letters.tell_keepers_of_wish(membership, by=by)
    return membership


@transaction.atomic
def invite(association: Association, kind: str, member, *, by) -> Membership:
    """Ask a peer, an organisation, a project or an association to belong. Whoever answers for them
    is told. A repeat is harmless. Raises `TooMany`, `Circular`, and `IllegalMove` after a no."""
    association = _live(association)
    check_keeps(association, by)
    asked = association.memberships.waiting().filter(association_said_yes_at__isnull=False)
    if asked.count() >= MOST_WAITING:
        raise TooMany(_("%d answers are awaited already. Wait for some of them.") % MOST_WAITING)
    membership = _row(association, kind, member, by=by)
    if membership.association_said_yes_at and membership.declined_at:
        raise IllegalMove(
            _("“%(name)s” said no. They can still join by themselves.") % {"name": member}
        )
    is_new = membership.association_said_yes_at is None
    if is_new:
        membership.association_said_yes_at, membership.declined_at = timezone.now(), None
    if membership.member_said_yes_at is None and _speaks(membership, by):
        membership.member_said_yes_at = timezone.now()
    membership.save(update_fields=SIDES)
    if is_new and membership.is_agreed:
        letters.tell_of_answer(membership, by=by)
    elif is_new:
        if not letters.speakers_for(membership):
            raise IllegalMove(
                _("Nobody looks after “%(name)s” here yet, so nobody could say yes.")
                % {"name": member}
            )
        letters.invite(membership, by=by)
    return membership


@transaction.atomic
def invite_all(association: Association, invited: Iterable[tuple], *, by) -> int:
    """Ask several, given as kinds and whom: all of them or, where one is refused, none."""
    return len([invite(association, kind, member, by=by) for kind, member in invited])


@transaction.atomic
def accept(membership: Membership, *, by) -> Membership:
    """Say yes for the side that was asked. Whoever asked is told; a repeat is harmless."""
    membership = _answered(membership, by)
    if not membership.is_agreed:
        now = timezone.now()
        membership.member_said_yes_at = membership.member_said_yes_at or now
        membership.association_said_yes_at = membership.association_said_yes_at or now
        membership.declined_at = None
        membership.save(update_fields=SIDES)
        letters.tell_of_answer(membership, by=by)
    return membership


@transaction.atomic
def decline(membership: Membership, *, by) -> Membership:
    """Say no for the side that was asked. A repeat is harmless."""
    membership = _answered(membership, by)
    if membership.is_agreed:
        raise IllegalMove(_("Both sides have said yes already."))
    if membership.declined_at is None:
        membership.declined_at = timezone.now()
        membership.save(update_fields=["declined_at"])
        letters.tell_of_answer(membership, by=by)
    return membership


@transaction.atomic
def end(membership: Membership, *, by) -> None:
    """Leave, let go, or take back what one asked: the verb of either side. Whoever is let go is
    told. A repeat is harmless. Raises `LastLead` for the only keeper."""
    association = locked(membership.association)
    found = _rows().filter(pk=membership.pk).first()
    if found is None:
        return
    is_theirs = _speaks(found, by)
    if not is_theirs:
        check_keeps(association, by)
    if found.declined_at is not None:
        raise IllegalMove(_("This was answered with a no. Nothing else is to be done."))
    is_needed = found.is_keeper and not has_keeper(association)
    if is_needed or (found.peer_id is not None and found.peer_id == association.keeper_id):
        raise LastLead(_("Whoever answers for it first passes that on, and then leaves."))
    if found.is_agreed and not is_theirs:
        letters.tell_of_end(found, by=by)
    found.delete()


# Beneath ----------------------------------------------------------------------------------------


def _live(association: Association) -> Association:
    """One that everybody may see, locked: others could not look at what they are asked to."""
    association = locked(association)
    if not association.is_live:
        raise IllegalMove(_("“%(name)s” is not on the site for everybody.") % {"name": association})
    return association


def _rows():
    """Memberships with all whom they are about."""
    return Membership.objects.select_related(
        "association__keeper", "peer", "organisation__keeper", "project", "part", "asked_by"
    )


def _row(association: Association, kind: str, member, *, by) -> Membership:
    """The membership of somebody in an association that is locked; a new one is not agreed yet.
    The database refuses circles. Raises `Circular`."""
    whose = {kind: member}
    if known := _rows().filter(association=association, **whose).first():
        return known
    try:
        with transaction.atomic():
            return Membership.objects.create(association=association, asked_by=by, **whose)
    except IntegrityError as error:
        if not {NO_CIRCLE, NOT_OF_ITSELF} & {_constraint(error)}:
            raise
        raise Circular(
            _("“%(part)s” cannot belong to “%(whole)s”: that belongs to it, directly or through"
              " others.") % {"part": member, "whole": association}
        ) from None  # fmt: skip


def _constraint(error: IntegrityError) -> str | None:
    """The name of what the database held to."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


def _answered(membership: Membership, by) -> Membership:
    """A membership, locked, of which `by` may say whether the side agrees that was asked."""
    locked(membership.association)
    found = _rows().filter(pk=membership.pk).first()
    if found is None:
        raise IllegalMove(_("This was taken back in the meantime."))
    if found.association_said_yes_at is None:
        check_keeps(found.association, by)
    elif found.member_said_yes_at is None:
        check_speaks(found, by)
    elif not _speaks(found, by):
        check_keeps(found.association, by)
    return found


def _keeps(association: Association, peer) -> bool:
    return Association.objects.kept_by(peer).filter(pk=association.pk).exists()


def _speaks(membership: Membership, peer) -> bool:
    """Whether somebody answers for the one who belongs."""
    mine = Membership.objects.answered_for_by(peer)
    return mine.filter(pk=membership.pk).exists()


def check_speaks(membership: Membership, peer) -> None:
    """Raises `NotTheirs` for whoever does not answer for the one who belongs."""
    if not _speaks(membership, peer):
        raise NotTheirs(_("Only those who answer for them can say so."))
