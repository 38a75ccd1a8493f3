"""The verbs of reminders: keep the timetable of what starts, and tell whoever comes."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from leeds_leaders.notices.actions.letters import tell_many
from leeds_leaders.notices.calendars import Coming, invitation
from leeds_leaders.notices.choices import Purpose, Step
from leeds_leaders.notices.emails import Stranger, Telling
from leeds_leaders.notices.models import Reminder
from leeds_leaders.notices.sources import ReminderSource, reminder_sources
from leeds_leaders.notices.timetable import reminder_steps

log = logging.getLogger(__name__)


@transaction.atomic
def set_timetable(
    kind: str, subject_id: int, starts_at: datetime, steps: Iterable[Step] | None = None
) -> None:
    """Keep when to remind people of something that starts: called in the transaction of the verb
    that arranges or moves it. Steps are those of `Step` unless told otherwise.

    Asked again for the same start nothing changes; of two moves at once the later counts. What is
    past by now is left out: whoever hears of it today need not hear that it is in a week.
    """
    wanted = frozenset(Step if steps is None else steps)
    now = timezone.now()
    timetable = Reminder.objects.filter(kind=kind, subject_id=subject_id)
    timetable.exclude(starts_at=starts_at, step__in=wanted).delete()
    Reminder.objects.bulk_create(
        (
            Reminder(
                kind=kind, subject_id=subject_id, step=step, starts_at=starts_at, due_at=due_at
            )
            for step, due_at in reminder_steps(starts_at).items()
            if step in wanted and due_at > now
        ),
        update_conflicts=True,
        unique_fields=["kind", "subject_id", "step"],
        update_fields=["starts_at", "due_at", "told_at"],
    )


def drop_timetable(kind: str, subject_id: int) -> None:
    """Remind nobody of something any more: it is cancelled, or gone."""
    Reminder.objects.filter(kind=kind, subject_id=subject_id).delete()


def send_due_reminders(at: datetime | None = None) -> int:
    """Write the reminders that are due at a moment (now), one step of one thing after another.

    Safe to run at any time, any number at once: a step is locked, told to everybody who comes and
    marked as told in one transaction. Returns how many letters were written.
    """
    at = at or timezone.now()
    sources = reminder_sources()
    written, broken = 0, set()
    while (letters := _tell_next(at, sources, broken)) is not None:
        written += letters
    return written


@transaction.atomic
def _tell_next(at: datetime, sources: dict[str, ReminderSource], broken: set[int]) -> int | None:
    """Claim one due step and tell it. Nothing where no step is due.

    What an app contributes may fail; then that step stays due and the others are told.
    """
    reminder = _claim(at, broken)
    if reminder is None:
        return None
    try:
        with transaction.atomic():
            return _tell_step(reminder, at, sources)
    except Exception:
        log.exception("reminders: a step could not be told", extra={"task": "send_due_reminders"})
        broken.add(reminder.pk)
        return 0


def _tell_step(reminder: Reminder, at: datetime, sources: dict[str, ReminderSource]) -> int:
    """Mark a step as told and tell it, where it still makes sense."""
    Reminder.objects.filter(pk=reminder.pk).update(told_at=at)
    source = sources.get(reminder.kind)
    if source is None or reminder.is_overtaken or reminder.starts_at <= at:
        return 0
    coming = source.coming(reminder.subject_id)
    if coming is None or coming.starts_at != reminder.starts_at:
        return 0
    return _tell(reminder, coming, source)


def _claim(at: datetime, broken: set[int]) -> Reminder | None:
    """One due step, locked. It is overtaken where a later one of the same thing is due as well:
    after a worker was down the latest says it all.
    """
    later = Reminder.objects.filter(
        kind=OuterRef("kind"),
        subject_id=OuterRef("subject_id"),
        due_at__gt=OuterRef("due_at"),
        due_at__lte=at,
    )
    due = Reminder.objects.due(at).exclude(pk__in=broken).annotate(is_overtaken=Exists(later))
    return due.select_for_update(skip_locked=True, of=("self",)).first()


def _tell(reminder: Reminder, coming: Coming, source: ReminderSource) -> int:
    """Tell everybody who comes, batch by batch."""
    start = f"{reminder.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    calendar = "" if coming.is_due else invitation(coming)

    def telling(peer, stranger: Stranger | None = None) -> Telling:
        return Telling(
            recipient=peer,
            stranger=stranger,
            purpose=Purpose.REMINDER,
            key=f"{reminder.kind}:{reminder.subject_id}:{reminder.step}:{start}",
            template="notices/email/reminder",
            context={"coming": coming},
            url=coming.url,
            link=stranger.stops_at if stranger else "",
            not_after=coming.starts_at,
            calendar=calendar,
            items={reminder.kind: reminder.subject_id},
        )

    strangers = source.strangers(reminder.subject_id)
    written = tell_many([telling(None, stranger) for stranger in strangers])
    peers = get_user_model().objects.filter(is_active=True)
    return written + sum(
        tell_many([telling(peer) for peer in peers.filter(pk__in=peer_ids)])
        for peer_ids in source.recipients(reminder.subject_id)
    )
