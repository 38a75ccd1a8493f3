"""Another time or place: calendars count it, and people are told once it has settled."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from forums.models import Session

KIND = "forums.session"  # of reminders
# Whoever edits five fields in ten minutes tells their people once.
SETTLES_IN = timedelta(minutes=10)
TOLD_AT_ONCE = timedelta(hours=2)  # before the start


def tell_later(session: Session, known: dict[str, str]) -> None:
    """The people of a published, locked session knew it otherwise, as `Session.news` told: they
    are told once the editing has settled, and at once when it is near."""
    if session.news == known:
        return
    now = timezone.now()
    starts_at = min(session.starts_at, parse_datetime(known["starts_at"]) or session.starts_at)
    due = now if starts_at - now < TOLD_AT_ONCE else now + SETTLES_IN
    session.tell_at = min(session.tell_at or due, due)
    session.told = session.told or known
    session.sequence += 1
    session.save(update_fields=["tell_at", "told", "sequence"])
