"""On a cheap phone, and at 400 % zoom: nothing to the side, nothing cut off, room for a thumb."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGE_TYPES, PageType

pytestmark = pytest.mark.browser


@pytest.fixture
def _django_db_helper(full_city) -> None:
    """These tests only look: nothing is emptied between them."""


# 320 pixels is a small phone, and what 1280 pixels are at 400 % (WCAG 1.4.10).
WIDTH, HEIGHT = 320, 256

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => !one.closest(".leaflet-container, .table-wrap, pre, .unseen"))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
# Targets below 24 pixels a side, but for links within a sentence, which may be as low as its line.
TOO_SMALL = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => one.matches("button")
    || !one.closest("p, li, dd, td, th, label, .unseen, .skip, .leaflet-control-attribution"))
  .filter((one) => !one.matches("a") || getComputedStyle(one).display !== "inline")
  .filter((one) => {
    const box = (one.closest("label") ?? one).getBoundingClientRect();
    return box.width > 0 && (box.width < 24 || box.height < 24);
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
# Text that its own box cuts off, unless it says so with an ellipsis.
CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.textContent.trim())
  .filter((one) => !one.closest(
    ".leaflet-container, .unseen, svg, select, textarea, pre, .table-wrap"))
  .filter((one) => {
    const style = getComputedStyle(one);
    if (style.overflowX === "visible" && style.overflowY === "visible") return false;
    if (style.webkitLineClamp !== "none") return false;
    return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("page_type", PAGE_TYPES, ids=lambda page_type: page_type.name)
def test_a_page_fits_320_pixels(visit, full_city, watch, page_type: PageType):
    watch.expect(page_type.status)
    page = visit(full_city.lead if page_type.as_lead else None, width=WIDTH, height=HEIGHT)
    page_type.open(page)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate(CUT_OFF) == []


def test_a_title_without_a_space_breaks(visit, watch):
    page = visit(width=WIDTH, height=HEIGHT)
    page.goto("/projects/long/")
    assert page.evaluate(TOO_WIDE) == []
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_story_in_urdu_reads_from_the_right(visit):
    page = visit(width=WIDTH, height=HEIGHT)
    page.goto("/projects/full/")
    story = page.get_by_role("region", name="The story")
    direction = "one => getComputedStyle(one).direction"
    assert story.evaluate(direction) == "ltr"
    story.evaluate("story => { story.innerHTML = '<ul><li>پھلیاں</li></ul>' }")
    assert story.locator("li").evaluate(direction) == "rtl"


def test_titles_on_cards_read_in_their_own_direction(visit):
    page = visit(width=WIDTH, height=HEIGHT)
    page.goto("/projects/")
    titles = page.locator(".card h3")
    assert titles.first.evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"


def test_a_phone_finds_the_map_below_the_list(visit):
    page = visit(width=375, height=700, has_touch=True, is_mobile=True)
    page.goto("/projects/")
    first, link = page.locator(".find-list li").first, page.get_by_role("link", name="To the map")
    assert first.bounding_box()["y"] < page.locator("project-map").bounding_box()["y"]
    link.tap()
    expect(page.locator("project-map .map")).to_be_in_viewport(ratio=0.5)


def test_a_wide_screen_shows_list_and_map_side_by_side(visit):
    page = visit(width=900)
    page.goto("/projects/")
    expect(page.locator("project-map .map")).to_be_in_viewport()
    expect(page.locator(".find-list li").first).to_be_in_viewport()
    expect(page.get_by_role("link", name="To the map")).to_be_hidden()


def test_twice_the_text_size_still_fits(visit):
    page = visit(width=640)
    for path in ("/", "/projects/", "/projects/full/"):
        page.goto(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '225%')")
        assert page.evaluate(TOO_WIDE) == []
