"""Finding an organisation while typing its name: by keyboard, by mouse, and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from peers.models import Organisation, Role
from tests.factories import OrganisationFactory, PeerFactory

pytestmark = pytest.mark.browser
ADD = "/me/organisations/add/"


@pytest.fixture
def bells(transactional_db) -> list[Organisation]:
    return [OrganisationFactory(name=f"Armley {thing}") for thing in ("Bell", "Library", "Mills")]


@pytest.fixture
def me(transactional_db):
    return PeerFactory()


@pytest.fixture
def page(visit, me, bells) -> Page:
    page = visit(me)
    page.goto(ADD)
    return page


def field(page: Page):
    return page.get_by_role("combobox", name="Where?")


def options(page: Page):
    return page.get_by_role("option")


def test_a_name_is_chosen_by_the_keyboard_alone(page, bells):
    box = field(page)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("armley")
    expect(options(page)).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="3 organisations.")).to_be_attached()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.get_by_role("option", selected=True)
    expect(active).to_contain_text("Armley Library")
    expect(box).to_have_attribute("aria-activedescendant", active.get_attribute("id"))
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_have_value("Armley Library")
    expect(options(page)).to_have_count(0)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Armley Library")).to_be_visible()
    assert Role.objects.get().organisation == bells[1]


def test_up_and_down_go_round_and_escape_closes_and_keeps_what_was_typed(page):
    box = field(page)
    box.press_sequentially("armley")
    expect(options(page)).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Armley Mills")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Armley Bell")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box).to_have_value("armley")
    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(3)
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)


def test_a_name_is_chosen_by_a_click(page, bells):
    field(page).press_sequentially("mill")
    options(page).first.click()
    expect(field(page)).to_have_value("Armley Mills")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Armley Mills")).to_be_visible()


def test_what_is_typed_on_after_choosing_is_another_name(page):
    field(page).press_sequentially("armley b")
    expect(options(page)).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    field(page).press_sequentially(" and Laundry")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("group", name="Is it one of these?")).to_be_visible()
    assert not Role.objects.exists()


def test_an_unknown_name_is_said_to_be_new(page):
    field(page).press_sequentially("zzzz")
    words = "None of that name yet: you can add it."
    expect(page.get_by_role("status").filter(has_text=words)).to_be_attached()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("group", name="It is new here")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="zzzz")).to_be_visible()
    assert Organisation.objects.get(name="zzzz").standing == "held"


def test_a_name_that_is_markup_stays_text(page):
    OrganisationFactory(name="<img src=x onerror=alert(1)> Bell")
    field(page).press_sequentially("img src")
    expect(options(page)).to_have_text("<img src=x onerror=alert(1)> Bell Community group")
    expect(page.locator("[role=option] img")).to_have_count(0)


def test_the_form_asks_in_a_second_step_without_javascript(visit, me, bells):
    page = visit(me, javascript=False)
    page.goto(ADD)
    page.get_by_label("Where?").fill("Armley Bells")
    page.get_by_label("What do I do there?").fill("Ringer")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Armley Bell", exact=False).first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Armley Bell")).to_be_visible()
    role = Role.objects.get()
    assert (role.organisation, role.title) == (bells[0], "Ringer")
