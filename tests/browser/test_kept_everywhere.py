"""What a member writes at length is kept, whichever form it is written in."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.browser.pages import PAGE_TYPES

pytestmark = pytest.mark.browser

KEPT = re.compile(r"<kept-words\b.*?</kept-words>", re.DOTALL)
LONG = re.compile(r"<textarea(?![^>]*\bhidden\b)[^>]*>")
PATHS = {page_type.path for page_type in PAGE_TYPES if page_type.as_lead}
IN_ITS_OWN_WAY = (  # a draft, the notes of a session, a line or two
    *("/projects/new/", "/projects/full/edit/"),
    *("/forums/noted/notes/", "/forums/arranged/notes/"),
    *("/forums/placed/my-place/", "/forums/offered/my-place/", "/forums/full/my-place/"),
    "/peers/items/full/",
)


@pytest.fixture
def _django_db_helper(full_city) -> None:
    """These tests only look: nothing is emptied between them."""


def test_every_long_field_is_kept(visit, full_city):
    client = Client()
    client.force_login(full_city.lead)
    pages = {path: client.get(path).text for path in PATHS if not path.startswith(IN_ITS_OWN_WAY)}
    assert len([path for path, text in pages.items() if LONG.search(text)]) > 25
    assert [path for path, text in pages.items() if LONG.search(KEPT.sub("", text))] == []
    keeping = [text for text in pages.values() if KEPT.search(text)]
    assert all("js/kept-words" in text and "kept-words-told" in text for text in keeping)


@pytest.mark.parametrize(
    "path",
    [
        *("/projects/full/invite/", "/projects/other/claim/", "/hubs/new/?ward=armley"),
        *("/projects/full/hand-over/", "/projects/full/still-going/"),
        *("/organisations/free/claim/", "/organisations/full/edit/", "/me/items/add/offer/"),
        *("/me/profile/about/", "/peers/stranger/connect/", "/peers/known/introduce/"),
        *("/peers/known/pair/", "/peers/known/thank/", "/forums/new/", "/forums/over/lesson/"),
        *("/forums/full/agenda/new/", "/forums/today/organise/message/"),
        "/forums/arranged/notes/paste/",
    ],
)
def test_what_is_sent_at_once_outlives_an_expired_sign_in(visit, full_city, path):
    page = visit(full_city.lead, width=375)
    page.goto(path)
    form = page.locator("kept-words").last
    field = form.locator("textarea:visible, input[type=text]:visible").last
    field.fill("Written at length")
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    form.locator("form").evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(path)
    expect(form.get_by_text("words that you wrote here")).to_be_visible()
    expect(field).to_have_value("Written at length")
