"""Later: tell people what became of their place, and of the session."""

import time

from celery import shared_task
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from forums import emails
from forums.choices import HAS_A_TURN, State
from forums.models import SeatMove, Session, SessionMessage
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.tasks import wake

BATCH = 100
# One hint wakes a worker for all steps of so many seconds: five hundred people may ask at once.
GATHER = 1.0
_hinted_at = float("-inf")


def hint() -> None:
    """Wake a worker for steps that are to be told. It comes when all steps of that second are
    there, so one hint of each process is enough for them."""
    global _hinted_at
    now = time.monotonic()
    if now - _hinted_at >= GATHER:
        _hinted_at = now
        wake(tell_moves, after=GATHER)


@shared_task(ignore_result=True)
def tell_moves() -> int:
    """Tell the steps of bookings that nobody has told yet; of sessions that are hidden, once they
    are not. Returns how many steps are done.

    A step is marked as told in the transaction that writes its letter, so each is told once; what
    somebody undid before it was told is not told.
    """
    told = 0
    while done := _tell_batch():
        told += done
    return told


@transaction.atomic
def _tell_batch() -> int:
    last = SeatMove.objects.filter(booking=OuterRef("booking")).order_by("-pk").values("pk")[:1]
    untold = SeatMove.objects.filter(told_at=None, booking__session__hidden_at=None)
    untold = untold.annotate(last=Subquery(last)).order_by("pk")
    moves = list(
        untold.select_related("booking__session__venue", "booking__peer", "by").select_for_update(
            skip_locked=True, of=("self",)
        )[:BATCH]
    )
    lasting = [move for move in moves if move.pk == move.last]
    notices.tell_many([telling for move in lasting if (telling := emails.telling_of_move(move))])
    SeatMove.objects.filter(pk__in=[move.pk for move in moves]).update(told_at=timezone.now())
    return len(moves)


def hint_of_messages() -> None:
    """Wake a worker for a message that an organiser has just written."""
    wake(tell_messages)


@shared_task(ignore_result=True)
def tell_messages() -> int:
    """Send what organisers wrote to their people, to each who is meant now. Returns how many
    messages."""
    count = 0
    while _tell_next_message():
        count += 1
    return count


@transaction.atomic
def _tell_next_message() -> bool:
    untold = SessionMessage.objects.to_tell()
    locked = untold.select_for_update(skip_locked=True, of=("self",))
    message = locked.select_related("session__venue").first()
    if message is None:
        return False
    meant = message.session.bookings.reached_by(message.sent_to).select_related("peer")
    notices.tell_many([emails.telling_of_message(message, booking) for booking in meant])
    SessionMessage.objects.filter(pk=message.pk).update(told_at=timezone.now())
    return True


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
    """Without the session's lock, or whoever answers would wait for five hundred letters: their
    keys hold each of them to one, and what changes meanwhile stays due. Of one that is hidden
    nothing is told but that it is called off, or was taken away."""
    is_off = Q(state_before=State.CANCELLED) | Q(taken_away_at__isnull=False)
    seen = Q(hidden_at=None) | is_off
    due = Session.objects.filter(seen, tell_at__lte=timezone.now()).order_by("tell_at")
    session = due.select_related("venue").first()
    if session is None:
        return False
    if session.news != session.told:
        bookings = session.bookings.filter(state__in=HAS_A_TURN).select_related("peer")
        reached = [booking for booking in bookings if booking.address]
        notices.tell_many([emails.telling_of_news(session, booking) for booking in reached])
    known = Session.objects.filter(pk=session.pk, sequence=session.sequence)
    known.update(told=session.news, tell_at=None)
    return True
