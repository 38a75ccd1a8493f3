"""What people need to come: for that session's organisers alone, and not for long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import needs, places
from forums.forms.needs import CONSENT
from forums.models import Needs, NeedsView, Session
from leeds_leaders.moderation.jobs import let_go_of_what_is_over
from tests.conftest import Cast
from tests.factories import PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db
ANSWER = {"answer": "going", "access": "A ramp to the door", "diet": "no nuts"}
PAGE = "/forums/breakfast/my-place/"


@pytest.fixture
def session() -> Session:
    return SessionFactory(slug="breakfast")


def rsvp(cast: Cast, **data):
    return cast.peer.client.post("/forums/breakfast/rsvp/", data)


def test_what_somebody_needs_is_kept_with_the_words_that_they_agreed_to(session, cast):
    rsvp(cast, **ANSWER)
    said = Needs.objects.get()
    assert (said.access, said.diet) == ("A ramp to the door", "no nuts")
    assert said.wording == str(CONSENT)
    page = cast.peer.client.get(PAGE).content.decode()
    assert "A ramp to the door" in page
    assert str(CONSENT) in page


def test_answering_again_without_them_leaves_them_and_with_them_replaces_them(session, cast):
    rsvp(cast, **ANSWER)
    rsvp(cast, answer="going")
    rsvp(cast, answer="going", diet="no nuts, no eggs", access="")
    said = Needs.objects.get()
    assert (said.access, said.diet) == ("A ramp to the door", "no nuts, no eggs")


def test_they_are_taken_back_at_any_time_and_a_second_click_does_no_harm(session, cast):
    rsvp(cast, **ANSWER)
    for _click in range(2):
        answer = cast.peer.client.post(f"{PAGE}needs/forget/")
        assert answer.headers["Location"] == PAGE
        assert not Needs.objects.exists()


def test_whoever_does_not_come_needs_nothing(session, cast):
    rsvp(cast, **ANSWER)
    rsvp(cast, answer="not-going", diet="no nuts")
    assert not Needs.objects.exists()


def test_whoever_holds_a_link_reads_nothing_of_them_but_can_delete_them(session, cast, client):
    rsvp(cast, **ANSWER)
    path = f"/place/{session.bookings.get().link_token}/"
    page = client.get(path).content.decode()
    assert "What I said I need" in page
    assert "ramp" not in page
    assert "nuts" not in page
    client.post(path, {"forget": "1"})
    assert not Needs.objects.exists()


def test_each_look_is_kept_and_whose_they_are_sees_it(session, cast):
    rsvp(cast, **ANSWER)
    assert "Nobody has looked at it yet" in cast.peer.client.get(PAGE).content.decode()
    (seen,) = needs.look(session, by=cast.organiser.peer)
    assert seen.diet == "no nuts"
    page = cast.peer.client.get(PAGE).content.decode()
    assert "Olu Organiser" in page
    assert NeedsView.objects.count() == 1


def test_whoever_looked_is_named_to_those_alone_who_may_see_them(session, cast, client):
    rsvp(cast, **ANSWER)
    needs.look(session, by=cast.organiser.peer)
    by_link = client.get(f"/place/{session.bookings.get().link_token}/").content.decode()
    cast.organiser.peer.profile.audience = "hidden"
    cast.organiser.peer.profile.save()
    for page in (by_link, cast.peer.client.get(PAGE).content.decode()):
        assert "Olu" not in page
        assert "· an organiser" in page


def test_where_nobody_needs_anything_there_is_nothing_to_look_at(session, cast):
    places.go(session, by=PeerFactory())
    assert not needs.look(session, by=cast.organiser.peer)
    assert not NeedsView.objects.exists()


def test_fourteen_days_after_the_session_they_are_gone_and_who_looked_as_well(
    session, cast, time_machine
):
    rsvp(cast, **ANSWER)
    needs.look(session, by=cast.organiser.peer)
    over = session.ends_at + timedelta(days=14)
    time_machine.move_to(over, tick=False)
    let_go_of_what_is_over()
    assert Needs.objects.exists()
    time_machine.move_to(over + timedelta(seconds=1), tick=False)
    let_go_of_what_is_over()
    assert not Needs.objects.exists()
    assert not NeedsView.objects.exists()


def test_they_are_read_by_a_statement_of_their_own_alone(session, cast):
    """No list of who comes fetches them along."""
    rsvp(cast, **ANSWER)
    booking = session.bookings.get()
    assert "needs" not in booking._state.fields_cache
    assert booking.needs.given_at <= timezone.now()
