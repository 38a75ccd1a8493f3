"""Somebody new, on a phone: from joining to the first person worth meeting, and asking them."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from peers.models import Connection, Item, Peer
from tests.factories import PeerFactory, ProjectFactory, people

pytestmark = pytest.mark.browser

THREE_MINUTES = 180  # seconds, with somebody's thumbs
KEYS_A_SECOND = 2.5  # of a slow typist on glass
THINKING = 4  # seconds before each tap


class Thumbs:
    """Taps and types as a person does, and says how long that person would have taken."""

    def __init__(self, page: Page):
        self.page = page
        self.seconds = 0.0

    def tap(self, target) -> None:
        self.seconds += THINKING
        began = time.monotonic()
        target.tap()
        self.seconds += time.monotonic() - began

    def type(self, label: str, words: str) -> None:
        self.seconds += THINKING + len(words) / KEYS_A_SECOND
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, label: str, choice: str) -> None:
        self.seconds += 2 * THINKING
        self.page.get_by_label(label).select_option(label=choice)


def expect_heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def join(page: Page, thumbs: Thumbs, deliver_mail) -> None:
    page.goto("/")
    thumbs.tap(page.get_by_role("navigation", name="Main").get_by_role("link", name="Join"))
    thumbs.type("What do people call you?", "Nora Newcomer")
    thumbs.type("E-mail address", "nora@example.org")
    page.get_by_role("textbox", name="Password").fill("a kettle of warm tea")
    thumbs.seconds += THINKING + len("a kettle of warm tea") / KEYS_A_SECOND
    thumbs.tap(page.get_by_role("button", name="Join"))
    expect_heading(page, "Look into your mail")
    deliver_mail()
    page.goto("/outbox/")
    thumbs.tap(page.get_by_role("link", name="accounts/confirm-email"))
    thumbs.tap(page.get_by_role("button", name="Yes, confirm it"))


@pytest.mark.parametrize("javascript", [True, False])
def test_from_joining_to_a_first_match_in_less_than_three_minutes(visit, deliver_mail, javascript):
    people(
        {
            "name": "Amina Khan",
            "offers": ["a-place-to-meet"],
            "asks": ["transport"],
            "causes": ["food-support"],
            "wards": ["gipton-harehills"],
        }
    )
    page = visit(width=375, height=700, has_touch=True, is_mobile=True, javascript=javascript)
    thumbs = Thumbs(page)
    join(page, thumbs, deliver_mail)

    expect_heading(page, "Where are you now?")
    thumbs.tap(page.locator("summary", has_text="None chosen"))
    thumbs.tap(page.get_by_label("Gipton & Harehills"))
    thumbs.tap(page.get_by_label("I come as myself"))
    thumbs.tap(page.get_by_role("button", name="Go on"))

    expect_heading(page, "What do you care about?")
    thumbs.tap(page.get_by_label("Food support"))
    thumbs.tap(page.get_by_role("button", name="Go on"))

    expect_heading(page, "What could you offer or need?")
    thumbs.choose("What could you offer?", "Transport")
    thumbs.type("Your offer in a few words (if you like)", "A van on Saturdays")
    thumbs.choose("What could you use?", "A place to meet")
    thumbs.tap(page.get_by_role("button", name="Show me what fits"))

    expect_heading(page, "A first step")
    match = page.get_by_role("article").filter(has_text="Amina Khan")
    expect(match).to_contain_text("and you ask for a place to meet.")
    expect(match).to_contain_text("and you offer transport.")
    expect(match).to_contain_text("You both care about food support in Gipton & Harehills.")
    assert thumbs.seconds < THREE_MINUTES

    thumbs.tap(match.get_by_role("link", name="Ask Amina to connect"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina")
    thumbs.tap(page.locator("main form").get_by_role("button").first)
    expect(page.get_by_text("You asked Amina")).to_be_visible()
    assert Connection.objects.get().asked == Peer.objects.get(name="Amina Khan")
    page.goto("/me/in-common/")
    expect(page.get_by_text("Nobody fits just now.")).to_be_visible()


def test_everything_can_be_skipped_and_there_is_something_to_do(visit):
    ProjectFactory()
    page = visit(PeerFactory(), width=375)
    page.goto("/me/welcome/")
    for heading in ("Where are you now?", "What do you care about?"):
        expect_heading(page, heading)
        page.get_by_role("link", name="Skip this").click()
    expect_heading(page, "What could you offer or need?")
    page.get_by_role("link", name="1. Where are you now?").click()
    expect_heading(page, "Where are you now?")
    page.get_by_role("link", name="Skip all of it").click()
    expect_heading(page, "A first step")
    page.get_by_role("link", name="Put a project on the map").click()
    expect(page.get_by_label("What is it called?")).to_be_visible()
    assert not Item.objects.exists()


def test_a_match_is_set_aside_and_brought_back_with_the_keyboard(visit):
    viewer, _other = people({"asks": ["money"]}, {"name": "Amina Khan", "offers": ["money"]})
    page = visit(viewer)
    page.goto("/me/in-common/")
    page.get_by_role("button", name=re.compile("Not now.*Amina Khan")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Amina Khan is not proposed")
    page.get_by_role("button", name=re.compile("Bring back.*Amina Khan")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Amina offers")
