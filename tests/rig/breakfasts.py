"""Something to be reminded of: breakfasts, to which people come by the beginning of their slug."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from forums.models import Session
from leeds_leaders.notices.choices import Step
from leeds_leaders.notices.models import Reminder
from leeds_leaders.notices.sources import Coming, Stranger, Subject
from peers.models import Peer
from tests.factories import SessionFactory
from tests.rig.people import invite

KIND = "rig.breakfast"


class Breakfasts:
    """The source of reminders that the rig puts into `REMINDER_SOURCES`."""

    kind = KIND

    def coming(self, subject_id: int) -> Coming | None:
        session = Session.objects.get(pk=subject_id)
        return Coming(
            title=session.title,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            place=session.where,
            url=session.get_absolute_url(),
            uid=f"{session.slug}@example.org",
        )

    def recipients(self, subject_id: int) -> Iterator[Sequence[int]]:
        yield list(who_come_to(subject_id).values_list("pk", flat=True))

    def strangers(self, subject_id: int) -> Sequence[Stranger]:
        return []

    def still(self, told: Mapping[Subject, Collection[int | None]]) -> dict[Subject, set[int]]:
        starts = dict(Session.objects.values_list("pk", "starts_at"))
        return {
            (pk, starts_at): set(who_come_to(pk).values_list("pk", flat=True))
            for pk, starts_at in told
            if starts.get(pk) == starts_at
        }


def who_come_to(subject_id: int):
    return Peer.objects.filter(slug__startswith=f"comes-to-{subject_id}-")


def arrange(count: int, *, starts_in: timedelta, due_in: Mapping[Step, timedelta]) -> list[Peer]:
    """A breakfast to which so many people come, with reminders that are due so soon."""
    now = timezone.now()
    session = SessionFactory(starts_at=now + starts_in)
    set_reminders(session, {step: now + wait for step, wait in due_in.items()})
    return invite(count, to=f"comes-to-{session.pk}")


def set_reminders(session: Session, due_at: Mapping[Step, datetime]) -> None:
    Reminder.objects.bulk_create(
        Reminder(
            kind=KIND,
            subject_id=session.pk,
            step=step,
            starts_at=session.starts_at,
            due_at=moment,
        )
        for step, moment in due_at.items()
    )
