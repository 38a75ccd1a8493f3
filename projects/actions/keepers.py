"""The verbs by which an association outlives the account of whoever answered for it. Below all
verbs of associations.
"""

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from peers.models import Peer
from projects.emails import keepers as letters
from projects.errors import AlreadyLed, IllegalMove
from projects.models import Association

MOST_ASKED = 5  # of those who belong to it, when nobody answers for it


@transaction.atomic
def let_go_of_associations(keeper: Peer) -> None:
    """Part associations from somebody who is being erased and answers for them first, or alone.

    Whoever has answered for one beside them the longest goes on. Where nobody does, those who have
    belonged to it the longest are asked, and moderators are told.
    """
    alone = Q(keeper=keeper) | Q(keeper=None) | Q(keeper__is_active=False)
    kept = Association.objects.kept_by(keeper).filter(alone).select_related("keeper")
    for association in kept.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if pass_on(association, leaver=keeper):
            continue
        if association.keeper == keeper:
            _keep(association, None)
        _ask_for_keeper(association, leaver=keeper)
        if association.is_live:
            letters.tell_moderators_of_parting(association)


@transaction.atomic
def release(association: Association, *, by) -> Association:
    """A moderator's verb where whoever answers for it first is suspended, or nobody does: whoever
    has answered for it the longest goes on, or those who have belonged to it the longest are asked.
    Raises `AlreadyLed`, and `IllegalMove` where there is nobody to ask."""
    association = locked(association)
    if has_keeper(association):
        raise AlreadyLed(_("“%(name)s” does not wait for that.") % {"name": association})
    if pass_on(association, leaver=association.keeper):
        note(association, by, _("Passed on to whoever answered for it beside."))
    elif _ask_for_keeper(association, leaver=association.keeper):
        note(association, by, _("Asked those who belong to it to answer for it."))
    else:
        raise IllegalMove(
            _("Nobody else who belongs to “%(name)s” can be asked to answer for it.")
            % {"name": association}
        )
    return association


def pass_on(association: Association, *, leaver: Peer | None) -> bool:
    """Make the longest-serving of those who answer for it beside somebody who goes its first
    keeper, and tell them; whether there is one."""
    beside = association.memberships.agreed().filter(is_keeper=True, peer__is_active=True)
    heir = beside.exclude(peer=leaver).select_related("peer").first()
    if heir is None:
        return False
    _keep(association, heir.peer)
    letters.tell_of_keeping(association, heir.peer)
    return True


def has_keeper(association: Association) -> bool:
    """Whether whoever answers for it first is here."""
    return association.keeper is not None and association.keeper.is_active


def locked(association: Association) -> Association:
    """The association as it is now, and nobody else's until the end of the transaction."""
    rows = Association.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("keeper").get(pk=association.pk)


def note(association: Association, by, words: str) -> None:
    """Who answered for it when; moderators read it beside the association."""
    LogEntry.objects.log_actions(by.pk, [association], CHANGE, words, single_object=True)


def _keep(association: Association, keeper: Peer | None) -> None:
    association.keeper = keeper
    association.save(update_fields=["keeper"])


def _ask_for_keeper(association: Association, *, leaver: Peer | None) -> bool:
    """Ask those who have belonged to it the longest and can see it; whether there is anybody."""
    if not association.is_live:
        return False
    here = association.memberships.agreed().filter(peer__is_active=True, keeper_asked_at=None)
    asked = list(here.exclude(peer=leaver).select_related("peer")[:MOST_ASKED])
    keys = [each.pk for each in asked]
    association.memberships.filter(pk__in=keys).update(keeper_asked_at=timezone.now())
    letters.ask_to_go_on(association, [each.peer for each in asked])
    return bool(asked)
