"""What is tried at the front door: guessing who is here, guessing passwords, borrowed sessions,
used links, ways out to other sites, and headers that lie about who asks and whom."""

import re
import time
from datetime import timedelta
from statistics import median
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from forums.models import Booking
from leeds_leaders.moderation.forms.open_forms import OpenForm
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Preference
from peers.models import Peer
from tests.factories import BookingFactory, PeerFactory, SessionFactory
from tests.peers.test_accounts import (
    NEW_PASSWORD,
    PASSWORD,
    bare,
    is_signed_in,
    link_in,
    resident,
    sign_in,
)
from tests.test_doors import DOORS, Door, ask

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN, SHUT = (f"{name}@example.net" for name in ("resident", "stranger", "suspended"))
A_FEW = 3  # queries
TRIES = 60
APART = 0.003  # seconds


@pytest.fixture(autouse=True)
def _one_site(settings):
    settings.SITE_URL = "https://leaders.example.org"
    settings.ALLOWED_HOSTS = ["testserver"]


def reset(client, email, **headers):
    return client.post(reverse("account_reset_password"), {"email": email}, **headers)


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def wrong_password(client, email):
    return sign_in(client, email, "not this one")


def sign_up(client, email):
    return client.post(reverse("account_signup"), newcomer(email))


def newcomer(email: str) -> dict:
    """What somebody who joins sends, having had time to write it."""
    return {"name": "Nia", "email": email, "password1": PASSWORD, "began": a_minute_ago()}


def a_minute_ago() -> str:
    """What an open form says of when it was opened."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        return OpenForm()["began"].initial


def ask_for_place(client, email):
    """A guest asks for a place with somebody's address."""
    data = {"name": "Gus", "email": email, "places": "1", "began": a_minute_ago()}
    return client.post("/forums/open-breakfast/guest/", data)


def complain(client, email):
    data = {"words": f"It is wrong of {email}.", "email": email, "began": a_minute_ago()}
    return client.post("/data-complaint/", data)


STEPS = [wrong_password, sign_up, reset, ask_for_code, ask_for_place]


# Who is here? ----------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_no_form_tells_whether_an_address_is_known(step):
    resident()
    SessionFactory(slug="open-breakfast")
    one, other = (bare(step(Client(), email)) for email in (KNOWN, UNKNOWN))
    assert one[0] in {200, 302, 422}
    assert [str(part).replace(KNOWN, "…") for part in one] == [
        str(part).replace(UNKNOWN, "…") for part in other
    ]


OTHER_SPELLINGS = (  # of one mailbox, to mail programs
    "=?utf-8?q?resident?=@example.net", '"resident"@example.net', "resident@\uff45xample.net",
    "resident@xn--exmple-cua.net", "resident@stra\xdfe.net",
)  # fmt: skip


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS, ids=ascii)
@pytest.mark.parametrize("step", [sign_up, reset, ask_for_code, ask_for_place, complain])
def test_one_mailbox_is_not_written_in_another_way(step, spelling):
    resident()
    SessionFactory(slug="open-breakfast")
    step(Client(), spelling)
    assert not Letter.objects.exists()
    assert Peer.objects.count() == 1


class QuickHasher(PBKDF2PasswordHasher):
    """Slow enough to be seen by a clock, and quick enough for a test."""

    iterations = 60_000


@pytest.mark.slow  # it looks at the clock
@pytest.mark.parametrize("step", STEPS)
def test_no_form_works_longer_for_an_address_that_is_known(settings, step):
    """By the time of this process alone: what else the machine does, and how soon the database
    answers, is not counted. What is asked of that, the next test counts."""
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    SessionFactory(slug="open-breakfast")
    known = [resident(f"known-{number}@example.net").email for number in range(TRIES)]
    step(Client(), "warm@example.net")
    step(Client(), known[0])
    apart, usual = [], []
    for number, email in enumerate(known):  # in turn, for a process has slow moments too
        other = taken_by(step, f"other-{number}@example.net")
        apart.append(taken_by(step, email) - other)
        usual.append(other)
    assert abs(median(apart)) < max(APART, 0.1 * median(usual))


def taken_by(step, email: str) -> float:
    """Seconds of this process."""
    client, started = Client(), time.process_time()
    step(client, email)
    return time.process_time() - started


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_no_form_asks_more_of_the_database_for_an_address_that_is_known(settings, step):
    """Nor waits for the disk more often: each COMMIT does."""
    settings.ACCOUNT_RATE_LIMITS = False
    resident()
    PeerFactory(email=SHUT, is_active=False)
    SessionFactory(slug="open-breakfast")
    step(Client(), "warm@example.net")
    asked = {email: queries_of(step, email) for email in (KNOWN, SHUT, UNKNOWN)}
    told = {email: (len(queries), queries.count("COMMIT")) for email, queries in asked.items()}
    counts, commits = zip(*told.values(), strict=True)
    assert max(counts) - min(counts) <= A_FEW, told
    assert len(set(commits)) == 1, told


def queries_of(step, email: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        step(Client(), email)
    return [query["sql"] for query in captured.captured_queries]


# Guessing ----------------------------------------------------------


def test_a_password_is_not_guessed_from_many_places_at_once():
    resident()
    for number in range(1, 31):
        answer = sign_in(Client(), password=f"guess {number}", REMOTE_ADDR=f"127.0.0.{number}")
        assert answer.status_code in {200, 429}
    late = Client()
    sign_in(late, REMOTE_ADDR="127.0.1.1")
    assert not is_signed_in(late), "the right guess came after too many wrong ones"
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        sign_in(late, REMOTE_ADDR="127.0.1.1")
        assert is_signed_in(late)


TOO_MANY = "That was a lot of tries"


def tried(number: int, **headers) -> str:
    """What one more wrong password for one more account is told."""
    return sign_in(Client(), f"p-{number}@example.net", "breakfast", **headers).content.decode()


def test_many_accounts_are_not_tried_from_one_place():
    assert TOO_MANY not in tried(0)
    assert TOO_MANY in [tried(number) for number in range(1, 14)][-1]
    resident()
    late = Client()
    sign_in(late)
    assert not is_signed_in(late)
    assert 429 in {
        sign_up(Client(), f"new-{number}@example.net").status_code for number in range(25)
    }


def test_a_mailed_code_is_not_guessed():
    resident()
    client = Client()
    ask_for_code(client, KNOWN)
    for number in range(12):
        client.post(reverse("account_confirm_login_code"), {"code": f"{number:06}"})
    assert not is_signed_in(client)
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", Letter.objects.get().text, re.MULTILINE)[1]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_signed_in(client), "a code outlives the guesses at it"


@pytest.mark.parametrize("proxies", [0, 1])
def test_nobody_is_many_by_writing_it_into_a_header(settings, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    told = []
    for number in range(14):
        lie = f"10.9.8.{number}"
        headers = {
            "HTTP_X_FORWARDED_FOR": f"{lie}, 203.0.113.7" if proxies else lie,
            "HTTP_X_REAL_IP": lie, "HTTP_CLIENT_IP": lie, "HTTP_FORWARDED": f"for={lie}",
            "HTTP_X_CLIENT_IP": lie, "HTTP_TRUE_CLIENT_IP": lie, "HTTP_CF_CONNECTING_IP": lie,
        }  # fmt: skip
        told.append(tried(number, **headers))
    assert TOO_MANY not in told[0]
    assert TOO_MANY in told[-1]


# Borrowed sessions ----------------------------------------------------------


def session_of(client) -> str:
    cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def test_a_session_that_somebody_else_chose_is_not_signed_in():
    """Session fixation: the key from before is worth nothing after."""
    resident()
    attacker = Client()
    session = attacker.session
    session["chosen"] = "by somebody else"
    session.save()
    key = session_of(attacker)
    assert key
    victim = Client()
    victim.cookies[django_settings.SESSION_COOKIE_NAME] = key
    sign_in(victim)
    assert is_signed_in(victim)
    assert session_of(victim) != key
    attacker.cookies[django_settings.SESSION_COOKIE_NAME] = key
    assert not is_signed_in(attacker)


def test_a_session_ends_on_the_server_and_not_only_in_the_browser():
    resident()
    client, thief = Client(), Client()
    sign_in(client)
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = session_of(client)
    assert is_signed_in(thief)
    client.post(reverse("account_logout"))
    assert not is_signed_in(thief)


@pytest.mark.parametrize("key", ["", "x", "a" * 32, "a" * 5_000, "../../x", "\x7f", "' OR 1=1 --"])
def test_an_invented_session_is_nobody(key):
    client = Client()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = key
    assert client.get("/me/").status_code in {302, 400}


# Used, old and mistaken links ----------------------------------------------------------


def new_password(client, link, password=NEW_PASSWORD):
    """Follow a link to a new password, as a browser does."""
    page = client.get(link, follow=True)
    address = page.request["PATH_INFO"]
    return client.post(address, {"password1": password, "password2": password})


def test_a_link_to_a_new_password_works_once_and_only_after_the_last_change():
    peer = resident()
    reset(Client(), KNOWN)
    reset(Client(), KNOWN)
    first, second = (link_in(letter) for letter in Letter.objects.order_by("pk"))
    new_password(Client(), first)
    peer.refresh_from_db()
    assert peer.check_password(NEW_PASSWORD)
    for link in (first, second):
        new_password(Client(), link, "another one entirely")
        peer.refresh_from_db()
        assert peer.check_password(NEW_PASSWORD)


def test_a_link_to_a_new_password_grows_old():
    peer = resident()
    reset(Client(), KNOWN)
    link = link_in(Letter.objects.get())
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        new_password(Client(), link)
    peer.refresh_from_db()
    assert peer.check_password(PASSWORD)


def test_a_link_for_one_is_no_link_for_another():
    """Of two links the halves are exchanged."""
    resident()
    other = resident("other@example.net")
    reset(Client(), KNOWN)
    key = re.search(r"key/[^-]+-(.+)/$", urlsplit(link_in(Letter.objects.get())).path)[1]
    halves = {"uidb36": int_to_base36(other.pk), "key": key}
    new_password(Client(), reverse("account_reset_password_from_key", kwargs=halves))
    other.refresh_from_db()
    assert other.check_password(PASSWORD)


def test_a_secret_link_opens_what_it_was_made_for_and_nothing_else():
    peer = PeerFactory()
    unsubscribe = Preference(peer=peer).unsubscribe_token(Purpose.DIGEST)
    Preference.objects.create(peer=peer)
    booking = BookingFactory(session=SessionFactory(), peer=None, name="Gus", email="g@example.org")
    place = booking.link_token
    client = Client()
    doors = ("notices:unsubscribe", "forums:link", "forums:pulse-by-link")
    for name in (*doors, "projects:still-going-by-link"):
        for token, own in ((unsubscribe, doors[:1]), (place, doors[1:])):
            status = client.get(reverse(name, kwargs={"token": token})).status_code
            assert (status == 200) <= (name in own), (name, own)
            for broken in (
                token[:-1],
                token + "A",
                token.swapcase(),
                token[1:],
                f"{token}.{token}",
            ):
                address = reverse(name, kwargs={"token": broken})
                assert client.get(address).status_code == 404, (name, broken)
                assert client.post(address).status_code == 404, (name, broken)
    assert Booking.objects.get().state == "going"


# Ways out ----------------------------------------------------------

AWAY = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example", "http:///evil.example", "https:/evil.example", "javascript:alert(1)",
    "data:text/html,x", "/%09/evil.example", "/\t/evil.example", " https://evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/",
    "https://evil.example#testserver",
    "https://evil.example\\@testserver", "//evil.example\\@testserver", "https://[::1", "http://[",
    "//%65vil.example", "https://evil。example", "x:https://evil.example", "/..//evil.example",
    "https://testserver:pw@evil.example", "ftp://evil.example", "////evil.example/..", "/\x00/evil",
    "http://testserver/", "http://testserver:8080/", "//testserver/", "https://testserver:444/",
]  # fmt: skip


def leads_away(answer) -> bool:
    """Whether a browser would leave the site, read as browsers read addresses."""
    location = answer.headers.get("Location", "/").replace("\\", "/").strip()
    location = re.sub(r"[\t\r\n]", "", location)
    return bool(re.match(r"//|[a-z][a-z0-9+.-]*:", location, re.IGNORECASE))


@pytest.mark.parametrize("away", AWAY, ids=ascii)
def test_no_door_leads_to_another_site(away):
    resident()
    client = Client()
    for name in ("account_login", "account_logout", "account_signup", "account_reset_password"):
        for page in (f"{reverse(name)}?next=", f"{reverse(name)}?REDIRECT_URL="):
            client.get(page, {"next": away})
    data = {"login": KNOWN, "password": PASSWORD, "next": away, "redirect_url": away}
    answer = client.post(reverse("account_login"), data, query_params={"next": away})
    assert answer.status_code in {302, 400}
    assert not leads_away(answer)
    if answer.status_code == 302:
        assert is_signed_in(client)
        for name in ("account_login", "account_logout"):
            answer = client.post(reverse(name), {"next": away})
            assert answer.status_code in {200, 302, 400}
            assert not leads_away(answer)


def test_no_verb_leads_to_another_site(city):
    names = ("next", "back", "url", "return", "to", "redirect", "came_from", "page")
    for door in DOORS:
        if not door.post:
            continue
        lure = Door(
            door.name, door.kwargs, post=door.post,
            data=dict.fromkeys(names, "//evil.example/") | door.data,
        )  # fmt: skip
        for player in (city.lead, city.nobody):
            answer = ask(player, "POST", door.address, lure, Referer="https://evil.example/x")
            assert not leads_away(answer), (str(door), answer.headers.get("Location"))


# Whom a request is for ----------------------------------------------------------

HOSTS = [
    "evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80",
    "testserver:80@evil.example", "evil.example#testserver", "evil.example/testserver", "[::1]",
    "127.0.0.1", "testserver,evil.example", "testserver evil.example", "localhost", "",
    "testserver\t", "te stserver", "xn--tstserver-x2a",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_request_for_another_host_is_refused_and_mails_no_link(host):
    resident()
    answer = reset(Client(), KNOWN, HTTP_HOST=host)
    assert answer.status_code == 400
    assert not Letter.objects.exists()


def test_a_host_in_another_header_changes_no_link():
    resident()
    lies = ("X_FORWARDED_HOST", "X_HOST", "X_FORWARDED_SERVER", "FORWARDED", "X_ORIGINAL_URL",
            "X_REWRITE_URL", "X_FORWARDED_PREFIX", "X_FORWARDED_SCHEME")  # fmt: skip
    headers = {f"HTTP_{name}": "evil.example" for name in lies}
    reset(Client(), KNOWN, **headers)
    letter = Letter.objects.get()
    assert "evil" not in letter.text + letter.html
    page = Client().get("/accounts/login/", **headers).content.decode()
    assert "evil" not in page


def test_nobody_becomes_staff_by_joining():
    """Mass assignment at the front door."""
    rights = {"is_staff": "on", "is_superuser": "on", "groups": "1", "pk": "1", "slug": "me"}
    Client().post(reverse("account_signup"), newcomer("n@example.net") | rights)
    peer = Peer.objects.get()
    assert (peer.is_staff, peer.is_superuser, peer.groups.count()) == (False, False, 0)
    assert peer.slug != "me"
