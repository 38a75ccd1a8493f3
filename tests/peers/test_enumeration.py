"""Whoever asks for a hidden person learns no more than who asks for one that never was."""

import time
from statistics import median

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from peers.choices import Audience, Part
from peers.models import Item, Profile
from tests.factories import ItemFactory, OrganisationFactory, PeerFactory, RoleFactory, people

pytestmark = pytest.mark.django_db
TRIES = 40
APART = 0.020  # seconds
HIDDEN, MISSING, PHOTO = "hidden-person", "missing-person", "Zm9vYmFyYmF6cXV4"
PAGES = [
    ("peers:detail", "{}"), ("peers:photo", PHOTO + "{}-192"), ("peers:connect", "{}"),
    ("peers:item", "van-of-{}"),
]  # fmt: skip


@pytest.fixture
def hidden():
    """Somebody who has told all of themselves, and shows it to nobody."""
    peer = PeerFactory(name="Hidden Person", slug=HIDDEN)
    people(*[{"audience": Audience.PUBLIC}] * 3)
    RoleFactory(peer=peer, organisation=OrganisationFactory())
    ItemFactory(peer=peer, slug=f"van-of-{HIDDEN}", audience=Audience.PUBLIC)
    assert Item.objects.count() == 1
    name = f"peers/{PHOTO}{HIDDEN}"
    Profile.objects.filter(peer=peer).update(
        audience=Audience.HIDDEN,
        audiences=dict.fromkeys(Part.values, Audience.PUBLIC),
        story="It began with *beans*. " * 200,
        photo=f"{name}.webp",
    )
    (settings.MEDIA_ROOT / "peers").mkdir(parents=True)
    for ending in ("", "-384", "-192", "-96"):
        (settings.MEDIA_ROOT / f"{name}{ending}.webp").write_bytes(b"RIFF")
    return peer


def member() -> Client:
    client = Client()
    client.force_login(PeerFactory(name="Curious"))
    return client


def address(page: str, pattern: str, slug: str) -> str:
    return reverse(page, args=[pattern.format(slug)])


def told(response, slug: str) -> tuple:
    """All that comes over the wire, but for the address that was asked for and random secrets."""
    headers = {name: value.replace(slug, "…") for name, value in response.headers.items()}
    headers.pop("ETag", None)
    body = response.content.decode().replace(slug, "…")
    return response.status_code, headers, body, sorted(response.cookies)


@pytest.mark.parametrize("viewer", [Client, member])
@pytest.mark.parametrize(("page", "pattern"), PAGES)
def test_hidden_and_missing_answer_the_same(hidden, viewer, page, pattern):
    client = viewer()
    one, other = (
        told(client.get(address(page, pattern, slug)), slug) for slug in (HIDDEN, MISSING)
    )
    assert one == other
    assert one[0] == (302 if viewer is Client and page == "peers:connect" else 404)


def seconds(client: Client, asked: str) -> float:
    started = time.perf_counter()
    client.get(asked)
    return time.perf_counter() - started


@pytest.mark.parametrize("viewer", [Client, member])
@pytest.mark.parametrize(("page", "pattern"), PAGES)
def test_hidden_and_missing_take_the_same_time(hidden, viewer, page, pattern):
    client, taken = viewer(), {HIDDEN: [], MISSING: []}
    for _ in range(TRIES):  # in turn, so that a busy machine slows down both
        for slug, times in taken.items():
            times.append(seconds(client, address(page, pattern, slug)))
    one, other = (median(times) for times in taken.values())
    assert abs(one - other) < APART


def test_to_their_owner_what_is_hidden_is_there(hidden):
    client = Client()
    client.force_login(hidden)
    assert client.get(address("peers:detail", "{}", HIDDEN)).status_code == 200
    for page, pattern in (PAGES[1], PAGES[3]):
        response = client.get(address(page, pattern, HIDDEN))
        assert response.status_code == 200
        assert response.getvalue()


@pytest.mark.parametrize("query", ["q=hidden+person", "q=beans", "offers=transport", "q=hiden"])
@pytest.mark.parametrize("viewer", [Client, member])
def test_a_search_says_nothing_of_the_hidden(hidden, viewer, query):
    client = viewer()
    before = told(client.get(f"/peers/?{query}"), HIDDEN)
    assert hidden.name not in before[2]
    hidden.delete()
    assert told(client.get(f"/peers/?{query}"), HIDDEN) == before
