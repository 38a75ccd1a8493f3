"""A hostile account: payloads in every field of every thing, walked over with a real browser.

The city is full, and all that was said in it is a payload (tests/attacks/poison.py). Nothing runs,
nothing becomes an element or a link that acts, nothing is asked of another host, and the content
policy has nothing to report: on pages, in what scripts put on them, in the admin, in letters.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import chain
from urllib.parse import quote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import punycode
from playwright.sync_api import Page, expect

from forums.models import CalendarFeed
from leeds_leaders import personal_data
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Case
from leeds_leaders.notices.actions.digests import send_due_digests
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling, Wording, compose, letter_of
from leeds_leaders.notices.models import Letter, Preference
from peers.models import Peer
from tests.attacks.corpus import BREAKING_OUT, ELEMENTS, MARK, PAYLOADS
from tests.attacks.poison import (
    ALONE,
    APPEALED,
    REFUSED,
    Poison,
    put_in_queue,
    say_the_rest,
    spoil_city,
)
from tests.browser.conftest import ONE_PIXEL
from tests.browser.pages import PAGE_TYPES, PageType
from tests.factories import PeerFactory

pytestmark = pytest.mark.browser

# What these pages are brought to asks for the words that the city had before.
NAMED = {"open_popup", "type_name", "send_name"}
LOOK = """() => {
  const every = [...document.querySelectorAll("*")];
  const asks = ["href", "src", "action", "formaction", "srcdoc", "data", "poster", "xlink:href"];
  const acts = (where) => /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data|blob|file):/i.test(where)
    && !/^data:image\\/(svg\\+xml|png|webp)[;,]/.test(where);
  const told = (nodes) => nodes.map((node) => node.outerHTML.slice(0, 200));
  const typed = every.map((node) => node.value).filter((value) => typeof value === "string");
  return {
    marks: told([...document.querySelectorAll("[data-hostile]")]),
    links: told(every.filter((node) =>
      asks.some((name) => node.hasAttribute(name) && acts(node.getAttribute(name))))),
    handlers: told(every.filter((node) =>
      node.getAttributeNames().some((name) => /^on/i.test(name)))),
    words: [document.documentElement.textContent, ...typed].join("\\n"),
  };
}"""


class Walker:
    """A browser that opens pages one after another, and keeps what of the corpus it read there."""

    def __init__(self, page: Page, watch) -> None:
        self.page, self.watch = page, watch
        self.read: set[str] = set()
        page.on("dialog", self._dialog)

    def _dialog(self, dialog) -> None:
        self.watch.faults.append(f"dialog: {self.page.url}")
        dialog.dismiss()

    def look(self) -> None:
        """Nothing of this page acts."""
        found = self.page.evaluate(LOOK)
        words = found.pop("words")
        assert not any(found.values()), (self.page.url, found)
        self.read |= {payload for payload in PAYLOADS if payload in words}

    def walk(self, addresses: Iterable[str]) -> None:
        for address in dict.fromkeys(addresses):
            self.page.goto(address)
            self.look()


@pytest.fixture(scope="module")
def hostile(full_city, django_db_blocker) -> Peer:
    """Who leads the full project of a city that is spoiled from end to end."""
    with django_db_blocker.unblock():
        say_the_rest(full_city.lead)
        put_in_queue()
        assert spoil_city() > 1_500
        return Peer.objects.get(pk=full_city.lead_id)


@pytest.fixture
def _django_db_helper(hostile) -> None:
    """These tests look, and write letters; nothing is emptied between them."""


@pytest.fixture
def walker(visit, watch) -> Callable[..., Walker]:
    """Somebody's browser. An answer of 500 is a fault wherever it comes."""
    watch.expect(400, 403, 404, 405, 422)
    return lambda peer=None, **options: Walker(visit(peer, **options), watch)


@pytest.fixture
def moderator(hostile) -> Peer:
    moderator = PeerFactory(is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    return moderator


# Pages -------------------------------------------------------------------------------------------


def begun(page_type: PageType) -> PageType:
    return page_type if page_type.begin not in NAMED else PageType("", page_type.path)


@pytest.mark.parametrize("who", ["visitor", "author"])
def test_nothing_runs_on_any_page(walker, hostile, who):
    browser = walker(hostile if who == "author" else None)
    for page_type in PAGE_TYPES:
        if page_type.as_lead == (who == "author"):
            begun(page_type).open(browser.page)
            browser.look()
    if who == "author":
        browser.walk(f"/moderation/decisions/{key}/" for key in (REFUSED, APPEALED))
    assert len(browser.read) >= 300


def test_nothing_runs_before_another_member(walker, hostile):
    browser = walker(PeerFactory())
    browser.walk(page_type.path for page_type in PAGE_TYPES if not page_type.as_lead)
    assert len(browser.read) >= 300


def test_nothing_runs_of_what_scripts_put_on_a_page(walker, hostile):
    """The pop-up of a pin and the suggestions under a field are made in the browser."""
    browser = walker(hostile)
    PageType("", f"/projects/?q={ALONE}", begin="open_popup").open(browser.page)
    browser.look()
    browser.page.goto("/me/organisations/add/")
    browser.page.get_by_label("Where?").press_sequentially("data-hostile")
    expect(browser.page.get_by_role("option").filter(has_text=MARK).first).to_be_visible()
    browser.look()


SEARCHES = (
    "/projects/?q={}", "/projects/?q={}&view=map", "/peers/?q={}", "/organisations/?q={}",
    "/associations/?q={}", "/forums/?q={}", "/perspectives/?q={}", "/record/?q={}",
    "/questions/?q={}", "/what-works/?q={}", "/asks/?q={}", "/places/?q={}",
    "/said-and-done/?q={}", "/what-we-learned/?q={}", "/development/?q={}",
    "/projects/new/alike/?title={}", "/accounts/login/?next={}", "/report/{}/x/", "/{}/",
)  # fmt: skip


def test_nothing_runs_of_what_was_asked_for(walker, hostile):
    browser = walker(hostile)
    for number, address in enumerate(SEARCHES):
        for payload in (BREAKING_OUT[8 + number], BREAKING_OUT[-1 - number]):
            browser.page.goto(address.format(payload.replace("&", "%26").replace("#", "%23")))
            browser.look()


# Files -------------------------------------------------------------------------------------------

CALLED = [f"{payload}.png" for payload in (*BREAKING_OUT[1:40:13], ELEMENTS[0], "../../x", "=1+1")]


def test_nothing_runs_of_the_name_of_a_file(walker, hostile):
    """The page that shows a photo before it is sent, and the page that says no to it."""
    browser = walker(hostile)
    for address in ("/projects/full/photos/", "/me/profile/photo/"):
        for number, name in enumerate(CALLED):
            body = ONE_PIXEL if number % 2 else b"<script>alert(1)</script>"
            browser.page.goto(address)
            field = browser.page.locator("main input[type=file]").first
            field.set_input_files({"name": name, "mimeType": "image/png", "buffer": body})
            browser.look()
            form = browser.page.locator("main form:has(input[type=file])").first
            with browser.page.expect_navigation():
                form.evaluate("form => form.submit()")
            browser.look()


# The admin ---------------------------------------------------------------------------------------


def pages_of(model) -> Iterable[str]:
    """The list of a model, and the page of one of its rows."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    rows = model._base_manager.order_by("pk")
    row = rows.filter(slug="full").first() if hasattr(model, "slug") else rows.first()
    yield reverse(f"{name}_changelist")
    if row is not None:
        yield reverse(f"{name}_change", args=[row.pk])


def test_nothing_runs_in_the_admin(walker, hostile):
    staff = PeerFactory(is_staff=True, is_superuser=True)
    browser = walker(staff)
    browser.walk(["/admin/", *chain.from_iterable(map(pages_of, admin.site._registry))])
    assert browser.page.locator("#user-tools").count()  # it was the admin, not its door
    browser.walk(f"/admin/{name}/?q={BREAKING_OUT[11]}" for name in ("peers/peer", "forums/venue"))
    assert len(browser.read) >= 150


def written_in_the_log(staff: Peer, row) -> None:
    """What the admin keeps of a change: the name of what was changed, and what of it."""
    said = [{"changed": {"name": BREAKING_OUT[9], "object": BREAKING_OUT[10], "fields": ["x"]}}]
    LogEntry.objects.create(
        user=staff, content_type=ContentType.objects.get_for_model(row), object_id=row.pk,
        object_repr=BREAKING_OUT[11], action_flag=CHANGE, change_message=json.dumps(said),
    )  # fmt: skip


def test_nothing_runs_where_the_admin_searches_adds_deletes_and_remembers(walker, hostile):
    """Of each model: what a search shows, an empty form, one row's history, and what would go with
    it; and the log of all that on the first page."""
    staff = PeerFactory(is_staff=True, is_superuser=True)
    browser = walker(staff)
    kept = 0
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        words = quote(BREAKING_OUT[9 + kept % 30], safe="")
        browser.walk([f"{reverse(f'{name}_changelist')}?q={words}", reverse(f"{name}_add")])
        if row := model._base_manager.order_by("pk").first():
            written_in_the_log(staff, row)
            browser.walk(reverse(f"{name}_{page}", args=[row.pk]) for page in ("history", "delete"))
            kept += 1
    browser.walk(["/admin/"])
    assert kept > 20
    assert {BREAKING_OUT[10], BREAKING_OUT[11]} <= browser.read
    assert len(browser.read) >= 80


def test_nothing_runs_in_the_queue(walker, moderator):
    """The list, each kind one at a time, and the page that asks for one reason for many."""
    browser = walker(moderator)
    queue = "/admin/moderation/case/"
    browser.walk(["/admin/", queue, f"{queue}?q={BREAKING_OUT[9]}"])
    kept = set()
    for case in Case.objects.open().order_by("kind", "pk"):
        if case.kind not in kept:
            kept.add(case.kind)
            browser.walk([f"{queue}{case.pk}/change/"])
            expect(browser.page.get_by_role("heading", name="What it says")).to_be_visible()
    assert kept == set(kinds())
    browser.page.goto(queue)
    browser.page.locator("#action-toggle").check()
    browser.page.locator("select[name=action]").select_option("decline_selected")
    browser.page.locator("button[name=index]").click()
    browser.look()
    assert len(browser.read) >= 150


def test_nothing_runs_of_a_file_that_is_brought_in(walker, hostile):
    """Its name, the names of its columns, and its cells are words on the page that judges it."""
    browser = walker(PeerFactory(is_staff=True, is_superuser=True))
    out = io.StringIO()
    rows = [[payload] * 3 for payload in (*BREAKING_OUT[:20], *ELEMENTS)]
    csv.writer(out).writerows([["title", "summary", BREAKING_OUT[9]], *rows])
    for model in ("projects_project", "peers_organisation", "forums_venue"):
        browser.page.goto(reverse(f"admin:{model}_import"))
        file = {"name": CALLED[1], "mimeType": "text/csv", "buffer": out.getvalue().encode()}
        browser.page.locator("input[type=file]").set_input_files(file)
        if browser.page.locator("#id_source").count():
            browser.page.locator("#id_source").fill(BREAKING_OUT[17])
        browser.page.locator("form:has(input[type=file]) [type=submit]").click()
        browser.look()


def test_nothing_is_a_formula_in_a_sheet_of_the_admin(walker, hostile):
    page = walker(PeerFactory(is_staff=True, is_superuser=True)).page
    for model in ("peers_organisation", "forums_venue"):
        page.goto(reverse(f"admin:{model}_changelist"))
        page.locator("#action-toggle").check()
        page.locator("select[name=action]").select_option("save_as_sheet")
        with page.expect_download() as download:
            page.locator("button[name=index]").click()
        check_cells(download.value.path().read_text())


# What is no page ---------------------------------------------------------------------------------

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [f"/feeds/{name}.atom" for name in (
    "sessions", "perspectives", "what-works", "questions", "actions",
)]  # fmt: skip
ANSWERS = (
    "/projects/points.json?bbox=-2,53,-1,54&zoom=16", "/organisations/names.json?q=hostile",
    "/wards/labels.json",
)  # fmt: skip


def test_nothing_runs_in_a_feed(walker, hostile):
    """A browser draws them as XML, in which a stray element of XHTML would act."""
    browser = walker()
    for address in FEEDS:
        browser.page.goto(address)
        browser.look()
        body = browser.page.request.get(address).body()
        assert all(node.tag.startswith(ATOM) for node in ElementTree.fromstring(body).iter())
    assert len(browser.read) >= 50


def test_nothing_breaks_out_of_a_calendar(walker, hostile):
    CalendarFeed.objects.filter(peer=hostile).delete()  # whatever a walk has made
    page = walker(hostile).page
    page.goto("/me/sessions/calendar/")
    page.get_by_role("button", name="Make an address").click()
    private = page.get_by_role("link", name="Open it in my calendar program").get_attribute("href")
    mine = "/" + private.partition("://")[2].partition("/")[2]
    for address in ("/calendar.ics", "/forums/full/session.ics", mine):
        text = page.request.get(address).text()
        lines = text.replace("\r\n ", "").split("\r\n")
        assert "BEGIN:VEVENT" in lines, address
        assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines if line), address
        names = {re.split("[:;]", line)[0] for line in lines}
        assert not names & {"ATTENDEE", "ATTACH", "VALARM"}
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def check_cells(table: str) -> None:
    """No cell is a formula to a spreadsheet."""
    rows = list(csv.reader(io.StringIO(table.lstrip("\ufeff"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@\t|")]


def test_nothing_is_more_than_data_in_tables_answers_and_cards(walker, hostile):
    """No cell is a formula; no answer to a script, and no picture, is read as a page."""
    ask = walker(hostile).page.request
    check_cells(ask.get("/forums/today/organise/attendance.csv").text())
    notes = ask.get("/forums/noted/notes.md")
    assert notes.headers["content-type"].startswith("text/markdown")
    assert notes.headers["x-content-type-options"] == "nosniff"
    for address in ANSWERS:
        answer = ask.get(address)
        assert answer.headers["content-type"].startswith("application/json"), address
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()
    card = ask.get("/projects/full/card.png")
    assert card.headers["content-type"] == "image/png"
    assert card.body().startswith(b"\x89PNG")


def test_what_one_takes_along_is_data_and_pictures(walker, hostile):
    """Nothing in the parcel opens as a page, or lands outside of the folder it is unpacked in."""
    with personal_data.pack(hostile) as file, ZipFile(file) as parcel:
        names = parcel.namelist()
        for name in names:
            assert re.fullmatch(r"(photos/)?[\w-]+(/[\w-]+)*\.(json|webp)", name), name
            if name.endswith(".json"):
                json.loads(parcel.read(name))
        assert any(MARK in parcel.read(name).decode() for name in names if name.endswith(".json"))


DOWNLOADS = (
    "/forums/today/organise/attendance.csv", "/forums/noted/notes.md", "/calendar.ics",
    "/forums/full/session.ics", "/me/data/export.zip",
)  # fmt: skip


def test_no_name_brings_a_header_into_an_answer(walker, hostile):
    """What is given as a file is called after what we gave a name to."""
    ask = walker(hostile).page.request
    for address in DOWNLOADS:
        answer = ask.get(address)
        assert answer.ok, address
        said = answer.headers.get("content-disposition", "")
        assert re.fullmatch(r'(attachment|inline)(; filename="[\w.-]+")?', said), (address, said)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "text/html" not in answer.headers["content-type"]


# Letters -----------------------------------------------------------------------------------------

TEMPLATES = settings.BASE_DIR / "templates"
BY_ALLAUTH = {"account", "mfa"}
USUAL = {
    "subject", "from", "to", "reply-to", "date", "message-id", "mime-version", "content-type",
    "content-transfer-encoding", "auto-submitted", "list-unsubscribe", "list-unsubscribe-post",
}  # fmt: skip


OF_A_DAY = {"weekday", "year", "month", "day", "hour", "minute", "second", "tzinfo"}


class Anything:
    """Whatever a template asks of it, and however deep: a payload, or a list of such."""

    def __init__(self, poison: Poison, is_equal: bool) -> None:
        self._poison, self._is_equal = poison, is_equal

    def __str__(self) -> str:
        return self._poison.words(200)

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__") or name in OF_A_DAY:
            raise AttributeError(name)
        return self

    def __getitem__(self, _key) -> "Anything":
        return self

    def __iter__(self):
        return iter([self, self])

    def __len__(self) -> int:
        return 2

    def __eq__(self, _other) -> bool:
        return self._is_equal

    __hash__ = None


def letters_of_every_kind(reader: Peer) -> Iterable[Letter]:
    """Each letter that the site writes, with a payload in every gap, by either way of its ifs."""
    poison, wishes = Poison(), Preference(peer=reader)
    texts = [path.read_text() for path in TEMPLATES.glob("*/email/*.txt")]
    names = set(re.findall(r"\b[a-z_]\w*", " ".join(texts))) - {"city", "site_url", "recipient"}
    for path in sorted(TEMPLATES.glob("*/email/*_body.txt")):
        if path.parts[-3] in BY_ALLAUTH:
            continue
        template = str(path.relative_to(TEMPLATES)).removesuffix("_body.txt")
        for is_equal in (True, False):
            context = dict.fromkeys(names, Anything(poison, is_equal))
            telling = Telling(reader, Purpose.DECISION, "x", template, context, url="/projects/")
            yield letter_of(telling, Wording.of(telling), wishes)


def letters_of_this_city(moderator: Peer) -> Iterable[Letter]:
    """What is really sent: a moderator says no to one thing of each kind, and digests are due."""
    for kind in kinds().values():
        for thing in kind.model._base_manager.order_by("pk")[:3]:
            try:
                kind.decline(thing, by=moderator, reason=Poison().words(300), rule="abuse")
            except Refused:
                continue
    now = timezone.now()
    due = {"digested_until": now - timedelta(days=40), "next_digest_at": now - timedelta(hours=1)}
    Preference.objects.exclude(rhythm="never").update(paused_until=None, **due)
    assert send_due_digests()
    return Letter.objects.exclude(html="")


def check_headers(letter: Letter) -> None:
    """One reader, one line to each header, and no header that a payload brought."""
    sent = compose(letter, Preference(peer_id=letter.recipient_id or 1)).message().as_bytes()
    message = message_from_bytes(sent, policy=policy.default)
    names = [name.lower() for name in message]
    assert set(names) <= USUAL, names
    assert len(names) == len(set(names))
    assert "evil" not in message["Reply-To"]
    mailbox, _at, domain = letter.address.rpartition("@")
    address = f"{mailbox}@{punycode(domain)}"  # as mail writes a domain beyond ASCII
    assert [each.addr_spec for each in message["To"].addresses] == [address]
    assert not message.defects
    kinds_of_parts = [part.get_content_type() for part in message.walk()]
    assert set(kinds_of_parts) <= {
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    }  # fmt: skip


def test_nothing_runs_in_a_letter(walker, moderator):
    """They are opened without any content policy, as by a mail program that knows none."""
    reader = PeerFactory(name=BREAKING_OUT[9][:80])
    browser = walker()
    count = 0
    for letter in chain(letters_of_every_kind(reader), letters_of_this_city(moderator)):
        check_headers(letter)
        browser.page.set_content(letter.html)
        browser.look()
        count += 1
    assert count >= 200
    assert len(browser.read) >= 300
