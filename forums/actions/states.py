"""The verbs of a session's life: publish, call off, hold, take back, throw away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import programme
from forums.actions.news import KIND
from forums.actions.places import settle
from forums.choices import State
from forums.errors import IllegalMove
from forums.models import Note, Session
from forums.rules import is_organiser
from leeds_leaders.moderation.actions import hold, look_again, screen
from leeds_leaders.moderation.actions.screening import why_out_of_sight
from leeds_leaders.moderation.choices import Because
from leeds_leaders.notices.actions.reminders import drop_timetable, set_timetable

# Several sessions are called off for one reason.
HAPPENS_OFTEN = frozenset({"", Because.REPEATED})
MOVED = ["state", "state_before", "reason", "sequence", "tell_at", "told", "announced_at"]


@transaction.atomic
def publish(session: Session, *, by) -> Session:
    """Let everybody see a session, and answer, and its parts as well. Brings a cancelled one back,
    with the parts that were called off with it. Raises `IllegalMove`."""
    kin = programme.locked(programme.kin_of(session))
    session = kin[session.pk]
    if session.parent_id and kin[session.parent_id].state != State.PUBLISHED:
        raise IllegalMove(_("The whole is not published yet; its parts come along with it."))
    came_from, reason = session.state, session.reason
    if not _become(session, State.PUBLISHED):
        return session
    parts = programme.parts_of(session, kin.values())
    for part in parts:
        if part.state == State.DRAFT or (part.state == came_from and part.reason == reason):
            _become(part, State.PUBLISHED)
    for part in (session, *parts):
        programme.check_part(part, kin.values())
    return session


@transaction.atomic
def cancel(session: Session, *, by, reason: str) -> Session:
    """Call a session off, and its parts: everybody with a turn is told why, and calendars drop it.
    One that waits for a moderator as well, or people would come to a shut door; where the reason
    has to wait, they are told without it. Raises `IllegalMove`."""
    if session.ends_at <= timezone.now():
        raise IllegalMove(_("It is over already, so it cannot be called off."))
    session = programme.locked(programme.kin_of(session))[session.pk]
    why, taken_away = why_out_of_sight(session)
    if taken_away and not is_organiser(by):
        raise IllegalMove(why)  # nobody mails words that were taken away
    because = screen(by, reason, before=[session.reason])
    session = _become_with_parts(session, State.CANCELLED, reason=reason)
    if because not in HAPPENS_OFTEN:
        for each in (session, *session.parts.filter(state=State.CANCELLED, reason=reason)):
            if taken_away:
                look_again(each, author=by)
            else:
                hold(each, because, author=by)
    return session


@transaction.atomic
def mark_held(session: Session, *, by) -> Session:
    """It took place, with its parts. Raises `IllegalMove`."""
    if session.ends_at > timezone.now():
        raise IllegalMove(_("It is not over yet."))
    return _become_with_parts(session, State.HELD)


@transaction.atomic
def take_back(session: Session, *, by) -> Session:
    """Make a published session that nobody has answered a draft again. Raises `IllegalMove`."""
    kin = programme.locked(programme.kin_of(session))
    family = [kin[session.pk], *programme.parts_of(session, kin.values())]
    if any(each.numbers for each in family):
        raise IllegalMove(_("People have answered already. Call it off instead, and say why."))
    return _become_with_parts(session, State.DRAFT)


@transaction.atomic
def discard(session: Session, *, by) -> None:
    """Throw away a draft that nobody has answered and of which nothing was written, with its parts.
    Notes that were begun and are empty go with it. Raises `IllegalMove`."""
    kin = programme.locked(programme.kin_of(session))
    family = [*programme.parts_of(session, kin.values()), *filter(None, [kin.get(session.pk)])]
    if any(each.state != State.DRAFT or each.numbers for each in family):
        raise IllegalMove(_("Only a draft that nobody has answered can be thrown away."))
    if any(_is_written_about(each) for each in family):
        raise IllegalMove(
            _("Something was written about it: notes, or what somebody thinks of it. It stays, so "
              "that nobody's words are lost.")
        )  # fmt: skip
    for each in family:
        each.delete()


def _is_written_about(session: Session) -> bool:
    """Whether somebody's words hang on a session, be they drafts that nobody else reads."""
    notes = Note.objects.filter(record=session.pk)
    written = (notes, session.questions, session.actions, session.perspectives, session.responses)
    return any(rows.exists() for rows in written)


def _become_with_parts(session: Session, state: State, *, reason: str = "") -> Session:
    """Make a session and its published parts something else. Raises `IllegalMove`."""
    kin = programme.locked(programme.kin_of(session))
    session = kin[session.pk]
    if _become(session, state, reason=reason):
        for part in programme.parts_of(session, kin.values()):
            if part.state_beneath == State.PUBLISHED:
                _become(part, state, reason=reason)
    return session


def _become(session: Session, state: State, *, reason: str = "") -> bool:
    """Make a locked session something else; whether it was not yet. Raises `IllegalMove`."""
    if session.state_beneath == state and (state == State.CANCELLED or not session.is_hidden):
        return False
    if session.is_hidden and state != State.CANCELLED:
        raise IllegalMove(
            _("A moderator looks at “%(session)s” before anything else is done with it.")
            % {"session": session}
        )
    if not session.can_become(state):
        raise IllegalMove(
            _("“%(session)s” is %(state)s; this is not possible.")
            % {"session": session, "state": State(session.state_beneath).label}
        )
    known, came_from = session.news, session.state_beneath
    if session.is_hidden:
        session.state_before = state
    else:
        session.state = state
    session.reason = reason
    if state in {State.CANCELLED, State.DRAFT} or came_from == State.CANCELLED:
        session.sequence += 1  # calendars that know of it go by the highest number
    if State.CANCELLED in {state, came_from}:
        session.tell_at = timezone.now()
        session.told = session.told or known
    elif state == State.PUBLISHED:
        session.told = session.news
        session.announced_at = timezone.now()
    session.save(update_fields=MOVED)
    if state == State.PUBLISHED:
        set_timetable(KIND, session.pk, session.starts_at)
    else:
        drop_timetable(KIND, session.pk)
    if came_from == State.CANCELLED:
        settle(session, is_back=True)
    return True
