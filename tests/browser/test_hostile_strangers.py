"""Hostile strangers: what somebody without an account brings onto error pages, into letters that
allauth writes, into complaints about data, and into the headers of mail and files."""

import re
from collections.abc import Iterable
from email import message_from_bytes, policy
from itertools import cycle, islice
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from leeds_leaders import views
from leeds_leaders.moderation.emails import rights
from leeds_leaders.moderation.models import DataComplaint
from leeds_leaders.notices.emails import compose
from leeds_leaders.notices.models import Letter
from peers.accounts import AccountAdapter
from tests.attacks.corpus import BREAKING_OUT, HEADERS, MARK, PAYLOADS
from tests.browser.test_hostile_account import TEMPLATES, Walker, check_headers
from tests.factories import SessionFactory
from tests.open_forms import began

pytestmark = pytest.mark.browser

WORDS = [re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", payload) for payload in PAYLOADS]


@pytest.fixture
def browser(visit, watch) -> Walker:
    watch.expect(400, 403, 404, 405, 422, 429)
    return Walker(visit(), watch)


def test_what_runs_is_seen(browser, watch):
    """Whatever acts is a fault, where there is a content policy and where there is none."""
    acting = f"<img src=x onerror=alert(1)><a href=javascript:alert(1) {MARK}>x</a>"
    browser.page.goto("/")
    with browser.page.expect_console_message(lambda said: "script-src" in said.text):
        browser.page.evaluate("html => { document.body.innerHTML = html }", acting)
    with pytest.raises(AssertionError, match="onerror"):
        browser.look()
    bare = Walker(browser.page.context.new_page(), watch)
    with bare.page.expect_event("dialog"):
        bare.page.set_content(acting)
    with pytest.raises(AssertionError, match="javascript"):
        bare.look()
    assert any("content policy" in fault for fault in watch.faults)
    assert any(fault.startswith("dialog") for fault in watch.faults)
    watch.faults.clear()


# Error pages --------------------------------------------------------------------------------------


def error_pages(payload: str) -> Iterable[str]:
    """Each, of a request of which path, query and headers are a payload; without any content
    policy, when they are put into a browser by hand."""
    request = RequestFactory().get(f"/{quote(payload)}/", {"next": payload, "q": payload})
    request.META |= {"HTTP_REFERER": payload, "HTTP_USER_AGENT": payload, "REMOTE_ADDR": payload}
    request.user, request.session = AnonymousUser(), {}
    for page in (
        views.bad_request(request, BadRequest(payload)),
        views.forbidden(request, PermissionDenied(payload)),
        views.not_found(request, Http404(payload)),
        views.csrf_failure(request, reason=payload),
        views.server_error(request),
    ):
        yield page.content.decode()
    yield render_to_string("429.html", {"exception": payload}, request=request)


def test_nothing_runs_on_a_page_that_says_what_went_wrong(browser):
    for payload in islice(WORDS, 0, None, 5):
        for page in error_pages(payload):
            browser.page.set_content(page)
            browser.look()


def test_nothing_runs_on_a_path_that_is_none(browser, site):
    """As the site itself answers: 400, 403, 404, 405, 429, and JSON of the same."""
    paths = (
        "/{}/", "/projects/{}/", "/report/project/{}/", "/admin/{}/", "/static/{}", "/{}.json",
        "/unsubscribe/{}/", "/place/{}/", "/calendar/{}.ics", "/accounts/confirm-email/{}/",
        "/accounts/password/reset/key/1-{}/", "/moderation/appeal/{}/", "/projects/?sort={}",
        "/projects/?page={}", "/projects/?cause={}%00", "/accounts/login/?next={}",
    )  # fmt: skip
    for path, payload in zip(paths, islice(cycle(BREAKING_OUT[8::7]), 16), strict=True):
        browser.page.goto(path.format(quote(payload, safe="")))
        browser.look()
    for _number in range(7):  # the last are too many
        browser.page.goto("/accounts/password/reset/")
        browser.page.locator("input[type=email]").fill("victim@example.org")
        browser.page.locator("main form button").first.click()
        browser.look()
    assert browser.page.get_by_role("heading", name="One moment").count()


# Letters ------------------------------------------------------------------------------------------


def letters_of_allauth() -> Iterable[Letter]:
    """Each that allauth writes in our words, with a payload wherever it says something."""
    words, names = cycle(WORDS), set()
    for folder in ("account", "mfa"):
        for path in sorted((TEMPLATES / folder / "email").glob("*_message.txt")):
            if path.name.startswith("base"):
                continue
            names |= set(re.findall(r"\b[a-z_]\w*", path.read_text()))
            address = f'"<img/{MARK}/src={len(names)}>"@example.org'
            context = {name: next(words) for name in sorted(names) if not name.endswith("_url")}
            context |= {"user": None, "email": address, "request": None, "current_site": None}
            context |= {"ip": next(words), "user_agent": next(words), "timestamp": None}
            urls = (name for name in names if name.endswith("_url"))
            context |= {name: f"https://evil.example/{next(words)}" for name in urls}
            prefix = f"{folder}/email/{path.name.removesuffix('_message.txt')}"
            AccountAdapter().send_mail(prefix, address, context)
            yield Letter.objects.latest("pk")


def test_nothing_runs_in_a_letter_of_allauth_nor_where_mail_is_read(browser):
    """They are text. Whoever tries the site out on their own machine reads them as a page."""
    letters = list(letters_of_allauth())
    assert len(letters) >= 15
    for letter in letters:
        check_headers(letter)
        assert not letter.html
    shown = [
        SimpleNamespace(subject=letter.subject, to=letter.address, text=letter.text, date=None)
        for letter in letters
    ] + [SimpleNamespace(subject=word, to=word, text=word, date=None) for word in WORDS]
    page = render_to_string("outbox.html", {"letters": shown, "city": settings.CITY})
    browser.page.set_content(page)
    browser.look()
    assert len(browser.read) >= 200


def test_nothing_that_was_typed_is_in_the_first_letter_about_a_complaint(fresh):
    for number, word in enumerate(islice(WORDS, 0, None, 7)):
        complaint = DataComplaint.objects.create(
            name=word[:100] or "x", email=f'"<img/{MARK}/src={number}>"@example.org',
            words=word or "x",
        )  # fmt: skip
        complaint.answer = word
        first, last = rights.acknowledgement(complaint), rights.answer(complaint)
        for letter in (first, last):
            check_headers(letter)
            assert not letter.html
        assert MARK not in first.text + first.subject
        assert MARK not in last.subject


# Headers ------------------------------------------------------------------------------------------

ADDRESSES = [
    "v@example.org\r\nBcc: w@example.org", "v@example.org\nBcc: w@example.org", "v@e.org,w@e.org",
    "v@example.org;w@example.org", "<v@example.org>", '"v" <v@example.org>', "v@e.org%0aBcc:w",
    "v@example.org\x0bBcc: w", "v@example.org\u2028Bcc: w", "v@example.org\x85Bcc: w",
    '"a\\\r\n b"@example.org', '"v,w"@example.org', '"v <w@example.org>"@example.org',
    "v@example.org\x00", "undisclosed-recipients:;", "v@[127.0.0.1]", "=?utf-8?q?v?=@example.org",
    "v@exämple.org", "v@example.org.", "v@@example.org", "v@example.org Bcc:w@example.org",
]  # fmt: skip


def test_no_address_and_no_name_brings_a_header_into_a_letter(fresh, settings):
    """By every door at which strangers say where to write to them."""
    settings.ACCOUNT_RATE_LIMITS = False
    SessionFactory(slug="open-breakfast")
    doors = (
        ("/accounts/signup/", {"password1": "corn flower pebble train"}),
        ("/accounts/password/reset/", {}), ("/accounts/login/code/", {}),
        ("/forums/open-breakfast/guest/", {"places": "1"}),
        ("/data-complaint/", {"words": "It is wrong."}),
    )  # fmt: skip
    names = cycle([*HEADERS, "x\r\nBcc: w@example.org", "x\x0bBcc: w", "x\u2028Bcc: w"])
    for address in (*ADDRESSES, "plain@example.org"):
        for door, data in doors:
            said = data | began() | {"email": address, "name": next(names)}
            assert Client().post(door, said).status_code in {200, 302, 422}, (door, address)
    letters = Letter.objects.all()
    assert len(letters) >= 5
    for letter in letters:
        check_headers(letter)
        sent = compose(letter).message().as_bytes()
        assert "bcc" not in {name.lower() for name in message_from_bytes(sent, policy=policy.SMTP)}
