"""On paper: ink on white, whatever the screen was, and nothing that only a finger can use."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def _django_db_helper(full_city) -> None:
    """These tests only look: nothing is emptied between them."""


LIGHTNESS = """(one) => {
  const [red, green, blue] = getComputedStyle(one).COLOUR.match(/[\\d.]+/g).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/forums/full/", "/projects/full/"])
def test_a_page_prints_as_ink_on_white(visit, path, dark):
    page = visit(dark=dark)
    page.goto(path)
    page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    for part in ("body", ".sheet", ".tag, .card"):
        paper = LIGHTNESS.replace("COLOUR", "backgroundColor")
        assert page.locator(part).first.evaluate(paper) > 0.8, part
    for part in ("h1", "main p", "dt"):
        ink = LIGHTNESS.replace("COLOUR", "color")
        assert page.locator(part).first.evaluate(ink) < 0.4, part


def test_a_sheet_is_one_sheet_however_long_the_story(visit):
    page = visit()
    page.goto("/projects/full/print/")
    page.locator(".print-story").evaluate(
        "story => { story.innerHTML = story.innerHTML.repeat(30) }"
    )
    margins = dict.fromkeys(("top", "right", "bottom", "left"), "12.7mm")
    paper = page.pdf(format="A4", margin=margins)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="A code that leads")).to_be_visible()
