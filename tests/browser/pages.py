"""Every type of page, filled as full as life fills it, for what must hold on all of them."""

import io
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from forums.models import Booking, Citation, Lesson, Needs, Note, Pulse
from leeds_leaders.geography.models import Ward
from leeds_leaders.images import clean_sized_photo
from leeds_leaders.language.models import Cause, Principle, Sector
from leeds_leaders.moderation.models import Case, Decision, Report
from leeds_leaders.moderation.querysets import hash_of
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Given, Purpose
from leeds_leaders.notices.models import Address, Notice, Preference
from peers import actions as peers
from peers.choices import Audience, Part
from peers.models import Claim, Peer, Profile
from projects.actions import photos
from projects.actions.history import note_version
from projects.models import (
    Bid,
    BidPart,
    CohortMember,
    DevelopmentOffer,
    Find,
    Handover,
    Project,
    StageMove,
    WardContact,
)
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    AssociationFactory,
    BookingFactory,
    CohortFactory,
    ConnectionFactory,
    HubFactory,
    InterestFactory,
    ItemFactory,
    MembershipFactory,
    NoteFactory,
    OrganisationFactory,
    OutcomeFactory,
    PairFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    ReplyFactory,
    ResponseFactory,
    RoleFactory,
    SavedSearchFactory,
    SeriesFactory,
    SessionFactory,
    SupportFactory,
    TeamMemberFactory,
    VenueFactory,
    people,
    scatter,
)

PAIR, BROUGHT = uuid.UUID(int=1), uuid.UUID(int=2)
MAILED, STOPPED = 9_000_001, 9_000_002  # peers who hold a letter
ASKED = uuid.UUID(int=30)
AGREED = uuid.UUID(int=70)
NOTED = uuid.UUID(int=31)
LINK, STOPPED_LINK = (
    f"/unsubscribe/{Preference(peer_id=pk).unsubscribe_token(Purpose.DIGEST)}/"
    for pk in (MAILED, STOPPED)
)
PLACE_LINK = f"/place/{Booking(pk=MAILED).link_token}/"
PULSE_LINK = f"/place/{Booking(pk=STOPPED).link_token}/pulse/"
ANSWERED = uuid.UUID(int=70)
SAID, CONFIRMED = uuid.UUID(int=60), uuid.UUID(int=61)  # outcomes
LESSON = 9_000_003
TOLD = uuid.UUID(int=90)  # news, and a milestone
HUB = 9_000_004
LINK_ELSEWHERE = "https://meet.example/a-room"
WANTED, OTHERS_ASK, CALLED_IN = (uuid.UUID(int=number) for number in (90, 91, 92))
LEARNT = uuid.UUID(int=90)
BID = uuid.UUID(int=82)
DECIDED, TOLD_AT = uuid.UUID(int=38), "what-came-of-a-report"
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
    written_before = page.get_by_role("button", name="Leave them")
    if written_before.is_visible():
        written_before.click()
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


def send_long(page: Page) -> None:
    """A line that is longer than its field."""
    page.locator("#id_one_line").evaluate("line => line.removeAttribute('maxlength')")
    page.locator("#id_one_line").fill("so " * 80)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def open_up(page: Page) -> None:
    page.get_by_role("radio", name="Everybody, visitors too").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Yes, open it")).to_be_visible()


def put_pin(page: Page) -> None:
    page.get_by_label("What is it called?").fill("Full project")
    page.get_by_role("button", name="Put the pin in the middle of the map").click()
    expect(page.locator("place-picker .pin-wrap")).to_be_visible()
    page.get_by_label("Find a place: ward, area or postcode").fill("harehills")
    page.keyboard.press("Enter")
    expect(page.locator("place-picker [role=status] a").first).to_be_visible()


def type_name(page: Page) -> None:
    page.get_by_label("Where?").press_sequentially("full")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_be_visible()


def send_name(page: Page) -> None:
    page.get_by_label("Where?").fill("Full organisation of another street")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("group", name="Is it one of these?")).to_be_visible()


def look_at_needs(page: Page) -> None:
    page.get_by_role("button", name="Show what they need").click()
    expect(page.get_by_role("heading", name="Who looked")).to_be_visible()


def write_to_them(page: Page) -> None:
    page.get_by_label("What is it about?").fill(LONG_WORD[:120])
    page.get_by_label("Message", exact=True).fill(f"{LONG_WORD}\n\nAnd more.")
    page.get_by_role("button", name="Show it as they get it").click()
    expect(page.get_by_role("heading", name="This is what they get")).to_be_visible()


def bring_in(page: Page) -> None:
    text = f"## Context\n\n{LONG_WORD}\n\n> {LONG_WORD}\n\n1. One 1. two 2. three 3. four\n2. Two"
    page.get_by_label("The document").fill(text)
    page.get_by_role("button", name="See what becomes of it").click()
    expect(page.get_by_role("heading", name="What becomes of the document")).to_be_visible()


def make_address(page: Page) -> None:
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_role("link", name="Open it in my calendar program")).to_be_visible()


PAGE_TYPES = [
    PageType("associations", "/associations/"),
    PageType("an association", "/associations/full/"),
    PageType("an association, its keeper", "/associations/full/", as_lead=True),
    PageType("who belongs to an association", "/associations/full/?kind=people", as_lead=True),
    PageType("an association to change", "/associations/full/edit/", as_lead=True),
    PageType("joining an association", "/associations/full/join/", as_lead=True),
    PageType("asking others to join", "/associations/full/invite/", as_lead=True),
    PageType("bridges of an association", "/associations/full/bridges/", as_lead=True),
    PageType("cohorts", "/cohorts/"),
    PageType("a cohort, its keeper", "/cohorts/full/", as_lead=True),
    PageType("a new cohort", "/cohorts/new/", as_lead=True),
    PageType("what can be learned", "/development/", as_lead=True),
    PageType("something to learn", f"/development/{LEARNT}/"),
    PageType("something to teach", "/development/new/", as_lead=True),
    PageType("home", "/"),
    PageType("projects", "/projects/"),
    PageType("projects, narrowed", "/projects/?q=garden&ward=armley&near=53.8,-1.6"),
    PageType("projects, guessed", "/projects/?q=gardn"),
    PageType(
        "projects, several",
        "/projects/?cause=arts-and-culture,community-growing&ward=armley,city-wide&near=53.8,-1.6"
        "&within=50",
    ),
    PageType("saved searches", "/me/searches/", as_lead=True),
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
    PageType("project, its photos", "/projects/full/photos/", as_lead=True),
    PageType("project, its history", "/projects/full/history/", as_lead=True),
    PageType("team", "/projects/full/team/", as_lead=True),
    PageType("team, seen by visitors", "/projects/full/team/"),
    PageType("team, whom to ask", "/projects/full/team/ask/", as_lead=True),
    PageType("team, leaving it", "/projects/full/team/leave/", as_lead=True),
    PageType("handing a project over", "/projects/full/hand-over/", as_lead=True),
    PageType("claiming a listing", "/projects/other/claim/", as_lead=True),
    PageType("bids", "/projects/full/bids/", as_lead=True),
    PageType("bid", f"/bids/{BID}/", as_lead=True),
    PageType("bid, changing it", f"/bids/{BID}/edit/", as_lead=True),
    PageType("project, to print", "/projects/full/print/"),
    PageType("project, its news", "/projects/full/news/"),
    PageType("news", f"/news/{TOLD}/", as_lead=True),
    PageType("tell what happened", "/projects/full/news/new/", as_lead=True, begin="unfold"),
    PageType("a milestone", f"/milestones/{TOLD}/edit/", as_lead=True, begin="unfold"),
    PageType("still going", "/projects/full/still-going/", as_lead=True),
    PageType("what we learned", "/what-we-learned/"),
    PageType("asks and offers", "/asks/?kind=ask", as_lead=True),
    PageType("asks, none", "/asks/?kind=partners"),
    PageType("what I give", "/me/support/", as_lead=True),
    PageType("who is behind it", "/projects/full/behind/", as_lead=True),
    PageType("whose offers fit", "/projects/full/matches/", as_lead=True),
    PageType("ask for something", "/projects/full/asks/new/", as_lead=True),
    PageType(
        "ask, errors", "/projects/full/asks/new/", as_lead=True, status=422, begin="send_empty"
    ),
    PageType("an ask", f"/asks/{WANTED}/"),
    PageType("an ask, its project", f"/asks/{WANTED}/", as_lead=True),
    PageType("an ask, to answer", f"/asks/{OTHERS_ASK}/", as_lead=True, begin="unfold"),
    PageType("where I stand", "/projects/asking/", as_lead=True, begin="unfold"),
    PageType("invite a public body", "/projects/full/invite/", as_lead=True),
    PageType("an invitation", f"/invitations/{CALLED_IN}/", as_lead=True),
    PageType("an invitation, to answer", f"/invitations/{CALLED_IN}/answer/", as_lead=True),
    PageType("pass it on", "/projects/full/pass-on/", as_lead=True),
    PageType("wards", "/wards/"),
    PageType("ward", "/wards/armley/", as_lead=True),
    PageType("add a place where people gather", "/hubs/new/?ward=armley", as_lead=True),
    PageType("change a place where people gather", f"/hubs/{HUB}/edit/", as_lead=True),
    PageType("causes", "/causes/"),
    PageType("cause", "/causes/community-growing/"),
    PageType("forums", "/forums/"),
    PageType("forums, past", "/forums/?when=past&how=in-person"),
    PageType("forums, none", "/forums/?q=zzzzzz"),
    PageType("forums, a month", "/forums/?view=month"),
    PageType("session", "/forums/full/"),
    PageType("session, a host", "/forums/full/", as_lead=True),
    PageType("programme", "/forums/conference/programme/"),
    PageType("my sessions", "/me/sessions/", as_lead=True),
    PageType("my calendar", "/me/sessions/calendar/", as_lead=True),
    PageType("my calendar's address", "/me/sessions/calendar/", as_lead=True, begin="make_address"),
    PageType("my place", "/forums/placed/my-place/", as_lead=True, begin="unfold"),
    PageType("my place, offered", "/forums/offered/my-place/", as_lead=True),
    PageType("my place, not asked for yet", "/forums/full/my-place/", as_lead=True),
    PageType("my place, to give", "/forums/placed/my-place/hand-over/", as_lead=True),
    PageType("as a guest", "/forums/full/guest/"),
    PageType("as a guest, errors", "/forums/full/guest/", status=422, begin="send_empty"),
    PageType("a place by link", PLACE_LINK, begin="unfold"),
    PageType("no place by link", "/place/no.such.link/", status=404),
    PageType("agenda, a visitor", "/forums/full/agenda/"),
    PageType("agenda", "/forums/full/agenda/", as_lead=True),
    PageType("bring something", "/forums/full/agenda/new/", as_lead=True),
    PageType(
        "bring something, errors",
        "/forums/full/agenda/new/",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("set aside", f"/forums/full/agenda/{BROUGHT}/set-aside/", as_lead=True),
    PageType("afterwards", "/forums/over/", as_lead=True),
    PageType("afterwards, a visitor", "/forums/over/"),
    PageType("the pulse by link", PULSE_LINK),
    PageType("a lesson", "/forums/over/lesson/", as_lead=True),
    PageType("perspectives", "/perspectives/"),
    PageType("perspective with its thread", "/perspectives/heard-long/"),
    PageType("perspective of mine", "/perspectives/heard-long/", as_lead=True, begin="unfold"),
    PageType("write a perspective", "/perspectives/new/", True, 422, "send_empty"),
    PageType("what I wrote", "/me/perspectives/", as_lead=True),
    PageType("questions of a perspective", "/perspectives/heard-long/questions/", as_lead=True),
    PageType("reading list", "/reading-list/"),
    PageType("an answer", f"/responses/{ANSWERED}/", as_lead=True),
    PageType("answer it back", f"/responses/{ANSWERED}/reply/", True, 422, "send_empty"),
    PageType("my lessons", "/me/lessons/", as_lead=True),
    PageType("did it help?", f"/me/lessons/{LESSON}/helped/", as_lead=True),
    PageType("what somebody does", f"/actions/{AGREED}/"),
    PageType("what I do, one", f"/actions/{AGREED}/", as_lead=True, begin="unfold"),
    PageType("who does it", f"/actions/{AGREED}/edit/", as_lead=True, begin="unfold"),
    PageType("hand over, errors", f"/actions/{AGREED}/hand-over/", True, 422, "send_empty"),
    PageType("what I do", "/me/actions/", as_lead=True),
    PageType("said and done", "/said-and-done/"),
    PageType("what came of it", f"/outcomes/{CONFIRMED}/", begin="unfold"),
    PageType("what came of it, is it so?", f"/outcomes/{SAID}/", as_lead=True),
    PageType("say what came of it, errors", "/outcomes/new/", True, 422, "send_empty"),
    PageType("what came of a session", "/forums/over/came-of-it/"),
    PageType("propose a session", "/forums/new/", as_lead=True),
    PageType(
        "propose a session, errors",
        "/forums/new/",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("change a session", "/forums/arranged/edit/", as_lead=True),
    PageType("add a part", "/forums/arranged/parts/new/", as_lead=True),
    PageType("once more", "/forums/arranged/duplicate/", as_lead=True),
    PageType("the record", "/record/?q=word"),
    PageType("the record, none", "/record/?q=zzzzzz"),
    PageType("session with notes", "/forums/noted/"),
    PageType("write notes", "/forums/noted/notes/", as_lead=True, begin="unfold"),
    PageType("begin notes", "/forums/arranged/notes/", as_lead=True),
    PageType("item of notes", f"/forums/noted/notes/{NOTED}/"),
    PageType("change an item", f"/forums/noted/notes/{NOTED}/edit/", as_lead=True),
    PageType(
        "write an item, errors",
        "/forums/noted/notes/new/?section=works",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("what an item said before", f"/forums/noted/notes/{NOTED}/history/", as_lead=True),
    PageType("who reads the notes", "/forums/noted/record/", as_lead=True, begin="unfold"),
    PageType("bring in a document", "/forums/arranged/notes/paste/", as_lead=True),
    PageType(
        "a document, taken apart",
        "/forums/arranged/notes/paste/",
        as_lead=True,
        begin="bring_in",
    ),
    PageType(
        "bring in a document, errors",
        "/forums/arranged/notes/paste/",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("questions", "/questions/?state=every"),
    PageType("questions, none", "/questions/?q=zzzzzz"),
    PageType("question", f"/questions/{ASKED}/"),
    PageType("question, to answer", f"/questions/{ASKED}/", as_lead=True),
    PageType("answer it", f"/questions/{ASKED}/answer/", as_lead=True),
    PageType(
        "answer it, errors",
        f"/questions/{ASKED}/answer/",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("ask it otherwise", f"/questions/{ASKED}/reframe/", as_lead=True),
    PageType("what works", "/what-works/"),
    PageType("what works, none", "/what-works/?q=zzzzzz"),
    PageType("all series", "/forums/series/"),
    PageType("series, a visitor", "/forums/series/long/"),
    PageType("series", "/forums/series/long/", as_lead=True),
    PageType("the next of a series", "/forums/series/long/next/", as_lead=True),
    PageType("venues", "/forums/venues/"),
    PageType("venue", "/forums/venues/long/"),
    PageType("organise", "/forums/today/organise/", as_lead=True, begin="unfold"),
    PageType("add somebody", "/forums/today/organise/add/?q=full", as_lead=True),
    PageType(
        "add somebody, errors",
        "/forums/today/organise/add/",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("a story", f"/forums/today/organise/story/{PAIR}/", as_lead=True),
    PageType("take out", f"/forums/today/organise/remove/{PAIR}/", as_lead=True),
    PageType("keep places", "/forums/today/organise/keep-seats/", as_lead=True),
    PageType(
        "what people need", "/forums/today/organise/needs/", as_lead=True, begin="look_at_needs"
    ),
    PageType(
        "write to them", "/forums/today/organise/message/", as_lead=True, begin="write_to_them"
    ),
    PageType("who comes", "/forums/today/cards/", as_lead=True),
    PageType("badges", "/forums/today/badges/", as_lead=True),
    PageType("at the door", "/forums/today/arrivals/", as_lead=True),
    PageType("at the door, a name", "/forums/today/arrivals/?q=full", as_lead=True),
    PageType("at the door, a code", f"/arrivals/{PAIR}/", as_lead=True),
    PageType("about", "/about/"),
    PageType("moderation", "/moderation/"),
    PageType("a report", "/report/project/full/", status=422, begin="send_empty"),
    PageType("what came of a report", f"/report/seen/{TOLD_AT}/"),
    PageType(
        "a decision",
        f"/moderation/decisions/{DECIDED}/",
        as_lead=True,
        status=422,
        begin="send_empty",
    ),
    PageType("a link of a letter, too late", "/moderation/appeal/none/", status=404),
    PageType("privacy", "/privacy/"),
    PageType("house rules", "/house-rules/"),
    PageType("accessibility", "/accessibility/"),
    PageType("a complaint about data", "/data-complaint/"),
    PageType("a complaint about data, errors", "/data-complaint/", status=422, begin="send_empty"),
    PageType("a closed account", "/accounts/inactive/"),
    PageType("outbox", "/outbox/"),
    PageType("me", "/me/", as_lead=True),
    PageType("my data", "/me/data/", as_lead=True, begin="unfold"),
    PageType("my sign-ins", "/me/sign-ins/", as_lead=True),
    PageType("erase", "/me/data/erase/", as_lead=True),
    PageType("erase, errors", "/me/data/erase/", as_lead=True, status=422, begin="send_empty"),
    PageType("peers", "/peers/"),
    PageType("peers, narrowed", "/peers/?q=a&ward=armley&free=yes", as_lead=True),
    PageType("peers, none", "/peers/?q=xyzzyx", as_lead=True),
    PageType("between sectors", "/peers/between/", as_lead=True),
    PageType("my offers and asks", "/me/items/", as_lead=True),
    PageType("offers and asks I follow", "/me/items/followed/", as_lead=True),
    PageType("offer", "/me/items/add/offer/", as_lead=True),
    PageType("ask, errors", "/me/items/add/ask/", as_lead=True, status=422, begin="send_empty"),
    PageType("my offer", "/peers/items/full/", as_lead=True),
    PageType("somebody's ask", "/peers/items/theirs/", as_lead=True),
    PageType("an offer, a visitor", "/peers/items/theirs/"),
    PageType("organisations", "/organisations/"),
    PageType("organisations, none", "/organisations/?q=zzzzzz"),
    PageType("organisation", "/organisations/full/", as_lead=True),
    PageType("organisation, a visitor", "/organisations/full/"),
    PageType("organisation, change it", "/organisations/full/edit/", as_lead=True),
    PageType("organisation, claim it", "/organisations/free/claim/", as_lead=True),
    PageType("where I am active", "/me/organisations/", as_lead=True),
    PageType("add a place", "/me/organisations/add/", as_lead=True, begin="type_name"),
    PageType("add a place, alike", "/me/organisations/add/", as_lead=True, begin="send_name"),
    PageType("connections", "/me/connections/", as_lead=True, begin="unfold"),
    PageType("connect", "/peers/stranger/connect/", as_lead=True),
    PageType("connect, enough on", "/peers/busy/connect/", as_lead=True),
    PageType("connect, asked", "/peers/asked/connect/", as_lead=True),
    PageType("introduce", "/peers/known/introduce/", as_lead=True),
    PageType(
        "introduce, errors", "/peers/known/introduce/", as_lead=True, status=422, begin="send_empty"
    ),
    PageType("pair, proposed", "/peers/known/pair/", as_lead=True),
    PageType("pair", f"/me/pairs/{PAIR}/", as_lead=True),
    PageType("thank", "/peers/known/thank/", as_lead=True),
    PageType("thanks", "/me/thanks/", as_lead=True),
    PageType("load and pause", "/me/pace/", as_lead=True),
    PageType("peer, a visitor", "/peers/full/", begin="unfold"),
    PageType("peer, a member", "/peers/full/", as_lead=True, begin="unfold"),
    PageType("my profile", "/me/profile/", as_lead=True),
    PageType("about me", "/me/profile/about/", as_lead=True),
    PageType("about me, errors", "/me/profile/about/", as_lead=True, status=422, begin="send_long"),
    PageType("my photo", "/me/profile/photo/", as_lead=True),
    PageType("where I am", "/me/profile/place/", as_lead=True, begin="unfold"),
    PageType("what I bring", "/me/profile/gifts/", as_lead=True),
    PageType("public life", "/me/profile/duties/", as_lead=True),
    PageType("how to reach me", "/me/profile/contact/", as_lead=True),
    PageType("who sees what", "/me/profile/audiences/", as_lead=True),
    PageType("open to everybody?", "/me/profile/audiences/", as_lead=True, begin="open_up"),
    PageType("seen by connections", "/me/profile/seen-by/connection/", as_lead=True),
    PageType("seen by visitors", "/me/profile/seen-by/visitor/", as_lead=True),
    PageType("in common", "/me/in-common/", as_lead=True),
    PageType("where are you now", "/me/welcome/place/", as_lead=True, begin="unfold"),
    PageType("what do you care about", "/me/welcome/causes/", as_lead=True),
    PageType("what could you offer", "/me/welcome/help/", as_lead=True),
    PageType("a first step", "/me/start/", as_lead=True),
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


def fill_photos_and_history(project, lead) -> None:
    """Two photos, one of them tall, and a story that was changed once."""
    for colour, size in (("olive", (600, 400)), ("navy", (300, 500))):
        out = io.BytesIO()
        Image.new("RGB", size, colour).save(out, "PNG")
        photo = clean_sized_photo(SimpleUploadedFile("photo.png", out.getvalue()))
        shown = photos.NewPhoto(photo, f"Something {colour}", f"A caption. {LONG_WORD[:60]}")
        photos.add(project, [shown], by=lead)
    note_version(project, by=lead)
    project.story += "\n\nAnd it went on.\n"
    project.revision += 1
    project.save()
    note_version(project, by=lead)


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
    fill_photos_and_history(full, lead)
    ProjectFactory(slug="held", title="Held project", lead=lead, standing="held")
    ProjectFactory(slug="other", title="Somebody else's garden", lead=None, source="A list")
    ProjectFactory(slug="long", title=LONG_WORD[:120], run_by=LONG_WORD[:120])
    session = SessionFactory(
        slug="full", title="A breakfast", purpose="To **meet**.", venue__access_notes="Step-free."
    )
    session.projects.add(full)
    SessionFactory(title="Cancelled breakfast", state="cancelled")
    fill_reading(session, lead)
    fill_series(lead)
    fill_agenda(session, lead)
    fill_ward(lead)
    fill_team(full, lead)
    fill_associations(full, lead)
    fill_news(full, lead)
    fill_searches(full, lead)
    fill_places(lead)
    tie(lead)
    tell(lead)
    moderate(full, lead)
    match(lead)
    offer_and_belong(lead)
    say_all(lead)
    fill_day(lead)
    fill_notes(lead)
    fill_perspectives(lead)
    fill_register(lead)
    fill_support(full, lead)
    fill_afterwards(full, lead)
    fill_actions(full, lead)
    return full


def fill_news(full, lead) -> None:
    """News with long words and short ones, milestones reached and to come, lessons."""
    today, words = timezone.localdate(), f"Eleven *people*.\n\n- {LONG_WORD}\n- a dog"
    full.news.create(
        key=TOLD, title=LONG_WORD[:120], words=words, happened_on=today, written_by=lead
    )
    full.news.create(title="The keys", happened_on=today - timedelta(days=40), written_by=lead)
    full.milestones.create(key=TOLD, title=LONG_WORD[:120], due_on=today + timedelta(days=90))
    full.milestones.create(title="A lease", reached_on=today - timedelta(days=20))
    ProjectFactory(title=LONG_WORD[:120], stage="ended", lessons=words, faded_at=timezone.now())


def fill_searches(full, lead) -> None:
    """A search with a find, and one that was removed."""
    saved = SavedSearchFactory(peer=lead, name=LONG_WORD[:120], query="q=garden&ward=armley")
    Find.objects.create(search=saved, project=full, to_tell=True)
    SavedSearchFactory(peer=lead, name=LONG_WORD[:120], removed_at=timezone.now())


def fill_team(full, lead) -> None:
    """A team with everything: two who lead, somebody who is asked, a handover that waits and one
    that is over; a joint bid with two parts."""
    second = PeerFactory(name=LONG_WORD[:80])
    TeamMemberFactory(project=full, peer=second, role=LONG_WORD[:120], is_lead=True, is_paid=True)
    TeamMemberFactory(project=full, role="Asked", said_yes_at=None)
    TeamMemberFactory(project=full, left_at=timezone.now())
    handed = {"project": full, "handed_by": lead, "words": LONG_WORD[:160]}
    Handover.objects.create(**handed, handed_to=second)
    over = {"state": "accepted", "answered_at": timezone.now()}
    Handover.objects.create(**handed, handed_to=PeerFactory(), **over)
    told = {"title": LONG_WORD[:120], "funder": LONG_WORD[:120], "words": "We **need** it."}
    bid = Bid.objects.create(key=BID, project=full, amount=2_000_000_000, **told)
    BidPart.objects.create(bid=bid, peer=second, words=LONG_WORD[:160], due_on="2027-03-01")
    BidPart.objects.create(bid=bid, peer=lead, words="Done", done_at=timezone.now())


def fill_associations(full, lead) -> None:
    """An association with everything: members of all kinds, what waits, a tree with a diamond; a
    cohort and offers to learn."""
    long = {"name": LONG_WORD[:120], "purpose": LONG_WORD[:280]}
    mine = AssociationFactory(**long, slug="full", keeper=lead, is_open=False, about="We **meet**.")
    mine.causes.set(Cause.objects.filter(slug__in=["food-support", "repair-and-reuse"]))
    apart = AssociationFactory(name="Menders apart")
    apart.causes.set(Cause.objects.filter(slug="repair-and-reuse"))
    group = OrganisationFactory(name=LONG_WORD[:100], slug="of-an-association")
    for member in ({"peer": lead}, {"organisation": group}, {"project": full}):
        MembershipFactory(association=mine, **member)
    left, right, shared, above = (AssociationFactory(name=f"Part {at}") for at in range(4))
    lines = ((mine, left), (mine, right), (left, shared), (right, shared), (above, mine))
    for whole, part in lines:
        MembershipFactory(association=whole, part=part)
    for side in ("member_said_yes_at", "association_said_yes_at"):
        stranger = PeerFactory(name=LONG_WORD[:80])
        MembershipFactory(association=mine, peer=stranger, **{side: None})
    cohort = CohortFactory(slug="full", name=LONG_WORD[:120], keeper=lead, project=full)
    for peer, said_yes_at in ((lead, timezone.now()), (PeerFactory(name=LONG_WORD[:80]), None)):
        CohortMember.objects.create(cohort=cohort, peer=peer, said_yes_at=said_yes_at)
    offer = {"title": LONG_WORD[:120], "words": "*Three* evenings.", "made_by": lead}
    DevelopmentOffer.objects.create(key=LEARNT, **offer, project=full, is_published=True)
    DevelopmentOffer.objects.create(**offer, organisation=group)


def fill_ward(lead) -> None:
    """A ward with a place that waits, one that is there, and somebody to ask."""
    ward = Ward.objects.get(slug="armley")
    told = {"ward": ward, "address": LONG_WORD, "opening": LONG_WORD, "access": LONG_WORD}
    HubFactory(**told, pk=HUB, name=LONG_WORD[:120], added_by=lead, standing="held")
    HubFactory(**told, link=f"https://example.org/{LONG_WORD}")
    AssociationFactory(ward=ward, name=LONG_WORD[:120], purpose=LONG_WORD)
    WardContact.objects.create(
        ward=ward, name=LONG_WORD[:120], role=LONG_WORD[:120], email="officer@example.org",
        phone="0113 496 0000", asks=LONG_WORD, checked_on=timezone.localdate(),
    )  # fmt: skip


def fill_places(lead) -> None:
    """The lead goes to one session with long names and needs, and has an offer of another."""
    soon = timezone.now() + timedelta(days=1)
    placed, offered = (
        SessionFactory(slug=slug, title=LONG_WORD[:120], starts_at=soon, online_link=LINK_ELSEWHERE)
        for slug in ("placed", "offered")
    )
    mine = BookingFactory(
        session=placed, peer=lead, places=3, companions=[LONG_WORD[:80], "Bo"], shown_to="going"
    )
    Needs.objects.create(booking=mine, access=LONG_WORD, diet="no nuts", wording="I agree.")
    placed.needs_views.create(by=None)
    BookingFactory(session=offered, peer=lead, state="offered", offered_until=soon)
    name = LONG_WORD[:80]
    guest = {"peer": None, "name": name, "email": "guest@example.org", "state": "asked"}
    BookingFactory(pk=MAILED, session=placed, **guest)


def fill_reading(session, lead) -> None:
    """The session says all that one can, many come, and a conference has parts in several rooms."""
    long = LONG_WORD[:120]
    told = dict.fromkeys(("theme", "bring", "concessions", "funded_by", "cost_note"), long)
    told |= {"contact": "hosts@example.org", "online_link": LINK_ELSEWHERE, "capacity": 12}
    type(session).objects.filter(pk=session.pk).update(**told)
    session.causes.set(Cause.objects.all()[:4])
    session.wards.set(Ward.objects.filter(slug__in=["armley", "headingley-hyde-park"]))
    session.hosts.add(lead)
    comers = people(*[{"name": LONG_WORD[:80], "sector": "community", "audience": "public"}] * 3)
    for peer in comers:
        BookingFactory(session=session, peer=peer, shown_to="everyone", places=2)
    conference = SessionFactory(slug="conference", title=long)
    for room in ("Great hall", LONG_WORD[:80], ""):
        SessionFactory(parent=conference, title=long, room=room, capacity=3)


def fill_series(lead) -> None:
    """The lead takes turns as host in a series at a venue, with long words everywhere."""
    name = LONG_WORD[:120]
    venue = VenueFactory(
        slug="long", name=name, address=LONG_WORD, access_notes=f"Ring at {LONG_WORD}.",
        ward=Ward.objects.get(slug="armley"), latitude=53.8, longitude=-1.6,
    )  # fmt: skip
    series = SeriesFactory(slug="long", title=name, questions=[LONG_WORD], venue=venue)
    series.hosts.add(lead)
    at = timezone.now() + timedelta(days=20)
    session = SessionFactory(
        slug="arranged", title=name, theme=LONG_WORD, venue=venue, starts_at=at, series=series,
        series_day=at.date(),
    )  # fmt: skip
    session.hosts.add(lead)


def fill_agenda(session, lead) -> None:
    """The lead hosts, and has an item of each state before them, long words among them."""
    session.hosts.add(lead)
    words = f"{LONG_WORD} and **more**."
    AgendaItemFactory(pk=BROUGHT, session=session, title=LONG_WORD[:140], words=words)
    AgendaItemFactory(session=session, proposed_by=lead, is_community_raised=True)
    AgendaItemFactory(session=session, state="set-aside", reason=LONG_WORD)
    for place in (1, 2):
        AgendaItemFactory(session=session, state="chosen", place=place)


def fill_afterwards(project, lead) -> None:
    """A session that is over, how it felt, what people take back, and what came of it for a
    project of the lead, who has yet to say whether some of it is so."""
    now = timezone.now()
    session = SessionFactory(
        slug="over", title=LONG_WORD[:120], starts_at=now - timedelta(hours=3), ends_at=now
    )
    session.hosts.add(lead)
    BookingFactory(session=session, peer=lead)
    guest = {"peer": None, "name": "Gus", "email": "gus@example.org"}
    BookingFactory(pk=STOPPED, session=session, **guest)
    Pulse.objects.create(session=session, about="usefulness", counts=[1, 0, 4, 12])
    day = timezone.localdate() + timedelta(days=30)
    for pk, peer in ((LESSON, lead), (LESSON + 1, PeerFactory())):
        words = f"Ask first. {LONG_WORD}"
        Lesson.objects.create(
            pk=pk, session=session, peer=peer, words=words, ask_on=day, is_shared=True,
            helped="partly" if peer == lead else "", story=LONG_WORD,
        )  # fmt: skip
    record = RecordFactory(session=session)
    for words in ("Ask for the key.", LONG_WORD):
        action = ActionFactory(
            record=record, session=session, words=words, owner=Peer.objects.get(slug="full"),
            project=project, project_confirmed_at=now,
        )  # fmt: skip
    told = {
        "project": project, "action": action, "words": f"{LONG_WORD}, and **more**.",
        "limited_by": LONG_WORD, "evidence": f"https://example.org/{LONG_WORD}",
        "happened_on": timezone.localdate(),
    }  # fmt: skip
    OutcomeFactory(key=CONFIRMED, state="confirmed", decided_at=now, said_by=lead, **told)
    OutcomeFactory(key=SAID, said_by=PeerFactory(name=LONG_WORD[:80]), **told)


def fill_perspectives(lead) -> None:
    """A long text with what it cites, and answers: heard, unnamed, and taken back."""
    words = f"## {LONG_WORD}\n\nWho is {LONG_WORD}?\n\n> {LONG_WORD}\n\n" + "And so on. " * 200
    written = PerspectiveFactory(slug="heard-long", title=LONG_WORD[:140], author=lead, words=words)
    url = "https://example.org/" + "a" * 200
    Citation.objects.create(perspective=written, place=1, words=LONG_WORD, url=url)
    heard = {"heard": LONG_WORD, "heard_state": "mended", "meant": LONG_WORD}
    first = ResponseFactory(pk=ANSWERED, perspective=written, words=LONG_WORD, **heard)
    gone = {"author": None, "words": "", "is_withdrawn": True}
    gap = ResponseFactory(perspective=written, parent=first, **gone)
    ResponseFactory(perspective=written, parent=gap, is_unnamed=True)
    ResponseFactory(perspective=written, parent=first, author=lead)


def fill_notes(lead) -> None:
    """Notes of every kind: passages, items seen from sectors, and one that was changed."""
    record = RecordFactory(session__slug="noted", session__proposed_by=lead, state="public")
    NoteFactory(record=record, is_prose=True, words=f"## We met\n\nand {LONG_WORD}")
    for sector in (None, *Sector.objects.all()[:3]):
        NoteFactory(record=record, sector=sector, pace="now", words=f"{LONG_WORD}, **more**.")
    note = NoteFactory(pk=NOTED, record=record, section="works", written_by=lead)
    note.causes.set(Cause.objects.all()[:2])
    Note.objects.filter(pk=NOTED).update(words=f"{LONG_WORD} instead", pace="change")
    QuestionFactory(record=record, session=record.session, words=f"{LONG_WORD}?")
    ActionFactory(record=record, session=record.session, words=LONG_WORD, owner=lead)


def fill_actions(project, lead) -> None:
    """What was agreed: one with all that there is to say, one that asks, and ends of all kinds."""
    record = RecordFactory(session__title=LONG_WORD[:120])
    told = {"record": record, "session": record.session, "words": f"{LONG_WORD} and **more**"}
    one = ActionFactory(
        **told, key=AGREED, owner=lead, due_on="2026-01-05", cost="low", project=project,
        organisation=OrganisationFactory(name=f"Tea {LONG_WORD[:110]}"),
    )  # fmt: skip
    one.owners.create(peer=PeerFactory(name=LONG_WORD[:80]))
    ActionFactory(**told).owners.create(peer=lead)
    for state in ("done", "dropped"):
        ends = {"closed_at": timezone.now(), "reason": "Not needed", "result": "Soup"}
        ActionFactory(**told, owner=lead, state=state, **ends)


def fill_support(project, lead) -> None:
    """What a project asks for, with answers of all kinds; who stands behind it; a public body that
    says nothing; somebody whose offer fits; and an ask of somebody else."""
    said = {"project": project, "title": LONG_WORD[:120], "amount": LONG_WORD[:120]}
    support = SupportFactory(key=WANTED, words=LONG_WORD, tags=["equipment-and-tools"], **said)
    for state in ("waiting", "accepted", "done", "declined"):
        ReplyFactory(support=support, state=state, words=LONG_WORD, is_named=True, answer="Thanks")
    SupportFactory(kind="challenge", **said)
    ItemFactory(title=LONG_WORD[:120], tags=["equipment-and-tools"])
    for rung in ("seen", "met", "offered"):
        InterestFactory(project=project, said=rung, peer__name=LONG_WORD[:80])
    other = SupportFactory(key=OTHERS_ASK, project__slug="asking")
    ReplyFactory(support=other, peer=lead)
    InterestFactory(project=other.project, peer=lead, said="met")
    project.invitations.create(
        key=CALLED_IN, organisation=OrganisationFactory(name=LONG_WORD[:110], form="council"),
        words=LONG_WORD, due_on="2026-01-05",
    )  # fmt: skip


def fill_register(lead) -> None:
    """Questions in all states, one of which was asked in other words and is answered in all ways;
    and what works, before everybody or not."""
    record = RecordFactory(session__title=LONG_WORD[:120], session__proposed_by=lead)
    asked = {"record": record, "session": record.session}
    first = QuestionFactory(words=f"{LONG_WORD}?\n\n> said *somebody*", state="reframed", **asked)
    question = QuestionFactory(pk=ASKED, reframed_from=first, state="answered", **asked)
    QuestionFactory(reframed_from=first, state="parked", reason=LONG_WORD, **asked)
    words = f"{LONG_WORD} and **more**."
    works = NoteFactory(record=record, section="works", words=words, featured_at=timezone.now())
    works.causes.set(Cause.objects.all()[:2])
    NoteFactory(record=record, section="works", pace="now", sector=Sector.objects.first())
    for given in ({"note": works}, {"project": Project.objects.get(slug="full")}, {"words": words}):
        question.answers.create(**given)
    question.answers.create(perspective=PerspectiveFactory(title=LONG_WORD[:140]))


def fill_day(lead) -> None:
    """A session of the lead that begins soon, with answers of all kinds and names of any length."""
    now = timezone.now()
    session = SessionFactory(slug="today", title=LONG_WORD[:120], starts_at=now, capacity=20)
    session.hosts.add(lead)
    facts = {"places": 3, "companions": [LONG_WORD[:80]], "shown_to": "everyone"}
    going = BookingFactory(session=session, peer=Peer.objects.get(slug="full"), key=PAIR, **facts)
    BookingFactory(session=session, peer=lead, arrived=1, arrived_at=now)
    for state in ("waiting", "maybe", "not-going", "walked-in"):
        BookingFactory(session=session, peer=PeerFactory(name=LONG_WORD[:80]), state=state)
    Needs.objects.create(booking=going, access=LONG_WORD, diet=LONG_WORD, wording="Yes.")
    going.moves.create(went_to="going", why="by-hand", by=lead, places=3, note=LONG_WORD)
    session.kept_seats.create(kept_for="newcomers", places=2, release_at=now)
    session.messages.create(subject=LONG_WORD[:120], words=LONG_WORD, sent_to="both", by=lead)


def say_all(lead) -> None:
    """The lead and somebody whom visitors see tell everything of themselves, at any length."""
    today = timezone.localdate()
    facts = {
        "pronouns": "they/them", "called": LONG_WORD[:60], "one_line": LONG_WORD[:160],
        "story": "It began.\n\n## Then\n\n- one\n- two\n\n> Said by somebody.",
        "languages": "Irish, BSL",
        "talents": LONG_WORD, "lived_experience": "Once.\n\nTwice.", "agenda": "Open doors.",
        "fighting_for": "A hall.", "parked_until": today + timedelta(days=40),
        "interests": "I work for the water company.", "contact": "full@example.org",
        "is_organiser": True, "organises_in": LONG_WORD[:160], "elected_as": "School governor",
        "elected_ward": Ward.objects.defer("boundary").last(), "comes_as_self": True,
        "term_ends_on": today + timedelta(days=400), "sector": Sector.objects.first(),
        "wards": Ward.objects.filter(slug__in=["armley", "roundhay"]),
        "causes": Cause.objects.all()[:5], "principles": Principle.objects.all()[:3],
    }  # fmt: skip
    everybody = dict.fromkeys(Part.values, Audience.PUBLIC.value)
    full = PeerFactory(slug="full", name=LONG_WORD[:80])
    for peer in (lead, full):
        peers.change_profile(peer, facts, everybody | {"agenda": "hidden"})
    peers.change_profile(full, {"audience": Audience.PUBLIC}, {})
    ItemFactory(peer=full, title=LONG_WORD[:120], until=today)
    ItemFactory(peer=full, kind="ask", until=today)
    organisation = OrganisationFactory(name=LONG_WORD[10:120], slug="longer-name")
    for title, day in ((LONG_WORD[:120], None), ("Before", today - timedelta(days=40))):
        RoleFactory(peer=full, organisation=organisation, title=title, ends_on=day)


def offer_and_belong(lead) -> None:
    """Offers and asks of all kinds, and organisations that are kept, free and waited for."""
    today, words = timezone.localdate(), "For *anybody*.\n\n- one\n- two\n"
    ItemFactory(peer=lead, slug="full", words=words, until=today, cost="bursary")
    ItemFactory(peer=lead, title=LONG_WORD[:120], kind="ask")
    ItemFactory(
        peer=lead, title="A ladder", state="met", closed_at=timezone.now(), outcome="It is up."
    )
    theirs = ItemFactory(slug="theirs", kind="ask", words=words, until=today)
    Profile.objects.filter(peer=theirs.peer).update(audience=Audience.PUBLIC)
    peers.follow(theirs, by=lead)
    full = OrganisationFactory(
        slug="full",
        name="The Full Organisation of a Very Long Name and Its Neighbouring Streets",
        keeper=lead,
        about="## What\n\nWe *mend*.",
        sector=Sector.objects.first(),
        ward=Ward.objects.defer("boundary").first(),
        link="https://example.org/a/rather/long/address/that/does/not/end/soon.html",
        charity_number="1234567",
        company_number="01234567",
    )
    free = OrganisationFactory(slug="free", standing="held")
    OrganisationFactory(name=LONG_WORD[:120], slug="long-name")
    for organisation in (full, free):
        RoleFactory(peer=lead, organisation=organisation, starts_on=today, is_paid=False)
    RoleFactory(peer=theirs.peer, organisation=full, title=LONG_WORD[:120])
    Claim.objects.create(organisation=free, peer=lead, words="I hold the key.")


def tie(lead) -> None:
    """Everything that can be between two people, with names of every length."""
    known = PeerFactory(slug="known", name="Known For A Long Time")
    long, away = PeerFactory(name=LONG_WORD[:80]), PeerFactory(name="Away For Now")
    for peer in (known, long, away):
        ConnectionFactory(asker=peer, asked=lead)
    third = PeerFactory(name="Third Of Three")
    ConnectionFactory(asker=known, asked=third)
    peers.introduce(lead, third, by=known, words="You both sing.")
    peers.introduce(known, long, by=lead, words="You both sing.")
    for name in (LONG_WORD[:80], "Asks Politely"):
        peers.ask(lead, by=PeerFactory(name=name), note=f"Hello.\n\n{LONG_WORD}")
    peers.decline(peers.ask(lead, by=PeerFactory()), by=lead)
    peers.ask(PeerFactory(slug="asked"), by=lead, note="Hello")
    peers.block(PeerFactory(), by=lead)
    PairFactory(pk=PAIR, proposed_by=known, proposed_to=lead, words="To learn to chair.")
    PairFactory(proposed_by=long, proposed_to=lead, state="proposed")
    for giver, receiver in ((known, lead), (lead, known)):
        peers.thank(receiver, by=giver, quality="Patience", words="On Tuesday.")
    peers.pause(away, timezone.localdate() + timedelta(days=9), stand_in=lead)
    peers.set_load(PeerFactory(slug="busy"), 0)
    PeerFactory(slug="stranger")


def match(lead) -> None:
    """People who fit with the lead in every way, one of them with a name and words without end."""
    lead.profile.causes.set(Cause.objects.filter(slug__in=["food-support", "repair-and-reuse"]))
    lead.profile.wards.set(Ward.objects.filter(slug__in=["armley", "headingley-hyde-park"]))
    fitting = {"asks": ["transport"], "causes": ["food-support"], "wards": ["armley"]}
    *_others, aside = people(
        fitting | {"name": LONG_WORD[:80], "one_line": LONG_WORD[:160], "pronouns": "they/them"},
        fitting | {"name": "Fits Both Ways", "offers": ["transport"], "called": "neighbour"},
        fitting | {"name": "Set Aside"},
    )
    peers.set_aside(aside, by=lead)


def moderate(project, lead) -> None:
    """A project that was declined and came back, a report of it, and a quarter of decisions."""
    about = {"kind": "project", "object_id": str(project.pk), "author": lead}
    Decision.objects.create(
        key=DECIDED, **about, outcome="declined", rule="abuse", reason=LONG_WORD[:120]
    )
    case = Case.objects.create(**about)
    Report.objects.create(
        case=case, rule="danger", words=LONG_WORD[:400], token_hash=hash_of(TOLD_AT)
    )
    for number in range(14):
        Decision.objects.create(
            kind="item",
            object_id=str(number),
            outcome="removed" if number % 2 else "declined",
            rule="abuse",
            waited=timedelta(hours=number),
        )


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
