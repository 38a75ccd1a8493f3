"""The same journeys with scripts turned off."""

import re

import pytest
from playwright.sync_api import expect

from leeds_leaders.geography.models import Ward
from projects.models import Draft, Project
from tests.factories import PeerFactory, ProjectFactory, SessionFactory, scatter

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(visit):
    """Open a browser that runs no script."""
    return lambda peer=None, **options: visit(peer, javascript=False, **options)


def test_projects_are_found_by_words_and_filters(plain):
    ProjectFactory(title="Bean poles")
    ProjectFactory(title="Choir of all voices", ward=Ward.objects.get(slug="roundhay"))
    page = plain()
    page.goto("/")
    page.get_by_role("searchbox").fill("choir")
    page.get_by_role("button", name="Find projects").click()
    expect(page.locator(".find-count")).to_have_text("1 project")
    expect(page.locator(".find-list h3")).to_have_text(["Choir of all voices"])

    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".find-count")).to_have_text("2 projects")
    page.get_by_label("Ward", exact=True).select_option(label="Armley (1)")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".find-list h3")).to_have_text(["Bean poles"])
    expect(page).to_have_url(re.compile("ward=armley"))


def test_a_hexagon_chooses_its_ward(plain):
    ProjectFactory(title="Bean poles")
    ProjectFactory(title="Choir of all voices", ward=Ward.objects.get(slug="roundhay"))
    page = plain()
    page.goto("/projects/")
    note = page.locator("noscript p")
    expect(note).to_be_visible()
    expect(note).to_contain_text("The moving map needs JavaScript.")
    page.get_by_role("link", name="Roundhay: 1").click()
    expect(page.locator(".find-list h3")).to_have_text(["Choir of all voices"])


def test_pages_and_choices_are_links(plain):
    scatter(50, standing="live", stage="idea")
    page = plain()
    page.goto("/projects/?stage=idea")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Idea")).click()
    expect(page).to_have_url(re.compile(r"/projects/\?$|/projects/$"))


def test_a_place_is_found_by_its_name(plain):
    ProjectFactory(title="Bean poles")
    page = plain()
    page.goto("/projects/")
    page.get_by_role("link", name="Near a place").click()
    page.locator("main input[name=q]").fill("Armley")
    page.get_by_role("button", name="Find the place").click()
    page.get_by_role("link", name="Armley", exact=True).click()
    expect(page.locator(".find-list h3")).to_have_text(["Bean poles"])


def test_a_project_is_added_with_its_ward_alone(plain):
    page = plain(PeerFactory())
    page.goto("/projects/new/")
    expect(page.locator("noscript p")).to_contain_text("choose the ward below")
    page.get_by_label("What is it called?").fill("Bean poles")
    page.get_by_label("What is it, in a sentence or two?").fill("Beans, and company.")
    page.locator("#id_ward").select_option(label="Armley")
    page.get_by_label("Only the ward").check()
    page.get_by_role("button", name="Put it on the map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bean poles")
    project = Project.objects.select_related("ward").get()
    assert project.ward.slug == "armley"
    assert (project.latitude, project.longitude) == (project.ward.latitude, project.ward.longitude)


def test_errors_are_summed_up_with_links_to_the_fields(plain, watch):
    watch.expect(422)
    page = plain(PeerFactory())
    page.goto("/projects/new/")
    page.get_by_role("button", name="Put it on the map").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("What is it called?")
    summary.get_by_role("link", name="What is it called?").click()
    expect(page).to_have_url(re.compile("#id_title$"))


def test_a_draft_is_kept_by_its_button(plain):
    peer = PeerFactory()
    page = plain(peer)
    page.goto("/projects/new/")
    page.get_by_label("What is it called?").fill("Bean poles")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Kept as a draft. Nobody else sees it.")).to_be_visible()
    expect(page.get_by_label("What is it called?")).to_have_value("Bean poles")
    assert Draft.objects.get(peer=peer).fields["title"] == ["Bean poles"]
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_label("What is it called?")).to_have_value("")


def test_a_project_is_withdrawn_and_brought_back(plain):
    peer = PeerFactory()
    project, _known = ProjectFactory(lead=peer), ProjectFactory(lead=peer)
    page = plain(peer)
    page.goto(project.get_absolute_url())
    page.locator("summary", has_text="Take it off the map").click()
    page.get_by_role("button", name="Take it off the map").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("Brought back.")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "What people start in Leeds"),
        ("/wards/", "ward by ward"),
        ("/wards/armley/", "Armley"),
        ("/causes/", "What people here care about"),
        ("/causes/community-growing/", "Community growing"),
        ("/forums/", "Breakfast number"),
        ("/about/", "About Leaders for Leeds"),
    ],
)
def test_every_page_is_whole(plain, path, words):
    ProjectFactory()
    SessionFactory()
    page = plain()
    page.goto(path)
    expect(page.locator("main")).to_contain_text(words)
