"""My place: the page, the answer, and what a person expects of both."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import guests, places
from forums.choices import Seat, ShownTo
from forums.models import Needs, Session
from tests.conftest import signed_in
from tests.factories import ConnectionFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db
RSVP, PLACE = "/forums/breakfast/rsvp/", "/forums/breakfast/my-place/"


@pytest.fixture
def session() -> Session:
    return SessionFactory(slug="breakfast", capacity=2, online_link="https://meet.example/x")


@pytest.fixture
def me(session):
    return signed_in(PeerFactory(name="Pat Peer"))


def page(player) -> str:
    return player.client.get(PLACE).content.decode()


# The contract -------------------------------------------------------------------------------------


def test_an_answer_alone_is_enough(me, session):
    answer = me.client.post(RSVP, {"answer": "going"})
    assert (answer.status_code, answer.headers["Location"]) == (302, PLACE)
    booking = session.bookings.get()
    assert (booking.state, booking.places, booking.shown_to) == (Seat.GOING, 1, ShownTo.NOBODY)
    me.client.post(RSVP, {"answer": "not-going"})
    booking.refresh_from_db()
    assert booking.state == Seat.NOT_GOING


def test_all_that_can_be_said_is_said_in_one_request(me, session):
    said = {
        "answer": "going", "places": "2", "companions": "Ann O’Neill", "shown_to": "going",
        "access": "A ramp", "diet": "vegan",
    }  # fmt: skip
    me.client.post(RSVP, said)
    booking = session.bookings.get()
    assert (booking.places, booking.companions) == (2, ["Ann O’Neill"])
    assert (booking.shown_to, booking.needs.diet) == (ShownTo.GOING, "vegan")


def test_names_without_a_number_count_everybody(me, session):
    me.client.post(RSVP, {"answer": "going", "companions": "Ann\r\n\r\n Bo "})
    assert session.bookings.get().places == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "perhaps"},
        {"answer": ""},
        {"answer": "going", "places": "0"},
        {"answer": "going", "places": "7"},
        {"answer": "going", "places": "two"},
        {"answer": "going", "places": "1", "companions": "Ann"},
        {"answer": "going", "companions": "A\x00nn"},
        {"answer": "going", "shown_to": "the world"},
        {"answer": "going", "access": "x" * 501},
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_done(me, session, wrong):
    answer = me.client.post(RSVP, wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not session.bookings.exists()


def test_what_was_written_is_kept_when_something_else_was_wrong(me, session):
    said = {"answer": "going", "places": "9", "companions": "Ann & Bo", "diet": "no nuts"}
    html = me.client.post(RSVP, said).content.decode()
    assert 'value="9"' in html
    assert "Ann &amp; Bo</textarea>" in html
    assert 'value="no nuts"' in html
    assert not Needs.objects.exists()


def test_whoever_s_session_has_ended_comes_back_to_their_place(session):
    answer = Client().post(RSVP, {"answer": "going"})
    assert answer.headers["Location"] == f"/accounts/login/?next={PLACE}"


def test_two_requests_answer_a_session_with_few_queries(me, session, django_assert_num_queries):
    with django_assert_num_queries(4):  # who asks, the session, the answer so far
        assert me.client.get(PLACE).status_code == 200
    with django_assert_num_queries(9):  # two of them the transaction
        me.client.post(RSVP, {"answer": "going", "places": "1"})


# What the page says -------------------------------------------------------------------------------


def test_each_standing_is_said_with_its_why(me, session):
    first, second = PeerFactory(), PeerFactory()
    assert "Do I come?" in page(me)
    places.go(session, by=first)
    places.go(session, by=second)
    assert "you wait in the order of asking" in page(me)
    me.client.post(RSVP, {"answer": "going"})
    assert "I am waiting for a place" in page(me)
    assert "meet.example" not in page(me)
    places.leave(session, by=first)
    html = page(me)
    assert "A place is free for me" in html
    assert "somebody left and freed a place" in html
    assert "I said so on" not in html
    me.client.post(f"{PLACE}accept/")
    html = page(me)
    assert "I am going" in html
    assert "https://meet.example/x" in html
    me.client.post(RSVP, {"answer": "maybe"})
    assert "Perhaps later" in page(me)


def test_a_refusal_is_said_and_a_repeat_does_no_harm(me, session):
    places.go(session, by=PeerFactory())
    me.client.post(RSVP, {"answer": "going"})
    answer = me.client.post(RSVP, {"answer": "going", "places": "2"}, follow=True)
    assert "There is no room for a larger party" in answer.content.decode()
    for _click in range(2):
        assert me.client.post(RSVP, {"answer": "going"}).status_code == 302
    assert session.bookings.get(peer=me.peer).moves.count() == 1
    answer = me.client.post(f"{PLACE}decline/", follow=True)
    assert "no longer offered" in answer.content.decode()


def test_a_party_that_was_saved_is_shown_again(me, session):
    me.client.post(RSVP, {"answer": "going", "companions": "Ann", "shown_to": "everyone"})
    html = page(me)
    assert "We are 2." in html
    assert ">\nAnn</textarea>" in html
    assert 'value="everyone" id="id_shown_to_2" checked' in html


def test_a_session_that_is_over_takes_no_answer(me, session):
    Session.objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1)
    )
    html = page(me)
    assert "takes no answers any more" in html
    assert f'action="{RSVP}"' not in html


# Giving it to somebody ----------------------------------------------------------------------------


def test_a_place_is_given_to_somebody_one_is_connected_with(me, session):
    tie = ConnectionFactory(asker=me.peer)
    stranger = PeerFactory()
    me.client.post(RSVP, {"answer": "going"})
    address = f"{PLACE}hand-over/"
    html = me.client.get(address).content.decode()
    assert tie.asked.name in html
    assert stranger.name not in html
    assert me.client.post(address, {"to": stranger.slug}).status_code == 422
    answer = me.client.post(address, {"to": tie.asked.slug}, follow=True)
    assert f"{tie.asked.name} is asked now" in answer.content.decode()
    assert session.bookings.get(peer=tie.asked).state == Seat.OFFERED
    assert "I have no place here" in me.client.get(address).content.decode()


def test_without_connections_the_page_says_where_to_find_people(me, session):
    me.client.post(RSVP, {"answer": "going"})
    assert "/peers/" in me.client.get(f"{PLACE}hand-over/").content.decode()


def test_old_links_are_made_worth_nothing(me, session, client):
    me.client.post(RSVP, {"answer": "going"})
    old = f"/place/{session.bookings.get().link_token}/"
    assert client.get(old).status_code == 200
    me.client.post(f"{PLACE}links/revoke/")
    assert client.get(old).status_code == 404


def test_from_two_days_before_a_code_for_the_door_stands_there(me, session, time_machine):
    me.client.post(RSVP, {"answer": "going"})
    assert "My code for the door" not in page(me)
    time_machine.move_to(session.starts_at - timedelta(days=1))
    assert "My code for the door" in page(me)
    me.client.post(RSVP, {"answer": "not-going"})
    assert "My code for the door" not in page(me)


def test_a_guest_is_not_asked_who_may_read_their_name(session, client):
    guests.ask(session, name="Greta", email="greta@example.org")
    link = f"/place/{session.bookings.get().link_token}/"
    assert "Who may read that I come" not in client.get(link).content.decode()
