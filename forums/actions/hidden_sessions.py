"""What moderators do with sessions: people may come to them, and hear what becomes of them.

What waits for a moderator is a draft meanwhile that those who come still find; what was taken away
does not take place for them.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from forums import emails, tasks
from forums.actions import programme
from forums.actions.news import KIND
from forums.actions.places import settle
from forums.choices import State
from forums.models import SeatMove, Session
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.actions.queue import TO_THINK_AGAIN
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.actions.letters import UNSENT
from leeds_leaders.notices.actions.reminders import drop_timetable, set_timetable
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter

TOLD_IN = timedelta(days=1)  # letters of places leave within it, or not at all


def hide_session(session: Session) -> None:
    """Make a draft of it, and of its parts, which shuts every door; each knows what it is to be
    again, and all the same moment of it. Whatever its people are yet to be told is told once it
    stands (`forums.tasks`). What was taken away waits again."""
    kin = programme.locked(programme.kin_of(session))
    whole, parts = kin[session.pk], programme.parts_of(session, kin.values())
    hidden_at = whole.hidden_at or timezone.now()
    for each in (whole, *parts):
        if not each.is_hidden:
            each.hidden_at, each.state_before, each.state = hidden_at, each.state, State.DRAFT
            each.save(update_fields=["hidden_at", "state_before", "state"])
            drop_timetable(KIND, each.pk)
        elif each.taken_away_at:
            _know_otherwise(each, taken_away_at=None)
    session.hidden_at, session.state_before = whole.hidden_at, whole.state_before
    session.state = whole.state


@transaction.atomic
def let_session_stand(session: Session, *, by) -> Decision:
    """A moderator lets it be what it was, with the parts that were hidden along with it; whoever
    was offered a place has their time again."""
    kin = programme.locked(programme.kin_of(session))
    session = kin[session.pk]
    parts = [
        part
        for part in programme.parts_of(session, kin.values())
        if part.is_hidden and part.hidden_at == session.hidden_at
    ]
    # What is not hidden has none of these.
    Session.objects.filter(pk=session.pk).update(state_before="", taken_away_at=None)
    decision = moderation.let_stand(session, by=by)
    for each in (session, *parts):
        if each.state_before:
            _be_again(each)
    return decision


def _be_again(session: Session) -> None:
    """What was hidden is what it was; those who heard that it was taken away hear that it is back,
    once that cannot be undone any more."""
    was_taken_away = session.taken_away_at is not None
    Session.objects.filter(pk=session.pk).update(
        state=session.state_before,
        state_before="",
        hidden_at=None,
        taken_away_at=None,
        sequence=F("sequence") + int(was_taken_away),
    )
    if session.state_before == State.PUBLISHED:
        set_timetable(KIND, session.pk, session.starts_at)
        _tell_steps_again(session)
        if was_taken_away:
            due = timezone.now() + TO_THINK_AGAIN
            Session.objects.filter(pk=session.pk).update(tell_at=due)
        else:
            _tell_news_again(session)
        settle(session, is_back=True)
        transaction.on_commit(tasks.hint, robust=True)


def _unsent() -> QuerySet[Letter]:
    """Letters about places that had not left when a session was hidden: they were withheld."""
    return Letter.objects.filter(purpose=Purpose.PLACE, state__in=UNSENT)


def _tell_steps_again(session: Session) -> None:
    """What became of its places and did not leave is written anew. What is not so any more by then
    is not told."""
    since = (session.hidden_at or timezone.now()) - TOLD_IN
    lately = {"booking__session": session, "told_at__gte": since}
    moves = {emails.key_of_move(move): move.pk for move in SeatMove.objects.filter(**lately)}
    unsent = _unsent().filter(key__in=moves)
    again = [moves[key] for key in unsent.values_list("key", flat=True)]
    SeatMove.objects.filter(pk__in=again).update(told_at=None)
    unsent.delete()


def _tell_news_again(session: Session) -> None:
    """So are its news."""
    news = _unsent().filter(key=emails.key_of_news(session))
    was = news.values_list(f"items__{emails.PLACE}__was", flat=True).first()
    if was:
        Session.objects.filter(pk=session.pk).update(told=was, tell_at=timezone.now())
        news.delete()


@transaction.atomic
def take_session_away(session: Session, *, by, reason: str, rule: str = "") -> Decision:
    """A moderator takes it off the pages, with its parts. For those who come it does not take
    place; they are told so, without the reason, once it cannot be undone any more."""
    hide_session(session)
    decision = moderation.take_away(session, by=by, reason=reason, rule=rule)
    kin = programme.locked(programme.kin_of(session))
    whole, parts = kin[session.pk], programme.parts_of(session, kin.values())
    for each in (whole, *parts):
        if each.hidden_at == whole.hidden_at:
            _call_off(each)
    return decision


def _call_off(session: Session) -> None:
    known, now = session.news, timezone.now()
    more: dict[str, Any] = {"taken_away_at": now}
    if session.state_before == State.PUBLISHED and session.ends_at > now:
        more |= {"told": session.told or known, "tell_at": now + TO_THINK_AGAIN}
    _know_otherwise(session, **more)


def _know_otherwise(session: Session, **fields) -> None:
    """Write of a locked session what is another state for those who come: calendars count it."""
    for name, value in fields.items():
        setattr(session, name, value)
    session.sequence += 1
    session.save(update_fields=[*fields, "sequence"])
