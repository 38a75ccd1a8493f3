"""Reading what one was told, and choosing what to hear, with and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Notice, Preference
from tests.browser.test_axe import OPTIONS
from tests.browser.test_keyboard import walk
from tests.factories import PeerFactory

pytestmark = pytest.mark.browser
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])


def tell(peer, *titles: str) -> None:
    for title in titles:
        Notice.objects.create(
            recipient=peer, purpose=Purpose.DECISION, key=title, title=title, url="/about/"
        )


@SCRIPTS
def test_a_notice_is_read_and_leaves_the_count(visit, javascript):
    peer = PeerFactory()
    tell(peer, "Older", "Newer")
    page = visit(peer, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name="Notices 2 unread").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Newer", "Older"])
    page.get_by_role("article", name="Newer").get_by_role("button", name="Read on").click()
    expect(page).to_have_url(re.compile("/about/$"))
    page.get_by_role("link", name="Notices 1 unread").click()
    expect(page.get_by_role("article", name="Newer").get_by_text("Unread")).to_have_count(0)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("All read.")).to_be_visible()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()


@SCRIPTS
def test_a_digest_is_asked_for_and_stopped_from_a_letter(visit, javascript):
    peer = PeerFactory()
    page = visit(peer, javascript=javascript)
    page.goto("/me/notices/")
    page.get_by_role("link", name="What I want to hear").first.click()
    page.get_by_label("once a week").check()
    page.get_by_label("On which day?").select_option(label="Thursday")
    wards = page.get_by_role("group", name="Wards I follow")
    wards.locator("summary").click()
    wards.get_by_label("Armley").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. It holds from the next letter on.")).to_be_visible()
    expect(page.get_by_text("The next one is due on Thursday")).to_be_visible()
    expect(wards.locator("summary")).to_contain_text("1 chosen")

    token = Preference.objects.get().unsubscribe_token(Purpose.DIGEST)
    letter = visit(javascript=javascript)
    letter.goto(f"/unsubscribe/{token}/")
    letter.get_by_role("button", name="Stop them").click()
    expect(letter.get_by_role("heading", level=1)).to_have_text("These letters are stopped")
    assert Preference.objects.get().next_digest_at is None
    letter.get_by_label("once a month").check()
    letter.get_by_role("button", name="Send them again").click()
    expect(letter.get_by_role("heading", level=1)).to_have_text("Stop these letters?")
    assert Preference.objects.get().rhythm == "monthly"


def test_a_pause_is_set_and_ended(visit):
    peer = PeerFactory()
    page = visit(peer)
    page.goto("/me/notices/settings/")
    page.get_by_label("Send me nothing before").fill("2099-05-04")
    page.get_by_role("button", name="Pause everything").click()
    expect(page.get_by_text("Everything is quiet until Monday 4 May 2099.")).to_be_visible()
    page.get_by_role("button", name="End the pause now").click()
    expect(page.get_by_text("The pause is over. Letters come again.")).to_be_visible()


def test_all_of_it_is_reached_by_the_keyboard_and_the_focus_is_seen(visit):
    peer = PeerFactory()
    tell(peer, "One")
    actions.set_preferences(
        peer, rhythm="weekly", weekday=2, hour=8, muted=[], causes=[], wards=[], helps=[]
    )
    page = visit(peer)
    link = f"/unsubscribe/{Preference.objects.get().unsubscribe_token(Purpose.DIGEST)}/"
    for address, last in (
        ("/me/notices/", "Mark as read"),
        ("/me/notices/settings/", "Somebody else has a letter of mine"),
        (link, "All that I want to hear"),
    ):
        page.goto(address)
        stops = walk(page, until=last)
        assert all(stop["visible"] and stop["inside"] for stop in stops), address


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_empty_inbox_keeps_nobody_out(visit, dark):
    page = visit(PeerFactory(), dark=dark)
    page.goto("/me/notices/")
    expect(page.get_by_text("Nothing yet, and nothing missed.")).to_be_visible()
    assert Axe().run(page, options=OPTIONS).violations_count == 0
