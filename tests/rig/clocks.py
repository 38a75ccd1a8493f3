"""Both nights on which London's clocks change, tick by tick: each thing once, at its wall time.

The rig's own process lives through the nights with a clock that it turns itself, and does at each
tick what the beat would have a worker do.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from unittest.mock import patch
from zoneinfo import ZoneInfo

import time_machine
from django.test import override_settings

from leeds_leaders.local.programs import HOST
from leeds_leaders.notices import actions, tasks, timetable
from leeds_leaders.notices.choices import Rhythm, Step
from leeds_leaders.notices.models import Preference
from tests.factories import SessionFactory
from tests.rig.breakfasts import KIND
from tests.rig.counting import count
from tests.rig.people import addresses, invite
from tests.rig.stage import Delivery, Stage
from tests.rig.verdicts import Verdict

LONDON = ZoneInfo("Europe/London")
NIGHTS = {"forward": date(2026, 3, 29), "back": date(2026, 10, 25)}  # both are Sundays
SUNDAY = 7
LATER = timedelta(days=30)
TICK = timedelta(minutes=15)
HOURS = range(24)
QUARTERS = 25 * 4  # of the longest day


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    for direction, sunday in NIGHTS.items():
        verdict, is_on_time = live_through(stage, direction, sunday)
        yield verdict.judge(verdict.is_clean and is_on_time)
        with patch.object(timetable, "_moment", without_wall_time):
            verdict, is_on_time = live_through(stage, direction, sunday)
        verdict.fault += "; control without wall time"
        yield verdict.judge(not is_on_time)


def without_wall_time(day: date, hour: time) -> datetime:
    """What a careless timetable does: it reckons in UTC all year."""
    return datetime.combine(day, hour, UTC)


def live_through(stage: Stage, direction: str, sunday: date) -> tuple[Verdict, bool]:
    """From Saturday noon to Monday noon: a weekly digest at each hour of the Sunday, and a
    reminder a day before a start at half past each hour of the Monday.
    """
    noon_before = datetime.combine(sunday - timedelta(days=1), time(12), LONDON)
    noon_after = datetime.combine(sunday + timedelta(days=1), time(12), LONDON)
    with stage.trial() as trial, time_machine.travel(noon_before, tick=False) as clock:
        expected = digests(sunday) | reminders(sunday)
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST=HOST,
            EMAIL_PORT=trial.port,
        ):
            moment = noon_before.astimezone(UTC)
            while moment < noon_after:
                clock.move_to(moment)
                tick()
                moment += TICK
        verdict = count(f"clocks go {direction}", trial, expected)
        return verdict, all(
            left_at(delivery) == expected[delivery.address] for delivery in trial.deliveries()
        )


def tick() -> None:
    actions.send_due_digests()
    actions.send_due_reminders()
    tasks.drain()


def digests(sunday: date) -> dict[str, datetime]:
    """Whom to send a digest at each hour of the Sunday, and when by the city's clocks."""
    expected = {}
    SessionFactory(starts_at=datetime.combine(sunday + timedelta(days=9), time(8), LONDON))
    for hour, peer in zip(HOURS, invite(len(HOURS), to="reads"), strict=True):
        Preference.objects.filter(peer=peer).delete()
        actions.set_preferences(
            peer,
            rhythm=Rhythm.WEEKLY,
            weekday=SUNDAY,
            hour=hour,
            muted=(),
            causes=(),
            wards=(),
            helps=(),
        )
        expected[peer.email] = on_the_clock(sunday, time(hour))
    return expected


def reminders(sunday: date) -> dict[str, datetime]:
    """Whom to remind on the Sunday of a breakfast on the Monday, and when."""
    expected = {}
    for hour in HOURS:
        start = datetime.combine(sunday + timedelta(days=1), time(hour, 30), LONDON)
        session = SessionFactory(starts_at=start)
        actions.set_timetable(KIND, session.pk, start, steps=[Step.DAY])
        (address,) = addresses(invite(1, to=f"comes-to-{session.pk}", due_in=LATER))
        expected[address] = on_the_clock(sunday, time(hour, 30))
    return expected


def on_the_clock(day: date, hour: time) -> datetime:
    """The first moment at which the city's clocks show this, found by walking through the day.

    A time that they leave out comes when it would have come: an hour later on the clock.
    """
    midnight = datetime.combine(day, time(0), LONDON).astimezone(UTC)
    moments = [midnight + step * TICK for step in range(QUARTERS)]
    shown = [moment.astimezone(LONDON).replace(tzinfo=None, fold=0) for moment in moments]
    wanted = datetime.combine(day, hour)
    if wanted not in shown:
        wanted += timedelta(hours=1)
    return moments[shown.index(wanted)]


def left_at(delivery: Delivery) -> datetime:
    """The moment in the message's own Date."""
    message = message_from_bytes(delivery.file.read_bytes(), policy=policy.default)
    return message["Date"].datetime
