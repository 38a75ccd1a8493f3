"""Under the lock of a session: each step of a booking, and whose turn it is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import tasks
from forums.choices import DOES_NOT_COME, Seat, Why
from forums.errors import IllegalMove
from forums.models import Booking, KeptSeats, Needs, SeatMove, Session

# An offer holds the longer the further away the start is; never beyond it, and none at all when
# it would be too short to be read.
OFFER_HOLDS = (
    (timedelta(days=7), timedelta(hours=48)),
    (timedelta(days=3), timedelta(hours=24)),
    (timedelta(days=1), timedelta(hours=6)),
    (timedelta(hours=6), timedelta(hours=2)),
    (timedelta(hours=1), timedelta(minutes=30)),
    (timedelta(minutes=20), timedelta(minutes=15)),
)
# What a step may change of a booking; its turn is the database's to give.
STEPS_CHANGE = (
    "peer", "name", "email", "state", "kept_seats", "offered_until", "places", "companions",
    "shown_to", "asked_at", "arrived", "arrived_at",
)  # fmt: skip


def offered_until(starts_at: datetime, now: datetime) -> datetime | None:
    """Until when a place that is offered now is kept; None where it is too late for offers."""
    ahead = starts_at - now
    holds = next((holds for least, holds in OFFER_HOLDS if ahead >= least), None)
    return None if holds is None else now + holds


def locked(session_id: int) -> Session:
    """The session as it is now, and nobody else's until the end of the transaction. Whoever needs
    several takes them in the order of their keys."""
    return Session.objects.select_for_update(no_key=True).get(pk=session_id)


def move(
    booking: Booking,
    state: Seat,
    why: Why,
    by,
    *,
    pool: KeptSeats | None = None,
    until: datetime | None = None,
    note: str = "",
) -> Booking:
    """Write a booking's next state, and the step that is told once this is committed. Raises
    `IllegalMove`."""
    came_from = booking.state
    is_new = booking.pk is None
    if not (is_new or booking.can_become(state)):
        raise IllegalMove(_("This is not possible as things stand now."))
    booking.state, booking.kept_seats, booking.offered_until = state, pool, until
    if state in DOES_NOT_COME:
        booking.places, booking.companions = 1, []
        booking.arrived, booking.arrived_at = 0, None
        if not is_new:
            Needs.objects.filter(booking=booking).delete()
    booking.save(update_fields=None if is_new else STEPS_CHANGE)
    SeatMove.objects.create(
        booking=booking, came_from=came_from, went_to=state, places=booking.places, why=why, by=by,
        note=note,
    )  # fmt: skip
    transaction.on_commit(tasks.hint, robust=True)
    return booking


def pool_for(session: Session, booking: Booking) -> KeptSeats | None:
    """Kept places that are for this party, with room for all of it, and with nobody before it."""
    if not session.kept:
        return None
    pools = session.kept_seats.open_to(booking)
    with_room = (pool for pool in pools if pool.room_left >= booking.places)
    return next((pool for pool in with_room if not waits_for(session, pool)), None)


def waits_for(session: Session, pool: KeptSeats) -> bool:
    """Whether anybody waits for whom these places are kept."""
    return session.waiting > 0 and session.bookings.waiting().meant_by(pool).exists()


def offer_places(session_id: int, why: Why) -> None:
    """Offer what is free to whoever waits, strictly in the order of asking.

    A party too large for what is free is not overtaken: it is the next, however long it takes.
    Kept places have a line of their own, of those for whom they are kept. Whoever was suspended
    while they waited is not asked, and holds up nobody.
    """
    session = Session.objects.get(pk=session_id)
    until = offered_until(session.starts_at, timezone.now())
    if until is None or not (session.waiting and session.takes_answers):
        return
    for gone in session.bookings.waiting().filter(peer__is_active=False):
        move(gone, Seat.NOT_GOING, Why.LEFT, None)
    waiting = session.bookings.waiting().select_related("peer")
    for pool in session.kept_seats.with_room() if session.kept else ():
        _offer(waiting.meant_by(pool), pool.room_left, why, until, pool)
    session.refresh_from_db(fields=["taken", "kept"])
    _offer(waiting, session.room_left(), why, until)


def _offer(
    line, room: int | None, why: Why, until: datetime, pool: KeptSeats | None = None
) -> None:
    """Offer so many places down a line, until a party is too large; each takes one at least."""
    for booking in line if room is None else line[: max(room, 0)]:
        if room is not None:
            room -= booking.places
            if room < 0:
                return
        move(booking, Seat.OFFERED, why, None, pool=pool, until=until)
