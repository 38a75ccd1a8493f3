"""What is written at length outlives an expired sign-in, and is let go of once it is saved."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from forums.models import Perspective, Response
from peers.choices import Form
from tests.factories import OrganisationFactory, PeerFactory, PerspectiveFactory, ProjectFactory

pytestmark = pytest.mark.browser
NEW = "/perspectives/new/"
TOLD = "words that you wrote here"


@pytest.fixture
def peer(transactional_db):
    return PeerFactory(name="Amina Khan")


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")


def wait_until_kept(page: Page) -> None:
    """It is kept when the typing pauses."""
    _wait_until(lambda: kept(page))


def wait_until_let_go(page: Page) -> None:
    """What is saved is let go of by the script of its own page, a moment after that is there."""
    _wait_until(lambda: not kept(page))


def _wait_until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 8
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_text_outlives_an_expired_sign_in_and_is_saved_once(visit, peer):
    page = visit(peer, width=375)
    page.goto(NEW)
    page.get_by_label("Title").fill("What I heard")
    page.get_by_label("What I want to say").fill("I came to talk.")
    wait_until_kept(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.goto(NEW)
    page.context.add_cookies(cookies)
    page.goto(NEW)
    expect(page.get_by_text(TOLD)).to_be_visible()
    expect(page.get_by_label("What I want to say")).to_have_value("I came to talk.")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", name="What I heard")).to_be_visible()
    wait_until_let_go(page)
    assert Perspective.objects.get().words == "I came to talk."
    page.goto(NEW)
    expect(page.get_by_label("Title")).to_have_value("")


def test_an_answer_waits_on_the_page_until_it_is_sent_or_left(visit, peer):
    page, address = visit(peer), PerspectiveFactory().get_absolute_url()
    page.goto(address)
    page.get_by_label("My answer").fill("I sat at the back.")
    wait_until_kept(page)
    page.goto(address)
    expect(page.get_by_label("My answer")).to_have_value("I sat at the back.")
    page.get_by_role("button", name="Leave them").click()
    expect(page.get_by_label("My answer")).to_have_value("")
    wait_until_let_go(page)
    page.get_by_label("My answer").fill("In front.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".thread")).to_contain_text("In front.")
    expect(page.get_by_label("My answer")).to_have_value("")
    wait_until_let_go(page)
    assert Response.objects.get().words == "In front."


@pytest.mark.parametrize(
    ("address", "titled", "button", "ticked"),
    [
        ("/projects/full/news/new/", "What happened, in a few words?", "Tell it", []),
        (
            "/projects/full/asks/new/",
            "In a few words",
            "Put it on the lists",
            ["Volunteers"],
        ),
        ("/projects/full/bids/", "What is the bid for?", "Begin it", []),
    ],
)
def test_what_a_project_tells_and_asks_outlives_an_expired_sign_in(
    visit, peer, address, titled, button, ticked
):
    ProjectFactory(slug="full", lead=peer)
    page = visit(peer, width=375)
    page.goto(address)
    page.get_by_label(titled).fill("A kettle for the hall")
    wait_until_kept(page)
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(address)
    expect(page.get_by_text(TOLD)).to_be_visible()
    expect(page.get_by_label(titled)).to_have_value("A kettle for the hall")
    for name in ticked:
        page.get_by_role("checkbox", name=name).first.check()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="A kettle for the hall").first).to_be_visible()
    wait_until_let_go(page)
    page.goto(address)
    expect(page.get_by_label(titled)).to_have_value("")


def test_an_association_outlives_an_expired_sign_in(visit, peer):
    address, page = "/associations/new/", visit(peer, width=375)
    told = {"What is it called?": "Kettles", "What is it for, in a sentence?": "Tea for all."}
    page.goto(address)
    for titled, words in told.items():
        page.get_by_label(titled).fill(words)
    wait_until_kept(page)
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(address)
    expect(page.get_by_text(TOLD)).to_be_visible()
    for titled, words in told.items():
        expect(page.get_by_label(titled)).to_have_value(words)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/associations/kettles/")
    wait_until_let_go(page)


def test_an_invitation_is_let_go_of_on_the_page_that_it_leads_to(visit, peer):
    """That page has none of the words: it says that all went well, and was led to by the form."""
    project = ProjectFactory(slug="full", lead=peer)
    OrganisationFactory(name="Highways", form=Form.COUNCIL)
    told = {"Which public body?": "Highways", "What would you like from it?": "A bench."}
    page = visit(peer, width=375)
    page.goto("/projects/full/invite/")
    for titled, words in told.items():
        page.get_by_label(titled).fill(words)
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Invite them").click()
    page.wait_for_url("**/accounts/login/**")
    assert kept(page)
    page.context.add_cookies(cookies)
    page.goto("/projects/full/invite/")
    for titled, words in told.items():
        expect(page.get_by_label(titled)).to_have_value(words)
    page.get_by_label("By when do you hope for an answer?").fill("2099-01-01")
    page.get_by_role("button", name="Invite them").click()
    page.wait_for_url(f"**{project.get_absolute_url()}")
    wait_until_let_go(page)
    page.goto("/projects/full/invite/")
    expect(page.get_by_label("What would you like from it?")).to_have_value("")
