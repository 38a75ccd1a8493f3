"""What organisers do with places by hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from forums.actions.places.answers import answer_of
from forums.actions.places.turns import locked, move
from forums.choices import Seat, Why
from forums.errors import TooFewPlaces
from forums.models import Booking, Session


@transaction.atomic
def add_by_hand(session: Session, peer, *, by, places: int = 1) -> Booking:
    """An organiser puts somebody down as going, if there is room, whoever waits. Raises
    `TooFewPlaces`."""
    session = locked(session.pk)
    booking = answer_of(session, peer)
    if booking.state == Seat.GOING:
        return booking
    if booking.state == Seat.OFFERED:
        return move(booking, Seat.GOING, Why.BY_HAND, by, pool=booking.kept_seats)
    if not session.has_room_for(places):
        raise TooFewPlaces(_("There is no free place. More places can be added first."))
    booking.places = places
    return move(booking, Seat.GOING, Why.BY_HAND, by)
