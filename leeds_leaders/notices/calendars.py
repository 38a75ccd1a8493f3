"""Something that starts, and its iCalendar object (RFC 5545) to send along with a letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration

# The rules of the clocks are told for so long before and after the start.
AROUND = timedelta(days=366)
LOOK_AGAIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that starts, as reminders and calendars tell of it.

    `url` is a path of the site. `uid` stays the same for as long as the thing lives; `sequence`
    rises with each change of its time, place or state. What `is_due` is to be done by a day, and
    is no date for a calendar.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    url: str
    uid: str
    sequence: int = 0
    access_notes: str = ""
    bring: str = ""
    is_cancelled: bool = False
    is_due: bool = False


def invitation(coming: Coming) -> str:
    """The thing as a calendar of one event, to send along. Published, not requested: nobody's
    calendar program is to answer. What is cancelled takes itself out of calendars.
    """
    return _invitation(coming, timezone.now().replace(second=0, microsecond=0))


@lru_cache(maxsize=64)
def _invitation(coming: Coming, at: datetime) -> str:
    """Made once for all who are told of it in the same minute."""
    return calendar_of([coming], "CANCEL" if coming.is_cancelled else "PUBLISH", at=at)


def calendar_of(
    comings: Sequence[Coming],
    method: str = "PUBLISH",
    *,
    name: str = "",
    at: datetime | None = None,
) -> str:
    """Any number of things as one calendar, in the city's own time, with its clocks' rules.

    A calendar to subscribe to has a `name`, and says how often it is worth looking at.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.CITY.network}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)  # RFC 7986, and what programs read that are older than it
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(LOOK_AGAIN).to_ical().decode())
    moments = [coming.starts_at for coming in comings] or [timezone.now()]
    first, last = min(moments) - AROUND, max(moments) + AROUND
    calendar.add_component(_clocks(timezone.get_default_timezone(), first.year, last.year))
    for coming in comings:
        calendar.add_component(_event(coming, at or timezone.now()))
    return calendar.to_ical().decode()


@lru_cache(maxsize=100)
def _clocks(zone: tzinfo, first: int, last: int) -> Timezone:
    """The rules of a zone's clocks from one year to another, both included.

    RFC 5545 wants a change told by the wall time that it ends: clocks in the United Kingdom go
    forward at one. (`icalendar` tells the one that it begins.)
    """
    rules = Timezone()
    rules.add("tzid", str(zone))
    start = datetime(first, 1, 1, tzinfo=UTC).astimezone(zone)
    rules.add_component(_observance(start, start))
    for before, after in _changes(start, datetime(last, 12, 31, tzinfo=UTC)):
        rules.add_component(_observance(before, after))
    return rules


def _changes(moment: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The last minute before each change of the clocks, and the first one after it."""
    day, minute = timedelta(days=1), timedelta(minutes=1)
    zone = moment.tzinfo
    while moment < end:
        following = (moment.astimezone(UTC) + day).astimezone(zone)
        if following.utcoffset() == moment.utcoffset():
            moment = following
            continue
        while (after := (moment.astimezone(UTC) + minute).astimezone(zone)).utcoffset() == (
            moment.utcoffset()
        ):
            moment = after
        yield moment, after
        moment = after


def _observance(before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """The time that clocks show from `after` on."""
    observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
    begins = after.astimezone(UTC) + (before.utcoffset() or timedelta())
    observance.add("dtstart", begins.replace(tzinfo=None))
    observance.add("tzname", after.tzname())
    observance.add("tzoffsetfrom", before.utcoffset())
    observance.add("tzoffsetto", after.utcoffset())
    return observance


def _event(coming: Coming, at: datetime) -> Event:
    event = Event()
    event.add("uid", coming.uid)
    event.add("sequence", coming.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", _local(coming.starts_at))
    event.add("dtend", _local(coming.ends_at))
    event.add("summary", coming.title)
    if coming.place:
        event.add("location", coming.place)
    if coming.access_notes or coming.bring:
        event.add("description", "\n\n".join(filter(None, (coming.access_notes, coming.bring))))
    event.add("url", f"{settings.SITE_URL}{coming.url}")
    event.add("status", "CANCELLED" if coming.is_cancelled else "CONFIRMED")
    return event


def _local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())
