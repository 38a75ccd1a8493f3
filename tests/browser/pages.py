"""Every type of page, filled as full as life fills it, for what must hold on all of them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Given, Purpose
from leeds_leaders.notices.models import Address, Notice, Preference
from projects.models import Project, StageMove
from tests.factories import PeerFactory, ProjectFactory, SessionFactory, scatter

MAILED, STOPPED = 9_000_001, 9_000_002  # peers who hold a letter
LINK, STOPPED_LINK = (
    f"/unsubscribe/{Preference(peer_id=pk).unsubscribe_token(Purpose.DIGEST)}/"
    for pk in (MAILED, STOPPED)
)
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


def unfold(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def send_odd(page: Page) -> None:
    """An hour that no clock has."""
    page.locator("#id_hour option").last.evaluate("option => { option.value = 24; }")
    page.get_by_label("At what time?").select_option(value="24")
    page.get_by_role("button", name="Save").click()
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
    PageType("my data", "/me/data/", as_lead=True, begin="unfold"),
    PageType("erase", "/me/data/erase/", as_lead=True),
    PageType("erase, errors", "/me/data/erase/", as_lead=True, status=422, begin="send_empty"),
    PageType("notices", "/me/notices/", as_lead=True),
    PageType("notices, older", "/me/notices/?page=2", as_lead=True),
    PageType("what to hear", "/me/notices/settings/", as_lead=True),
    PageType("what to hear, unfolded", "/me/notices/settings/", as_lead=True, begin="unfold"),
    PageType(
        "what to hear, errors", "/me/notices/settings/", as_lead=True, status=422, begin="send_odd"
    ),
    PageType("stop a letter", LINK),
    PageType("letter stopped", STOPPED_LINK),
    PageType("broken link", LINK[:-9], status=404),
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
    tell(lead)
    return full


def tell(lead) -> None:
    """Notices of all kinds, choices of all kinds, and a mailbox that refuses letters."""
    for number in range(25):
        Notice.objects.create(
            recipient=lead,
            purpose=Purpose.DECISION,
            key=str(number),
            title=LONG_WORD[:120] if number == 24 else f"Your project number {number} is live",
            text="A moderator has looked at it.\n\nWhoever searches finds it now.",
            url="/projects/full/" if number % 3 else "",
            read_at=timezone.now() if number % 2 else None,
        )
    Address.objects.create(address=lead.email, refusals=3, flagged_at=timezone.now())
    choices = {"rhythm": "weekly", "weekday": 2, "hour": 8, "helps": []}
    causes, wards = Cause.objects.all()[:3], Ward.objects.defer("boundary")[:2]
    for peer in (lead, PeerFactory(pk=MAILED), PeerFactory(pk=STOPPED)):
        notices.set_preferences(
            peer, **choices, muted=[Purpose.REMINDER], causes=causes, wards=wards
        )
    notices.pause(lead, timezone.localdate() + timedelta(days=12))
    notices.unsubscribe(peer, Purpose.DIGEST, Given.CLIENT)
