"""Every minute: places that nobody took, and news that has settled. Every morning: what
became of it."""

from celery import shared_task
from django.utils import timezone

from forums import actions, tasks
from forums.actions import doing, lessons


@shared_task(ignore_result=True)
def keep_places_moving() -> int:
    """Let offers lapse and kept places go to all, each when it is time. Returns how many."""
    now = timezone.now()
    return actions.expire_offers(now) + actions.release_seats(now)


@shared_task(ignore_result=True)
def tell() -> int:
    """Tell what a lost hint has left untold. Returns how many steps, messages and sessions."""
    return tasks.tell_moves() + tasks.tell_messages() + tasks.tell_news()


@shared_task(ignore_result=True)
def ask_about_overdue_actions() -> int:
    """Ask, a week after its day and once, what became of an action. Returns how many were asked."""
    return doing.ask_overdue(timezone.localdate())


@shared_task(ignore_result=True)
def ask_about_lessons() -> int:
    """Ask whether what people took back from sessions helped. Returns how many were asked."""
    return lessons.ask_about_lessons(timezone.now())
