"""Adding and changing a project: the pin, its ward, the draft, the errors, the photo."""

import io
import re

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from leeds_leaders.moderation.choices import Standing
from projects.models import Draft, Project
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.browser

PASSWORD = "a kettle of warm tea"


@pytest.fixture
def peer(transactional_db):
    """Somebody whose first project was approved long ago: the next is live at once."""
    peer = PeerFactory(name="Pat Peer", email="pat@example.org")
    ProjectFactory(lead=peer, title="The first one", latitude=53.9, longitude=-1.35)
    return peer


@pytest.fixture
def page(visit, peer) -> Page:
    return visit(peer)


def form_of(page: Page, path="/projects/new/") -> Page:
    """The form, with its scripts ready."""
    page.goto(path)
    expect(page.locator("place-picker .map")).to_be_visible()
    page.wait_for_function("window.htmx !== undefined")
    return page


def say_what(page: Page, title="Kettles on Cardigan Road") -> None:
    page.get_by_label("What is it called?").fill(title)
    page.get_by_label("What is it, in a sentence or two?").fill("Tea for whoever passes by.")


def send(page: Page) -> None:
    page.get_by_role("button", name="Put it on the map").click()


def saved(page: Page, title="Kettles on Cardigan Road") -> Project:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return Project.objects.select_related("ward").get(title=title)


def pin(page: Page) -> Locator:
    return page.locator("place-picker .pin-wrap")


def ward_of(page: Page) -> str:
    return page.locator("#id_ward option:checked").inner_text()


def place_of(page: Page) -> tuple[float, float]:
    return tuple(float(page.locator(f"#id_{name}").input_value()) for name in ("lat", "lon"))


# The pin --------------------------------------------------------------------------------------


def test_a_click_on_the_map_puts_the_pin_and_proposes_the_ward(page):
    form_of(page)
    say_what(page)
    page.locator("place-picker .map").click(position={"x": 300, "y": 200})
    expect(pin(page)).to_be_visible()
    expect(page.locator("#id_ward")).not_to_have_value("")
    expect(page.get_by_text("This looks like")).to_contain_text(ward_of(page))
    latitude, longitude = place_of(page)
    send(page)
    project = saved(page)
    assert (project.latitude, project.longitude) == (latitude, longitude)
    assert project.ward.name == ward_of_project(page)


def ward_of_project(page: Page) -> str:
    return page.locator(".facts-list a[href^='/wards/']").inner_text()


def test_the_pin_can_be_dragged(page):
    form_of(page)
    page.locator("place-picker .map").click(position={"x": 200, "y": 200})
    expect(pin(page)).to_be_visible()
    before = place_of(page)
    box = pin(page).bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] - 40, steps=5)
    with page.expect_response(re.compile("ward.json")):
        page.mouse.up()
    after = place_of(page)
    assert after[0] > before[0]  # further north
    assert after[1] > before[1]  # further east


def test_arrow_keys_move_the_pin_and_the_ward_follows(page):
    form_of(page)
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(page.locator("#id_ward")).not_to_have_value("")
    latitude, longitude = place_of(page)
    pin(page).focus()
    with page.expect_response(re.compile("ward.json")):
        for _step in range(10):
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowLeft")
    north, west = place_of(page)
    assert north > latitude
    assert west < longitude
    expect(pin(page)).to_be_focused()


def test_the_pin_can_be_taken_away_again(page):
    form_of(page)
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(pin(page)).to_be_visible()
    page.get_by_role("button", name="Take the pin away").click()
    expect(pin(page)).to_have_count(0)
    assert page.locator("#id_lat").input_value() == ""
    say_what(page)
    send(page)
    assert saved(page).latitude is None


@pytest.mark.parametrize(
    ("typed", "answer", "ward"),
    [
        ("headingley", "Headingley & Hyde Park ward", "Headingley & Hyde Park"),
        ("Harehills", "Harehills", "Gipton & Harehills"),
        ("LS6", "LS6", None),
        ("ls6 3ab", "LS6", None),
    ],
)
def test_a_place_is_found_by_ward_area_or_postcode(page, typed, answer, ward):
    form_of(page)
    page.get_by_label("Find a place: ward, area or postcode").fill(typed)
    page.keyboard.press("Enter")
    page.locator("place-picker [role=status]").get_by_text(answer, exact=True).click()
    expect(pin(page)).to_be_visible()
    if ward:
        expect(page.locator("#id_ward option:checked")).to_have_text(ward)
    else:
        expect(page.locator("#id_ward")).not_to_have_value("")
    assert page.url.endswith("/projects/new/")


def test_a_place_that_nobody_knows_says_what_to_do(page):
    form_of(page)
    page.get_by_label("Find a place: ward, area or postcode").fill("zzzzzzzz")
    page.locator("place-picker").get_by_role("button", name="Find").click()
    expect(page.get_by_text("No place of that name is known")).to_be_visible()


@pytest.mark.parametrize("precision", ["street", "ward"])
def test_only_the_lead_keeps_the_exact_spot(page, visit, precision):
    form_of(page)
    say_what(page)
    page.get_by_label("Find a place: ward, area or postcode").fill("Harehills")
    page.keyboard.press("Enter")
    page.locator("place-picker [role=status]").get_by_text("Harehills", exact=True).click()
    expect(page.locator("#id_ward")).not_to_have_value("")
    pin(page).focus()
    with page.expect_response(re.compile("ward.json")):
        page.keyboard.press("ArrowRight")
    exact = place_of(page)
    page.locator(f"#id_precision [value={precision}]").check()
    send(page)
    project = saved(page)
    assert (project.latitude, project.longitude) != exact
    private = project.private_place
    assert (private.latitude, private.longitude) == exact

    stranger = visit()
    stranger.goto(project.get_absolute_url())
    expect(stranger.get_by_text("The spot on the map is a rough one.")).to_be_visible()
    points = stranger.request.get(
        "/projects/points.json?bbox=-1.9,53.6,-1.2,54.0&zoom=16&q=kettles"
    ).text()
    for place in (stranger.content(), points):
        assert "Kettles" in place
        for degree in exact:
            assert f"{degree:.6f}" not in place
            assert f"{degree:.5f}" not in place

    form_of(page, f"{project.get_absolute_url()}edit/")
    assert place_of(page) == exact


def test_projects_near_by_and_of_a_like_name_are_shown_while_adding(page):
    ProjectFactory(title="Kettles on Cardigan Lane", latitude=53.9, longitude=-1.36)
    ProjectFactory(title="Something else altogether", latitude=53.8107, longitude=-1.5202)
    form_of(page)
    page.get_by_label("What is it called?").press_sequentially("Kettles on Cardigan Road")
    alike = page.locator("#alike")
    expect(alike.get_by_role("link", name="Kettles on Cardigan Lane")).to_be_visible()
    expect(alike).to_contain_text("of a like name")
    page.evaluate(
        """() => {
          const picker = document.querySelector("place-picker");
          picker.map.setView([53.8107, -1.5202], 16);
        }"""
    )
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(alike.get_by_role("link", name="Something else altogether")).to_be_visible()
    expect(alike).to_contain_text("near by")


# Errors ---------------------------------------------------------------------------------------


def test_errors_are_summed_up_and_the_summary_has_the_focus(page, watch):
    watch.expect(422)
    form_of(page)
    page.get_by_label("What is it called?").fill("Kettles on Cardigan Road")
    page.locator("#id_precision [value=ward]").check()
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Please look at this again")
    expect(page).to_have_title(re.compile("Add a project"))
    # What was typed is still there, and every field with an error says so and is tied to it.
    expect(page.get_by_label("What is it called?")).to_have_value("Kettles on Cardigan Road")
    for field in ("summary", "ward"):
        control = page.locator(f"#id_{field}")
        expect(control).to_have_attribute("aria-invalid", "true")
        expect(control).to_have_attribute("aria-describedby", re.compile(f"id_{field}_error"))
        expect(page.locator(f"#id_{field}_error")).to_be_visible()
    summary.get_by_role("link", name="Ward").click()
    expect(page.locator("#id_ward")).to_be_focused()
    page.locator("#id_ward").select_option(label="Armley")
    page.get_by_label("What is it, in a sentence or two?").fill("Tea.")
    send(page)
    assert saved(page).ward.slug == "armley"


def test_a_pin_outside_the_city_is_told_at_once(page):
    form_of(page)
    page.evaluate("document.querySelector('place-picker').map.setView([53.6, -1.9], 12)")
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(page.get_by_text("That is outside the city.")).to_be_visible()


def test_a_double_click_sends_once(page):
    form_of(page)
    say_what(page)
    page.get_by_role("button", name="Put it on the map").dblclick()
    saved(page)
    assert Project.objects.filter(title="Kettles on Cardigan Road").count() == 1


# Drafts ---------------------------------------------------------------------------------------


def test_what_was_typed_outlives_the_session(visit, watch, settings):
    peer = PeerFactory(name="Pat Peer", email="pat@example.org")
    peer.set_password(PASSWORD)
    peer.save()
    peer.emailaddress_set.create(email=peer.email, verified=True, primary=True)
    page = visit(peer)
    form_of(page)
    say_what(page)
    page.get_by_label("Community growing").check()
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(pin(page)).to_be_visible()
    expect(page.get_by_text("Draft kept")).to_be_visible()
    place = place_of(page)

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto("/projects/new/")
    page.get_by_label("E-mail address").fill(peer.email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This is what you wrote by")).to_be_visible()
    expect(page.get_by_label("What is it called?")).to_have_value("Kettles on Cardigan Road")
    expect(page.get_by_label("Community growing")).to_be_checked()
    expect(pin(page)).to_be_visible()
    assert place_of(page) == place

    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_label("What is it called?")).to_have_value("")
    assert not Draft.objects.exists()


def test_a_session_that_ended_while_writing_is_said_and_nothing_is_lost(page, peer, watch):
    form_of(page)
    say_what(page, "Half a thought")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("What is it called?").fill("Half a thought and more")
    expect(page.get_by_text("The draft could not be kept")).to_be_visible()
    expect(page.get_by_label("What is it called?")).to_have_value("Half a thought and more")
    expect(page.locator("#alike")).to_be_empty()  # and not the page to sign in
    assert Draft.objects.get(peer=peer).fields["title"] == ["Half a thought"]


def test_what_was_sent_at_once_outlives_an_expired_sign_in(page, peer):
    form_of(page)
    say_what(page)
    page.get_by_label("Community growing").check()
    cookies = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send(page)
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto("/projects/new/")
    expect(page.get_by_text("This is what you wrote by")).to_be_visible()
    expect(page.get_by_label("What is it called?")).to_have_value("Kettles on Cardigan Road")
    expect(page.get_by_label("Community growing")).to_be_checked()
    send(page)
    saved(page)
    page.wait_for_function("localStorage.length === 0")
    form_of(page)
    expect(page.get_by_label("What is it called?")).to_have_value("")
    assert not Draft.objects.filter(peer=peer).exists()


def test_a_sent_project_leaves_no_draft_behind(page, peer):
    form_of(page)
    say_what(page)
    expect(page.get_by_text("Draft kept")).to_be_visible()
    send(page)
    saved(page)
    page.goto("/projects/new/")
    expect(page.get_by_label("What is it called?")).to_have_value("")
    assert not Draft.objects.filter(peer=peer).exists()


# Afterwards -----------------------------------------------------------------------------------


def test_a_project_is_changed_and_moved_on(page, peer):
    project = ProjectFactory(lead=peer, title="Bean poles", slug="bean-poles")
    page.goto("/projects/bean-poles/")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What is it called?").fill("Bean poles and peas")
    page.get_by_label("How far is it?").select_option(label="Sustained")
    page.get_by_label("A place to meet").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bean poles and peas")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("link", name="A place to meet")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Sustained")
    project.refresh_from_db()
    assert project.revision == 2


def test_two_people_who_change_at_once_do_not_overwrite_each_other(page, peer, visit, watch):
    watch.expect(422)
    ProjectFactory(lead=peer, title="Bean poles", slug="bean-poles")
    other = visit(peer)
    for one in (page, other):
        form_of(one, "/projects/bean-poles/edit/")
    page.get_by_label("What is it called?").fill("Bean poles and peas")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    other.get_by_label("What is it called?").fill("Bean poles and pumpkins")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Somebody else saved this project")).to_be_visible()
    expect(other.get_by_label("What is it called?")).to_have_value("Bean poles and pumpkins")


def test_a_project_is_taken_off_the_map_and_brought_back(page, peer, visit, watch):
    project = ProjectFactory(lead=peer, title="Bean poles", slug="bean-poles")
    page.goto("/projects/bean-poles/")
    page.get_by_text("Take it off the map").first.click()
    page.get_by_role("button", name="Take it off the map").click()
    expect(page.get_by_text("You can bring it back from this page.")).to_be_visible()
    project.refresh_from_db()
    assert project.standing == Standing.WITHDRAWN
    watch.expect(404)
    stranger = visit()
    assert stranger.goto("/projects/bean-poles/").status == 404
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("Brought back.")).to_be_visible()
    assert stranger.goto("/projects/bean-poles/").status == 200


def test_a_photo_needs_words_and_is_shown_with_them(page, peer, watch):
    watch.expect(422)
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "#1d428a").save(file, "JPEG")
    photo = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    form_of(page)
    say_what(page)
    page.get_by_label("A photo").set_input_files([photo])
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Say what the photo shows.")
    page.get_by_label("A photo").set_input_files([photo])
    page.get_by_label("What does the photo show?").fill("A blue kettle on a wall")
    send(page)
    saved(page)
    image = page.get_by_role("img", name="A blue kettle on a wall")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
