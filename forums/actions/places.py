"""The verbs of places: going, waiting, offers, leaving. Nobody is oversold, overtaken or forgotten.

Every verb locks the session's row first and then decides; so there is one order of events for each
session, which is the order of commits. What is to be told is written down as a `SeatMove` and told
later: nobody waits for mail while they hold the lock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums import tasks
from forums.choices import HAS_A_TURN, TAKES_PLACES, Seat, Why
from forums.errors import NoAnswerTaken, TooFewPlaces
from forums.models import LARGEST_PARTY, Booking, KeptSeats, SeatMove, Session

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


def offered_until(starts_at: datetime, now: datetime) -> datetime | None:
    """Until when a place that is offered now is kept; None where it is too late for offers."""
    ahead = starts_at - now
    holds = next((holds for least, holds in OFFER_HOLDS if ahead >= least), None)
    return None if holds is None else now + holds


@transaction.atomic
def go(session: Session, *, by, places: int = 1, companions: Sequence[str] = ()) -> Booking:
    """A peer wants to come, alone or with others: they go, or they wait for their turn.

    Said again nothing changes. A larger party than there is room for is refused if it goes
    already, and waits as a whole if it does not. Raises `NoAnswerTaken`, `TooFewPlaces`.
    """
    session = _locked(session.pk)
    return _go(session, _answer_of(session, by), places, companions, by)


@transaction.atomic
def go_by_link(booking: Booking, *, places: int = 1, companions: Sequence[str] = ()) -> Booking:
    """Somebody who came by the mailed link of their booking wants to come. As `go`."""
    session = _locked(booking.session_id)
    return _go(session, session.bookings.get(pk=booking.pk), places, companions, booking.peer)


@transaction.atomic
def leave(session: Session, *, by, state: Seat = Seat.NOT_GOING) -> Booking:
    """A peer does not come, or perhaps later. Their places go to whoever waits."""
    session = _locked(session.pk)
    return _leave(session, _answer_of(session, by), state, by)


@transaction.atomic
def leave_by_link(booking: Booking, *, state: Seat = Seat.NOT_GOING) -> Booking:
    """Somebody who came by the mailed link of their booking does not come. As `leave`."""
    session = _locked(booking.session_id)
    return _leave(session, session.bookings.get(pk=booking.pk), state, booking.peer)


@transaction.atomic
def accept(booking: Booking, *, by) -> Booking:
    """Take an offered place. Raises `NoAnswerTaken` when it is no longer offered."""
    session = _locked(booking.session_id)
    booking = session.bookings.get(pk=booking.pk)
    if booking.state == Seat.GOING:
        return booking
    if not (booking.is_offered and session.takes_answers):
        raise NoAnswerTaken(_("This place is no longer offered to you."))
    return _move(booking, Seat.GOING, Why.ANSWERED, by, pool=booking.kept_seats)


@transaction.atomic
def decline(booking: Booking, *, by) -> Booking:
    """Do not take an offered place: it goes to the next."""
    session = _locked(booking.session_id)
    booking = session.bookings.get(pk=booking.pk)
    if booking.state != Seat.OFFERED:
        raise NoAnswerTaken(_("This place is no longer offered to you."))
    _move(booking, Seat.NOT_GOING, Why.ANSWERED, by)
    _offer_places(session.pk, Why.DECLINED)
    return booking


@transaction.atomic
def set_capacity(
    session: Session, capacity: int | None, *, by, let_last_wait: bool = False
) -> Session:
    """Change how many places there are.

    Fewer than are taken is refused, in words, unless the last ones are to wait instead: they keep
    their turn, and are the first to be offered what is freed. Raises `TooFewPlaces`.
    """
    session = _locked(session.pk)
    was = session.capacity
    if capacity is not None and session.taken + session.kept > capacity:
        over = session.taken + session.kept - capacity
        if not let_last_wait:
            raise TooFewPlaces(
                ngettext(
                    "%d place too many is taken for that. Nobody was dropped.",
                    "%d places too many are taken for that. Nobody was dropped.",
                    over,
                )
                % over
            )
        _make_wait(session, over, by)
    Session.objects.filter(pk=session.pk).update(capacity=capacity)
    if capacity is None or (was is not None and capacity > was):
        _offer_places(session.pk, Why.RAISED)
    session.refresh_from_db()
    return session


@transaction.atomic
def add_by_hand(session: Session, peer, *, by, places: int = 1) -> Booking:
    """An organiser puts somebody down as going, if there is room, whoever waits."""
    session = _locked(session.pk)
    booking = _answer_of(session, peer)
    if booking.state == Seat.GOING:
        return booking
    needed = 0 if booking.state == Seat.OFFERED else places
    if not session.has_room_for(needed):
        raise TooFewPlaces(_("There is no free place. More places can be added first."))
    booking.places = booking.places if booking.state == Seat.OFFERED else places
    return _move(booking, Seat.GOING, Why.BY_HAND, by, pool=booking.kept_seats)


def expire_offers(at: datetime | None = None) -> int:
    """Let offers lapse that nobody answered, and offer their places on. Returns how many."""
    at = at or timezone.now()
    late = Booking.objects.past_their_offer(at)
    return sum(_expire(pk, at) for pk in sorted(set(late.values_list("session", flat=True))))


@transaction.atomic
def _expire(session_id: int, at: datetime) -> int:
    session = _locked(session_id)
    late = list(session.bookings.past_their_offer(at))
    for booking in late:
        _move(booking, Seat.LAPSED, Why.LAPSED, None)
    if late:
        _offer_places(session_id, Why.LAPSED)
    return len(late)


@transaction.atomic
def keep_seats(session: Session, kept_for: str, places: int, release_at: datetime, **whom):
    """Keep some places of a session for some people until a moment. Raises `TooFewPlaces`."""
    session = _locked(session.pk)
    if not session.has_room_for(places):
        raise TooFewPlaces(_("So many places are not free any more."))
    return KeptSeats.objects.create(
        session=session, kept_for=kept_for, places=places, release_at=release_at, **whom
    )


def release_seats(at: datetime | None = None) -> int:
    """Give kept places that nobody took to everybody once it is time. Returns how many groups."""
    at = at or timezone.now()
    due = KeptSeats.objects.filter(released_at=None, release_at__lte=at)
    return sum(_release(pk, at) for pk in sorted(set(due.values_list("session", flat=True))))


@transaction.atomic
def _release(session_id: int, at: datetime) -> int:
    session = _locked(session_id)
    due = session.kept_seats.filter(released_at=None, release_at__lte=at)
    count = 0
    for kept in due:
        kept.places, kept.released_at = kept.taken, at
        kept.save(update_fields=["places", "released_at"])
        count += 1
    if count:
        _offer_places(session_id, Why.RELEASED)
    return count


# Under the lock ---------------------------------------------------------------------------------


def _answer_of(session: Session, peer) -> Booking:
    """The answer of a peer as it stands, or one that is not written yet."""
    return session.bookings.filter(peer=peer).first() or Booking(session=session, peer=peer)


def _go(session: Session, booking: Booking, places: int, companions: Sequence[str], by) -> Booking:
    if not 1 <= places <= LARGEST_PARTY:
        raise TooFewPlaces(_("A party has 1 to %d people.") % LARGEST_PARTY)
    if not session.takes_answers:
        raise NoAnswerTaken(_("This session takes no answers any more."))
    if booking.has_a_turn:
        return _resize(session, booking, places, companions)
    booking.places, booking.companions = places, list(companions)
    booking.asked_at = timezone.now()
    pool = _kept_for(session, booking)
    has_room = pool or (not session.waiting and session.has_room_for(places))
    return _move(booking, Seat.GOING if has_room else Seat.WAITING, Why.ANSWERED, by, pool=pool)


def _leave(session: Session, booking: Booking, state: Seat, by) -> Booking:
    if booking.state == state:
        return booking
    if timezone.now() >= session.ends_at:
        raise NoAnswerTaken(_("This session is over."))
    had_places = booking.state in TAKES_PLACES
    _move(booking, state, Why.ANSWERED, by)
    if had_places:
        _offer_places(session.pk, Why.LEFT)
    return booking


def _locked(session_id: int) -> Session:
    """The session as it is now, and nobody else's until the end of the transaction. After it
    people are told what moved."""
    transaction.on_commit(tasks.hint, robust=True)
    return Session.objects.select_for_update().get(pk=session_id)


def _kept_for(session: Session, booking: Booking) -> KeptSeats | None:
    """Kept places that are for this party, with room for all of it."""
    if not session.kept:
        return None
    kept = session.kept_seats.open_to(booking)
    return next((seats for seats in kept if seats.room_left >= booking.places), None)


def _resize(session: Session, booking: Booking, places: int, companions: Sequence[str]) -> Booking:
    """Another size of a party that has its turn already."""
    more = places - booking.places
    takes_places = booking.state in TAKES_PLACES
    if more > 0 and takes_places:
        pool = booking.kept_seats
        has_room = (
            pool.room_left >= more if pool else session.has_room_for(more) and not session.waiting
        )
        if not has_room:
            raise TooFewPlaces(_("There is no room for a larger party. Your places are kept."))
    if more or list(companions) != booking.companions:
        booking.places, booking.companions = places, list(companions)
        booking.save(update_fields=["places", "companions"])
    if more < 0:
        _offer_places(session.pk, Why.LEFT)
    return booking


def _offer_places(session_id: int, why: Why) -> None:
    """Offer what is free to whoever waits, strictly in the order of asking.

    A party too large for what is free is not overtaken: it is the next, however long it takes.
    """
    now = timezone.now()
    session = Session.objects.get(pk=session_id)
    until = offered_until(session.starts_at, now)
    if until is None or not session.takes_answers:
        return
    is_blocked = False
    for booking in session.bookings.waiting().select_related("peer__profile"):
        pool, has_room = _kept_for(session, booking), True
        if pool is None:
            has_room = not is_blocked and session.has_room_for(booking.places)
            is_blocked = not has_room
        if has_room:
            _move(booking, Seat.OFFERED, why, None, pool=pool, offered_until=until)
            session.refresh_from_db(fields=["taken", "kept"])
        elif not session.kept:
            return


def _make_wait(session: Session, over: int, by) -> None:
    """Let those who came last wait, until so many places are freed."""
    for booking in session.bookings.filter(state__in=TAKES_PLACES, kept_seats=None).order_by(
        "-number"
    ):
        if over <= 0:
            return
        over -= booking.places
        _move(booking, Seat.WAITING, Why.LOWERED, by)


def _move(
    booking: Booking,
    state: Seat,
    why: Why,
    by,
    *,
    pool: KeptSeats | None = None,
    offered_until: datetime | None = None,
) -> Booking:
    """Write a booking's next state, and the step that is to be told."""
    came_from = booking.state
    booking.state, booking.kept_seats, booking.offered_until = state, pool, offered_until
    if state not in HAS_A_TURN:
        booking.places, booking.companions = 1, []
    booking.save()
    SeatMove.objects.create(
        booking=booking, came_from=came_from, went_to=state, places=booking.places, why=why, by=by
    )
    return booking
