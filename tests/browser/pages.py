"""Every type of page, filled as full as life fills it, for what must hold on all of them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.models import Project, StageMove
from tests.factories import PeerFactory, ProjectFactory, SessionFactory, scatter

LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 3


@dataclass(frozen=True)
class PageType:
    """A page: where it is, who looks at it, the status it has, what is done on it first."""

    name: str
    path: str
    as_lead: bool = False
    status: int = 200
    begin: str = ""

    def open(self, page: Page) -> None:
        page.goto(self.path)
        if self.begin:
            globals()[self.begin](page)
        if page.locator("project-map, place-picker").count():
            expect(page.locator(".leaflet-container")).to_be_visible()
            page.wait_for_load_state("networkidle")


def open_popup(page: Page) -> None:
    page.locator(".pin-wrap:has(.pin)").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_be_visible()


def send_empty(page: Page) -> None:
    page.locator("main form[method=post] button:not([type], .quiet, .bare)").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()


def put_pin(page: Page) -> None:
    page.get_by_label("What is it called?").fill("Full project")
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(page.locator("place-picker .pin-wrap")).to_be_visible()
    page.get_by_label("Find a place: ward, area or postcode").fill("harehills")
    page.keyboard.press("Enter")
    expect(page.locator("place-picker [role=status] a").first).to_be_visible()


PAGE_TYPES = [
    PageType("home", "/"),
    PageType("projects", "/projects/"),
    PageType("projects, narrowed", "/projects/?q=garden&ward=armley&near=53.8,-1.6"),
    PageType("projects, guessed", "/projects/?q=gardn"),
    PageType("projects, none", "/projects/?q=zzzzzz"),
    PageType("projects, a pin open", "/projects/?q=full", begin="open_popup"),
    PageType("near a place", "/places/?q=armley"),
    PageType("near no place", "/places/?q=zzzzzz"),
    PageType("project", "/projects/full/"),
    PageType("project, its lead", "/projects/full/", as_lead=True),
    PageType("project, held", "/projects/held/", as_lead=True),
    PageType("add", "/projects/new/", as_lead=True),
    PageType("add, a pin put", "/projects/new/", as_lead=True, begin="put_pin"),
    PageType("add, errors", "/projects/new/", as_lead=True, status=422, begin="send_empty"),
    PageType("edit", "/projects/full/edit/", as_lead=True),
    PageType("wards", "/wards/"),
    PageType("ward", "/wards/armley/"),
    PageType("causes", "/causes/"),
    PageType("cause", "/causes/community-growing/"),
    PageType("forums", "/forums/"),
    PageType("session", "/forums/full/"),
    PageType("about", "/about/"),
    PageType("outbox", "/outbox/"),
    PageType("me", "/me/", as_lead=True),
    PageType("sign in", "/accounts/login/"),
    PageType("sign in, errors", "/accounts/login/", begin="send_empty"),
    PageType("sign up", "/accounts/signup/"),
    PageType("a code instead", "/accounts/login/code/"),
    PageType("password forgotten", "/accounts/password/reset/"),
    PageType("change password", "/accounts/password/change/", as_lead=True),
    PageType("change address", "/accounts/email/", as_lead=True),
    PageType("400", "/projects/?near=x", status=400),
    PageType("403", "/projects/other/edit/", as_lead=True, status=403),
    PageType("404", "/nothing/", status=404),
]


def fill() -> Project:
    """A network in use: projects of all kinds, one that says everything, sessions."""
    scatter(30)
    lead = PeerFactory(name="Full Name Of Somebody Who Leads")
    lead.emailaddress_set.create(email=lead.email, verified=True, primary=True)
    full = ProjectFactory(
        slug="full",
        title="Full project",
        lead=lead,
        run_by="The Friends of a Very Long Name and Its Neighbouring Streets",
        summary="A sentence that says what it is. And another that says for whom it is there.",
        story="It began.\n\n## Then\n\n- one\n- two\n\n> Said by somebody.\n\n"
        "[A link](https://example.org/) and `code`.\n\n    more code that is rather long\n",
        causes=["community-growing", "arts-and-culture", "repair-and-reuse"],
        needs=["volunteers", "a-place-to-meet", "equipment-and-tools"],
        offers=["transport", "food-and-drink"],
        precision="street",
        contact="full@example.org",
        contact_audience="everybody",
        links=["https://example.org/a/rather/long/address/that/does/not/end/soon.html"],
        end_point="every street has a bench",
        ends_on=timezone.localdate() + timedelta(days=90),
        money_holder="The Friends",
        stage="sustained",
    )
    for stage, days in (("idea", 400), ("under-way", 200), ("sustained", 20)):
        moved_on = timezone.localdate() - timedelta(days=days)
        StageMove.objects.create(project=full, went_to=stage, moved_on=moved_on)
    ProjectFactory(slug="held", title="Held project", lead=lead, standing="held")
    ProjectFactory(slug="other", title="Somebody else's garden", lead=None, source="A list")
    ProjectFactory(slug="long", title=LONG_WORD[:120], run_by=LONG_WORD[:120])
    session = SessionFactory(
        slug="full", title="A breakfast", purpose="To **meet**.", access_notes="Step-free."
    )
    session.projects.add(full)
    SessionFactory(title="Cancelled breakfast", state="cancelled")
    return full
