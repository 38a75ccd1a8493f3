"""Every hour and every night. The timetable is in `settings.CELERY_BEAT_SCHEDULE`."""

from celery import shared_task
from django.utils import timezone

from leeds_leaders import retention
from leeds_leaders.moderation.actions.answering import answer_those_of_what_is_gone


@shared_task(ignore_result=True)
def let_go_of_what_is_over() -> int:
    """Delete what was kept for as long as `RETENTION` says. Returns how many rows."""
    return sum(retention.sweep_all(timezone.now()).values())


@shared_task(ignore_result=True)
def answer_reports_of_what_is_gone() -> int:
    """Tell those who reported something that its author took away. Returns how many."""
    return answer_those_of_what_is_gone()
