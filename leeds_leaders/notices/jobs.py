"""Every minute, every few seconds. The timetable is in `settings.CELERY_BEAT_SCHEDULE`."""

from celery import shared_task

from leeds_leaders.notices import actions


@shared_task
def send_due_digests() -> int:
    """Write the digests that are due. Returns how many."""
    return actions.send_due_digests()


@shared_task
def send_due_reminders() -> int:
    """Write the reminders that are due. Returns how many."""
    return actions.send_due_reminders()
