"""Reminders of what somebody said they would do: on the eve, that morning, once a week after."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from forums import jobs
from forums.actions import agreed, doing
from forums.actions.agreed import Agreed
from forums.models import ActionOwner
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Preference, Reminder
from leeds_leaders.notices.sources import recheck
from tests.factories import ActionFactory, PeerFactory, RecordFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DUE = date(2026, 12, 10)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=LONDON)


@pytest.fixture
def owner(db):
    return PeerFactory(name="Ola Owner")


@pytest.fixture
def action(owner):
    """Due on the tenth of December, agreed on the first."""
    with time_machine.travel(at(1, 9), tick=False):
        record = RecordFactory(session__title="Talk")
        action = ActionFactory(session=record.session, record=record, words="Bring *soup*",
                               due_on=None)  # fmt: skip
        action = agreed.keep(action, Agreed(owners=[owner], due_on=DUE), by=owner)
        action.owners.create(peer=PeerFactory(name="Nia Named"), named_by=owner)
    return action


def reminded(day: int, hour: int) -> list[Letter]:
    """The letters that are written when what is due at a moment is told."""
    with time_machine.travel(at(day, hour), tick=False):
        before = set(Letter.objects.values_list("pk", flat=True))
        notices.send_due_reminders()
        jobs.ask_about_overdue_actions()
        return list(Letter.objects.exclude(pk__in=before))


def test_whoever_said_yes_is_reminded_the_day_before_that_morning_and_a_week_after(action, owner):
    assert reminded(9, 11) == []
    (eve,) = reminded(9, 13)
    (morning,) = reminded(10, 8)
    assert reminded(10, 13) == reminded(16, 9) == []
    (late,) = reminded(17, 9)
    assert reminded(18, 9) == reminded(19, 9) == reminded(27, 9) == []
    assert {letter.recipient for letter in (eve, morning, late)} == {owner}
    assert eve.subject == "By Thursday 10 December: Bring soup"
    assert "what you said you would do: “Bring soup”" in eve.text
    assert "By when: Thursday 10 December 2026" in eve.text
    assert late.subject == "What became of it? “Bring soup”"
    assert (eve.calendar, eve.purpose) == ("", Purpose.REMINDER)
    assert action.get_absolute_url() in eve.text


def test_after_many_missed_nights_they_are_asked_all_the_same_and_once(action, owner):
    (late,) = reminded(28, 9)
    assert (late.recipient, late.subject) == (owner, "What became of it? “Bring soup”")
    assert reminded(29, 9) == []


@pytest.mark.parametrize("way", ["done", "moved", "out of the notes", "no longer theirs"])
def test_a_letter_that_is_not_so_any_more_does_not_leave(action, owner, way):
    letters = [*reminded(9, 13), *reminded(17, 9)]
    assert recheck(letters) == ([], [])
    if way == "done":
        doing.finish(action, by=owner, result="")
    elif way == "moved":
        agreed.keep(action, Agreed(owners=[owner], due_on=DUE + timedelta(days=30)), by=owner)
    elif way == "out of the notes":
        action.notes.update(is_removed=True)
    else:
        ActionOwner.objects.filter(peer=owner).delete()
    assert recheck(letters) == ([], letters)


def test_what_is_closed_or_out_of_the_notes_reminds_nobody(action, owner):
    action.notes.update(is_removed=True)
    assert reminded(9, 13) == reminded(17, 9) == []
    action.notes.update(is_removed=False)
    doing.finish(action, by=owner, result="")
    assert reminded(10, 8) == reminded(17, 9) == []
    assert not Reminder.objects.exists()


def test_another_day_is_another_timetable(action, owner):
    with time_machine.travel(at(2, 9), tick=False):
        agreed.keep(action, Agreed(owners=[owner], due_on=date(2026, 12, 20)), by=owner)
    assert reminded(9, 13) == []
    assert [letter.recipient for letter in reminded(19, 13)] == [owner]


def test_whoever_switched_reminders_off_reads_them_on_the_site_alone(action, owner):
    Preference.objects.create(peer=owner, muted=[Purpose.REMINDER])
    assert reminded(9, 13) == []
    assert owner.notices.filter(purpose=Purpose.REMINDER).count() == 1
