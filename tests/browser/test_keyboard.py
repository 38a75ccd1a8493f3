"""Everything by the keyboard alone, with a focus that is always seen and never lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from leeds_leaders.geography.models import Ward
from projects.models import Project
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.browser

MOST_STOPS = 150
# What has the focus, and whether one can see that it has: an outline, or a stroke round a hexagon.
FOCUS = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const shape = one.querySelector?.(":scope > polygon");
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const stroke = shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 4;
  const box = one.getBoundingClientRect();
  return {
    tag: one.tagName.toLowerCase(),
    name: one.getAttribute("aria-label") || one.labels?.[0]?.textContent.trim()
      || one.textContent.trim().slice(0, 60),
    visible: Boolean(ring || stroke) && box.width > 1 && box.height > 1,
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""


def walk(page: Page, *, until: str = "", most: int = MOST_STOPS) -> list[dict]:
    """Press Tab until something with this name has the focus, or until the page is through."""
    stops = []
    for _press in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["tag"] == "body" or (stops and stop == stops[0]):
            break
        stops.append(stop)
        if until and re.search(until, stop["name"]):
            return stops
    assert not until, f"{until} was not reached: {[stop['name'] for stop in stops]}"
    return stops


@pytest.fixture
def three(transactional_db):
    return [
        ProjectFactory(title="Bean poles", latitude=53.75, longitude=-1.7),
        ProjectFactory(
            title="Choir of all voices",
            ward=Ward.objects.get(slug="roundhay"),
            latitude=53.85,
            longitude=-1.45,
        ),
        ProjectFactory(title="Repair café", latitude=53.82, longitude=-1.6),
    ]


def test_the_first_stop_skips_to_the_content(page, three):
    page.goto("/projects/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == "Add a project"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/projects/", "/projects/bean/", "/projects/new/", "/wards/"]
)
def test_every_stop_can_be_seen(visit, three, path, dark):
    peer = PeerFactory()
    ProjectFactory(lead=peer, title="Bean", slug="bean")
    page = visit(peer, dark=dark)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    stops = walk(page)
    assert len(stops) > 8
    assert [stop for stop in stops if not (stop["visible"] and stop["inside"])] == []


def test_choosing_with_keys_filters_and_keeps_the_focus(page, three):
    page.goto("/projects/")
    page.wait_for_load_state("networkidle")
    walk(page, until="^Ward$")
    page.keyboard.press("R")  # Roundhay
    expect(page.locator(".find-count")).to_have_text("1 project")
    expect(page.locator("#f-ward")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator(".find-count")).to_have_text("3 projects")
    expect(page.locator("#f-ward")).to_be_focused()


def test_typing_on_while_the_list_changes_loses_neither_text_nor_caret(page, three):
    page.goto("/projects/")
    page.wait_for_load_state("networkidle")
    walk(page, until="What or where")
    page.keyboard.type("cho")
    expect(page.locator(".find-count")).to_have_text("1 project")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    expect(page.locator(".find-count")).to_have_text("No project found")
    box = page.locator("#q")
    expect(box).to_be_focused()
    expect(box).to_have_value("chxo")
    assert box.evaluate("box => box.selectionStart") == 3
    page.keyboard.press("Backspace")
    expect(page.locator(".find-count")).to_have_text("1 project")
    assert box.evaluate("box => box.selectionStart") == 2


def test_a_pin_is_opened_by_enter_and_leads_to_its_project(page, three):
    page.goto("/projects/")
    page.wait_for_load_state("networkidle")
    walk(page, until="^Choir of all voices$")  # its card
    page.keyboard.press("Shift+Tab")
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.pin-wrap[aria-label^=Choir]')"):
            break
    expect(page.locator(".pin-wrap[aria-label^=Choir]")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup").get_by_role("link", name="Choir of all voices")
    expect(link).to_be_visible()
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_have_count(0)
    expect(page.locator(".pin-wrap[aria-label^=Choir]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choir of all voices")


def test_a_cluster_opened_by_enter_leaves_the_focus_on_the_map(page, db):
    for number in range(4):
        ProjectFactory(latitude=53.81 + number / 2_000, longitude=-1.6)
    page.goto("/projects/")
    crowd = page.locator(".pin-wrap:has(.crowd)")
    expect(crowd).to_have_count(1)
    crowd.focus()
    with page.expect_response(re.compile("points.json")):
        page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('project-map').contains(document.activeElement)")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('project-map').contains(document.activeElement)")


def test_a_hexagon_is_chosen_by_enter(page, three):
    page.goto("/projects/")
    page.wait_for_load_state("networkidle")
    page.locator(".hex[aria-label='Roundhay: 1']").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("ward=roundhay"))


def test_a_project_is_added_without_touching_the_mouse(visit, db):
    page = visit(PeerFactory())
    page.goto("/projects/new/")
    page.wait_for_load_state("networkidle")
    walk(page, until="What is it called")
    page.keyboard.type("Bean poles")
    walk(page, until="in a sentence or two", most=3)
    page.keyboard.type("Beans, and company.")
    walk(page, until="^Community growing$")
    page.keyboard.press("Space")
    walk(page, until="Find a place")
    page.keyboard.type("Harehills")
    page.keyboard.press("Enter")
    answer = page.locator("place-picker [role=status]").get_by_text("Harehills", exact=True)
    expect(answer).to_be_visible()
    walk(page, until="^Harehills$", most=3)
    page.keyboard.press("Enter")
    expect(page.locator("#id_ward option:checked")).to_have_text("Gipton & Harehills")
    walk(page, until="^The pin$")
    before = page.locator("#id_lat").input_value()
    with page.expect_response(re.compile("ward.json")):
        page.keyboard.press("ArrowDown")
    assert page.locator("#id_lat").input_value() < before
    walk(page, until="exact spot")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_precision [value=street]")).to_be_checked()
    walk(page, until="^Put it on the map$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bean poles")
    project = Project.objects.get()
    assert project.precision == "street"
    assert project.private_place.latitude == pytest.approx(project.latitude, abs=0.0006)
