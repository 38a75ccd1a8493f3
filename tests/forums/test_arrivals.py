"""The door: who is here, told once or twice, at once or late."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forums.actions import arrivals, places
from forums.choices import Seat, State
from forums.errors import NotAtTheDoor, TooFewPlaces
from forums.models import Booking
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(cast):
    return cast.organiser.peer


@pytest.fixture
def breakfast(db):
    """It begins in half an hour."""
    return SessionFactory(
        slug="today", starts_at=timezone.now() + timedelta(minutes=30), capacity=2
    )


def of(session, **facts) -> Booking:
    if facts.get("state") == Seat.OFFERED:
        facts["offered_until"] = timezone.now() + timedelta(minutes=10)
    return BookingFactory(session=session, **facts)


def places_taken(session) -> int:
    session.refresh_from_db()
    return session.taken


def test_a_party_arrives_whole_or_in_part(breakfast, organiser):
    party = of(breakfast, places=2, companions=["Sam"])
    assert arrivals.arrive(breakfast, party.key, by=organiser, count=1).arrived == 1
    assert arrivals.arrive(breakfast, party.key, by=organiser).arrived == 2


def test_told_twice_it_is_the_same_and_the_first_moment_counts(breakfast, organiser):
    booking = of(breakfast)
    first = timezone.now() - timedelta(minutes=5)
    arrivals.arrive(breakfast, booking.key, by=organiser, at=first)
    again = arrivals.arrive(breakfast, booking.key, by=organiser)
    assert (again.arrived, again.arrived_at) == (1, first)


def test_the_clock_of_a_phone_may_be_wrong(breakfast, organiser):
    booking = of(breakfast)
    ahead = timezone.now() + timedelta(days=3)
    assert arrivals.arrive(breakfast, booking.key, by=organiser, at=ahead).arrived_at < ahead
    behind = timezone.now() - timedelta(days=300)
    late = of(breakfast)
    told = arrivals.arrive(breakfast, late.key, by=organiser, at=behind)
    assert told.arrived_at == breakfast.starts_at - arrivals.OPENS_BEFORE


def test_no_more_arrive_than_belong_to_a_party(breakfast, organiser):
    booking = of(breakfast)
    assert arrivals.arrive(breakfast, booking.key, by=organiser, count=6).arrived == 1


@pytest.mark.parametrize("state", [Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED])
def test_whoever_has_no_place_comes_in_and_takes_none(breakfast, organiser, state):
    of(breakfast, places=2)
    booking = of(breakfast, state=state)
    came = arrivals.arrive(breakfast, booking.key, by=organiser)
    assert (came.state, came.arrived, places_taken(breakfast)) == (Seat.WALKED_IN, 1, 2)


def test_whoever_is_asked_just_now_takes_the_place_by_coming(breakfast, organiser):
    booking = of(breakfast, state=Seat.OFFERED)
    came = arrivals.arrive(breakfast, booking.key, by=organiser)
    assert (came.state, came.offered_until, places_taken(breakfast)) == (Seat.GOING, None, 1)


@pytest.mark.parametrize("state", [Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED])
def test_a_slip_is_taken_back_and_they_stand_where_they_stood(breakfast, organiser, state):
    booking = of(breakfast, state=state)
    arrivals.arrive(breakfast, booking.key, by=organiser)
    for _twice in range(2):
        arrivals.undo_arrival(breakfast, booking.key, by=organiser)
        booking.refresh_from_db()
        assert (booking.state, booking.arrived, booking.arrived_at) == (state, 0, None)


def test_a_slip_at_the_door_costs_nobody_their_turn(breakfast, organiser):
    first, _second = (of(breakfast, state=Seat.WAITING) for _ in range(2))
    first.refresh_from_db()
    number = first.number
    arrivals.arrive(breakfast, first.key, by=organiser)
    arrivals.undo_arrival(breakfast, first.key, by=organiser)
    first.refresh_from_db()
    assert (first.state, first.number) == (Seat.WAITING, number)


def test_whoever_asked_as_a_guest_is_known_at_the_door_as_the_member_they_are(breakfast, organiser):
    guest = of(breakfast, peer=None, name="Greta", email="greta@example.org")
    peer = PeerFactory(email="greta@example.org")
    arrivals.walk_in(breakfast, uuid4(), by=organiser, peer=peer)
    guest.refresh_from_db()
    assert (guest.arrived, breakfast.bookings.count()) == (1, 1)


def test_a_place_is_kept_when_an_arrival_is_taken_back(breakfast, organiser):
    booking = of(breakfast)
    arrivals.arrive(breakfast, booking.key, by=organiser)
    arrivals.undo_arrival(breakfast, booking.key, by=organiser)
    booking.refresh_from_db()
    assert (booking.state, booking.arrived, places_taken(breakfast)) == (Seat.GOING, 0, 1)


def test_somebody_on_no_list_comes_once_however_often_it_is_told(breakfast, organiser):
    key = uuid4()
    for _twice in range(2):
        came = arrivals.walk_in(breakfast, key, by=organiser, name="Kim", places=3)
    assert (came.who, came.state, came.places, came.arrived) == ("Kim", Seat.WALKED_IN, 3, 3)
    assert (breakfast.bookings.count(), places_taken(breakfast)) == (1, 0)


def test_a_walk_in_that_was_a_slip_leaves_no_name_behind(breakfast, organiser):
    key = uuid4()
    arrivals.walk_in(breakfast, key, by=organiser, name="Kim")
    for _twice in range(2):
        arrivals.undo_arrival(breakfast, key, by=organiser)
    assert not breakfast.bookings.exists()


def test_a_member_who_walks_in_is_known_by_their_answer(breakfast, organiser):
    going, peer = of(breakfast), PeerFactory()
    came = arrivals.walk_in(breakfast, uuid4(), by=organiser, peer=going.peer)
    assert (came.pk, came.state, came.arrived) == (going.pk, Seat.GOING, 1)
    walked_in = arrivals.walk_in(breakfast, uuid4(), by=organiser, peer=peer)
    assert (walked_in.peer, walked_in.name, walked_in.state) == (peer, "", Seat.WALKED_IN)
    arrivals.walk_in(breakfast, uuid4(), by=organiser, peer=peer)
    assert breakfast.bookings.count() == 2


def test_whoever_came_early_and_leaves_again_is_not_here(breakfast, organiser):
    booking = of(breakfast, places=2)
    arrivals.arrive(breakfast, booking.key, by=organiser)
    left = places.leave(breakfast, by=booking.peer)
    left.refresh_from_db()
    assert (left.state, left.arrived, left.arrived_at) == (Seat.NOT_GOING, 0, None)


def test_a_party_is_not_made_smaller_than_it_is_here(breakfast, organiser):
    booking = of(breakfast, places=2)
    arrivals.arrive(breakfast, booking.key, by=organiser)
    with pytest.raises(TooFewPlaces, match="here already"):
        places.go(breakfast, by=booking.peer, places=1)


def test_the_list_of_another_session_is_not_touched(breakfast, organiser):
    elsewhere = of(SessionFactory(starts_at=timezone.now() + timedelta(minutes=5)))
    with pytest.raises(NotAtTheDoor):
        arrivals.arrive(breakfast, elsewhere.key, by=organiser)
    with pytest.raises(NotAtTheDoor):
        arrivals.walk_in(breakfast, elsewhere.key, by=organiser, name="Kim")
    arrivals.undo_arrival(breakfast, elsewhere.key, by=organiser)
    elsewhere.refresh_from_db()
    assert elsewhere.arrived == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": State.CANCELLED}, "does not take place"),
        ({"state": State.DRAFT}, "does not take place"),
        ({"starts_at": timezone.now() + timedelta(days=2)}, "twelve hours before"),
        ({"starts_at": timezone.now() - timedelta(days=9)}, "a week after"),
    ],
)
def test_the_door_is_open_from_that_morning_until_a_week_after(organiser, facts, words):
    session = SessionFactory(**facts)
    booking = of(session)
    with pytest.raises(NotAtTheDoor, match=words):
        arrivals.arrive(session, booking.key, by=organiser)


def test_a_phone_catches_up_after_the_session_was_marked_as_held(breakfast, organiser):
    booking = of(breakfast)
    with time_machine.travel(breakfast.ends_at + timedelta(hours=2)):
        breakfast.state = State.HELD
        breakfast.save()
        told = arrivals.arrive(breakfast, booking.key, by=organiser, at=breakfast.starts_at)
    assert (told.arrived, told.arrived_at) == (1, breakfast.starts_at)


# Pages -------------------------------------------------------------------------------------------


def post(player, name, data, **headers):
    return player.client.post(reverse(f"forums:{name}", args=["today"]), data, headers=headers)


def test_the_door_without_a_script(cast, breakfast):
    booking, waiting = of(breakfast, places=2), of(breakfast, state=Seat.WAITING)
    page = cast.organiser.client.get(reverse("forums:arrivals", args=["today"])).content.decode()
    assert booking.who in page
    assert waiting.who in page
    assert "waits for a place" in page
    answer = post(cast.organiser, "arrive", {"key": booking.key, "count": 2})
    assert answer.url == reverse("forums:arrivals", args=["today"])
    booking.refresh_from_db()
    assert booking.arrived == 2
    page = cast.organiser.client.get(answer.url).content.decode()
    assert "<strong data-total>2</strong>" in page
    post(cast.organiser, "arrive-undo", {"key": booking.key})
    booking.refresh_from_db()
    assert booking.arrived == 0


def test_a_script_is_told_how_many_are_here_or_why_not(cast, breakfast):
    booking = of(breakfast)
    ask = {"Accept": "application/json"}
    answer = post(cast.organiser, "arrive", {"key": booking.key}, **ask)
    assert answer.json() == {"here": 1}
    unknown = post(cast.organiser, "arrive", {"key": uuid4()}, **ask)
    assert (unknown.status_code, "not on the list" in unknown.json()["error"]) == (422, True)
    nobody = post(cast.organiser, "walk-in", {"key": uuid4(), "name": " "}, **ask)
    assert nobody.json() == {"error": "Say who it is."}


def test_members_of_a_name_who_asked_for_nothing_are_proposed(cast, breakfast):
    there = of(breakfast, peer=PeerFactory(name="Sam Here"))
    PeerFactory(name="Sam Missing", slug="sam-missing")
    address = reverse("forums:arrivals", args=["today"])
    page = cast.organiser.client.get(address, {"q": "sam"}).content.decode()
    assert page.count(there.who)
    assert 'value="sam-missing"' in page
    assert f'value="{there.peer.slug}"' not in page
    post(cast.organiser, "walk-in", {"peer": "sam-missing"})
    assert breakfast.bookings.get(peer__slug="sam-missing").arrived == 1


def test_somebody_whom_the_organiser_may_not_see_is_nobody_at_the_door(cast, breakfast):
    hidden = PeerFactory(name="Hidden Away", slug="hidden-away")
    hidden.profile.audience = "hidden"
    hidden.profile.save()
    address = reverse("forums:arrivals", args=["today"])
    assert "hidden-away" not in cast.organiser.client.get(address, {"q": "hidden"}).content.decode()
    answer = post(cast.organiser, "walk-in", {"peer": "hidden-away"}, Accept="application/json")
    assert answer.status_code == 422
    assert not breakfast.bookings.exists()


def test_a_code_opens_one_person_for_whoever_stands_at_the_door_alone(cast, breakfast):
    booking = of(breakfast, peer=cast.peer.peer)
    address = reverse("forums:arrival", args=[booking.key])
    assert booking.who in cast.organiser.client.get(address).content.decode()
    for player in (cast.peer, cast.lead, cast.moderator):
        assert player.client.get(address).status_code == 404
    breakfast.hosts.add(cast.lead.peer)
    assert cast.lead.client.get(address).status_code == 200


def test_the_list_costs_the_same_for_one_and_for_many(
    cast, breakfast, django_assert_max_num_queries
):
    address = reverse("forums:arrivals", args=["today"])
    of(breakfast)
    cast.organiser.client.get(address)
    with django_assert_max_num_queries(12) as one:
        cast.organiser.client.get(address)
    for _each in range(4):
        of(breakfast, state=Seat.WAITING)
    with django_assert_max_num_queries(len(one.captured_queries)):
        cast.organiser.client.get(address)
