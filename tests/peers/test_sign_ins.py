"""Where somebody is signed in: each sees their own, ends others, and is out when suspended."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.models import SignIn
from peers.accounts import browser_of
from peers.actions.sign_ins import end_all
from tests.peers.test_accounts_staff import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
PAGE = "/me/sign-ins/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def peer():
    return make_staff("pat@example.net", is_staff=False, is_superuser=False)


def browser(peer, agent: str = "") -> Client:
    """A browser in which somebody has signed in as people do."""
    client = Client(headers={"user-agent": agent})
    client.post(reverse("account_login"), {"login": peer.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def row_of(client) -> SignIn:
    return SignIn.objects.get(pk=client.session.session_key)


def test_each_browser_is_named_by_what_it_calls_itself(peer):
    here = browser(peer, FIREFOX)
    browser(peer, EDGE)
    browser(peer, PHONE)
    body = here.get(PAGE).content.decode()
    for name in ("Firefox on Linux", "Edge on Windows", "Safari on iPhone"):
        assert body.count(f">{name}</h2>") == 1
    assert body.index("This one") < body.index("Edge on Windows")
    assert body.count("Sign out there</button>") == 2


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("", ""),
        ("curl/8.5.0", ""),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
            "Firefox on Android",
        ),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
        ("x" * 100_000, ""),
    ],
)
def test_no_more_is_kept_of_a_browser_than_two_words(agent, words):
    assert browser_of(agent) == words


def test_the_page_names_nobody_elses_and_no_key_that_lets_in(peer):
    here, there = browser(peer), browser(peer)
    others = browser(make_staff("other@example.net", is_staff=False))
    body = here.get(PAGE).content.decode()
    assert row_of(there).mark in body
    assert row_of(others).mark not in body
    for client in (here, there, others):
        assert client.session.session_key not in body


def test_one_other_is_ended_and_a_second_click_is_harmless(peer):
    here, there, third = (browser(peer) for _ in range(3))
    address = reverse("peers:sign-in-end", kwargs={"mark": row_of(there).mark})
    for _click in range(2):
        assert here.post(address).url == PAGE
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert not SignIn.objects.filter(peer=None, session_data__isnull=False, begun_at=None).exists()


def test_nobody_ends_anothers_or_the_one_they_sit_at(peer):
    here, others = browser(peer), browser(make_staff("other@example.net", is_staff=False))
    for client in (here, others):
        here.post(reverse("peers:sign-in-end", kwargs={"mark": row_of(client).mark}))
    assert is_in(here)
    assert is_in(others)


def test_everywhere_but_here(peer):
    here, *rest = (browser(peer) for _ in range(3))
    stays = browser(make_staff("other@example.net", is_staff=False))
    body = here.post(reverse("peers:sign-ins-end-others"), follow=True).content.decode()
    assert "Signed out in 2 other browsers." in body
    assert "You are signed in nowhere else." in body
    assert [is_in(one) for one in (here, *rest, stays)] == [True, False, False, True]


def test_a_new_password_signs_out_everywhere_but_here(peer):
    here, there = browser(peer), browser(peer)
    sent = {"oldpassword": PASSWORD, "password1": "porridge with a lot of honey"}
    here.post(reverse("account_change_password"), sent)
    assert is_in(here)
    assert not is_in(there)
    assert SignIn.objects.filter(peer=peer).count() == 1


def test_whoever_is_suspended_is_out_everywhere_with_the_next_click(peer):
    here, there = browser(peer), browser(peer)
    assert end_all(peer) == 2
    assert not is_in(here)
    assert not is_in(there)
    assert end_all(peer) == 0


def test_what_has_ended_by_itself_is_not_listed(peer):
    browser(peer, FIREFOX)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        body = browser(peer, EDGE).get(PAGE).content.decode()
    assert "Edge on Windows" in body
    assert "Firefox" not in body


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_for_one_and_for_five(peer, count, django_assert_num_queries):
    here, *_rest = (browser(peer) for _ in range(count))
    here.get(PAGE)
    with django_assert_num_queries(3):
        here.get(PAGE)
