"""Light enough for a cheap phone on a bus: few files, few bytes, nothing that jumps."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGE_TYPES
from tests.browser.serving import TILES

pytestmark = pytest.mark.browser


@pytest.fixture
def _django_db_helper(full_city) -> None:
    """These tests only look: nothing is emptied between them."""


HAS_MAP = ("/projects/", "/projects/new/", "/projects/full/edit/")
PEOPLES = (
    "/projects/photos/"  # what people put on a page themselves, fetched as it comes into sight
)
PASSKEYS = ("/static/mfa/", "/static/account/")  # allauth's own, where one signs in with them
KB = 1024
SHIFTS = """
window.shifted = 0;
window.shifts = [];
const sides = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    window.shifted += value;
    for (const { node, previousRect, currentRect } of sources) {
      const name = node?.nodeName + (node?.className ? `.${node.className}` : "");
      window.shifts.push(`${name}: ${sides(previousRect)} -> ${sides(currentRect)}`);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Gives the parser a page tag by tag, and waits for a frame while the newest is in sight.
LOAD_BIT_BY_BIT = """
async (path) => {
  const text = await (await fetch(path)).text();
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const body = text.indexOf("</head>");
  document.open();
  document.write(text.slice(0, body));
  const styles = [...document.querySelectorAll("link[rel=stylesheet]")];
  while (styles.some((style) => !style.sheet)) await frame();
  for (const bit of text.slice(body).match(/<[^>]*>|[^<]+/g)) {
    document.write(bit);
    if (!bit.trim() || /^<.?(option|path|polygon|text|title)/.test(bit)) continue;
    let newest = document.body;
    while (newest?.lastElementChild) newest = newest.lastElementChild;
    if (newest?.getBoundingClientRect().top < innerHeight) await frame();
  }
  document.close();
}
"""
ALL = [p for p in PAGE_TYPES if p.status == 200 and not p.begin]


class Scales:
    """What a page fetched and what it weighed on the wire."""

    def __init__(self, page: Page) -> None:
        self.files: dict[str, tuple[str, int]] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        kinds: dict[str, tuple[str, str]] = {}

        def received(event):
            kinds[event["requestId"]] = event["response"]["url"], event["type"]

        def finished(event):
            url, kind = kinds.get(event["requestId"], ("data:", ""))
            if not url.startswith(("data:", TILES)):
                self.files[url] = kind, int(event["encodedDataLength"])

        session.on("Network.responseReceived", received)
        session.on("Network.loadingFinished", finished)

    def of(self, *kinds: str) -> dict[str, int]:
        return {url: size for url, (kind, size) in self.files.items() if kind in kinds}


@pytest.mark.parametrize("page_type", ALL, ids=lambda page_type: page_type.name)
def test_a_page_is_light(visit, full_city, page_type):
    page = visit(full_city.lead if page_type.as_lead else None)
    scales = Scales(page)
    page_type.open(page)
    has_map = urlsplit(page_type.path).path in HAS_MAP
    assert bool(page.locator(".leaflet-container").count()) == has_map
    styled = scales.of("Stylesheet", "Script")
    assert sum(styled.values()) <= (90 if has_map else 40) * KB, styled
    assert sum(scales.of("Document").values()) <= 30 * KB
    files = scales.of("Stylesheet", "Script", "Font", "Image")
    ours = [url for url in files if not any(part in url for part in (*PASSKEYS, PEOPLES))]
    assert len(ours) <= (12 if has_map else 6), sorted(ours)


def test_files_come_compressed_and_are_kept_for_good(visit):
    page = visit()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/projects/")
    page.wait_for_load_state("networkidle")
    static = [answer for answer in answers if "/static/" in answer.url]
    assert len(static) > 5
    for answer in static:
        assert "immutable" in answer.headers["cache-control"], answer.url
        # Too small a file is not made smaller by packing it.
        is_small = int(answer.headers.get("content-length", 0)) < 500
        packed = answer.headers.get("content-encoding")
        assert packed in {"br", "gzip"} or is_small, answer.url


STEADY = [
    *("/", "/projects/", "/projects/full/", "/projects/new/", "/wards/", "/causes/"),
    *("/forums/", "/forums/full/", "/forums/full/agenda/"),
    *("/peers/", "/organisations/", "/me/", "/me/sessions/", "/me/notices/"),
]
FOR_MEMBERS = ("/me/", "/projects/new/", "/forums/full/agenda/")


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("path", STEADY)
def test_nothing_jumps_while_a_page_loads(visit, full_city, path, width):
    """A browser paints what it has: here, after each tag; on a slow phone, after any."""
    page = visit(full_city.lead if path.startswith(FOR_MEMBERS) else None, width=width)
    page.add_init_script(SHIFTS)
    page.route("**/empty", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto("/empty")
    page.evaluate(LOAD_BIT_BY_BIT, path)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert page.locator("footer").count() == 1
    assert page.evaluate("window.shifted") <= 0.02, page.evaluate("window.shifts")


def test_nothing_jumps_where_the_tiles_are_away(visit):
    page = visit(tiles=False, width=375, height=3000)
    page.add_init_script(SHIFTS)
    page.goto("/projects/?q=full")
    page.get_by_text("The map pictures cannot be fetched just now").wait_for()
    assert page.evaluate("window.shifted") <= 0.02
