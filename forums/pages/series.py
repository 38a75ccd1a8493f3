"""The days of a series, ready for its page."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils import timezone

from forums.choices import State
from forums.models import Series, Session

SHOWN = 12  # days ahead


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a series: its session if there is one that the viewer may see, or left out."""

    day: date
    session: Session | None = None
    is_skipped: bool = False
    is_taken: bool = False

    @property
    def is_free(self) -> bool:
        """Whether a session can be written down for it."""
        return not (self.is_skipped or self.is_taken)


def coming_days(series: Series) -> list[date]:
    """The next days of the rule."""
    return list(islice(series.days_from(timezone.localdate()), SHOWN))


def next_days(series: Series, viewer) -> list[Day]:
    """The next days of the rule, with those left out, and what is on each. Two queries."""
    today, given = timezone.localdate(), coming_days(series)
    last = given[-1] if given else today
    skipped = {day for day in series.exceptions if today <= day <= last}
    taken = _taken(series)
    seen = Session.objects.visible_to(viewer).filter(series=series, series_day__in=taken)
    seen_on = {session.series_day: session for session in seen.select_related("venue")}
    days = {*given, *skipped, *seen_on}
    return [Day(day, seen_on.get(day), day in skipped, day in taken) for day in sorted(days)]


def free_days(series: Series) -> list[date]:
    """The next days of the rule that have no session yet. One query."""
    taken = _taken(series)
    free = (day for day in series.days_from(timezone.localdate()) if day not in taken)
    return list(islice(free, SHOWN))


def _taken(series: Series) -> set[date | None]:
    """The days from today on that have their session."""
    days = series.sessions.filter(series_day__gte=timezone.localdate())
    return set(days.values_list("series_day", flat=True))


def passed_sessions(series: Series, viewer):
    """What has been, newest first."""
    held = Session.objects.visible_to(viewer).filter(series=series).exclude(state=State.DRAFT)
    return held.past().select_related("venue")
