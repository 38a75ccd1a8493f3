"""When digests and reminders come: by the city's wall time, over both nights of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeds_leaders.notices.choices import Rhythm, Step
from leeds_leaders.notices.timetable import next_digest, reminder_steps

LONDON = ZoneInfo("Europe/London")
TUESDAY, SUNDAY = 2, 7
moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))
rhythms = st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY])
weekdays, hours = st.integers(1, 7), st.integers(0, 23)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("after", "rhythm", "weekday", "hour", "expected"),
    [
        ("2026-11-16 09:00", Rhythm.WEEKLY, TUESDAY, 8, "2026-11-17 08:00"),
        ("2026-11-17 07:59", Rhythm.WEEKLY, TUESDAY, 8, "2026-11-17 08:00"),
        ("2026-11-17 08:00", Rhythm.WEEKLY, TUESDAY, 8, "2026-11-24 08:00"),
        ("2026-11-17 08:00", Rhythm.DAILY, TUESDAY, 8, "2026-11-18 08:00"),
        ("2026-11-17 07:00", Rhythm.DAILY, SUNDAY, 8, "2026-11-17 08:00"),
        ("2026-11-03 07:59", Rhythm.MONTHLY, TUESDAY, 8, "2026-11-03 08:00"),
        ("2026-11-03 08:00", Rhythm.MONTHLY, TUESDAY, 8, "2026-12-01 08:00"),
        ("2026-12-31 23:59", Rhythm.MONTHLY, TUESDAY, 0, "2027-01-05 00:00"),
        ("2026-06-01 23:30", Rhythm.DAILY, TUESDAY, 0, "2026-06-02 00:00"),
    ],
)
def test_a_digest_comes_at_the_hour_that_was_asked_for(after, rhythm, weekday, hour, expected):
    assert next_digest(london(after), rhythm, weekday, hour) == london(expected)


def test_a_weekly_digest_keeps_its_wall_time_when_the_clocks_change():
    told = next_digest(london("2026-03-25 09:00"), Rhythm.WEEKLY, TUESDAY, 8)
    assert told == datetime(2026, 3, 31, 7, tzinfo=UTC)
    told = next_digest(london("2026-10-21 09:00"), Rhythm.WEEKLY, TUESDAY, 8)
    assert told == datetime(2026, 10, 27, 8, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_told_an_hour_later():
    told = next_digest(london("2026-03-28 01:00"), Rhythm.DAILY, SUNDAY, 1)
    assert told == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert told.astimezone(LONDON).hour == 2
    assert next_digest(told, Rhythm.DAILY, SUNDAY, 1) == london("2026-03-30 01:00")


def test_an_hour_that_comes_twice_is_told_the_first_time_alone():
    told = next_digest(london("2026-10-24 01:00"), Rhythm.DAILY, SUNDAY, 1)
    assert told == datetime(2026, 10, 25, 0, tzinfo=UTC)
    for minutes in (0, 30, 59, 60, 61, 120):
        after = told + timedelta(minutes=minutes)
        assert next_digest(after, Rhythm.DAILY, SUNDAY, 1) == london("2026-10-26 01:00")


@given(moments, rhythms, weekdays, hours)
def test_the_next_digest_is_later_and_the_next_after_it_later_still(after, rhythm, weekday, hour):
    first = next_digest(after, rhythm, weekday, hour)
    assert after < first
    second = next_digest(first, rhythm, weekday, hour)
    apart = second.astimezone(LONDON).date() - first.astimezone(LONDON).date()
    assert apart.days in {Rhythm.DAILY: {1}, Rhythm.WEEKLY: {7}, Rhythm.MONTHLY: {28, 35}}[rhythm]


@given(moments, rhythms, weekdays, hours)
def test_no_digest_is_skipped(after, rhythm, weekday, hour):
    """Whenever one asks before it comes, it is the same one."""
    first = next_digest(after, rhythm, weekday, hour)
    middle = after + (first - after) / 2
    assert next_digest(middle, rhythm, weekday, hour) == first
    assert next_digest(first - timedelta(microseconds=1), rhythm, weekday, hour) == first


def test_a_digest_never_comes_twice_in_a_year_of_hours():
    at, told = datetime(2026, 1, 1, tzinfo=UTC), []
    while at.year == 2026:
        at = next_digest(at, Rhythm.DAILY, SUNDAY, 1)
        told.append(at.astimezone(LONDON).date())
    assert len(told) == len(set(told)) == 365 + 1


def test_a_breakfast_is_announced_a_week_before_the_day_before_and_that_morning():
    steps = reminder_steps(london("2026-11-12 09:30"))
    assert steps == {
        Step.WEEK: london("2026-11-05 09:30"),
        Step.DAY: london("2026-11-11 09:30"),
        Step.MORNING: london("2026-11-12 07:00"),
    }


@pytest.mark.parametrize(
    ("start", "morning"),
    [
        ("2026-11-12 08:30", "2026-11-12 07:00"),
        ("2026-11-12 08:29", "2026-11-12 06:59"),
        ("2026-11-12 08:00", "2026-11-12 06:30"),
        ("2026-11-12 00:30", "2026-11-11 23:00"),
        ("2026-11-12 19:00", "2026-11-12 07:00"),
    ],
)
def test_the_morning_is_at_seven_or_ninety_minutes_before_an_early_start(start, morning):
    assert reminder_steps(london(start))[Step.MORNING] == london(morning)


def test_the_day_before_is_the_same_wall_time_over_both_nights_of_the_clocks():
    for start in ("2026-03-29 09:00", "2026-10-25 09:00", "2026-03-30 09:00", "2026-11-01 09:00"):
        steps = reminder_steps(london(start))
        assert [steps[step].astimezone(LONDON).hour for step in (Step.WEEK, Step.DAY)] == [9, 9]
    spring, autumn = london("2026-03-29 09:00"), london("2026-10-25 09:00")
    assert reminder_steps(spring)[Step.DAY] == datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert reminder_steps(autumn)[Step.DAY] == datetime(2026, 10, 24, 8, tzinfo=UTC)


def test_a_reminder_in_the_hour_that_does_not_exist_still_comes():
    assert reminder_steps(london("2026-03-30 01:30"))[Step.DAY] == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


@given(moments)
def test_steps_rise_and_all_come_before_the_start(starts_at):
    steps = reminder_steps(starts_at)
    assert list(steps) == [Step.WEEK, Step.DAY, Step.MORNING]
    assert steps[Step.WEEK] < steps[Step.DAY] < steps[Step.MORNING] < starts_at
    assert starts_at - steps[Step.MORNING] >= timedelta(minutes=90)
