"""Something that starts, and its iCalendar object (RFC 5545) to send along with a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

# The rules of the clocks are told for so long before and after the start.
AROUND = timedelta(days=366)
LOOK_AGAIN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that starts, as reminders and calendars tell of it.

    `url` is a path of the site. `uid` stays the same for as long as the thing lives; `sequence`
    rises with each change of its time, place or state.
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


def invitation(coming: Coming) -> str:
    """The thing as a calendar of one event, to send along. Published, not requested: nobody's
    calendar program is to answer. What is cancelled takes itself out of calendars.
    """
    return calendar_of([coming], "CANCEL" if coming.is_cancelled else "PUBLISH")


def calendar_of(comings: Sequence[Coming], method: str = "PUBLISH", *, name: str = "") -> str:
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
        calendar.add("x-published-ttl", LOOK_AGAIN)
    for coming in comings:
        calendar.add_component(_event(coming))
    days = [coming.starts_at.date() for coming in comings] or [timezone.localdate()]
    calendar.add_missing_timezones(first_date=min(days) - AROUND, last_date=max(days) + AROUND)
    return calendar.to_ical().decode()


def _event(coming: Coming) -> Event:
    event = Event()
    event.add("uid", coming.uid)
    event.add("sequence", coming.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", _local(coming.starts_at))
    event.add("dtend", _local(coming.ends_at))
    event.add("summary", coming.title)
    event.add("location", coming.place)
    event.add("description", "\n\n".join(filter(None, (coming.access_notes, coming.bring))))
    event.add("url", f"{settings.SITE_URL}{coming.url}")
    event.add("status", "CANCELLED" if coming.is_cancelled else "CONFIRMED")
    return event


def _local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())
