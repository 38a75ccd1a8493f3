"""Every minute, every day. The timetable is in `settings.CELERY_BEAT_SCHEDULE`."""

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from leeds_leaders import stamps
from leeds_leaders.notices.tasks import TURN, wake
from projects.actions import checking, development, searches, support, telling


@shared_task
def fold_counts() -> None:
    """Fold the journals of counts, so that their sums stay quick to read."""
    fold_tallies()
    stamps.fold()


@transaction.atomic
def fold_tallies() -> None:
    """Replace the differences in tallies and cells by their sums; what is read stays the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT projects_fold_tallies()")


@shared_task
def close_past_support() -> int:
    """Close what projects asked for until yesterday, so that no list shows them as needing it."""
    return support.close_past()


@shared_task(ignore_result=True)
def tell_news() -> int:
    """Tell what projects said an hour ago and since, as one. Returns how many had something."""
    return telling.tell_news(timezone.now())


@shared_task(ignore_result=True)
def ask_whether_still_going() -> int:
    """Ask once a year whether projects go on; silence fades and archives them. Returns how many."""
    return checking.go_round(timezone.now())


@shared_task(ignore_result=True)
def look_for_searches() -> int:
    """Ask saved searches what is new, and tell who wants to know at once. Returns how many people
    were told."""
    if searches.look(seconds=TURN):
        wake(look_for_searches)
    return searches.tell_at_once(seconds=TURN)


@shared_task(ignore_result=True)
def tell_of_offers_taken_back() -> int:
    """Tell those whose offers to learn left the site with their projects. Returns how many."""
    return development.tell_makers()
