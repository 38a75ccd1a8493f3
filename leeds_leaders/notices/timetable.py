"""When digests and reminders come: arithmetic with the city's own wall time.

A wall time that does not exist on the night the clocks go forward is taken as late as it would
have been; one that comes twice on the night they go back is taken the first time. So each comes
exactly once.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from leeds_leaders.notices.choices import Rhythm, Step

MORNING = time(7, 0)
EARLY_START = time(8, 30)
BEFORE_EARLY_START = timedelta(minutes=90)


def next_digest(after: datetime, rhythm: str, weekday: int, hour: int) -> datetime:
    """The first moment (UTC) after another at which a digest of this rhythm comes.

    `weekday` is ISO's, 1 to 7; a monthly digest comes on the first such day of a month, a daily
    one whatever the day. `rhythm` is any but never.
    """
    moments = (_moment(day, time(hour)) for day in _days_from(after, rhythm, weekday))
    return next(moment for moment in moments if moment > after)


def reminder_steps(starts_at: datetime) -> dict[Step, datetime]:
    """When (UTC) to remind of something that starts at a moment.

    A week and a day before at the same wall time, and that morning at seven, or 90 minutes before
    a start earlier than half past eight.
    """
    start = timezone.localtime(starts_at, timezone.get_default_timezone())
    day, hour = start.date(), start.time()
    is_early = hour < EARLY_START
    return {
        Step.WEEK: _moment(day - timedelta(days=7), hour),
        Step.DAY: _moment(day - timedelta(days=1), hour),
        Step.MORNING: starts_at - BEFORE_EARLY_START if is_early else _moment(day, MORNING),
    }


def _days_from(after: datetime, rhythm: str, weekday: int) -> Iterator[date]:
    """Days of a rhythm, from the day of a moment on."""
    today = timezone.localdate(after, timezone.get_default_timezone())
    for day in (today + timedelta(days=step) for step in count()):
        is_due = rhythm == Rhythm.DAILY or day.isoweekday() == weekday
        if is_due and (rhythm != Rhythm.MONTHLY or day.day <= 7):
            yield day


def _moment(day: date, hour: time) -> datetime:
    """A day and a wall time of the city, in UTC."""
    wall = datetime.combine(day, hour.replace(fold=0), timezone.get_default_timezone())
    return wall.astimezone(UTC)
