"""Every minute: places that were not taken, and news that has settled."""

from celery import shared_task
from django.utils import timezone

from forums import actions, tasks


@shared_task(ignore_result=True)
def keep_places_moving() -> int:
    """Let offers lapse and kept places go to all, each when it is time. Returns how many."""
    now = timezone.now()
    return actions.expire_offers(now) + actions.release_seats(now)


@shared_task(ignore_result=True)
def tell() -> int:
    """Tell what a lost hint has left untold. Returns how many steps and sessions."""
    return tasks.tell_moves() + tasks.tell_news()
