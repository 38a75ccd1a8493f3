"""What holds of places: parties, kept places, offers, handing over, and sessions that move."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums import actions
from forums.actions import places
from forums.actions.places.by_hand import take_out
from forums.choices import Kept, Seat, State, Why
from forums.errors import IllegalMove, NoAnswerTaken, TooFewPlaces
from forums.models import Booking, Session
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from tests.conftest import in_threads
from tests.factories import PeerFactory, SessionFactory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return SessionFactory(capacity=2)


def state_of(session: Session, peer) -> str:
    return session.bookings.get(peer=peer).state


def fill(session: Session, count: int) -> list:
    peers = [PeerFactory() for _ in range(count)]
    for peer in peers:
        places.go(session, by=peer)
    return peers


def keep(session: Session, kept_for: str, count: int, **whom):
    release_at = timezone.now() + timedelta(days=1)
    return places.keep_seats(session, kept_for, count, release_at, **whom)


# Parties ------------------------------------------------------------------------------------------


def test_saying_it_again_without_a_number_leaves_the_party_as_it_was():
    session, peer = SessionFactory(), PeerFactory()
    places.go(session, by=peer, places=3, companions=["Ann", "Bo"], shown_to="everyone")
    booking = places.go(session, by=peer)
    booking.refresh_from_db()
    assert (booking.places, booking.companions) == (3, ["Ann", "Bo"])
    assert booking.shown_to == "everyone"
    assert booking.moves.count() == 1


def test_a_smaller_party_brings_fewer_and_frees_a_place(session):
    peer, waiting = PeerFactory(), PeerFactory()
    places.go(session, by=peer, places=2, companions=["Ann"])
    places.go(session, by=waiting)
    booking = places.go(session, by=peer, places=1)
    assert (booking.places, booking.companions) == (1, [])
    assert state_of(session, waiting) == Seat.OFFERED


def test_a_party_too_large_for_what_is_free_is_not_overtaken(session):
    first, *_others = fill(session, 2)
    large, small = PeerFactory(), PeerFactory()
    places.go(session, by=large, places=2)
    places.go(session, by=small)
    places.leave(session, by=first)
    assert state_of(session, large) == state_of(session, small) == Seat.WAITING
    session.refresh_from_db()
    assert session.room_left() == 1
    latest = places.go(session, by=PeerFactory())
    assert latest.state == Seat.WAITING


def test_whoever_does_not_come_brings_nobody():
    session, peer = SessionFactory(), PeerFactory()
    places.go(session, by=peer, places=2, companions=["Ann"])
    booking = places.leave(session, by=peer, state=Seat.MAYBE)
    assert (booking.places, booking.companions) == (1, [])


# Offers -------------------------------------------------------------------------------------------


def test_saying_that_one_comes_takes_the_offered_place(session):
    first, _second = fill(session, 2)
    (waiting,) = fill(session, 1)
    places.leave(session, by=first)
    assert state_of(session, waiting) == Seat.OFFERED
    assert places.go(session, by=waiting).state == Seat.GOING
    assert places.go(session, by=waiting).state == Seat.GOING


def test_an_offer_that_is_past_cannot_be_taken_even_before_it_lapsed(session, time_machine):
    first, _second = fill(session, 2)
    (waiting,) = fill(session, 1)
    places.leave(session, by=first)
    booking = session.bookings.get(peer=waiting)
    time_machine.move_to(booking.offered_until)
    with pytest.raises(NoAnswerTaken):
        places.accept(booking, by=waiting)
    with pytest.raises(NoAnswerTaken):
        places.go(session, by=waiting)


def test_a_declined_offer_goes_on_and_a_second_click_does_no_harm(session):
    first, _second = fill(session, 2)
    one, two = fill(session, 2)
    places.leave(session, by=first)
    booking = session.bookings.get(peer=one)
    places.decline(booking, by=one)
    places.decline(booking, by=one)
    assert state_of(session, one) == Seat.NOT_GOING
    assert state_of(session, two) == Seat.OFFERED
    assert session.bookings.get(peer=two).last_move.why == Why.DECLINED


def test_whoever_cancelled_is_not_offered_a_place_again(session):
    first, second = fill(session, 2)
    places.leave(session, by=first)
    places.leave(session, by=second)
    assert state_of(session, first) == Seat.NOT_GOING
    assert not session.bookings.filter(state=Seat.OFFERED).exists()


def test_a_place_that_is_freed_too_late_is_offered_to_nobody(session, time_machine):
    first, _second = fill(session, 2)
    (waiting,) = fill(session, 1)
    time_machine.move_to(session.starts_at - timedelta(minutes=19))
    places.leave(session, by=first)
    assert state_of(session, waiting) == Seat.WAITING


def test_no_limit_any_more_offers_a_place_to_everybody_who_waits(session):
    fill(session, 5)
    places.set_capacity(session, None, by=None)
    assert session.bookings.filter(state=Seat.OFFERED).count() == 3


# Sessions that move, or are called off ------------------------------------------------------------


def test_an_offer_never_outlives_a_start_that_was_moved_nearer(session):
    first, _second = fill(session, 2)
    (waiting,) = fill(session, 1)
    places.leave(session, by=first)
    sooner = timezone.now() + timedelta(hours=3)
    Session.objects.filter(pk=session.pk).update(starts_at=sooner)
    places.settle(session)
    assert session.bookings.get(peer=waiting).offered_until == sooner


def test_while_it_is_called_off_no_offer_lapses_and_when_it_is_back_there_is_time_again(
    session, time_machine
):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    first, second = fill(session, 2)
    one, two = fill(session, 2)
    places.leave(session, by=first)
    actions.cancel(session, by=PeerFactory(), reason="The hall is flooded.")
    places.leave(session, by=second)
    time_machine.move_to(now + timedelta(days=3), tick=False)
    places.expire_offers()
    assert (state_of(session, one), state_of(session, two)) == (Seat.OFFERED, Seat.WAITING)
    actions.publish(session, by=None)
    places.expire_offers()
    booking = session.bookings.get(peer=one)
    assert booking.state == Seat.OFFERED
    assert booking.offered_until == places.offered_until(session.starts_at, timezone.now())
    assert state_of(session, two) == Seat.OFFERED


def test_a_lowered_capacity_asks_and_then_lets_the_last_wait_with_their_turn():
    session = SessionFactory(capacity=3)
    first, second, third = fill(session, 3)
    with pytest.raises(TooFewPlaces, match="2 places too many"):
        places.set_capacity(session, 1, by=None)
    places.set_capacity(session, 1, by=None, let_last_wait=True)
    assert [state_of(session, peer) for peer in (first, second, third)] == [
        Seat.GOING, Seat.WAITING, Seat.WAITING,
    ]  # fmt: skip
    places.leave(session, by=first)
    assert state_of(session, second) == Seat.OFFERED


def test_an_event_of_others_takes_no_answers_here():
    session = SessionFactory(ticket_link="https://tickets.example/")
    with pytest.raises(NoAnswerTaken):
        places.go(session, by=PeerFactory())


# Kept places --------------------------------------------------------------------------------------


def test_kept_places_are_for_those_whom_they_are_kept_for(session):
    sector = Sector.objects.first()
    keep(session, Kept.SECTOR, 1, sector=sector)
    theirs, other = people({"sector": sector.slug}, {})
    fill(session, 1)
    assert places.go(session, by=other).state == Seat.WAITING
    booking = places.go(session, by=theirs)
    assert booking.state == Seat.GOING
    assert booking.kept_seats is not None


def test_a_freed_kept_place_goes_to_the_first_of_those_it_is_kept_for(session):
    ward = Ward.objects.defer("boundary").get(slug="armley")
    keep(session, Kept.WARD, 1, ward=ward)
    here, other, near = people({"wards": ["armley"]}, {}, {"wards": ["armley"]})
    fill(session, 1)
    places.go(session, by=here)
    places.go(session, by=other)
    places.go(session, by=near)
    places.leave(session, by=here)
    assert (state_of(session, other), state_of(session, near)) == (Seat.WAITING, Seat.OFFERED)


def test_whoever_was_there_once_is_no_newcomer(session):
    held = SessionFactory(state=State.HELD)
    regular, newcomer = PeerFactory(), PeerFactory()
    Booking.objects.create(session=held, peer=regular, state=Seat.GOING)
    keep(session, Kept.NEWCOMERS, 2)
    assert places.go(session, by=regular).state == Seat.WAITING
    assert places.go(session, by=newcomer).state == Seat.GOING


def test_kept_places_that_were_released_are_everybodys_and_stay_so(session, time_machine):
    keep(session, Kept.NEWCOMERS, 2)
    newcomer, *_rest = fill(session, 1)
    regular = PeerFactory()
    Booking.objects.create(session=SessionFactory(state=State.HELD), peer=regular, state=Seat.GOING)
    assert places.go(session, by=regular).state == Seat.WAITING
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert places.release_seats() == 1
    assert places.release_seats() == 0
    assert state_of(session, regular) == Seat.OFFERED
    late = PeerFactory()
    assert places.go(session, by=late).state == Seat.WAITING
    places.leave(session, by=newcomer)  # whose kept place is nobody's in particular any more
    assert state_of(session, late) == Seat.OFFERED
    session.refresh_from_db()
    assert (session.taken, session.kept) == (2, 0)


def test_fewer_places_than_are_kept_is_refused_in_words(session):
    keep(session, Kept.OUTSIDERS, 2)
    with pytest.raises(TooFewPlaces, match="kept for some"):
        places.set_capacity(session, 1, by=None, let_last_wait=True)
    session.refresh_from_db()
    assert session.capacity == 2


# Handing over -------------------------------------------------------------------------------------


def test_a_place_that_is_handed_over_is_offered_to_nobody_else(session):
    giver, _other = fill(session, 2)
    (waiting,) = fill(session, 1)
    friend = PeerFactory()
    theirs = places.hand_over(session.bookings.get(peer=giver), to=friend, by=giver)
    assert (theirs.state, theirs.last_move.why) == (Seat.OFFERED, Why.HANDED_OVER)
    assert state_of(session, giver) == Seat.NOT_GOING
    assert state_of(session, waiting) == Seat.WAITING
    places.decline(theirs, by=friend)
    assert state_of(session, waiting) == Seat.OFFERED


def test_a_second_click_hands_nothing_over_again(session):
    (giver,) = fill(session, 1)
    booking, friend = session.bookings.get(peer=giver), PeerFactory()
    first = places.hand_over(booking, to=friend, by=giver)
    assert places.hand_over(booking, to=friend, by=giver).pk == first.pk
    assert first.moves.count() == 1


def test_what_whoever_waits_for_fewer_does_not_need_goes_to_the_next(session):
    giver, friend, third = PeerFactory(), PeerFactory(), PeerFactory()
    places.go(session, by=giver, places=2)
    places.go(session, by=friend)
    places.go(session, by=third)
    places.hand_over(session.bookings.get(peer=giver), to=friend, by=giver)
    assert session.bookings.get(peer=friend).places == 1
    assert state_of(session, third) == Seat.OFFERED


def test_nothing_is_handed_over_that_one_does_not_have_or_to_whom_it_does_not_fit(session):
    giver, other = fill(session, 2)
    large = PeerFactory()
    places.go(session, by=large, places=2)
    mine = session.bookings.get(peer=giver)
    for to, refusal in ((other, NoAnswerTaken), (giver, NoAnswerTaken), (large, TooFewPlaces)):
        with pytest.raises(refusal):
            places.hand_over(mine, to=to, by=giver)
    assert state_of(session, giver) == Seat.GOING


def test_a_place_kept_for_some_is_handed_over_to_those_alone(session):
    ward = Ward.objects.defer("boundary").get(slug="armley")
    here, far, near = people({"wards": ["armley"]}, {}, {"wards": ["armley"]})
    keep(session, Kept.WARD, 1, ward=ward)
    mine = places.go(session, by=here)
    with pytest.raises(TooFewPlaces):
        places.hand_over(mine, to=far, by=here)
    assert places.hand_over(mine, to=near, by=here).kept_seats == mine.kept_seats


# Going for good -----------------------------------------------------------------------------------


def test_whoever_goes_for_good_leaves_their_places_to_those_who_wait(session):
    other = SessionFactory(capacity=1)
    (leaver, _stays), (waits,) = fill(session, 2), fill(session, 1)
    places.go(other, by=leaver)
    also = PeerFactory()
    places.go(other, by=also)
    places.give_up(leaver)
    assert not Booking.objects.filter(peer=leaver).exists()
    assert state_of(session, waits) == state_of(other, also) == Seat.OFFERED


def test_whoever_walked_in_answers_no_more(session):
    peer = PeerFactory()
    Booking.objects.create(session=session, peer=peer, state=Seat.WALKED_IN)
    with pytest.raises(IllegalMove):
        places.go(session, by=peer)


@pytest.mark.django_db(transaction=True)
def test_leaving_handing_over_and_coming_at_once_never_oversell_nor_lock_each_other_out():
    session, other = SessionFactory(capacity=3), SessionFactory(capacity=2)
    going = fill(session, 3)
    fill(other, 2)
    friends, late = [PeerFactory() for _ in range(3)], [PeerFactory() for _ in range(3)]
    for peer in going:
        places.go(other, by=peer)
    bookings = [session.bookings.get(peer=peer) for peer in going]
    in_threads(
        lambda: places.hand_over(bookings[0], to=friends[0], by=going[0]),
        lambda: places.leave(session, by=going[1]),
        lambda: places.give_up(going[2]),
        lambda: places.go(session, by=late[0]),
        lambda: places.go(session, by=late[1], places=2),
        lambda: places.go(other, by=late[2]),
        lambda: places.set_capacity(session, 4, by=None),
        lambda: places.settle(session),
    )
    session.refresh_from_db()
    taken = sum(b.places for b in session.bookings.filter(state__in=["going", "offered"]))
    assert session.taken == taken <= 4


# Whoever stood in the way -------------------------------------------------------------------------


def a_party_too_large_and_one_behind(session):
    """One place of two is taken; three wait before one who would fit."""
    fill(session, 1)
    large, small = PeerFactory(), PeerFactory()
    places.go(session, by=large, places=3)
    places.go(session, by=small)
    assert state_of(session, small) == Seat.WAITING
    return large, small


def test_when_a_party_that_was_too_large_stops_waiting_the_next_is_asked(session):
    large, small = a_party_too_large_and_one_behind(session)
    places.leave(session, by=large)
    assert state_of(session, small) == Seat.OFFERED


def test_when_an_organiser_takes_out_who_waits_first_the_next_is_asked(session, cast):
    large, small = a_party_too_large_and_one_behind(session)
    take_out(session.bookings.get(peer=large), by=cast.organiser.peer)
    assert state_of(session, small) == Seat.OFFERED


def test_whoever_was_suspended_while_they_waited_holds_up_nobody(session):
    going = fill(session, 2)
    gone, later = PeerFactory(), PeerFactory()
    for peer in (gone, later):
        places.go(session, by=peer)
    gone.is_active = False
    gone.save()
    places.leave(session, by=going[0])
    assert (state_of(session, gone), state_of(session, later)) == (Seat.NOT_GOING, Seat.OFFERED)


def test_kept_places_are_everybodys_a_day_before_a_start_that_moved_ahead(session):
    kept = keep(session, Kept.OUTSIDERS, 1)
    kept.release_at = session.starts_at
    kept.save()
    session.starts_at -= timedelta(days=3)
    session.save()
    places.settle(session)
    kept.refresh_from_db()
    assert kept.release_at == session.starts_at - timedelta(days=1)


def test_a_party_on_a_kept_place_does_not_grow_past_those_who_wait_for_it():
    session, first, next_ = SessionFactory(capacity=3), PeerFactory(), PeerFactory()
    keep(session, Kept.NEWCOMERS, 3)
    places.go(session, by=first)
    places.go(session, by=next_, places=3)
    with pytest.raises(TooFewPlaces):
        places.go(session, by=first, places=3)


def test_a_link_of_any_length_leads_somewhere_or_nowhere(client):
    for number in ("9" * 30, "9" * 5000, "0"):
        assert client.get(f"/place/{number}.x/").status_code == 404
