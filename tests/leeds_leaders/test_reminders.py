"""Reminders: the latest due step, once, to whoever still comes, and never after the start."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from leeds_leaders.notices import actions, jobs, sources
from leeds_leaders.notices.calendars import Coming
from leeds_leaders.notices.choices import Purpose, Step
from leeds_leaders.notices.emails import Stranger, compose
from leeds_leaders.notices.models import Letter, Notice, Preference, Reminder
from tests.conftest import in_threads
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 12, 10, 8, 30, tzinfo=LONDON)
HOUR, DAY, MOMENT = timedelta(hours=1), timedelta(days=1), timedelta.resolution
ARRANGED = START - 30 * DAY


class Walks:
    """An invented kind of event: walks, kept in memory, with those who come."""

    kind = "walk"
    planned: dict[int, Coming] = {}
    coming_along: dict[int, list[int]] = {}
    strangers_along: dict[int, list[Stranger]] = {}

    def coming(self, subject_id: int) -> Coming | None:
        return self.planned.get(subject_id)

    def recipients(self, subject_id: int) -> Iterator[list[int]]:
        ids = self.coming_along[subject_id]
        return (ids[at : at + 2] for at in range(0, len(ids), 2))

    def strangers(self, subject_id: int) -> list[Stranger]:
        return self.strangers_along.get(subject_id, [])

    def still(self, told):
        return {
            (pk, start): set(self.coming_along[pk]) & set(ids)
            for (pk, start), ids in told.items()
            if pk in self.planned and self.planned[pk].starts_at == start
        }


@pytest.fixture(autouse=True)
def walks(settings):
    settings.REMINDER_SOURCES = [f"{__name__}.Walks"]
    settings.SITE_URL = "https://leeds.example"
    yield Walks
    Walks.planned.clear()
    Walks.coming_along.clear()


def plan(pk=1, starts_at=START, people=None, steps=None, **facts) -> list:
    """Arrange a walk, or change it, as its verb would; who comes."""
    peers = [PeerFactory() for _ in range(3)] if people is None else people
    Walks.coming_along[pk] = [peer.pk for peer in peers]
    known = {
        "title": "A walk along the Aire",
        "place": "The weir, Kirkstall Road",
        "access_notes": "Step-free; a bench every 200 metres.",
        "bring": "A cup.",
    }
    Walks.planned[pk] = Coming(
        starts_at=starts_at,
        ends_at=starts_at + 2 * HOUR,
        url=f"/walks/{pk}/",
        uid=f"walk-{pk}@leeds.example",
        **known | facts,
    )
    with time_machine.travel(ARRANGED, tick=False):
        actions.set_timetable("walk", pk, starts_at, steps)
    return peers


def send(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return actions.send_due_reminders()


def steps_told() -> list[str]:
    keys = Letter.objects.order_by("pk").values_list("key", flat=True)
    return list(dict.fromkeys(key.split(":")[2] for key in keys))


# The timetable -----------------------------------------------------------------------------------


def test_whoever_comes_is_reminded_three_times():
    peers = plan()
    assert send(START - 7 * DAY - MOMENT) == 0
    assert send(START - 7 * DAY) == 3
    assert send(START - DAY - MOMENT) == 0
    assert send(START - DAY) == 3
    assert send(START - 2 * HOUR) == 0
    assert send(START - 1.5 * HOUR) == 3
    assert send(START - HOUR) == send(START + DAY) == 0
    assert steps_told() == [Step.WEEK, Step.DAY, Step.MORNING]
    assert set(Letter.objects.values_list("recipient", flat=True)) == {peer.pk for peer in peers}


def test_each_step_is_told_once_however_often_the_job_runs():
    plan()
    assert [send(START - DAY), send(START - DAY), send(START - DAY + HOUR)] == [3, 0, 0]


def test_only_the_steps_that_were_asked_for_are_told():
    plan(steps=[Step.DAY])
    assert [send(START - 7 * DAY), send(START - DAY), send(START - HOUR)] == [0, 3, 0]


def test_what_is_arranged_late_is_not_announced_a_week_before():
    plan()
    with time_machine.travel(START - 3 * DAY, tick=False):
        actions.drop_timetable("walk", 1)
        actions.set_timetable("walk", 1, START)
    assert set(Reminder.objects.values_list("step", flat=True)) == {Step.DAY, Step.MORNING}


def test_saving_an_event_that_was_not_moved_tells_nothing_again():
    peers = plan()
    send(START - 7 * DAY)
    plan(people=peers, title="A longer walk")
    assert send(START - 6 * DAY) == 0


def test_a_moved_event_is_told_of_by_its_new_times_alone():
    peers = plan()
    send(START - 7 * DAY)
    moved = START + 9 * DAY
    plan(people=peers, starts_at=moved, sequence=1)
    assert send(START - DAY) == send(START - HOUR) == 0
    assert [send(moved - 7 * DAY), send(moved - DAY), send(moved - HOUR)] == [3, 3, 3]


def test_of_two_moves_at_once_the_later_one_counts(transactional_db):
    begun, go_on, later = threading.Event(), threading.Event(), datetime.now(UTC) + 40 * DAY

    def move_slowly():
        try:
            with transaction.atomic():
                actions.set_timetable("walk", 1, later - 5 * DAY)
                begun.set()
                go_on.wait(10)
        finally:
            connection.close()

    def move():
        try:
            actions.set_timetable("walk", 1, later)
        finally:
            connection.close()

    threads = [threading.Thread(target=move_slowly), threading.Thread(target=move)]
    threads[0].start()
    begun.wait(10)
    threads[1].start()
    threads[1].join(0.5)  # it waits for the first
    go_on.set()
    for thread in threads:
        thread.join()
    assert set(Reminder.objects.values_list("starts_at", flat=True)) == {later}


def test_an_event_that_is_moved_and_moved_back_is_told_once():
    peers = plan()
    send(START - 7 * DAY)
    for start in (START + DAY, START):
        Walks.planned[1] = None
        with time_machine.travel(START - 6 * DAY, tick=False):
            actions.set_timetable("walk", 1, start)
    plan(people=peers)
    assert send(START - 5 * DAY) == 0
    assert send(START - DAY) == 3


def test_nobody_is_reminded_of_what_is_cancelled():
    plan()
    actions.drop_timetable("walk", 1)
    assert send(START - DAY) == 0
    plan()
    Walks.planned.clear()  # its timetable was forgotten
    assert send(START - DAY) == 0


def test_a_timetable_that_lags_behind_its_event_tells_nothing_false():
    peers = plan()
    Walks.planned[1] = Coming("A walk", START + DAY, START + DAY + HOUR, "", "/walks/1/", "uid")
    assert peers
    assert send(START - DAY) == 0


def test_after_a_worker_was_down_only_the_latest_step_is_told():
    plan()
    assert send(START - HOUR) == 3
    assert steps_told() == [Step.MORNING]
    assert not Reminder.objects.filter(told_at=None).exists()


@pytest.mark.parametrize("late", [timedelta(0), MOMENT, DAY])
def test_nobody_is_reminded_from_the_start_on(late):
    plan()
    assert send(START + late) == 0
    assert not Letter.objects.exists()


def test_events_do_not_get_into_each_others_way():
    plan(1)
    plan(2, starts_at=START + HOUR / 2)
    plan(3, starts_at=START + 50 * DAY)
    assert send(START - HOUR) == 6
    assert steps_told() == [Step.MORNING]


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 29, 9, tzinfo=LONDON), datetime(2026, 10, 25, 9, tzinfo=LONDON)]
)
def test_the_day_before_is_the_same_wall_time_when_the_clocks_change(start):
    peers = [PeerFactory()]
    Walks.coming_along[1] = [peers[0].pk]
    with time_machine.travel(start - 20 * DAY, tick=False):
        actions.set_timetable("walk", 1, start)
    due = dict(Reminder.objects.values_list("step", "due_at"))
    assert due[Step.DAY].astimezone(LONDON).replace(tzinfo=None) == datetime(
        start.year, start.month, start.day - 1, 9
    )


def test_a_step_of_an_unknown_kind_is_let_go(settings):
    plan()
    settings.REMINDER_SOURCES = []
    assert send(START - DAY) == 0
    assert not Reminder.objects.filter(told_at=None, step=Step.DAY).exists()


# Who is told -------------------------------------------------------------------------------------


def test_who_is_suspended_gets_none_and_who_switched_it_off_reads_it_on_the_site():
    suspended, silent, other = PeerFactory(is_active=False), PeerFactory(), PeerFactory()
    Preference.objects.create(peer=silent, muted=[Purpose.REMINDER])
    plan(people=[suspended, silent, other])
    assert send(START - DAY) == 1
    assert Letter.objects.get().recipient == other
    assert set(Notice.objects.values_list("recipient", flat=True)) == {silent.pk, other.pk}


def test_three_jobs_at_once_tell_each_step_once(transactional_db):
    start = datetime.now(UTC) + timedelta(hours=20)
    for pk in range(1, 6):
        plan(pk, starts_at=start)
    Reminder.objects.all().delete()
    for pk in range(1, 6):
        with time_machine.travel(start - 9 * DAY, tick=False):
            actions.set_timetable("walk", pk, start)
    in_threads(*[jobs.send_due_reminders] * 3)
    assert Letter.objects.count() == 15
    assert steps_told() == [Step.DAY]


def test_a_fault_of_one_event_tells_nobody_of_it_and_holds_up_no_other(monkeypatch):
    plan(1)
    plan(2, starts_at=START + HOUR)
    whole = Walks.recipients

    def breaking(self, subject_id):
        yield from list(whole(self, subject_id))[:1]
        if subject_id == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(Walks, "recipients", breaking)
    assert send(START - DAY + HOUR) == 2
    assert not Letter.objects.filter(key__startswith="walk:1:").exists()
    assert not Notice.objects.filter(key__startswith="walk:1:").exists()
    monkeypatch.setattr(Walks, "recipients", whole)
    assert send(START - DAY + HOUR) == 3
    assert Letter.objects.filter(key__startswith="walk:1:").count() == 3


# As it is read ---------------------------------------------------------------------------------


@pytest.fixture
def letter() -> Letter:
    [peer] = plan(people=[PeerFactory(name="Zoë Ann Peer")], sequence=2)
    send(START - DAY)
    return Letter.objects.get(recipient=peer)


DASHES = "-- "


def test_a_reminder_is_read_whole(letter, settings):
    link = Preference(peer=letter.recipient).unsubscribe_token(Purpose.REMINDER)
    assert letter.subject == "A walk along the Aire: Thursday 10 December, 8:30"
    assert letter.not_after == START
    assert (
        letter.text
        == f"""Hello Zoë,

this is to remind you of “A walk along the Aire”.

When: Thursday 10 December 2026, 8:30 to 10:30
Where: The weir, Kirkstall Road

Getting in: Step-free; a bench every 200 metres.

Please bring: A cup.

The date is attached for your calendar. If you cannot come, please say so on its page: somebody \
else may be waiting for your place.

https://leeds.example/walks/1/

{DASHES}
You get this because you said on Leaders for Leeds that you come.
Choose what you hear, and when: https://leeds.example/me/notices/settings/
No more mail of this kind: https://leeds.example/unsubscribe/{link}/
If something is wrong, answer this mail or write to {settings.CITY.contact}.
"""
    )


def test_the_date_comes_along_for_calendars(letter):
    message = compose(letter, Preference(peer=letter.recipient)).message().as_bytes()
    parts = message_from_bytes(message, policy=policy.default).walk()
    [entry] = [part for part in parts if part.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(entry.get_content())
    [event] = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == START
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event.decoded("dtend") == START + 2 * HOUR
    assert (str(event["uid"]), event["sequence"]) == ("walk-1@leeds.example", 2)
    assert str(event["summary"]) == "A walk along the Aire"
    assert str(event["location"]) == "The weir, Kirkstall Road"
    assert "A cup." in str(event["description"])
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/London"
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1)) == HOUR
    assert zone.to_tz().utcoffset(datetime(2026, 12, 10)) == timedelta(0)


def test_all_reminders_of_an_event_are_one_entry_of_a_calendar():
    plan(people=[PeerFactory()])
    for before in (7 * DAY, DAY, HOUR):
        send(START - before)
    calendars = [icalendar.Calendar.from_ical(letter.calendar) for letter in Letter.objects.all()]
    assert len(calendars) == 3
    assert len({str(calendar.walk("VEVENT")[0]["uid"]) for calendar in calendars}) == 1


def test_lines_of_a_calendar_hold_whatever_a_title_holds():
    plan(people=[PeerFactory()], title="Tea, talk; “café”\\ & more: BEGIN:VEVENT " + "ü" * 60)
    send(START - DAY)
    text = Letter.objects.get().calendar
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["summary"]).startswith("Tea, talk; “café”\\ & more: BEGIN:VEVENT üü")


# Once more, just before it leaves ----------------------------------------------------------------


def void() -> list[int]:
    mended, void = sources.recheck(list(Letter.objects.select_related("recipient")))
    assert mended == []
    return sorted(letter.recipient_id for letter in void)


def test_a_reminder_goes_only_to_who_still_comes():
    peers = plan()
    send(START - DAY)
    assert void() == []
    Walks.coming_along[1].remove(peers[1].pk)
    assert void() == [peers[1].pk]


def test_a_reminder_of_what_was_moved_or_cancelled_is_void(settings):
    peers = plan()
    everybody = sorted(peer.pk for peer in peers)
    send(START - DAY)
    plan(people=peers, starts_at=START + HOUR)
    assert void() == everybody
    plan(people=peers)
    assert void() == []
    del Walks.planned[1]
    assert void() == everybody
    settings.REMINDER_SOURCES = []
    assert void() == everybody


# The command ------------------------------------------------------------------------------------


def test_the_command_takes_a_moment_of_the_city(capsys):
    plan()
    with time_machine.travel(ARRANGED, tick=False):
        call_command("send_reminders", at="2026-12-09T08:29")
        call_command("send_reminders", at="2026-12-09T08:30")
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["3", "3"]


def test_a_moment_that_is_none_is_refused_in_words():
    with pytest.raises(CommandError, match="write a moment like") as refusal:
        call_command("send_reminders", at="soon")
    assert refusal.value.returncode == 1
