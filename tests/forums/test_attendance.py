"""Who comes, for whoever arranges it: figures, the list, what can be done, and what goes along."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forums import tasks
from forums.actions import places
from forums.actions.places import by_hand
from forums.choices import Kept, Seat, State, Why
from forums.errors import NotOnTheList, TooFewPlaces
from forums.models import Booking, KeptSeats, Needs, NeedsView
from forums.pages.attendance import Figures
from forums.querysets.attendance import by_sector, by_ward
from leeds_leaders.geography.models import Ward
from leeds_leaders.notices.models import Letter
from tests.factories import BookingFactory, PeerFactory, SessionFactory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(cast):
    return cast.organiser.peer


@pytest.fixture
def breakfast(db):
    return SessionFactory(slug="soon", capacity=4)


def address(name, *arguments) -> str:
    return reverse(f"forums:{name}", args=["soon", *arguments])


def page(cast, name, *arguments, **query) -> str:
    answer = cast.organiser.client.get(address(name, *arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


# Figures -----------------------------------------------------------------------------------------


def test_figures_count_people_and_not_answers(breakfast):
    BookingFactory(session=breakfast, places=2, arrived=1)
    BookingFactory(
        session=breakfast, state=Seat.OFFERED, offered_until=timezone.now() + timedelta(hours=1)
    )
    for places_wanted in (1, 3):
        BookingFactory(session=breakfast, state=Seat.WAITING, places=places_wanted)
    BookingFactory(session=breakfast, state=Seat.WALKED_IN, peer=None, name="Kim", arrived=1)
    BookingFactory(session=breakfast, state=Seat.NOT_GOING)
    KeptSeats.objects.create(
        session=breakfast, kept_for=Kept.NEWCOMERS, places=1, release_at=timezone.now()
    )
    assert Figures.of(breakfast) == Figures(
        going=2, offered=1, waiting=4, waiting_parties=2, walked_in=1, here=2, kept_free=1
    )


def test_communities_stand_before_institutions_and_what_members_do_not_see_is_not_said(breakfast):
    council, community, secret = people(
        {"sector": "council", "wards": ["armley", "roundhay"]},
        {"sector": "community", "wards": ["armley"]},
        {"sector": "faith", "wards": ["armley"]},
    )
    secret.profile.audiences |= {"sector": "connections", "wards": "hidden"}
    secret.profile.save()
    for peer in (council, community, secret):
        BookingFactory(session=breakfast, peer=peer)
    BookingFactory(session=breakfast, peer=PeerFactory(), state=Seat.WAITING)
    rows = [(row.name, row.going, row.waiting) for row in by_sector(breakfast)]
    assert rows == [("Community", 1, 0), ("Council", 1, 0), ("not said", 1, 1)]
    assert [(row.name, row.going) for row in by_ward(breakfast)] == [("Armley", 2), ("Roundhay", 1)]


def test_what_somebody_does_elsewhere_is_not_counted_here(breakfast):
    (peer,) = people({"sector": "council", "wards": ["armley"]})
    BookingFactory(session=breakfast, peer=peer, state=Seat.WAITING)
    for _each in range(2):
        BookingFactory(session=SessionFactory(), peer=peer)
    for rows in (by_sector(breakfast), by_ward(breakfast)):
        assert [(row.going, row.waiting) for row in rows] == [(0, 1)]


def test_the_page_costs_the_same_for_one_and_for_many(cast, breakfast):
    people_there = people(*[{"sector": "council", "wards": ["armley"]}] * 5)
    BookingFactory(session=breakfast, peer=people_there[0])
    page(cast, "organise")
    with CaptureQueriesContext(connection) as one:
        page(cast, "organise")
    for peer in people_there[1:]:
        BookingFactory(session=breakfast, peer=peer, state=Seat.WAITING)
    with CaptureQueriesContext(connection) as many:
        page(cast, "organise")
    assert len(many) == len(one) <= 16


# The list ----------------------------------------------------------------------------------------


def test_the_list_is_found_by_name_and_by_those_whom_somebody_brings(cast, breakfast):
    for name, brings in (("Ann", []), ("Bo", ["Annabel"]), ("Cy", [])):
        peer = PeerFactory(name=f"{name} Surname")
        BookingFactory(session=breakfast, peer=peer, companions=brings, places=1 + len(brings))
    found = page(cast, "organise", q="ann")
    assert "Ann Surname" in found
    assert "Bo Surname" in found
    assert "Cy Surname" not in found


@pytest.mark.parametrize(
    ("chosen", "seen"),
    [
        ("", {"going", "waiting", "walked-in"}),
        ("going", {"going", "walked-in"}),
        ("waiting", {"waiting"}),
        ("others", {"not-going", "maybe", "lapsed"}),
    ],
)
def test_each_list_has_its_own(cast, breakfast, chosen, seen):
    states = ["going", "waiting", "walked-in", "not-going", "maybe", "lapsed"]
    for state in states:
        BookingFactory(session=breakfast, peer=PeerFactory(name=f"Is {state}."), state=state)
    found = page(cast, "organise", list=chosen)
    assert {state for state in states if f"<strong>Is {state}.</strong>" in found} == seen


@pytest.mark.parametrize("query", [{"list": "everybody"}, {"page": "x"}, {"q": "a" * 81}])
def test_an_odd_address_is_told_so_in_words(cast, breakfast, query):
    assert cast.organiser.client.get(address("organise"), query).status_code == 400


def test_a_long_list_comes_a_page_at_a_time_and_keeps_what_was_chosen(cast, breakfast):
    Booking.objects.bulk_create(
        Booking(session=breakfast, name=f"Guest {number:03}", state=Seat.MAYBE)
        for number in range(101)
    )
    first = page(cast, "organise", list="others", q="guest")
    assert "?list=others&amp;q=guest&amp;page=2" in first
    assert "Guest 100" in page(cast, "organise", list="others", q="guest", page=2)


def test_a_story_tells_each_step_and_why(cast, breakfast, organiser):
    peer = PeerFactory()
    places.set_capacity(breakfast, 0, by=organiser)
    places.go(breakfast, by=peer)
    places.set_capacity(breakfast, 1, by=organiser)
    booking = breakfast.bookings.get()
    by_hand.take_out(booking, by=organiser, note="We mixed you up, sorry.")
    told = page(cast, "story", booking.key)
    steps = [
        told.index(words)
        for words in (
            "waiting for a place", "there are more places now", "an organiser did it by hand",
            "We mixed you up, sorry.",
        )
    ]  # fmt: skip
    assert steps == sorted(steps)


# By hand -----------------------------------------------------------------------------------------


def test_a_member_is_found_by_name_and_added_once(cast, breakfast):
    there, missing = PeerFactory(name="Sam There"), PeerFactory(name="Sam Missing", slug="sam-m")
    BookingFactory(session=breakfast, peer=there)
    found = page(cast, "add", q="sam")
    assert 'value="sam-m"' in found
    assert there.slug not in found
    for _twice in range(2):
        answer = cast.organiser.client.post(address("add"), {"peer": "sam-m"})
        assert answer.url == address("organise")
    assert breakfast.bookings.get(peer=missing).moves.get().why == Why.BY_HAND


def test_a_guest_is_added_once_however_often_the_button_is_pressed(cast, breakfast):
    said = {"key": uuid4(), "name": "Kim Guest", "email": "Kim@Example.org", "places": 2}
    for _twice in range(2):
        assert cast.organiser.client.post(address("add"), said).status_code == 302
    guest = breakfast.bookings.get()
    assert (guest.name, guest.email, guest.places) == ("Kim Guest", "kim@example.org", 2)
    assert guest.moves.count() == 1


@pytest.mark.parametrize("name", ["Win at evil.example", "http://evil"])
def test_nobody_is_sent_anywhere_by_the_name_that_an_organiser_typed(cast, breakfast, name):
    said = {"key": uuid4(), "name": name, "email": "kim@example.org"}
    answer = cast.organiser.client.post(address("add"), said)
    assert answer.status_code == 422
    assert "Please write a name" in answer.content.decode()
    assert not Booking.objects.exists()


def test_nobodys_mailbox_is_filled_by_adding_them(cast, breakfast):
    caches["default"].clear()
    statuses = [
        cast.organiser.client.post(
            address("add"), {"key": uuid4(), "name": "Kim", "email": email}
        ).status_code
        for email in ["kim@example.org"] * 5 + ["KIM@example.org", "", "lou@example.org"]
    ]
    assert statuses == [302] * 5 + [429, 302, 302]


def test_a_guest_sits_where_places_are_kept_for_outsiders(breakfast, organiser):
    kept = places.keep_seats(breakfast, Kept.OUTSIDERS, 1, timezone.now() + timedelta(days=1))
    places.keep_seats(breakfast, Kept.NEWCOMERS, 3, timezone.now() + timedelta(days=1))
    guest = by_hand.add_guest_by_hand(breakfast, uuid4(), by=organiser, name="Kim")
    assert (guest.state, guest.kept_seats) == (Seat.GOING, kept)
    with pytest.raises(TooFewPlaces):
        by_hand.add_guest_by_hand(breakfast, uuid4(), by=organiser, name="Lou")


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.HELD])
def test_nobody_is_added_to_what_takes_no_people(organiser, state):
    session = SessionFactory(state=state)
    with pytest.raises(NotOnTheList):
        by_hand.add_by_hand(session, PeerFactory(), by=organiser)
    with pytest.raises(NotOnTheList):
        by_hand.add_guest_by_hand(session, uuid4(), by=organiser, name="Kim")


def test_whoever_is_taken_out_hears_why_and_their_place_goes_on(cast, breakfast, organiser):
    booking = BookingFactory(session=breakfast, places=4)
    next_one = BookingFactory(session=breakfast, state=Seat.WAITING)
    for _twice in range(2):
        answer = cast.organiser.client.post(
            address("remove", booking.key), {"note": "It was a double."}
        )
        assert answer.url == address("organise")
    booking.refresh_from_db()
    next_one.refresh_from_db()
    assert (booking.state, next_one.state) == (Seat.NOT_GOING, Seat.OFFERED)
    tasks.tell_moves()
    assert "It was a double." in Letter.objects.get(recipient=booking.peer).text
    assert not mail.outbox


def test_whoever_is_here_is_not_taken_out(breakfast, organiser):
    booking = BookingFactory(session=breakfast, arrived=1)
    with pytest.raises(NotOnTheList, match="They are here"):
        by_hand.take_out(booking, by=organiser)


def test_fewer_places_than_are_taken_ask_what_to_do_and_drop_nobody(cast, breakfast):
    first, last = BookingFactory(session=breakfast), BookingFactory(session=breakfast)
    answer = cast.organiser.client.post(address("capacity"), {"capacity": "1"})
    assert answer.status_code == 422
    asked = answer.content.decode()
    assert "1 place too many is taken for that. Nobody was dropped." in asked
    assert 'name="let_last_wait"' in asked
    assert 'value="1"' in asked
    answer = cast.organiser.client.post(
        address("capacity"), {"capacity": "1", "let_last_wait": "on"}
    )
    assert answer.url == address("organise")
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.state, last.state) == (Seat.GOING, Seat.WAITING)


def test_places_are_kept_and_released_on_the_page(cast, breakfast):
    day = timezone.localdate() + timedelta(days=3)
    ward = Ward.objects.get(slug="armley").pk
    said = {"places": 2, "kept_for": "ward", "ward": ward, "day": day, "hour": "08:00"}
    assert cast.organiser.client.post(address("keep-seats"), said).url == address("organise")
    kept = breakfast.kept_seats.get()
    assert timezone.localtime(kept.release_at).date() == day
    for _twice in range(2):
        cast.organiser.client.post(address("release-seats"), {"kept": kept.pk})
    kept.refresh_from_db()
    breakfast.refresh_from_db()
    assert (kept.places, breakfast.kept, breakfast.room_left()) == (0, 0, 4)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kept_for": "ward"}, "Choose one."),
        ({"kept_for": "sector"}, "Choose one."),
        ({"places": 5}, "So many places are not free any more."),
        ({"day": "2020-01-01"}, "Choose a moment to come, and before the start."),
        ({"day": "2090-01-01"}, "Choose a moment to come, and before the start."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(cast, breakfast, said, words):
    day = timezone.localdate() + timedelta(days=3)
    whole = {"places": 2, "kept_for": "newcomers", "day": day, "hour": "08:00"} | said
    answer = cast.organiser.client.post(address("keep-seats"), whole)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not breakfast.kept_seats.exists()


# What people need --------------------------------------------------------------------------------


def test_each_look_at_what_people_need_is_noted_and_a_get_shows_nothing(cast, breakfast):
    booking = BookingFactory(session=breakfast)
    Needs.objects.create(booking=booking, access="A hearing loop", wording="I agree.")
    assert "A hearing loop" not in page(cast, "needs")
    assert not NeedsView.objects.exists()
    shown = cast.organiser.client.post(address("needs")).content.decode()
    assert "A hearing loop" in shown
    assert NeedsView.objects.get().by == cast.organiser.peer
    assert cast.organiser.peer.name in page(cast, "needs")
    assert "A hearing loop" not in page(cast, "organise")


# To take along -----------------------------------------------------------------------------------


def rows(cast) -> list[list[str]]:
    answer = cast.organiser.client.get(address("attendance"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="soon.csv"' in answer["Content-Disposition"]
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_spreadsheet_has_who_comes_and_who_waits_and_nothing_of_what_they_need(cast, breakfast):
    booking = BookingFactory(session=breakfast, places=2, companions=["Sam"], arrived=1)
    BookingFactory(session=breakfast, state=Seat.NOT_GOING)
    BookingFactory(session=breakfast, state=Seat.WALKED_IN, peer=None, name="Kim", arrived=1)
    Needs.objects.create(booking=booking, access="A hearing loop", wording="I agree.")
    found = rows(cast)
    assert [row[1] for row in found[1:]] == ["Kim", booking.who]
    assert found[2][:5] == ["1", booking.who, "Sam", "2", "going"]
    assert found[2][6] == "1"
    assert "hearing" not in str(found)
    assert booking.peer.email not in str(found)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1"])
def test_a_name_is_no_formula(cast, breakfast, name):
    BookingFactory(session=breakfast, peer=None, name=name, companions=[name], places=2)
    found = rows(cast)
    assert found[1][1:3] == [f"'{name}", f"'{name}"]


# Doors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["organise", "add", "capacity", "keep-seats", "needs", "message", "attendance",
             "badges", "arrivals"],
)  # fmt: skip
def test_what_is_for_organisers_is_for_hosts_too_and_for_nobody_else(cast, breakfast, name):
    breakfast.hosts.add(cast.lead.peer)
    statuses = {who: player.client.get(address(name)).status_code for who, player in cast}
    may = dict.fromkeys(["organiser", "admin", "lead"], 200)
    may_not = dict.fromkeys(["peer", "connection", "moderator"], 403)
    assert statuses == {"nobody": 302, "suspended": 302} | may | may_not


def test_a_booking_of_another_session_is_not_found(cast, breakfast):
    elsewhere = BookingFactory(session=SessionFactory())
    for name in ("story", "remove"):
        assert cast.organiser.client.get(address(name, elsewhere.key)).status_code == 404
