"""How forms ask for a day, what moment an hour of it is, and how a time is told in words."""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
OUT_OF_REACH = _("Give a day between 2000 and 2100.")
SAID_BY_THE_CLOCK = {
    "impossible": _("At that time the clocks go forward: it does not exist on that day."),
    "ambiguous": _("At that time the clocks go back: it comes twice on that day."),
}


def on_the_clock(day: date, hour: time) -> datetime:
    """A moment in the city's own time. A wall time that the clocks skip, or show twice, is refused:
    somebody would come an hour early. Raises `ValidationError`."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(day, hour, zone)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        there_and_back = first.astimezone(UTC).astimezone(zone)
        code = "ambiguous" if there_and_back.time() == first.time() else "impossible"
        raise ValidationError(SAID_BY_THE_CLOCK[code], code)
    return first


def later_by_waiting(day: date, since: datetime) -> date:
    """By when something is asked of those who could not see it since a moment: as many days later
    as it waited."""
    waited = timezone.localdate() - timezone.localdate(since)
    return min(day + waited, LATEST)


class DayField(forms.DateField):
    """A day between 2000 and 2100, as PostgreSQL wants it too."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [
        MinValueValidator(EARLIEST, OUT_OF_REACH),
        MaxValueValidator(LATEST, OUT_OF_REACH),
    ]


class TimeField(forms.TimeField):
    """An hour and minute by the clock on the wall."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def span_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, in the city's own time; the day of the end only where it is another."""
    return _span(starts_at, ends_at, get_language())


# Django takes longer to write a day than to fetch a row, and lists tell the same ones again.
@lru_cache(maxsize=5_000)
def _span(starts_at: datetime, ends_at: datetime, language: str | None) -> str:
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = "G:i" if start.date() == end.date() else gettext("l j F, G:i")
    return gettext("%(start)s to %(end)s") % {
        "start": date_format(start, gettext("l j F Y, G:i")),
        "end": date_format(end, until),
    }
