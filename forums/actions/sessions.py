"""The verbs of sessions: propose, change, publish, hold, cancel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from forums.actions.places import set_capacity
from forums.choices import State
from forums.errors import IllegalMove
from forums.models import Session, Venue
from leeds_leaders.notices.actions.reminders import drop_timetable, set_timetable
from leeds_leaders.text import slug_for
from peers.actions import SLUG_LETTERS

KIND = "forums.session"  # of its reminders
# Whoever edits five fields in ten minutes tells their people once.
SETTLES_IN = timedelta(minutes=10)
TOLD_AT_ONCE = timedelta(hours=2)  # before the start


@dataclass
class Details:
    """What somebody says of a session, checked for shape by the form. Moments are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str = ""
    purpose: str = ""
    venue: Venue | None = None
    room: str = ""
    online_link: str = ""
    bring: str = ""
    capacity: int | None = None
    contact: str = ""
    concessions: str = ""
    funded_by: str = ""
    cost_note: str = ""

    PLAIN = (
        "title", "theme", "purpose", "venue", "room", "online_link", "bring", "contact",
        "concessions", "funded_by", "cost_note",
    )  # fmt: skip


@transaction.atomic
def propose(details: Details, *, by) -> Session:
    """Write down a session as a draft: its hosts and the organisers see it."""
    session = Session(
        slug=new_slug(details.title), proposed_by=by, capacity=details.capacity,
        starts_at=details.starts_at, ends_at=details.ends_at,
    )  # fmt: skip
    for name in Details.PLAIN:
        setattr(session, name, getattr(details, name))
    session.save()
    session.hosts.add(by)
    return session


@transaction.atomic
def change(session: Session, details: Details, *, by, let_last_wait: bool = False) -> Session:
    """Write what somebody says of a session now. Raises `TooFewPlaces`."""
    if details.capacity != session.capacity:
        session = set_capacity(session, details.capacity, by=by, let_last_wait=let_last_wait)
    for name in (*Details.PLAIN, "starts_at", "ends_at"):
        setattr(session, name, getattr(details, name))
    return keep(session)


@transaction.atomic
def publish(session: Session, *, by) -> Session:
    """Let everybody see a session, and answer. Also brings a cancelled one back."""
    session = _become(session, State.PUBLISHED)
    was_cancelled = session.told.get("state") == State.CANCELLED
    if was_cancelled:
        session.sequence += 1
        session.tell_at = timezone.now()
    else:
        session.told = session.news
    session.reason = ""
    session.save()
    set_timetable(KIND, session.pk, session.starts_at)
    return session


@transaction.atomic
def cancel(session: Session, *, by, reason: str) -> Session:
    """Call a session off: everybody with a turn is told why, and calendars drop it."""
    session = _become(session, State.CANCELLED)
    session.reason = reason
    session.sequence += 1
    session.tell_at = timezone.now()
    session.save()
    drop_timetable(KIND, session.pk)
    return session


@transaction.atomic
def mark_held(session: Session, *, by) -> Session:
    """It took place."""
    if session.ends_at > timezone.now():
        raise IllegalMove(_("It is not over yet."))
    session = _become(session, State.HELD)
    session.save()
    return session


@transaction.atomic
def keep(session: Session) -> Session:
    """Write a session that was edited. If its people know it otherwise, they will be told, once
    the editing has settled.
    """
    before = Session.objects.select_for_update().filter(pk=session.pk).first()
    if before and before.state == State.PUBLISHED and session.news != before.news:
        now = timezone.now()
        is_near = min(session.starts_at, before.starts_at) - now < TOLD_AT_ONCE
        session.sequence = before.sequence + 1
        session.tell_at = before.tell_at or (now if is_near else now + SETTLES_IN)
        session.told = before.told
    session.save()
    if session.state == State.PUBLISHED:
        set_timetable(KIND, session.pk, session.starts_at)
    return session


def new_slug(title: str) -> str:
    """The title, and a short random end: a series has one title for many sessions."""
    return f"{slug_for(title, 'session')}-{get_random_string(5, SLUG_LETTERS)}"


def _become(session: Session, state: State) -> Session:
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not session.can_become(state):
        raise IllegalMove(
            _("“%(session)s” is %(state)s; this is not possible.")
            % {"session": session, "state": session.get_state_display()}
        )
    session.state = state
    return session
