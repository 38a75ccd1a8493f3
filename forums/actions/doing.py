"""The verbs of what became of it: done, dropped, handed over, taken up again."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.agreed import name_owners
from forums.actions.in_hand import is_closed_session, keep_timetable, locked
from forums.choices import Doing
from forums.emails import agreed as letters
from forums.emails.agreed import OVERDUE_AFTER, OVERDUE_UNTIL
from forums.errors import NotAgreed
from forums.models import Action, ActionOwner
from forums.querysets.action import HANDED_ON
from leeds_leaders.moderation.actions import hold, screen
from leeds_leaders.notices import actions as notices
from peers.models import Peer

# What goes on with whoever it is handed over to.
WHAT_GOES_ON = (
    "session", "words", "due_on", "cost", "scope", "organisation", "project",
    "project_confirmed_at",
)  # fmt: skip


@transaction.atomic
def finish(action: Action, *, by, result: str) -> Action:
    """It is done, with what came of it; those who do it with them, and who asked them, are told.
    A repeat changes nothing. Raises `NotAgreed`."""
    action = locked(action)
    if action.state == Doing.DONE:
        return action
    because = screen(by, result, before=[action.result])
    action.result = result
    _become(action, Doing.DONE, by=by)
    hold(action, because, author=by)
    if not action.is_hidden:
        notices.tell_many(letters.tellings_of_done(action, by=by))
    return action


@transaction.atomic
def drop(action: Action, *, by, reason: str) -> Action:
    """It is not going to be done, and why. A repeat changes nothing. Raises `NotAgreed`."""
    action = locked(action)
    if action.state == Doing.DROPPED:
        return action
    because = screen(by, reason, before=[action.reason])
    action.reason = reason
    _become(action, Doing.DROPPED, by=by)
    return hold(action, because, author=by)


@transaction.atomic
def hand_over(action: Action, *, by, to: Peer) -> Action:
    """It goes on with somebody else, who is asked: as another action that keeps where it came
    from. Returns that one; a repeat finds it. Raises `NotAgreed`."""
    action = locked(action)
    if action.state == Doing.HANDED_OVER:
        return action.handed_to
    if action.owners.filter(peer=to).exists():
        raise NotAgreed(_("%(name)s does it already.") % {"name": to})
    if _times_handed_on(action) >= HANDED_ON:
        raise NotAgreed(_("It was handed over often. Please write it down anew in the next notes."))
    following = Action.objects.create(
        handed_from=action, **{name: getattr(action, name) for name in WHAT_GOES_ON}
    )
    _become(action, Doing.HANDED_OVER, by=by)
    name_owners(following, [to], by=by)
    keep_timetable(following)
    return following


@transaction.atomic
def reopen(action: Action, *, by) -> Action:
    """It is to be done after all, or was not quite done. A repeat changes nothing. Raises
    `NotAgreed`."""
    action = locked(action)
    if action.state != Doing.OPEN:
        action.reason = action.result = ""
        _become(action, Doing.OPEN, by=by)
    return action


def _times_handed_on(action: Action | None) -> int:
    return 1 + _times_handed_on(action.handed_from) if action and action.handed_from else 0


def _become(action: Action, state: Doing, *, by) -> None:
    """Take a step that the table of moves allows, and say when and by whom."""
    if not action.can_become(state):
        raise NotAgreed(
            _("It is %(state)s: that step is not possible.") % {"state": action.get_state_display()}
        )
    is_open = state == Doing.OPEN
    action.state = state
    action.closed_at = None if is_open else timezone.now()
    action.closed_by = None if is_open or is_closed_session(action) else by
    action.save(update_fields=["state", "closed_at", "closed_by", "reason", "result"])
    keep_timetable(action)


@transaction.atomic
def ask_overdue(today: date) -> int:
    """Ask those who said that they do something, once, a week after its day; later, where nothing
    ran that night or they said so only then. Returns how many letters were written."""
    days = today - OVERDUE_UNTIL + timedelta(days=1), today - OVERDUE_AFTER
    actions = Action.objects.standing().filter(state=Doing.OPEN, due_on__range=days)
    owners = ActionOwner.objects.willing().filter(action__in=actions, peer__is_active=True)
    return notices.tell_many(
        [
            letters.telling_of_overdue(owner)
            for owner in owners.select_related("action__session", "peer")
        ]
    )
