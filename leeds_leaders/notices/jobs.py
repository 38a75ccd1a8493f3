"""Every minute, every few seconds. The timetable is in `settings.CELERY_BEAT_SCHEDULE`."""

from celery import shared_task

from leeds_leaders.notices import actions
from leeds_leaders.notices.tasks import TURN, wake


@shared_task
def send_due_digests() -> int:
    """Write the digests that are due, and let other tasks have their turn in between: a code to
    sign in with does not wait for ten thousand digests. Returns how many.
    """
    written, is_more = actions.send_some_digests(seconds=TURN)
    if is_more:
        wake(send_due_digests)
    return written


@shared_task
def send_due_reminders() -> int:
    """Write the reminders that are due. Returns how many."""
    return actions.send_due_reminders()
