"""Finding projects: by words, by filters, by hexagon, on the map, near a place."""

import re
import time
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.geography.models import Ward
from projects.choices import Stage
from projects.models import Project
from tests.factories import ProjectFactory, scatter

pytestmark = pytest.mark.browser


def ward(slug: str) -> Ward:
    return Ward.objects.get(slug=slug)


@pytest.fixture
def few(transactional_db) -> list[Project]:
    """Three projects that differ in everything one can filter by."""
    return [
        ProjectFactory(title="Bean poles behind the library", latitude=53.75, longitude=-1.7),
        ProjectFactory(
            title="Roundhay choir of all voices",
            ward=ward("roundhay"),
            causes=["arts-and-culture"],
            needs=["a-place-to-meet"],
            stage=Stage.IDEA,
            latitude=53.838,
            longitude=-1.497,
        ),
        ProjectFactory(
            title="Repair café in Headingley",
            ward=ward("headingley-hyde-park"),
            causes=["repair-and-reuse"],
            needs=["equipment-and-tools"],
            stage=Stage.SUSTAINED,
            latitude=53.819,
            longitude=-1.6,
        ),
    ]


def results(page: Page):
    return page.locator(".find-list .card h3")


def count(page: Page):
    return page.locator(".find-count")


def settled(page: Page) -> Page:
    """The list, with its scripts ready for what comes."""
    expect(page.locator("project-map .map")).to_be_visible()
    page.wait_for_function("window.htmx !== undefined")
    return page


# Words ----------------------------------------------------------------------------------------


def test_words_swap_list_and_count_and_the_address_bar_is_the_state(page, few):
    page.goto("/projects/")
    settled(page)
    expect(count(page)).to_have_text("3 projects")
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox", name="What or where?").fill("choir")
    expect(count(page)).to_have_text("1 project")
    expect(results(page)).to_have_text(["Roundhay choir of all voices"])
    expect(page).to_have_url(re.compile(r"/projects/\?.*q=choir"))
    assert page.evaluate("window.stayed"), "the page was loaded anew"

    page.go_back()
    expect(count(page)).to_have_text("3 projects")
    expect(page).to_have_url(re.compile(r"/projects/$"))
    expect(page.get_by_role("searchbox", name="What or where?")).to_have_value("")
    page.wait_for_load_state("networkidle")  # the page before it may still be on its way
    page.go_forward()
    expect(count(page)).to_have_text("1 project")
    expect(page.get_by_role("searchbox", name="What or where?")).to_have_value("choir")


def test_an_address_that_was_passed_on_shows_the_same(page, few):
    page.goto("/projects/?q=choir&ward=roundhay")
    expect(results(page)).to_have_text(["Roundhay choir of all voices"])
    expect(page.get_by_label("Ward", exact=True)).to_have_value("roundhay")
    expect(page.get_by_role("searchbox", name="What or where?")).to_have_value("choir")


def test_hedingley_finds_headingley_and_says_that_it_guessed(page, few):
    page.goto("/projects/?q=hedingley")
    expect(page.get_by_text("Nothing has “hedingley” to the letter")).to_be_visible()
    expect(results(page).first).to_have_text("Repair café in Headingley")


def test_nothing_found_says_what_to_do(page, few):
    page.goto("/projects/")
    settled(page)
    page.get_by_role("searchbox", name="What or where?").fill("zzzzzz")
    expect(count(page)).to_have_text("No project found")
    empty = page.locator(".empty")
    expect(empty).to_contain_text("be the one who starts it")
    expect(empty.get_by_role("link", name="Add a project")).to_be_visible()
    page.get_by_role("link", name="Start afresh").click()
    expect(count(page)).to_have_text("3 projects")


def test_what_was_found_is_announced(page, few):
    page.goto("/projects/")
    settled(page)
    page.evaluate(
        """() => {
          window.announced = [];
          new MutationObserver(() => {
            for (const live of document.querySelectorAll("[role=status]"))
              if (/project/.test(live.textContent)) window.announced.push(live.textContent.trim());
          }).observe(document.body, { childList: true, characterData: true, subtree: true });
          window.region = document.querySelector("[role=status]");
        }"""
    )
    page.get_by_role("searchbox", name="What or where?").fill("choir")
    expect(count(page)).to_have_text("1 project")
    page.wait_for_function("window.announced.some((words) => words.startsWith('1 project'))")
    # A live region only speaks when it was there before its words changed.
    assert page.evaluate("window.region.isConnected"), "the region itself was swapped away"


# Filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Cause", "Ward", "Asks for", "Stage"])
def test_the_count_beside_each_choice_is_what_it_finds(page, label, db):
    scatter(60)
    page.goto("/projects/")
    settled(page)
    select = page.get_by_label(label, exact=True)
    options = select.locator("option").all_text_contents()[1:]
    assert len(options) > 3
    for option in options[:3]:
        expected = int(re.search(r"\((\d+)\)$", option)[1])
        with page.expect_response(re.compile(r"/projects/\?")):
            select.select_option(label=option)
        expect(count(page)).to_have_text(
            re.compile(rf"^\s*{expected} projects?\b"), use_inner_text=True
        )


def test_filters_add_up_and_are_taken_away_one_by_one(page, few):
    page.goto("/projects/")
    settled(page)
    page.get_by_label("Stage").select_option(label="Idea (1)")
    expect(results(page)).to_have_text(["Roundhay choir of all voices"])
    page.get_by_label("Cause").select_option("arts-and-culture")
    expect(page).to_have_url(re.compile(r"cause=arts-and-culture"))
    expect(page).to_have_url(re.compile(r"stage=idea"))
    page.get_by_role("link", name=re.compile("Idea .*take this away")).click()
    expect(page).not_to_have_url(re.compile(r"stage=idea"))
    expect(page).to_have_url(re.compile(r"cause=arts-and-culture"))


def test_a_hexagon_chooses_its_ward_and_keeps_the_rest(page, few):
    page.goto("/projects/?stage=idea")
    page.get_by_role("link", name="Roundhay: 1").click()
    expect(page).to_have_url(re.compile(r"stage=idea&ward=roundhay"))
    expect(results(page)).to_have_text(["Roundhay choir of all voices"])
    expect(page.get_by_role("link", name="Roundhay: 1")).to_have_attribute("aria-current", "true")


def test_the_hexagons_follow_what_is_being_looked_for(page, few):
    page.goto("/projects/")
    settled(page)
    expect(page.get_by_role("link", name="Armley: 1")).to_be_attached()
    page.get_by_role("searchbox", name="What or where?").fill("choir")
    expect(count(page)).to_have_text("1 project")
    expect(page.get_by_role("link", name="Armley: 0")).to_be_attached()
    hexagon = page.get_by_role("link", name="Roundhay: 1")
    expect(hexagon).to_have_attribute("href", re.compile("q=choir.*ward=roundhay"))


def test_pages_lead_through_everything_once(page, db):
    scatter(50, standing="live")
    page.goto("/projects/")
    expect(count(page)).to_contain_text("50 projects")
    seen = []
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Page {number} of 3")).to_be_visible()
        seen += results(page).all_text_contents()
        if number < 3:
            page.get_by_role("link", name="Next").click()
    assert len(seen) == len(set(seen)) == 50
    assert len(results(page).all()) == 50 - 2 * PAGE_SIZE
    page.get_by_role("link", name="Before").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()


# The map --------------------------------------------------------------------------------------


def pins(page: Page):
    return page.locator(".pin-wrap:has(.pin)")


def crowds(page: Page):
    return page.locator(".pin-wrap:has(.crowd)")


LONG = 20  # seconds


def open_crowds(page: Page, alone: int):
    """Click what is clustered until `alone` pins stand alone.

    A crowd may fall apart while we reach for it: the map draws itself anew as points arrive, and
    what is clicked in the meantime leads nowhere.
    """
    until = time.monotonic() + LONG
    while pins(page).count() != alone and time.monotonic() < until:
        with suppress(PlaywrightTimeout):
            crowds(page).first.click(timeout=1000)
        page.wait_for_timeout(250)
    expect(pins(page)).to_have_count(alone)


def test_a_cluster_opens_into_pins_and_a_pin_leads_to_its_project(page, db):
    for number in range(4):
        ProjectFactory(title=f"Neighbour {number}", latitude=53.81 + number / 2_000, longitude=-1.6)
    page.goto("/projects/")
    expect(crowds(page)).to_have_count(1)
    expect(crowds(page)).to_have_text("4")
    open_crowds(page, 4)
    page.locator('.pin-wrap[aria-label="Neighbour 2"]').click()
    link = page.locator(".leaflet-popup").get_by_role("link", name="Neighbour 2")
    expect(link).to_be_visible()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Neighbour 2")


def test_projects_on_one_spot_can_each_be_reached(page, db):
    for number in range(3):
        ProjectFactory(title=f"Same roof {number}", latitude=53.8001, longitude=-1.55)
    page.goto("/projects/?near=53.8001,-1.55")
    open_crowds(page, 3)
    page.locator('.pin-wrap[aria-label="Same roof 1"]').click()
    expect(page.locator(".leaflet-popup").get_by_role("link")).to_have_text("Same roof 1")


def test_the_map_follows_the_list(page, few):
    page.goto("/projects/")
    settled(page)
    expect(pins(page)).to_have_count(3)
    page.get_by_role("searchbox", name="What or where?").fill("choir")
    expect(pins(page)).to_have_count(1)
    expect(pins(page)).to_have_attribute("aria-label", "Roundhay choir of all voices")
    page.go_back()
    expect(pins(page)).to_have_count(3)


def test_without_tiles_the_map_shows_the_wards_and_says_so(visit, few):
    page = visit(tiles=False)
    page.goto("/projects/")
    expect(page.get_by_text("The map pictures cannot be fetched just now")).to_be_visible()
    expect(page.locator(".ward-label")).to_have_count(Ward.objects.count())
    expect(pins(page)).to_have_count(3)
    paper = page.evaluate("getComputedStyle(document.querySelector('.map')).backgroundColor")
    assert paper != "rgb(221, 221, 221)", "the map library's grey void"


# Places ---------------------------------------------------------------------------------------


def test_a_place_by_its_name_puts_the_nearest_first(page, few):
    page.goto("/projects/")
    page.get_by_role("link", name="Near a place").click()
    page.locator("main").get_by_role("searchbox").or_(
        page.locator("main").get_by_role("textbox")
    ).fill("Roundhay")
    page.get_by_role("button", name="Find the place").click()
    page.get_by_role("link", name="Roundhay", exact=True).click()
    expect(page).to_have_url(re.compile(r"near=53\.\d+"))
    expect(results(page).first).to_have_text("Roundhay choir of all voices")
    page.get_by_role("link", name="Near one place").click()
    expect(page).not_to_have_url(re.compile("near="))


def test_what_else_is_near_by_is_sorted_by_distance(page, few):
    page.goto(few[2].get_absolute_url())
    page.get_by_role("link", name="What else is near by?").click()
    expect(results(page)).to_have_text(
        [
            "Repair café in Headingley",
            "Roundhay choir of all voices",
            "Bean poles behind the library",
        ]
    )


def test_words_typed_keep_the_place(page, few):
    page.goto("/projects/?near=53.838,-1.497")
    settled(page)
    page.get_by_role("searchbox", name="What or where?").fill("choir")
    expect(count(page)).to_have_text("1 project")
    expect(page).to_have_url(re.compile("near="))


def test_a_popup_at_the_edge_stays_open_when_the_map_makes_room_for_it(page, db):
    ProjectFactory(title="Right at the edge", latitude=53.87, longitude=-1.55)
    page.goto("/projects/")
    expect(pins(page)).to_have_count(1)
    page.evaluate("document.querySelector('project-map').map.setView([53.8264, -1.55], 12)")
    expect(pins(page)).to_have_count(1)
    with page.expect_response(re.compile("points.json")):  # the map moved
        pins(page).focus()
        page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    link = page.locator(".leaflet-popup").get_by_role("link", name="Right at the edge")
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()
