"""Every minute, every few minutes. The timetable is in `settings.CELERY_BEAT_SCHEDULE`."""

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from peers import actions


@shared_task
def close_past_items() -> int:
    """Take offers and asks off all lists whose last day is over. Returns how many."""
    return actions.close_past_items()


@shared_task
def let_roles_end() -> int:
    """Take roles whose last day is over off what others find. Returns how many peers' they are."""
    return actions.let_roles_end()


@shared_task
@transaction.atomic
def fold_tallies() -> None:
    """Replace the differences in the counts of peers by their sums; what is read stays the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT peers_fold_tallies()")


@shared_task
def remind_of_reviews() -> int:
    """Remind pairs of the day on which they look at it again. Returns how many letters."""
    return actions.remind_of_reviews(timezone.localdate())
