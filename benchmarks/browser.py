"""What a person waits for, in Chromium with the processor slowed four times.

Each visit has an empty cache. Other hosts, and so the map tiles, cannot be reached. LCP is in
seconds; CLS is a score without a unit, the sum of unexpected shifts within three seconds.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks import queries
from benchmarks.data import City
from benchmarks.report import Figure, most
from benchmarks.serving import Site

SLOWED = 4
WIDTHS = {375: 812, 1280: 800}
SETTLED = 1.5  # seconds after the load event
WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value; })
  .observe({type: 'layout-shift', buffered: true});
"""


def missing() -> str:
    """Why there is no browser to measure in, or nothing."""
    try:
        import playwright.sync_api  # noqa: F401 (may not be installed)
    except ImportError:
        return "Playwright is not installed"
    return "" if chromium() else "no Chromium was found"


def chromium() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def measure(city: City, *, rounds: int) -> list[Figure]:
    from playwright.sync_api import sync_playwright

    with city.connect() as connection:
        pages = {
            "home": queries.HOME,
            "list": queries.LIST,
            "a project": queries.project_page(connection),
        }
    figures = []
    with Site(city.url) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        for name, path in pages.items():
            for width, height in WIDTHS.items():
                visits = [
                    _visit(browser, f"{site.address}{path}", width, height)
                    for _ in range(rounds + 1)
                ][1:]  # the first one warms the site up
                figures += _figures(f"{name}, {width} px", visits)
        browser.close()
    return figures


def _figures(name: str, visits: Sequence[tuple[float, float]]) -> list[Figure]:
    paints, shifts = zip(*visits, strict=True)
    return [
        Figure.of("browser", f"{name}: LCP", "s", paints, goal=most(1.2)),
        Figure.of("browser", f"{name}: CLS", "", shifts, goal=most(0.02)),
    ]


def _visit(browser, address: str, width: int, height: int) -> tuple[float, float]:
    """One visit with an empty cache: LCP in seconds and CLS."""
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        devtools = context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.goto(address, wait_until="load")
        page.wait_for_timeout(SETTLED * 1000)
        seen = page.evaluate("window.seen")
        return seen["lcp"] / 1000, seen["cls"]
    finally:
        context.close()
