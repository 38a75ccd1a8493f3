"""What people answer themselves: I come, I wait, I take the place, I leave, I hand it over."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.places.turns import (
    locked,
    move,
    offer_places,
    offered_until,
    pool_for,
    waits_for,
)
from forums.choices import TAKES_PLACES, Seat, Why
from forums.errors import NoAnswerTaken, TooFewPlaces
from forums.models import LARGEST_PARTY, Booking, Session


@dataclass(frozen=True, slots=True)
class Party:
    """With whom somebody comes, and who may read their name. What is None stays as it was."""

    places: int | None = None
    companions: Sequence[str] | None = None
    shown_to: str | None = None

    def of(self, booking: Booking) -> tuple[int, list[str], str]:
        """Places, companions and `shown_to` as they would be then. Raises `TooFewPlaces`."""
        places = booking.places if self.places is None else self.places
        if not 1 <= places <= LARGEST_PARTY:
            raise TooFewPlaces(_("A party has 1 to %d people.") % LARGEST_PARTY)
        companions = booking.companions if self.companions is None else self.companions
        shown_to = booking.shown_to if self.shown_to is None else self.shown_to
        return places, list(companions)[: places - 1], shown_to


@transaction.atomic
def go(session: Session, *, by, **party) -> Booking:
    """A peer wants to come, alone or with others: they go, take the place that they are offered,
    or wait for their turn. `party` are the fields of `Party`.

    Said again nothing changes. A larger party than there is room for is refused if it goes
    already, and waits as a whole if it does not. Raises `NoAnswerTaken`, `TooFewPlaces`.
    """
    session = locked(session.pk)
    return _go(session, answer_of(session, by), Party(**party), by)


@transaction.atomic
def go_by_link(booking: Booking, **party) -> Booking:
    """Somebody who came by the mailed link of their booking wants to come. As `go`."""
    session = locked(booking.session_id)
    return _go(session, as_it_is(session, booking), Party(**party), booking.peer)


@transaction.atomic
def leave(session: Session, *, by, state: Seat = Seat.NOT_GOING) -> Booking:
    """A peer does not come, or perhaps later. Their places go to whoever waits."""
    session = locked(session.pk)
    return _leave(session, answer_of(session, by), state, by)


@transaction.atomic
def leave_by_link(booking: Booking, *, state: Seat = Seat.NOT_GOING) -> Booking:
    """Somebody who came by the mailed link of their booking does not come. As `leave`."""
    session = locked(booking.session_id)
    return _leave(session, as_it_is(session, booking), state, booking.peer)


@transaction.atomic
def accept(booking: Booking, *, by) -> Booking:
    """Take an offered place. Raises `NoAnswerTaken` when it is no longer offered."""
    session = locked(booking.session_id)
    booking = as_it_is(session, booking)
    return booking if booking.state == Seat.GOING else _accept(session, booking, by)


@transaction.atomic
def decline(booking: Booking, *, by) -> Booking:
    """Do not take an offered place: it goes to the next. Raises `NoAnswerTaken`."""
    session = locked(booking.session_id)
    booking = as_it_is(session, booking)
    if booking.state == Seat.NOT_GOING:
        return booking
    if booking.state != Seat.OFFERED:
        raise NoAnswerTaken(_("This place is no longer offered to you."))
    move(booking, Seat.NOT_GOING, Why.ANSWERED, by)
    offer_places(session.pk, Why.DECLINED)
    return booking


@transaction.atomic
def hand_over(booking: Booking, *, to, by) -> Booking:
    """Somebody who goes gives their places to a peer of their choice, who is asked as anybody is
    who is offered one: until an hour of that offer nobody else is.

    Whoever waits for fewer places gets as many as they wait for; nobody loses a turn for more.
    Returns the answer of the other. Raises `NoAnswerTaken`, `TooFewPlaces`.
    """
    session = locked(booking.session_id)
    mine, theirs = as_it_is(session, booking), answer_of(session, to)
    until = offered_until(session.starts_at, timezone.now())
    if theirs.state == Seat.OFFERED and mine.state == Seat.NOT_GOING:
        return theirs
    if mine.state != Seat.GOING or mine.peer_id == to.pk:
        raise NoAnswerTaken(_("You have no place that you could hand over."))
    if not session.takes_answers or until is None:
        raise NoAnswerTaken(_("It is too late to hand a place over. Please tell the organisers."))
    if theirs.state in TAKES_PLACES:
        raise NoAnswerTaken(_("They have a place already."))
    _check_that_it_fits(session, mine, theirs)
    places, pool = mine.places, mine.kept_seats
    move(mine, Seat.NOT_GOING, Why.HANDED_OVER, by)
    theirs.places = theirs.places if theirs.state == Seat.WAITING else places
    move(theirs, Seat.OFFERED, Why.HANDED_OVER, by, pool=pool, until=until)
    offer_places(session.pk, Why.LEFT)
    return theirs


def _check_that_it_fits(session: Session, mine: Booking, theirs: Booking) -> None:
    """Whether places can go from one to the other. Raises `TooFewPlaces`."""
    if theirs.state == Seat.WAITING and theirs.places > mine.places:
        raise TooFewPlaces(_("They wait for more places than you have."))
    pool = mine.kept_seats
    if pool and not pool.released_at and pool not in session.kept_seats.open_to(theirs):
        raise TooFewPlaces(_("Your place is kept for some people only, and they are not of them."))


@transaction.atomic
def give_up(peer) -> None:
    """Forget all answers of somebody who goes for good, those as a guest as well; their places go
    to whoever waits.

    Answers without a turn as well wait for their session: an organiser may give one a place by
    then.
    """
    answers = Booking.objects.of_person(peer)
    sessions = sorted(answers.values_list("session", flat=True))
    for session_id in sessions:
        locked(session_id)
    answers.order_by().filter(session__in=sessions).delete()
    for session_id in sessions:
        offer_places(session_id, Why.LEFT)


# Under the lock ---------------------------------------------------------------------------------


def as_it_is(session: Session, booking: Booking) -> Booking:
    """An answer as it stands now. Raises `NoAnswerTaken` if it is gone: its peer was erased, or
    nobody confirmed it in time."""
    found = session.bookings.filter(pk=booking.pk).first()
    if found is None:
        raise NoAnswerTaken(_("This answer is not there any more."))
    return found


def answer_of(session: Session, peer) -> Booking:
    """The answer of a peer as it stands, or one that is not written yet. What they answered as a
    guest, before they had an account with that address, is theirs."""
    booking = Booking.objects.as_said(peer, session) or Booking(session=session)
    was_a_guests = booking.pk is not None and booking.peer_id is None
    booking.peer, booking.name, booking.email = peer, "", ""
    if was_a_guests:
        booking.save(update_fields=["peer", "name", "email"])
    return booking


def _go(session: Session, booking: Booking, party: Party, by) -> Booking:
    if not session.takes_answers:
        raise NoAnswerTaken(_("This session takes no answers any more."))
    if booking.state == Seat.OFFERED:
        _accept(session, booking, by)
    if booking.has_a_turn:
        return _resize(session, booking, party)
    booking.places, booking.companions, booking.shown_to = party.of(booking)
    booking.asked_at = timezone.now()
    pool = pool_for(session, booking)
    has_room = pool or (not session.waiting and session.has_room_for(booking.places))
    return move(booking, Seat.GOING if has_room else Seat.WAITING, Why.ANSWERED, by, pool=pool)


def _accept(session: Session, booking: Booking, by) -> Booking:
    if not (booking.is_offered and session.takes_answers):
        raise NoAnswerTaken(_("This place is no longer offered to you."))
    return move(booking, Seat.GOING, Why.ANSWERED, by, pool=booking.kept_seats)


def _leave(session: Session, booking: Booking, state: Seat, by) -> Booking:
    if booking.state == state:
        return booking
    if timezone.now() >= session.ends_at:
        raise NoAnswerTaken(_("This session is over."))
    had_turn = booking.has_a_turn  # whoever waited first may have been too many for what is free
    move(booking, state, Why.ANSWERED, by)
    if had_turn:
        offer_places(session.pk, Why.LEFT)
    return booking


def _resize(session: Session, booking: Booking, party: Party) -> Booking:
    """Another size of a party that has its turn already."""
    places, companions, shown_to = party.of(booking)
    if places < booking.arrived:
        raise TooFewPlaces(_("More of you are here already."))
    more = places - booking.places
    if more > 0 and not _has_room_for_more(session, booking, more):
        raise TooFewPlaces(_("There is no room for a larger party. Your places are kept."))
    if (more, companions, shown_to) != (0, booking.companions, booking.shown_to):
        booking.places, booking.companions, booking.shown_to = places, companions, shown_to
        booking.save(update_fields=["places", "companions", "shown_to"])
    if more < 0:
        offer_places(session.pk, Why.LEFT)
    return booking


def _has_room_for_more(session: Session, booking: Booking, more: int) -> bool:
    if booking.state not in TAKES_PLACES:
        return True
    pool = booking.kept_seats
    if pool and not pool.released_at:
        return pool.room_left >= more and not waits_for(session, pool)
    return not session.waiting and session.has_room_for(more)
