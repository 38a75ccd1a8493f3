"""What organisers do with places by hand: add somebody, take somebody out, let kept places go."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.places.answers import answer_of, as_it_is
from forums.actions.places.supply import release_of
from forums.actions.places.turns import locked, move, offer_places, pool_for
from forums.choices import HAS_A_TURN, Seat, State, Why
from forums.errors import NotOnTheList, TooFewPlaces
from forums.models import Booking, KeptSeats, Session
from leeds_leaders.moderation.actions import check_may_say


@transaction.atomic
def add_by_hand(session: Session, peer, *, by, places: int = 1) -> Booking:
    """An organiser puts somebody down as going, if there is room, whoever waits. Raises
    `NotOnTheList`, `TooFewPlaces`."""
    session = locked(session.pk)
    return _add(session, answer_of(session, peer), places, by)


@transaction.atomic
def add_guest_by_hand(
    session: Session, key: UUID, *, by, name: str, email: str = "", places: int = 1
) -> Booking:
    """An organiser puts somebody without an account down as going, on places kept for outsiders
    where there are any. They are told if there is an address. `key` comes with the form, so that a
    double click adds one. Raises `NotOnTheList`, `TooFewPlaces`."""
    session = locked(session.pk)
    known = Q(key=key) | Q(email__iexact=email) if email else Q(key=key)
    guest = session.bookings.filter(known).first()
    if guest is None:
        guest = Booking(session=session, key=key, name=name, email=email.lower())
        _refuse_if_there(session, guest)
    return _add(session, guest, places, by)


@transaction.atomic
def take_out(booking: Booking, *, by, note: str = "") -> Booking:
    """An organiser takes somebody from the list; they are told, in the organiser's words as well,
    and their places go to whoever waits. Raises `NotOnTheList`, `NoAnswerTaken`, `TooMuch`."""
    if note:
        check_may_say(by, note)
    session = locked(booking.session_id)
    booking = as_it_is(session, booking)
    if booking.arrived:
        raise NotOnTheList(_("They are here. Take that back first."))
    if booking.state not in HAS_A_TURN:
        return booking
    move(booking, Seat.NOT_GOING, Why.BY_HAND, by, note=note)
    offer_places(session.pk, Why.LEFT)
    return booking


@transaction.atomic
def release_now(kept: KeptSeats, *, by) -> None:
    """Give what is left of kept places to everybody before its time. A repeat changes nothing."""
    session, now = locked(kept.session_id), timezone.now()
    session.kept_seats.filter(pk=kept.pk, released_at=None).update(release_at=now)
    release_of(session.pk, now)


def _refuse_if_there(session: Session, guest: Booking) -> None:
    """A member with this address, or a form that was sent for another session."""
    members = session.bookings.with_a_turn().filter(peer__email__iexact=guest.email)
    if Booking.objects.filter(key=guest.key).exists() or (guest.email and members.exists()):
        raise NotOnTheList(_("They are on the list already."))


def _add(session: Session, booking: Booking, places: int, by) -> Booking:
    if booking.state == Seat.GOING:
        return booking
    if session.state != State.PUBLISHED or timezone.now() >= session.ends_at:
        raise NotOnTheList(_("People are added once it is published, and until it is over."))
    if booking.state == Seat.OFFERED:
        return move(booking, Seat.GOING, Why.BY_HAND, by, pool=booking.kept_seats)
    booking.places = places
    pool = pool_for(session, booking)
    if pool is None and not session.has_room_for(places):
        raise TooFewPlaces(_("There is no free place. More places can be added first."))
    return move(booking, Seat.GOING, Why.BY_HAND, by, pool=pool)
