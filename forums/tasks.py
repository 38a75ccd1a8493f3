"""Later: tell people what became of their place, and of the session."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from forums import emails
from forums.choices import HAS_A_TURN
from forums.models import SeatMove, Session
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.tasks import wake

BATCH = 100


@shared_task(ignore_result=True)
def tell_moves() -> int:
    """Tell the steps of bookings that nobody has told yet. Returns how many steps are done.

    A step is marked as told in the transaction that writes its letter, so each is told once.
    """
    told = 0
    while done := _tell_batch():
        told += done
    return told


@transaction.atomic
def _tell_batch() -> int:
    untold = SeatMove.objects.filter(told_at=None).order_by("pk")
    moves = list(
        untold.select_related("booking__session", "booking__peer").select_for_update(
            skip_locked=True, of=("self",)
        )[:BATCH]
    )
    tellings = [telling for move in moves if (telling := emails.telling_of_move(move))]
    notices.tell_many(tellings)
    SeatMove.objects.filter(pk__in=[move.pk for move in moves]).update(told_at=timezone.now())
    return len(moves)


@shared_task(ignore_result=True)
def tell_news() -> int:
    """Tell what changed of sessions, once their organisers have had time to finish. Returns how
    many sessions."""
    count = 0
    while _tell_next_session():
        count += 1
    return count


@transaction.atomic
def _tell_next_session() -> bool:
    due = Session.objects.filter(tell_at__lte=timezone.now()).order_by("tell_at")
    session = due.select_for_update(skip_locked=True).first()
    if session is None:
        return False
    if emails.changes_of(session) or session.news["state"] != session.told.get("state"):
        bookings = session.bookings.filter(state__in=HAS_A_TURN).select_related("peer")
        notices.tell_many([emails.telling_of_news(session, booking) for booking in bookings])
    Session.objects.filter(pk=session.pk).update(told=session.news, tell_at=None)
    return True


def hint() -> None:
    """Wake a worker for steps that are to be told."""
    wake(tell_moves)
