"""Something that starts, and its iCalendar object (RFC 5545) to send along with a letter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

# The rules of the clocks are told for so long before and after the start.
AROUND = timedelta(days=366)


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


def invitation(coming: Coming) -> str:
    """The thing as a calendar of one event, in the city's own time, with the rules of its clocks.

    Published, not requested: nobody's calendar program is to answer.
    """
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
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.CITY.network}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    start = coming.starts_at.date()
    calendar.add_missing_timezones(first_date=start - AROUND, last_date=start + AROUND)
    return calendar.to_ical().decode()


def _local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())
