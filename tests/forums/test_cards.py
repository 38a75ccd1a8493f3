"""Cards of those who come, badges to wear, and the code to show at the door."""

import re

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from qrcode.main import QRCode

from forums.choices import Seat, ShownTo
from peers.choices import Audience, Part
from peers.models import Block
from tests.conftest import signed_in
from tests.factories import (
    BookingFactory,
    ConnectionFactory,
    ItemFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    RoleFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def breakfast(db):
    return SessionFactory(slug="soon")


@pytest.fixture
def me(breakfast):
    """Somebody who goes, and tells nobody."""
    return signed_in(BookingFactory(session=breakfast).peer)


def goes(session, *, shown_to=ShownTo.GOING, **facts):
    """A peer who goes, and what they tell of themselves."""
    peer = PeerFactory(**{name: facts.pop(name) for name in ("name", "slug") if name in facts})
    for name, value in facts.items():
        setattr(peer.profile, name, value)
    peer.profile.save()
    BookingFactory(session=session, peer=peer, shown_to=shown_to)
    return peer


def cards(player, **query) -> str:
    answer = player.client.get(reverse("forums:cards", args=["soon"]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_card_says_what_somebody_works_on_hopes_for_offers_and_asks(me, breakfast):
    peer = goes(
        breakfast, name="Ife Ola", one_line="I cook for sixty.", agenda="A second kitchen.",
        fighting_for="Nobody eats alone.", talents="Rice.", comes_as_self=True,
    )  # fmt: skip
    ItemFactory(peer=peer, title="A large pot")
    ItemFactory(peer=peer, kind="ask", title="A van on Fridays")
    ProjectFactory(lead=peer, title="The long table")
    page = cards(me)
    for words in (
        "Ife Ola", "I cook for sixty.", "A second kitchen.", "Nobody eats alone.", "Rice.",
        "As myself", "A large pot", "A van on Fridays", "The long table",
    ):  # fmt: skip
        assert words in page, words


def test_only_those_who_go_and_wish_to_be_known_have_a_card(me, breakfast):
    for shown_to in ShownTo:
        goes(breakfast, name=f"Shown to {shown_to}", shown_to=shown_to)
    for state in (Seat.WAITING, Seat.NOT_GOING, Seat.MAYBE):
        peer = PeerFactory(name=f"Is {state}")
        BookingFactory(session=breakfast, peer=peer, state=state, shown_to=ShownTo.EVERYONE)
    BookingFactory(session=breakfast, peer=None, name="A Guest", shown_to=ShownTo.EVERYONE)
    page = cards(me)
    assert re.findall(r"Shown to (\w+)", page) == ["everyone", "going"]
    assert "Is waiting" not in page
    assert "Is not-going" not in page
    assert "A Guest" not in page


def test_a_card_shows_what_members_see_even_to_a_connection(me, breakfast):
    peer = goes(breakfast, agenda="For friends alone.", talents="For members.")
    peer.profile.audiences |= {Part.AGENDA: Audience.CONNECTIONS, Part.TALENTS: Audience.MEMBERS}
    peer.profile.save()
    ConnectionFactory(asker=peer, asked=me.peer)
    page = cards(me)
    assert "For members." in page
    assert "For friends alone." not in page


def test_whoever_shows_their_profile_to_nobody_has_no_card(me, breakfast):
    for audience in (Audience.HIDDEN, Audience.CONNECTIONS):
        peer = goes(breakfast, name=f"Seen by {audience}", audience=audience)
        ConnectionFactory(asker=peer, asked=me.peer)
    page = cards(me)
    assert "Seen by" not in page
    assert "Nobody who goes has said so far" in page


def test_whom_one_has_blocked_one_does_not_meet_on_cards(me, breakfast):
    peer = goes(breakfast, name="Kept Away")
    assert "Kept Away" in cards(me)
    Block.objects.create(by=me.peer, blocked=peer)
    assert "Kept Away" not in cards(me)


def test_cards_are_for_those_who_go_and_for_whoever_arranges_it(cast, me, breakfast):
    address = reverse("forums:cards", args=["soon"])
    assert cast.peer.client.get(address).status_code == 403
    BookingFactory(session=breakfast, peer=cast.lead.peer, state=Seat.WAITING)
    assert cast.lead.client.get(address).status_code == 403
    assert cast.organiser.client.get(address).status_code == 200
    breakfast.hosts.add(cast.peer.peer)
    assert cast.peer.client.get(address).status_code == 200


def test_whoever_is_known_to_nobody_is_told_how_to_change_that(me, breakfast):
    hint = "You are not among them"
    assert hint in cards(me)
    breakfast.bookings.filter(peer=me.peer).update(shown_to=ShownTo.GOING)
    assert hint not in cards(me)


def test_many_cards_cost_as_much_as_one(me, breakfast, django_assert_num_queries):
    ProjectFactory(lead=goes(breakfast))
    cards(me)
    with CaptureQueriesContext(connection) as one:
        cards(me)
    for _each in range(4):
        ProjectFactory(lead=goes(breakfast))
    with django_assert_num_queries(len(one)):
        cards(me)


# Badges ------------------------------------------------------------------------------------------


def badges(cast) -> list[list[str]]:
    """What stands on each badge, in order."""
    page = cast.organiser.client.get(reverse("forums:badges", args=["soon"])).content.decode()
    found = re.findall(r'<li class="badge">(.*?)</li>', page, re.S)
    return [[line.strip() for line in re.findall(r">([^<]+)</span>", each)] for each in found]


def test_a_badge_says_who_one_is_called_what_and_from_where(cast, breakfast):
    peer = goes(breakfast, name="Ola Ife", called="Auntie", pronouns="she/her")
    RoleFactory(peer=peer, organisation=OrganisationFactory(name="The Pot"), title="Cook")
    goes(breakfast, name="Ann Other", comes_as_self=True, shown_to=ShownTo.NOBODY)
    BookingFactory(session=breakfast, peer=None, name="Guest One")
    assert badges(cast) == [
        ["Ann Other", "As myself"],
        ["Guest One"],
        ["Ola Ife", "she/her", "Auntie", "The Pot"],
    ]


def test_those_whom_somebody_brings_have_badges_of_their_own(cast, breakfast):
    peer = PeerFactory(name="Ola Ife")
    BookingFactory(session=breakfast, peer=peer, places=3, companions=["Sam"])
    assert badges(cast) == [["Ola Ife"], ["Sam", "with Ola Ife"], ["with Ola Ife"]]


def test_a_badge_says_nothing_that_members_do_not_see(cast, breakfast):
    peer = goes(breakfast, name="Ola Ife", called="For friends")
    peer.profile.audiences |= {Part.CALLED: Audience.CONNECTIONS}
    peer.profile.save()
    ConnectionFactory(asker=peer, asked=cast.organiser.peer)
    hidden = goes(breakfast, name="Shy Person", called="Nobody knows", audience=Audience.HIDDEN)
    assert hidden.profile.called == "Nobody knows"
    assert badges(cast) == [["Ola Ife"], ["Shy Person"]]


def test_eight_badges_make_a_sheet(cast, breakfast):
    for _each in range(9):
        goes(breakfast)
    page = cast.organiser.client.get(reverse("forums:badges", args=["soon"])).content.decode()
    sheets = re.split(r'class="badge-sheet"', page)[1:]
    assert [sheet.count('class="badge"') for sheet in sheets] == [8, 1]


# The code ----------------------------------------------------------------------------------------


def test_a_code_leads_to_ones_own_arrival(breakfast, settings):
    booking = BookingFactory(session=breakfast)
    drawn = Template("{% load arrival_tags %}{% qr_of booking %}").render(
        Context({"booking": booking})
    )
    code = QRCode(border=4)
    code.add_data(f"{settings.SITE_URL}/arrivals/{booking.key}/")
    rows = code.get_matrix()
    dark = {(x, y) for y, row in enumerate(rows) for x, square in enumerate(row) if square}
    assert _dark(drawn) == dark


def _dark(svg: str) -> set[tuple[int, int]]:
    """The dark squares of a drawn code."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg)
    assert all(there == back for _x, _y, there, back in runs)
    return {(int(x) + step, int(y)) for x, y, run, _back in runs for step in range(int(run))}
