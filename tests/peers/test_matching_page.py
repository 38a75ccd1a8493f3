"""The page of matches: whom one could meet, in words that say why, and what to do next."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from peers import actions
from peers.models import Block, Profile, SetAside
from tests.conftest import signed_in
from tests.factories import people

pytestmark = pytest.mark.django_db

ROOM, VANS, FOOD, PANTRY, HERE = (
    "a-place-to-meet", "transport", "food-and-growing", "food-support", "armley",
)  # fmt: skip
PAGE = "/me/in-common/"


def words(client: Client, address: str = PAGE) -> str:
    """What a page says, without its markup."""
    answer = client.get(address)
    assert answer.status_code == 200
    main = answer.content.decode().partition('tabindex="-1">')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def two():
    """Somebody, and Amina who fits them in every way."""
    return people(
        {"asks": [ROOM], "offers": [VANS], "causes": [PANTRY], "wards": [HERE]},
        {
            "name": "Amina Khan",
            "offers": [ROOM],
            "asks": [VANS],
            "causes": [PANTRY],
            "wards": [HERE],
        },
    )


def test_a_card_says_why_by_name_and_without_numbers(two):
    said = words(signed_in(two[0]).client)
    assert f"Amina offers {ROOM} of Amina Khan , and you ask for a place to meet." in said
    assert f"Amina asks for {VANS} of Amina Khan , and you offer transport." in said
    assert "You both care about food support in Armley." in said
    assert "Ask Amina to connect" in said
    assert not re.search(r"\bs?he\b|\d", said)


def test_a_card_leads_to_the_peer_to_what_fits_and_to_asking_about_it(two):
    other = two[1]
    html = signed_in(two[0]).client.get(PAGE).content.decode()
    offer = other.items.get(kind="offer")
    assert f'href="/peers/{other.slug}/"' in html
    assert f'href="{offer.get_absolute_url()}"' in html
    assert f'href="/peers/{other.slug}/connect/?about={offer.slug}"' in html


def test_not_now_is_remembered_and_can_be_taken_back(two):
    viewer, other = signed_in(two[0]), two[1]
    for _click in range(2):
        answer = viewer.client.post(f"/peers/{other.slug}/not-now/")
        assert answer.url == PAGE
    assert SetAside.objects.count() == 1
    said = words(viewer.client)
    assert "Amina Khan is not proposed to you any more." in said
    assert "Amina offers" not in said
    assert "Bring back : Amina Khan" in said
    for _click in range(2):
        viewer.client.post(f"/peers/{other.slug}/bring-back/")
    said = words(viewer.client)
    assert "Amina offers" in said
    assert "Bring back" not in said


def test_somebody_set_aside_who_hid_since_is_named_no_more_and_blocked_ones_neither(two):
    viewer, other = signed_in(two[0]), two[1]
    actions.set_aside(other, by=viewer.peer)
    Profile.objects.filter(peer=other).update(audience="hidden")
    assert "Amina" not in words(viewer.client)
    assert viewer.client.post(f"/peers/{other.slug}/bring-back/").status_code == 404
    Profile.objects.filter(peer=other).update(audience="members")
    Block.objects.create(by=viewer.peer, blocked=other)
    assert "Amina" not in words(viewer.client)


def test_nobody_sets_themselves_aside(two):
    viewer = signed_in(two[0])
    assert viewer.client.post(f"/peers/{viewer.peer.slug}/not-now/").status_code == 404
    assert not SetAside.objects.exists()


def test_whose_session_has_ended_comes_back_to_the_page():
    [other] = people({})
    answer = Client().post(f"/peers/{other.slug}/not-now/")
    assert answer.url == "/accounts/login/?next=/me/in-common/"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audience": "hidden"}, "Others are not shown you."),
        ({"audience": "connections"}, "Others are not shown you."),
        ({"paused_until": date(2099, 12, 31)}, "You pause until Thursday 31 December 2099."),
        ({"takes_on": 0}, "You have as much on as you said you can take"),
    ],
)
def test_who_is_not_proposed_to_others_is_told_so_and_why(two, changes, said):
    viewer = signed_in(two[0])
    assert said not in words(viewer.client)
    Profile.objects.filter(peer=viewer.peer).update(**changes)
    assert said in words(viewer.client)
    assert "Amina offers" in words(viewer.client)


def test_a_pause_that_is_over_is_not_spoken_of(two):
    viewer = signed_in(two[0])
    Profile.objects.filter(peer=viewer.peer).update(paused_until=timezone.localdate())
    assert "You pause" not in words(viewer.client)


def test_an_empty_page_says_what_to_add():
    [new] = people({})
    said = words(signed_in(new).client)
    assert "Say one thing, and others can be found by it." in said
    [alone] = people({"causes": [FOOD]})
    assert "Nobody fits just now." in words(signed_in(alone).client)


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_takes_five_queries_however_many(count, django_assert_num_queries):
    viewer, set_aside, *_others = people(
        *({"asks": [ROOM], "offers": [ROOM], "causes": [FOOD]} for _n in range(count + 2))
    )
    actions.set_aside(set_aside, by=viewer)
    client = signed_in(viewer).client
    words(client)
    with django_assert_num_queries(5):
        client.get(PAGE)


def test_names_as_long_as_life_has_them_are_shown_whole():
    viewer, other = people(
        {"asks": [ROOM]}, {"name": "Maria " * 13, "offers": [ROOM], "one_line": "x" * 160}
    )
    assert other.name.strip() in words(signed_in(viewer).client)


def test_a_name_is_never_read_as_markup():
    viewer, _other = people({"asks": [ROOM]}, {"name": "<b>Bo</b>", "offers": [ROOM]})
    html = signed_in(viewer).client.get(PAGE).content.decode()
    assert "<b>Bo" not in html
    assert "&lt;b&gt;Bo&lt;/b&gt; offers" in html


def test_who_is_asked_for_help_tomorrow_is_not_late(two):
    """An offer holds on its last day."""
    viewer, other = signed_in(two[0]), two[1]
    other.items.update(until=timezone.localdate() + timedelta(days=1))
    assert "Amina offers" in words(viewer.client)
