"""Sessions as calendars: what icalendar, vobject and ical.js make of each kind of them."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import vobject
from django.test import Client
from django.utils import timezone

from forums import actions, tasks
from forums.actions import calendars
from forums.actions.details import details_of
from forums.choices import State
from leeds_leaders.notices.calendars import calendar_of
from leeds_leaders.notices.emails import compose
from leeds_leaders.notices.models import Letter
from tests.factories import BookingFactory, PeerFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db

ICAL_JS = Path(__file__).parents[1] / "ical"
WALL = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True)
class Understood:
    """An event as a calendar program understands it. `wall` is what its clock shows, `starts` and
    `ends` are in UTC."""

    uid: str
    sequence: int
    status: str
    summary: str
    location: str
    wall: str
    starts: datetime
    ends: datetime


def by_icalendar(text: str) -> tuple[str, list[Understood]]:
    """As Python's own library, from the zone that the calendar brings along."""
    calendar = icalendar.Calendar.from_ical(text)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"
    return str(calendar["METHOD"]), [
        Understood(
            str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), str(event["SUMMARY"]),
            str(event.get("LOCATION", "")), f"{event.start:{WALL}}",
            event.start.replace(tzinfo=zone.to_tz()).astimezone(UTC),
            event.end.replace(tzinfo=zone.to_tz()).astimezone(UTC),
        )
        for event in calendar.events
    ]  # fmt: skip


def by_vobject(text: str) -> tuple[str, list[Understood]]:
    calendar = vobject.readOne(text)
    return calendar.method.value, [
        Understood(
            event.uid.value, int(event.sequence.value), event.status.value, event.summary.value,
            event.location.value if hasattr(event, "location") else "",
            f"{event.dtstart.value:{WALL}}", event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
        )
        for event in getattr(calendar, "vevent_list", [])
    ]  # fmt: skip


def by_ical_js(text: str) -> tuple[str, list[Understood]]:
    """As Thunderbird and others: JavaScript, in a process of its own."""
    node = shutil.which("node")
    if node is None or not (ICAL_JS / "node_modules" / "ical.js").exists():
        words = "ical.js is not installed: npm ci --prefix tests/ical"
        if os.environ.get("CI") == "true":
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    run = subprocess.run(
        [node, str(ICAL_JS / "read.js")], input=text, capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    moments = ("starts", "ends")
    return found["method"], [
        Understood(**event | {name: datetime.fromisoformat(event[name]) for name in moments})
        for event in found["events"]
    ]


@pytest.fixture(params=[by_icalendar, by_vobject, by_ical_js])
def read(request):
    """What each of three programs makes of a calendar."""
    return request.param


def get(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return response.content.decode()


LONG = "Ünïcode, commas; semi-colons \\ and «quotes» " + "that go on and on " * 4


def test_one_session_is_understood_as_it_is(read):
    venue = VenueFactory(name="Hall; of, all", address="1 Briggate")
    session = SessionFactory(title=LONG.strip()[:120], slug="one", venue=venue, room="Attic")
    method, (event,) = read(get("/forums/one/session.ics"))
    assert method == "PUBLISH"
    assert event == Understood(
        session.uid, 0, "CONFIRMED", session.title, "Attic, Hall; of, all, 1 Briggate",
        f"{timezone.localtime(session.starts_at):{WALL}}", session.starts_at.replace(microsecond=0),
        session.ends_at.replace(microsecond=0),
    )  # fmt: skip


def test_what_is_cancelled_takes_itself_out_of_calendars(read):
    session = SessionFactory(slug="off")
    actions.cancel(session, by=PeerFactory(), reason="The roof leaks")
    method, (event,) = read(get("/forums/off/session.ics"))
    assert (method, event.status, event.sequence) == ("CANCEL", "CANCELLED", 1)


def test_a_change_keeps_the_uid_and_raises_the_sequence(read):
    session = SessionFactory(slug="moved")
    _method, (before,) = read(get("/forums/moved/session.ics"))
    by = PeerFactory()
    details = details_of(session, viewer=by)
    details.starts_at += timedelta(hours=1)
    details.ends_at += timedelta(hours=1)
    actions.change(session, details, by=by)
    _method, (after,) = read(get("/forums/moved/session.ics"))
    assert after.uid == before.uid
    assert after.sequence == before.sequence + 1
    assert after.starts - before.starts == timedelta(hours=1)


@pytest.fixture
def weekly(time_machine) -> list[datetime]:
    """A breakfast at eight every Thursday for a year, over both changes of the clocks."""
    time_machine.move_to(datetime(2027, 1, 1, 12, tzinfo=UTC))
    zone = timezone.get_default_timezone()
    mornings = [datetime(2027, 1, 7, 8, tzinfo=zone) + timedelta(weeks=week) for week in range(52)]
    for number, morning in enumerate(mornings):
        SessionFactory(
            title="Weekly", slug=f"week-{number}", starts_at=morning,
            ends_at=morning + timedelta(minutes=90),
        )  # fmt: skip
    return mornings


def test_a_weekly_breakfast_is_at_eight_on_both_sides_of_a_change_of_clocks(read, weekly):
    _method, events = read(get("/calendar.ics"))
    assert [event.wall for event in events] == [
        f"{morning:%Y-%m-%d}T08:00:00" for morning in weekly
    ]
    assert [event.starts for event in events] == [morning.astimezone(UTC) for morning in weekly]
    assert {event.starts.hour for event in events} == {7, 8}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # forward, from one to two
        datetime(2027, 3, 28, 1, 59, tzinfo=UTC),
        datetime(2027, 10, 30, 23, 59, tzinfo=UTC),  # an hour that comes twice cannot be told
        datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
    ],
)
def test_the_rules_of_the_clocks_hold_to_the_minute(read, moment):
    SessionFactory(slug="night", starts_at=moment, ends_at=moment + timedelta(hours=4))
    _method, (event,) = read(get("/forums/night/session.ics"))
    assert event.starts == moment


def test_the_public_calendar_has_what_everybody_may_see_and_is_still_to_come(read, cast):
    SessionFactory(title="Open")
    SessionFactory(title="Called off", state=State.CANCELLED)
    SessionFactory(title="In the drawer", state=State.DRAFT)
    SessionFactory(title="Long ago", starts_at=timezone.now() - timedelta(days=9))
    for player in (cast.nobody, cast.organiser):
        text = player.client.get("/calendar.ics").content.decode()
        _method, events = read(text)
        assert {event.summary: event.status for event in events} == {
            "Open": "CONFIRMED", "Called off": "CANCELLED",
        }  # fmt: skip
    assert "X-WR-CALNAME:Breakfast forums" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in text


def test_an_empty_calendar_is_one_too(read):
    method, events = read(get("/calendar.ics"))
    assert (method, events) == ("PUBLISH", [])


def test_ones_own_calendar_is_understood_too(read, weekly):
    peer = PeerFactory()
    session = SessionFactory(title="Mine", online_link="https://meet.example.org/secret")
    BookingFactory(session=session, peer=peer)
    token = calendars.open_feed(calendars.key_for_next(None), by=peer)
    _method, (event,) = read(get(f"/calendar/{token}.ics"))
    assert event.uid == session.uid
    assert "https://meet.example.org/secret" in event.location


def test_the_invitation_in_a_mail_is_understood_too(read):
    session = SessionFactory(title="By mail")
    actions.go(session, by=PeerFactory())
    tasks.tell_moves()
    message = compose(Letter.objects.get(purpose="place"))
    (_name, text, kind) = next(
        attached for attached in message.attachments if attached[0].endswith(".ics")
    )
    method, (event,) = read(text if isinstance(text, str) else text.decode())
    assert (method, event.uid, event.summary) == ("PUBLISH", session.uid, "By mail")
    assert "method=PUBLISH" in kind


def test_lines_are_folded_and_ended_as_the_standard_says():
    SessionFactory(slug="one", title=LONG.strip()[:120])
    lines = Client().get("/forums/one/session.ics").content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_hidden_again_a_session_has_no_calendar(cast):
    session = SessionFactory(slug="one")
    assert cast.nobody.client.get("/forums/one/session.ics").status_code == 200
    session.state = State.DRAFT
    session.save()
    for name, player in cast:
        status = player.client.get("/forums/one/session.ics").status_code
        assert status == (200 if name in {"organiser", "admin"} else 404), name


def test_the_online_link_is_in_no_calendar_that_everybody_reads():
    SessionFactory(slug="one", online_link="https://meet.example.org/secret")
    for address in ("/forums/one/session.ics", "/calendar.ics"):
        assert "meet.example.org" not in re.sub(r"\r\n ", "", get(address))


@pytest.mark.parametrize("count", [1, 5])
def test_a_calendar_takes_two_queries_however_many_there_are(django_assert_num_queries, count):
    SessionFactory.create_batch(count)
    with django_assert_num_queries(2):  # the stamp, the sessions
        Client().get("/calendar.ics")


def test_rules_of_the_clocks_are_told_by_the_wall_time_that_they_end():
    rules = calendar_of([]).split("BEGIN:DAYLIGHT")[1]
    assert re.search(r"DTSTART:\d{8}T010000", rules)
    assert "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100" in rules
