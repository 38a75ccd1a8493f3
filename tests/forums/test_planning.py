"""The month as organisers see it, and the parts of a conference."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from forums import actions
from forums.actions import places
from forums.actions.details import details_of
from forums.choices import State
from forums.errors import IllegalMove
from forums.models import Session
from tests.factories import PeerFactory, SessionFactory, VenueFactory

LONDON = timezone.get_default_timezone()
DAY = date(2030, 5, 16)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


def part(begins: datetime, ends: datetime, **more) -> actions.Details:
    return actions.Details(**{"title": "A part", "starts_at": begins, "ends_at": ends} | more)


# The plan ---------------------------------------------------------------------------------------


def test_the_plan_is_for_organisers_and_shows_drafts_and_what_is_in_the_way(cast):
    venue = VenueFactory()
    SessionFactory(title="A draft", starts_at=at(8), venue=venue, state=State.DRAFT)
    SessionFactory(title="In its way", starts_at=at(9), venue=venue)
    SessionFactory(title="Next month", starts_at=at(9, day=date(2030, 6, 1)))
    expected = {"nobody": 302, "peer": 403, "organiser": 200, "admin": 200, "moderator": 403}
    for name, status in expected.items():
        answer = getattr(cast, name).client.get("/forums/planning/?month=2030-05")
        assert answer.status_code == status, name
    page = cast.organiser.client.get("/forums/planning/?month=2030-05").content.decode()
    assert "“A draft” is at that place at that time" in page
    assert "“In its way” is at that place at that time" in page
    assert "Next month" not in page
    assert "?month=2030-06" in page
    assert "?month=2030-04" in page


@pytest.mark.parametrize("month", ["2030-13", "may", "1999-12", "%00"])
def test_a_month_that_is_none_is_a_bad_request_in_words(cast, month):
    answer = cast.organiser.client.get(f"/forums/planning/?month={month}")
    assert answer.status_code == 400


def test_an_empty_month_says_so(cast):
    page = cast.organiser.client.get("/forums/planning/").content.decode()
    assert "No session" in page


@pytest.mark.parametrize("count", [1, 5])
def test_the_plan_takes_as_many_queries_for_five_as_for_one(cast, count, django_assert_num_queries):
    for hour in range(count):
        session = SessionFactory(starts_at=at(8 + hour))
        session.hosts.add(cast.peer.peer)
    cast.organiser.client.get("/forums/planning/?month=2030-05")
    with django_assert_num_queries(8):
        cast.organiser.client.get("/forums/planning/?month=2030-05")


# A conference -----------------------------------------------------------------------------------


@pytest.fixture
def whole(db) -> Session:
    """A published day from nine to five."""
    return SessionFactory(title="The whole day", starts_at=at(9), ends_at=at(17), capacity=100)


def test_parts_are_added_in_the_form_of_the_whole_and_have_places_of_their_own(cast, whole):
    data = {"title": "Beans", "begins": "10:00", "ends": "11:00", "room": "Attic", "capacity": "5"}
    address = f"/forums/{whole.slug}/parts/new/"
    for _click in range(2):
        answer = cast.organiser.client.post(address, data)
        assert answer.status_code == 302, answer.context["form"].errors
    beans = whole.parts.get()
    assert (beans.starts_at, beans.venue_id, beans.capacity) == (at(10), whole.venue_id, 5)
    again = cast.organiser.client.post(address, data | {"title": "Peas", "room": "attic"})
    assert again.status_code == 422
    assert "“Beans” is in that room at that time, until 11:00." in again.content.decode()
    early = cast.organiser.client.post(address, data | {"title": "Early", "begins": "08:00"})
    assert "from 09:00 to 17:00" in early.content.decode()
    nested = cast.organiser.client.get(f"/forums/{beans.slug}/parts/new/")
    assert nested.status_code == 404
    assert cast.peer.client.get(address).status_code == 403


@pytest.mark.django_db
def test_parts_come_along_to_another_day_and_venue_and_are_never_left_outside(whole):
    organiser, venue = PeerFactory(), VenueFactory(name="Elsewhere")
    beans = actions.propose(part(at(10), at(11)), by=organiser, parent=whole)
    short = replace(details_of(whole, viewer=organiser), ends_at=at(10, 30))
    with pytest.raises(IllegalMove, match="“A part” would lie outside"):
        actions.change(whole, short, by=organiser)
    other_day = replace(
        details_of(whole, viewer=organiser), venue=venue,
        starts_at=at(9, day=date(2030, 11, 7)), ends_at=at(17, day=date(2030, 11, 7)),
    )  # fmt: skip
    actions.change(whole, other_day, by=organiser)
    beans.refresh_from_db()
    assert (beans.starts_at, beans.venue) == (at(10, day=date(2030, 11, 7)), venue)


@pytest.mark.django_db
def test_parts_are_published_called_off_and_brought_back_with_the_whole(whole):
    organiser = PeerFactory()
    actions.take_back(whole, by=organiser)
    beans = actions.propose(part(at(10), at(11)), by=organiser, parent=whole)
    with pytest.raises(IllegalMove, match="not published yet"):
        actions.publish(beans, by=organiser)
    actions.publish(whole, by=organiser)
    peas = actions.propose(part(at(12), at(13)), by=organiser, parent=whole)
    actions.publish(peas, by=organiser)
    actions.cancel(peas, by=organiser, reason="Nobody cooks.")
    places.go(beans, by=PeerFactory())
    actions.cancel(whole, by=organiser, reason="Snow.")
    states = dict(Session.objects.values_list("pk", "state"))
    assert set(states.values()) == {State.CANCELLED}
    beans.refresh_from_db()
    assert (beans.reason, bool(beans.tell_at)) == ("Snow.", True)
    actions.publish(whole, by=organiser)
    states = dict(Session.objects.values_list("pk", "state"))
    assert states == {whole.pk: "published", beans.pk: "published", peas.pk: "cancelled"}


@pytest.mark.django_db
def test_the_room_of_a_part_that_is_called_off_is_free_until_somebody_else_has_it(whole):
    organiser = PeerFactory()
    beans = actions.propose(part(at(10), at(11), room="Attic"), by=organiser, parent=whole)
    actions.publish(beans, by=organiser)
    actions.cancel(beans, by=organiser, reason="Nobody cooks.")
    said = part(at(10), at(11), room="Attic", title="Peas")
    actions.propose(said, by=organiser, parent=whole)
    actions.change(whole, details_of(whole, viewer=organiser), by=organiser)
    with pytest.raises(IllegalMove, match="“Peas” is in that room"):
        actions.publish(beans, by=organiser)
    beans.refresh_from_db()
    assert beans.state == State.CANCELLED


@pytest.mark.django_db
def test_a_conference_is_done_once_more_with_its_parts(whole):
    organiser = PeerFactory()
    actions.propose(part(at(10), at(11), room="Attic"), by=organiser, parent=whole)
    again = actions.duplicate(whole, DAY + timedelta(days=365), by=organiser)
    beans = again.parts.get()
    assert (beans.room, beans.state) == ("Attic", State.DRAFT)
    assert beans.starts_at == at(10, day=DAY + timedelta(days=365))


@pytest.mark.django_db
def test_a_draft_is_thrown_away_with_its_parts():
    organiser = PeerFactory()
    whole = actions.propose(part(at(9), at(17), title="Whole"), by=organiser)
    actions.propose(part(at(10), at(11)), by=organiser, parent=whole)
    actions.discard(whole, by=organiser)
    assert not Session.objects.exists()


def test_a_part_is_edited_by_the_hosts_of_the_whole(cast, whole):
    whole.hosts.add(cast.peer.peer)
    beans = actions.propose(part(at(10), at(11)), by=cast.organiser.peer, parent=whole)
    actions.publish(beans, by=cast.organiser.peer)
    address = f"/forums/{beans.slug}/edit/"
    data = {"title": "Peas", "begins": "10:00", "ends": "11:30"}
    assert cast.lead.client.post(address, data).status_code == 403
    assert cast.peer.client.post(address, data).status_code == 302
    beans.refresh_from_db()
    assert (beans.title, beans.ends_at) == ("Peas", at(11, 30))
