"""The verbs of agendas: what those who come bring, support, and what organisers choose.

Whatever is done, what the community raised stands before what institutions did; support is
counted, and orders nothing.
"""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from forums import emails
from forums.choices import AgendaState
from forums.errors import NotOnTheAgenda, OutOfDate
from forums.models import AgendaItem, AgendaSupport, Session
from leeds_leaders.moderation.actions import check_may_post, hold, screen
from leeds_leaders.notices import actions as notices

MOST_OF_ONE = 6  # proposals of somebody to one session
MOST_CHOSEN = 40


@dataclass(frozen=True)
class Proposal:
    """What somebody would like to bring, checked for shape by the form."""

    kind: str
    title: str
    words: str = ""
    is_community_raised: bool = False


@transaction.atomic
def propose_item(session: Session, proposal: Proposal, *, by, key: UUID) -> AgendaItem:
    """Bring something to a session. `key` comes with the form: sent twice it is proposed once.
    Raises `NotOnTheAgenda`."""
    _refuse_if_over(session)
    proposed = session.agenda.filter(proposed_by=by)
    again = proposed.filter(pk=key).first()
    if again:
        return again
    if proposed.count() >= MOST_OF_ONE:
        raise NotOnTheAgenda(
            _("You brought %d things to this session already. You can withdraw one first.")
            % MOST_OF_ONE
        )
    if AgendaItem.objects.filter(pk=key).exists():
        raise NotOnTheAgenda(_("This form belongs to something else. Please open it again."))
    because = screen(by, proposal.title, proposal.words)
    item = AgendaItem.objects.create(pk=key, session=session, proposed_by=by, **asdict(proposal))
    return hold(item, because, author=by)


@transaction.atomic
def change_item(item: AgendaItem, proposal: Proposal, *, by) -> AgendaItem:
    """Say it in other words, as long as nobody has chosen it or set it aside: others support, and
    organisers choose, what they have read. Raises `NotOnTheAgenda`."""
    item = _locked(item)
    if item.state != AgendaState.PROPOSED:
        raise NotOnTheAgenda(_("The organisers have decided on it: its words stand as they are."))
    because = screen(by, proposal.title, proposal.words, before=(item.title, item.words))
    for name, value in asdict(proposal).items():
        setattr(item, name, value)
    item.save()
    return hold(item, because, author=by)


@transaction.atomic
def mark_item(item: AgendaItem, *, by, is_community_raised: bool) -> AgendaItem:
    """Say whether something comes from the community: an organiser puts right what was ticked."""
    item = _locked(item)
    item.is_community_raised = is_community_raised
    item.save(update_fields=["is_community_raised"])
    return item


@transaction.atomic
def withdraw_item(item: AgendaItem, *, by) -> None:
    """Take back what one has brought, with the support for it; a repeat does nothing. Raises
    `NotOnTheAgenda` once the session is over: then it is part of what was."""
    _refuse_if_over(item.session)
    AgendaItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def support(item: AgendaItem, *, by) -> None:
    """Say that one would like it, too; said again it counts once. Raises `NotOnTheAgenda`."""
    _refuse_if_over(item.session)
    if item.proposed_by_id == by.pk or item.state == AgendaState.SET_ASIDE:
        raise NotOnTheAgenda(_("This cannot be supported: it is your own, or it was set aside."))
    AgendaSupport.objects.bulk_create([AgendaSupport(item=item, peer=by)], ignore_conflicts=True)


@transaction.atomic
def stop_supporting(item: AgendaItem, *, by) -> None:
    """Take one's support back; a repeat does nothing."""
    item.supports.filter(peer=by).delete()


@transaction.atomic
def choose_item(item: AgendaItem, *, by) -> AgendaItem:
    """Put it on the agenda, as the last of its kin, and tell whoever brought it."""
    item = _locked(item)
    if item.state != AgendaState.CHOSEN:
        chosen = item.session.agenda.chosen()
        if chosen.count() >= MOST_CHOSEN:
            raise NotOnTheAgenda(_("The agenda is as long as it can be."))
        last = chosen.order_by("-place").values_list("place", flat=True).first() or 0
        _become(item, AgendaState.CHOSEN, by=by, place=last + 1)
    return item


@transaction.atomic
def set_item_aside(item: AgendaItem, *, by, reason: str) -> AgendaItem:
    """Not this time: whoever brought it is told why. Raises `TooMuch`."""
    item = _locked(item)
    if item.state != AgendaState.SET_ASIDE:
        check_may_post(by, reason, before=[item.reason])
        _become(item, AgendaState.SET_ASIDE, by=by, reason=reason)
    return item


@transaction.atomic
def put_item_back(item: AgendaItem, *, by) -> AgendaItem:
    """Among the proposals again, as if nothing had been decided."""
    item = _locked(item)
    if item.state != AgendaState.PROPOSED:
        _become(item, AgendaState.PROPOSED, by=by)
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, by, steps: int, was: int) -> AgendaItem:
    """Move something that is chosen up (-1) or down (+1), among its kin. `was` is the place that
    the page showed: a second click moves nothing further. Raises `OutOfDate`.
    """
    item = _locked(item)
    kin = list(item.session.agenda.chosen().filter(is_community_raised=item.is_community_raised))
    kin.sort(key=lambda one: (one.place, one.proposed_at, str(one.pk)))
    here = kin.index(item) if item in kin else -1
    if here < 0 or item.place != was:
        raise OutOfDate(_("The agenda has changed since. This is how it is now."))
    there = min(max(0, here + steps), len(kin) - 1)
    places = sorted(one.place for one in kin)
    kin.insert(there, kin.pop(here))
    for one, place in zip(kin, places, strict=True):
        one.place = place
    AgendaItem.objects.bulk_update(kin, ["place"])
    return kin[there]


def _become(item: AgendaItem, state: str, *, by, reason: str = "", place=None) -> None:
    """Write what was decided, and tell whoever brought it, unless they decided themselves."""
    item.state, item.reason, item.place = state, reason, place
    item.save(update_fields=["state", "reason", "place"])
    if item.proposed_by_id not in {None, by.pk} and state != AgendaState.PROPOSED:
        notices.tell_many([emails.telling_of_item(item)])


def _locked(item: AgendaItem) -> AgendaItem:
    """The item as it is now, with all others of its session, and nobody else's until the end of
    the transaction. Raises `NotOnTheAgenda` once the session is over, or the item withdrawn."""
    _refuse_if_over(item.session)
    items = AgendaItem.objects.filter(session=item.session_id).select_for_update(
        no_key=True, of=("self",)
    )
    found = {one.pk: one for one in items.select_related("session", "proposed_by").order_by("pk")}
    if item.pk not in found:
        raise NotOnTheAgenda(_("This was withdrawn."))
    return found[item.pk]


def _refuse_if_over(session: Session) -> None:
    if not session.takes_proposals:
        raise NotOnTheAgenda(_("The agenda of this session is closed."))
