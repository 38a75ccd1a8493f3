"""Every link that is a secret: what it opens, what spoils it, how it comes to its end."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, unquote, urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.actions import calendars, links
from forums.models import Booking
from leeds_leaders.moderation.actions.reporting import report
from leeds_leaders.moderation.forms.open_forms import OpenForm
from leeds_leaders.moderation.models import Decision
from leeds_leaders.moderation.querysets import APPEAL_LINK
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Preference
from peers.models import Peer
from projects.models import YearlyAsk
from tests.factories import BookingFactory, PeerFactory, ProjectFactory, SessionFactory
from tests.peers.test_accounts import PASSWORD, resident, sign_in
from tests.test_doors import HELD_BY_ANYBODY, OWN, digest

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Link:
    """One secret link: the door it is for, and how it comes to its end."""

    doors: tuple[str, ...]
    token: str
    last_day: timedelta | None = None  # None: letters are kept, and so it never grows old
    take_back: Callable | None = None


@pytest.fixture
def held(cast) -> dict[str, Link]:
    """One link of each kind, all of one peer's."""
    peer, now = cast.peer.peer, timezone.now()
    Preference.objects.create(peer=peer)
    ends_at = now + timedelta(hours=2)
    session = SessionFactory(starts_at=now + timedelta(hours=1), ends_at=ends_at)
    booking = BookingFactory(session=session, peer=peer)
    ask = YearlyAsk.objects.create(project=ProjectFactory(lead=peer), asked_at=now)
    reported = report(ProjectFactory(), by=None, rule="abuse", words="Look.", sender="x")
    # Whoever is suspended goes by their letter: of another peer, for the rest stops by it.
    other = PeerFactory(is_active=False)
    decided = Decision.objects.create(
        kind="peer", object_id=str(other.pk), author=other, outcome="suspended", rule="abuse",
        reason="Enough.", by=cast.moderator.peer,
    )  # fmt: skip
    return {
        "stop mail": Link(
            ("notices:unsubscribe",), Preference.objects.get().unsubscribe_token(Purpose.DIGEST),
            take_back=lambda: notices.revoke_links(peer),
        ),
        "a place": Link(
            ("forums:link", "forums:pulse-by-link"), booking.link_token, ends_at - now + 60 * DAY,
            take_back=lambda: links.revoke_links(booking, by=peer),
        ),
        "still going": Link(
            ("projects:still-going-by-link",), ask.link_token(peer.pk),
            take_back=lambda: notices.revoke_links(peer),
        ),
        "a calendar": Link(
            ("forums:private-calendar",),
            calendars.open_feed(calendars.key_for_next(None), by=peer),
            take_back=lambda: calendars.close_feed(by=peer),
        ),
        "a report": Link(("moderation:report-seen",), reported),
        "an appeal": Link(
            ("moderation:appeal-by-link",),
            urlsplit(decided.secret_link()).path.rstrip("/").rpartition("/")[2], 30 * DAY,
        ),
    }  # fmt: skip


def address(name: str, token: str) -> str:
    return reverse(name, kwargs={"token": token})


def spoiled(token: str) -> Iterator[str]:
    """What somebody makes of a link who has one, and would like another."""
    yield from (token[:-1], token[1:], token + "A", "A" + token, token.swapcase(), token[::-1])
    yield from (f"{token}.{token}", f"{token}:", f".{token}", token[: len(token) // 2])
    yield from (token.replace(".", ":").replace(":", ".", 1) + "=", quote(token + "é"), "x", "0")
    parts = re.split(r"([.:])", token)
    if len(parts) > 2:
        yield from ("".join(parts[:-1]), "".join([*parts[:-1], "A" * 43]))
        if parts[0].isdecimal():  # the next one's
            yield "".join([str(int(parts[0]) + 1), *parts[1:]])
            yield "".join([parts[0].translate({48 + n: 0x661 + n - 1 for n in range(10)}),
                           *parts[1:]])  # fmt: skip
            yield "".join(["0", *parts])
            yield "".join(["9" * 400, *parts[1:]])


def test_every_secret_address_stands_in_this_table(held):
    """By what takes a token; of the rest `key` and `pk` are no secrets: they have doors."""
    doors = {name for link in held.values() for name in link.doors}
    tokens = {name for route, name, _view in OWN if "token" in route}
    assert tokens == doors | {"notices:resubscribe"}
    assert doors | {"notices:resubscribe"} == HELD_BY_ANYBODY | {"forums:private-calendar"}


def test_a_link_opens_its_own_door_and_no_other(held):
    for what, link in held.items():
        for other in held.values():
            for name in other.doors:
                status = Client().get(address(name, link.token)).status_code
                assert (status == 200) == (name in link.doors), (what, name, status)


def test_a_link_that_was_tampered_with_opens_nothing_and_writes_nothing(held):
    before = digest("django_session", "house_cache")
    count = 0
    for what, link in held.items():
        for name in link.doors:
            for token in set(spoiled(link.token)) - {link.token}:
                for method in ("get", "post"):
                    answer = getattr(Client(), method)(
                        address(name, token), {"answer": "going", "words": "x", "going": "yes"}
                    )
                    assert answer.status_code in {400, 404, 405}, (what, token)
                    count += 1
    assert count > 180
    assert digest("django_session", "house_cache") == before


@pytest.mark.parametrize(
    "what", ["stop mail", "a place", "still going", "a calendar", "a report", "an appeal"]
)
def test_a_link_lasts_as_long_as_it_is_said_to(held, what):
    link = held[what]
    where = address(link.doors[0], link.token)
    last = link.last_day or 900 * DAY
    with time_machine.travel(timezone.now() + last - timedelta(minutes=5)):
        assert Client().get(where).status_code == 200
    if link.last_day:
        with time_machine.travel(timezone.now() + last + timedelta(minutes=5)):
            assert Client().get(where).status_code == 404
            assert Client().post(where, {"words": "x", "answer": "going"}).status_code == 404


@pytest.mark.parametrize("what", ["stop mail", "a place", "still going", "a calendar"])
def test_a_link_that_was_taken_back_is_dead(held, what):
    link = held[what]
    assert Client().get(address(link.doors[0], link.token)).status_code == 200
    link.take_back()
    for name in link.doors:
        assert Client().get(address(name, link.token)).status_code == 404, name


@pytest.mark.parametrize("what", ["a place", "still going", "a calendar"])
def test_a_link_of_who_is_suspended_opens_nothing(held, cast, what):
    """What stops mail still does, and what they reported is answered; nothing else."""
    Peer.objects.filter(pk=cast.peer.peer.pk).update(is_active=False)
    link = held[what]
    for name in link.doors:
        assert Client().get(address(name, link.token)).status_code == 404, name


def test_a_link_is_no_way_in(held):
    """Whoever holds all of them is signed in by none."""
    client = Client()
    for link in held.values():
        for name in link.doors:
            client.get(address(name, link.token))
            client.post(address(name, link.token), {"words": "x", "answer": "going"})
    assert client.get("/me/").status_code == 302
    assert not client.cookies.get("sessionid")


def test_a_link_of_one_project_answers_once_and_for_its_leads_alone(held, cast):
    ask, link = YearlyAsk.objects.get(), held["still going"]
    where = address(*link.doors, link.token)
    stranger = ask.link_token(PeerFactory().pk)
    assert Client().get(address("projects:still-going-by-link", stranger)).status_code == 404
    assert Client().post(where, {"answer": "going"}).status_code == 200
    assert Client().post(where, {"answer": "ended"}).status_code == 410
    assert YearlyAsk.objects.get(pk=ask.pk).answer == "going"


def test_an_appeal_is_made_once_by_one_link(held):
    where = address(*held["an appeal"].doors, held["an appeal"].token)
    assert Client().post(where, {"words": "It was not me."}).status_code == 302
    assert Client().post(where, {"words": "Nor that."}).status_code == 422
    assert Decision.objects.get().appeal.words == "It was not me."


# What else is signed --------------------------------------------------------------------------

FORGED = (
    lambda value: signing.dumps(value),  # by our key, for nothing
    lambda value: signing.dumps(value, salt="moderation.open_form"),
    lambda value: signing.dumps(value, salt=APPEAL_LINK, key="another key"),
    lambda value: signing.dumps(value, salt=APPEAL_LINK, compress=True) + "A",
    lambda value: base64.urlsafe_b64encode(value.encode()).decode() + ":1:x",
    lambda value: OpenForm()["began"].initial,
    lambda value: signing.TimestampSigner(salt="forums.place:").sign(value),
)


@pytest.mark.parametrize("forge", FORGED)
def test_what_is_signed_for_something_else_is_no_appeal(held, forge):
    key = Decision.objects.get().key.hex
    assert Client().get(address("moderation:appeal-by-link", forge(key))).status_code == 404


def test_a_moment_that_a_form_was_opened_at_is_signed_for_forms_alone():
    for began in (
        signing.dumps("began", salt=APPEAL_LINK), signing.TimestampSigner().sign("began"),
        signing.TimestampSigner(salt="moderation.open_form").sign("another word"),
        "began", "began:1:x", "",
    ):  # fmt: skip
        data = {"words": "It is wrong.", "email": "pat@example.org", "began": began}
        assert Client().post("/data-complaint/", data).status_code == 422, began
    assert not Letter.objects.exists()


def test_a_link_that_confirms_an_address_works_once_in_three_days_and_for_one_peer_alone():
    data = {"name": "Nia", "email": "nia@example.net", "password1": PASSWORD}
    Client().post(reverse("account_signup"), data)
    link = urlsplit(re.search(r"https?://\S+/confirm-email/\S+", Letter.objects.get().text)[0]).path
    nia = Peer.objects.get(email="nia@example.net")

    def is_confirmed() -> bool:
        return nia.emailaddress_set.filter(verified=True).exists()

    Client().get(link)
    assert not is_confirmed(), "a look confirms nothing"
    with time_machine.travel(timezone.now() + 3 * DAY + timedelta(minutes=1)):
        Client().post(link)
    for token in spoiled(unquote(link).rstrip("/").rpartition("/")[2]):
        Client().post(f"/accounts/confirm-email/{quote(token, safe='')}/")
    assert not is_confirmed()
    Client().post(link)
    assert is_confirmed()
    assert Peer.objects.filter(emailaddress__verified=True).get() == nia


def test_a_file_of_ones_own_data_has_no_address_that_others_could_hold(client):
    """It is made for whoever has just shown that it is them, and is kept nowhere."""
    resident()
    assert sign_in(client).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        later = client.get(reverse("peers:export"))
        assert "/reauthenticate/" in later.url
    assert "/login/" in Client().get(reverse("peers:export")).url


def test_a_place_s_link_is_for_that_place_and_not_for_the_next_one_s():
    one, other = BookingFactory(), BookingFactory()
    exchanged = f"{other.pk}.{one.link_token.partition('.')[2]}"
    assert Booking.objects.of_token(exchanged) is None
    assert Booking.objects.of_token(one.link_token) == one
