"""Who comes: by role for everybody, by name only those who said so and whom the reader may see."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.choices import Seat, ShownTo, State
from leeds_leaders.language.models import Sector
from peers.choices import Audience, Tie
from peers.models import Block, Profile
from tests.factories import (
    BookingFactory,
    ConnectionFactory,
    PeerFactory,
    SeriesFactory,
    SessionFactory,
    people,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(slug="breakfast")


def come(session, name: str, audience: str = Audience.PUBLIC, **facts):
    """Somebody whose profile is for an audience comes."""
    booking = BookingFactory(session=session, peer=PeerFactory(name=name), **facts)
    Profile.objects.filter(peer=booking.peer).update(audience=audience)
    return booking.peer


def named(player_or_client, address: str = "/forums/breakfast/") -> set[str]:
    """Whom the page names among those who come."""
    client = getattr(player_or_client, "client", player_or_client)
    page = client.get(address).content.decode()
    names = re.search(r'<ul class="plain names">(.*?)</ul>', page, re.S)
    return set(re.findall(r">([^<]+)</a>", names[1])) if names else set()


@pytest.fixture
def everybody(session) -> list[str]:
    """One for each pair of a profile's audience and what its owner said when they answered."""
    for audience in Audience:
        for shown in ShownTo:
            come(session, f"{audience} {shown}", audience, shown_to=shown)


def test_a_visitor_reads_names_of_whom_both_their_profile_and_their_answer_are_for(everybody):
    assert named(Client()) == {"public everyone"}


def test_a_member_reads_also_those_whose_profile_is_for_members(cast, everybody):
    assert named(cast.peer) == {"public everyone", "members everyone"}


def test_whoever_goes_reads_also_those_who_show_themselves_to_whoever_goes(
    cast, everybody, session
):
    BookingFactory(session=session, peer=cast.peer.peer)
    assert named(cast.peer) == {
        "public everyone", "public going", "members everyone", "members going",
    }  # fmt: skip


@pytest.mark.parametrize("state", [Seat.WAITING, Seat.NOT_GOING, Seat.MAYBE])
def test_whoever_only_waits_or_left_reads_no_more_than_others(cast, everybody, session, state):
    BookingFactory(session=session, peer=cast.peer.peer, state=state)
    assert named(cast.peer) == {"public everyone", "members everyone"}


def test_whoever_goes_elsewhere_reads_no_more_than_others(cast, everybody):
    BookingFactory(session=SessionFactory(), peer=cast.peer.peer)
    assert named(cast.peer) == {"public everyone", "members everyone"}


def test_connections_read_each_other_and_those_whom_one_has_blocked_are_on_no_list(cast, session):
    shy = come(session, "Shy", Audience.CONNECTIONS, shown_to=ShownTo.EVERYONE)
    known = come(session, "Known", shown_to=ShownTo.EVERYONE)
    assert named(cast.peer) == {"Known"}
    ConnectionFactory(asker=shy, asked=cast.peer.peer, state=Tie.ACCEPTED)
    Block.objects.create(by=cast.peer.peer, blocked=known)
    assert named(cast.peer) == {"Shy"}


def test_organisers_too_read_there_what_everybody_does(cast, everybody):
    assert named(cast.organiser) == {"public everyone", "members everyone"}


@pytest.mark.parametrize(
    "state", [Seat.ASKED, Seat.WAITING, Seat.MAYBE, Seat.NOT_GOING, Seat.LAPSED]
)
def test_only_those_who_come_are_named_and_counted(session, state):
    come(session, "Not coming", shown_to=ShownTo.EVERYONE, state=state)
    page = Client().get("/forums/breakfast/").content
    assert b"Not coming" not in page
    assert b"You could be the first" in page


def test_a_name_goes_from_the_very_next_page_when_its_owner_takes_it_back(session):
    peer = come(session, "Now and then", shown_to=ShownTo.EVERYONE)
    visitor = Client()
    assert named(visitor) == {"Now and then"}
    Profile.objects.filter(peer=peer).update(audience=Audience.MEMBERS)
    assert named(visitor) == set()
    Profile.objects.filter(peer=peer).update(audience=Audience.PUBLIC)
    assert named(visitor) == {"Now and then"}
    session.bookings.update(shown_to=ShownTo.NOBODY)
    assert named(visitor) == set()


def test_guests_companions_and_walk_ins_are_counted_and_never_named(session):
    come(session, "Brings two", places=3, companions=["Ana Friend", "Ben Friend"])
    guest = {"peer": None, "shown_to": ShownTo.EVERYONE}
    BookingFactory(session=session, name="Gus Guest", email="gus@example.org", **guest)
    BookingFactory(session=session, name="Wally Walker", state=Seat.WALKED_IN, **guest)
    page = Client().get("/forums/breakfast/").content.decode()
    assert "5 people" in page
    for name in ("Ana Friend", "Ben Friend", "Gus Guest", "gus@", "Wally Walker"):
        assert name not in page


def sectors(session) -> list[str]:
    page = Client().get(f"/forums/{session.slug}/").content.decode()
    people = page[page.index('id="people"') :]
    return re.findall(r'<li class="tag[^"]*">([^<]+)</li>', people)


def test_roles_are_counted_communities_first_and_without_a_name(session):
    for sector, count in (("nhs-and-care", 2), ("council", 1), ("community", 1)):
        for peer in people(*[{"sector": sector}] * count):
            BookingFactory(session=session, peer=peer)
    BookingFactory(session=session, places=2)
    assert sectors(session) == [
        "Community · 1", "Council · 1", "NHS and care · 2",
        "guests, and who did not say · 2",
    ]  # fmt: skip


def test_a_sector_that_somebody_keeps_from_members_is_not_even_counted(session):
    (peer,) = people({"sector": "council"})
    BookingFactory(session=session, peer=peer)
    audiences = peer.profile.audiences | {"sector": Audience.CONNECTIONS.value}
    Profile.objects.filter(peer=peer).update(audiences=audiences)
    assert sectors(session) == []
    Profile.objects.filter(peer=peer).update(
        audiences=audiences | {"sector": Audience.PUBLIC.value}, audience=Audience.HIDDEN
    )
    assert sectors(session) == []


def test_hosts_are_named_to_those_who_may_see_them(cast, session):
    for audience in Audience:
        host = PeerFactory(name=f"Host for {audience}")
        Profile.objects.filter(peer=host).update(audience=audience)
        session.hosts.add(host)

    def hosts(client) -> list[str]:
        return re.findall(r"Host for \w+", client.get("/forums/breakfast/").content.decode())

    assert hosts(Client()) == ["Host for public"]
    assert hosts(cast.peer.client) == ["Host for members", "Host for public"]


# The rest of the page ---------------------------------------------------------------------------


def test_the_online_link_is_for_those_who_go(cast):
    session = SessionFactory(slug="breakfast", online_link="https://meet.example.org/secret")
    BookingFactory(session=session, peer=cast.lead.peer)
    BookingFactory(session=session, peer=cast.peer.peer, state=Seat.WAITING)
    for name, player in cast:
        page = player.client.get("/forums/breakfast/").content
        assert (b"meet.example.org" in page) == (name == "lead"), name
        assert b"One can take part online" in page or name == "lead"


def test_a_session_of_a_series_has_its_questions_and_leads_to_its_neighbours():
    series = SeriesFactory(title="Thursdays", questions=["Who is missing?"])
    days = [timezone.localdate() + timedelta(days=n) for n in (-30, -2, 5, 12, 40)]
    states = [State.HELD, State.CANCELLED, State.PUBLISHED, State.DRAFT, State.PUBLISHED]
    for number, (day, state) in enumerate(zip(days, states, strict=True)):
        start = timezone.now() + (day - timezone.localdate())
        SessionFactory(
            title=f"Number {number}", slug=f"number-{number}", series=series, series_day=day,
            starts_at=start, state=state,
        )  # fmt: skip
    page = Client().get("/forums/number-2/").content.decode()
    assert "Who is missing?" in page
    assert re.findall(r'rel="(prev|next)" href="/forums/(number-\d)/"', page) == [
        ("prev", "number-0"), ("next", "number-4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.CANCELLED, "The roof leaks"),
        (State.DRAFT, "A draft"),
        (State.PUBLISHED, "Do I come?"),
    ],
)
def test_the_page_says_how_the_session_stands(cast, state, words):
    SessionFactory(slug="breakfast", state=state, reason="The roof leaks")
    assert words in cast.organiser.client.get("/forums/breakfast/").content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"capacity": 3}, "2 of 3 are free"),
        ({"capacity": 1}, "All taken"),
        ({"capacity": None}, "1 person"),
        ({"ticket_link": "https://example.org/tickets"}, "Tickets, on the page"),
    ],
)
def test_the_page_says_whether_there_is_room(facts, words):
    BookingFactory(session=SessionFactory(slug="breakfast", **facts))
    assert words in Client().get("/forums/breakfast/").content.decode()


@pytest.mark.parametrize("count", [1, 200])
def test_a_visitor_costs_four_queries_at_most_however_many_come(
    django_assert_max_num_queries, count
):
    session = SessionFactory(slug="breakfast", series=SeriesFactory(), series_day="2027-01-14")
    session.hosts.add(PeerFactory())
    sector = Sector.objects.first()
    comers = people(*[{"audience": Audience.PUBLIC, "sector": sector.slug}] * count)
    for peer in comers:
        BookingFactory(session=session, peer=peer, shown_to=ShownTo.EVERYONE)
    with django_assert_max_num_queries(4):
        page = Client().get("/forums/breakfast/").content.decode()
    assert len(named(Client())) == count
    assert f"{sector.name} · {count}" in page


def test_a_visitors_page_is_kept_until_somebody_answers(django_assert_num_queries, session):
    visitor = Client()
    visitor.get("/forums/breakfast/")
    with django_assert_num_queries(1):
        visitor.get("/forums/breakfast/")
    BookingFactory(session=session)
    assert b"1 person" in visitor.get("/forums/breakfast/").content
