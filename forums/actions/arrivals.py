"""The verbs of the door: who is here.

A phone at the door may send a step late, or twice: each says how things stand, and is known by the
key of the booking, so that a repeat changes nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.places.turns import locked, move, offer_places
from forums.choices import Seat, State, Why
from forums.errors import NotAtTheDoor
from forums.models import Booking, Session

OPENS_BEFORE = timedelta(hours=12)  # the start
# Phones that were without a connection may catch up late; and lists are set right afterwards.
CLOSES_AFTER = timedelta(days=7)  # the end


@transaction.atomic
def arrive(
    session: Session, key: UUID, *, by, count: int | None = None, at: datetime | None = None
) -> Booking:
    """Somebody on the list is here: all of their party, or `count` of them.

    Whoever has no place comes in as well, without taking a planned one. `at` is when it was, if it
    is told late. Raises `NotAtTheDoor`.
    """
    session = _with_open_door(session)
    booking = session.bookings.filter(key=key).first()
    if booking is None:
        raise NotAtTheDoor(_("They are not on the list of this session."))
    if booking.state == Seat.OFFERED:
        move(booking, Seat.GOING, Why.BY_HAND, by, pool=booking.kept_seats)
    elif booking.state not in {Seat.GOING, Seat.WALKED_IN}:
        move(booking, Seat.WALKED_IN, Why.BY_HAND, by)
        offer_places(session.pk, Why.LEFT)  # whoever waited may have held up a smaller party
    return _note(booking, booking.places if count is None else count, _moment(session, at))


@transaction.atomic
def undo_arrival(session: Session, key: UUID, *, by) -> None:
    """It was a slip: they are not here. Whoever came without a place stands where they stood;
    whoever was on no list is on none. Raises `NotAtTheDoor`."""
    session = _with_open_door(session)
    booking = session.bookings.filter(key=key).first()
    if booking is None:
        return  # a repeat: they are on no list any more
    if booking.state != Seat.WALKED_IN:
        _note(booking, 0, None)
        return
    step = booking.moves.filter(went_to=Seat.WALKED_IN).last()
    if step is None or not step.came_from:
        booking.delete()
        return
    _note(booking, 0, None)
    move(booking, Seat(step.came_from), Why.BY_HAND, by)


@transaction.atomic
def walk_in(
    session: Session,
    key: UUID,
    *,
    by,
    name: str = "",
    peer=None,
    places: int = 1,
    at: datetime | None = None,
) -> Booking:
    """Somebody came who is on no list: a peer, or somebody known by their name.

    `key` is made up where it is asked, so that the same walk-in told twice is one. A peer who has
    answered is on the list, and arrives as that. Raises `NotAtTheDoor`.
    """
    session = _with_open_door(session)
    booking = _known(session, key, peer)
    if booking is None:
        booking = Booking(
            session=session, key=key, peer=peer, name="" if peer else name, places=places
        )
        move(booking, Seat.WALKED_IN, Why.BY_HAND, by)
    return arrive(session, booking.key, by=by, at=at)


def why_shut(session: Session) -> str:
    """Why nobody can be noted as here just now, in words; nothing where they can."""
    now = timezone.now()
    if session.state not in {State.PUBLISHED, State.HELD}:
        return _("This session does not take place.")
    if now < session.starts_at - OPENS_BEFORE:
        return _("Arrivals are noted from twelve hours before the start on.")
    if now > session.ends_at + CLOSES_AFTER:
        return _("The list was closed a week after the session.")
    return ""


def _with_open_door(session: Session) -> Session:
    session = locked(session.pk)
    if shut := why_shut(session):
        raise NotAtTheDoor(shut)
    return session


def _known(session: Session, key: UUID, peer) -> Booking | None:
    told = Booking.objects.filter(key=key).first()
    if told and told.session_id != session.pk:
        raise NotAtTheDoor(_("They are not on the list of this session."))
    return told or (Booking.objects.as_said(peer, session) if peer else None)


def _note(booking: Booking, arrived: int, at: datetime | None) -> Booking:
    """Write how many of a party are here; since when is when the first of them came."""
    booking.arrived = min(arrived, booking.places)
    booking.arrived_at = (booking.arrived_at or at) if booking.arrived else None
    booking.save(update_fields=["arrived", "arrived_at"])
    return booking


def _moment(session: Session, at: datetime | None) -> datetime:
    """When it was, as far as that can be: the clocks of phones go wrong."""
    now = timezone.now()
    return now if at is None else max(session.starts_at - OPENS_BEFORE, min(at, now))
