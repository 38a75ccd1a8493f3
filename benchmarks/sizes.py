"""How large pages are on the wire: HTML, styles and scripts, each compressed as it is served.

Pages are parsed as served, so what counts is what a browser would fetch; modules that scripts
import are followed. Images and map tiles are not counted. Bytes are of 1,000 to the KB.
"""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser

from benchmarks import queries
from benchmarks.data import City
from benchmarks.report import Figure, most
from benchmarks.serving import Site

EMAIL, PASSWORD = "peer@example.org", "breakfast"
PAGES = {
    "home": queries.HOME,
    "list": queries.LIST,
    "map data, whole city": queries.POINTS,
    "forums": "/forums/",
    "causes": "/causes/",
    "wards": "/wards/",
    "peers": "/peers/",
    "open data": "/data/",
    "the map to embed": "/embed/map/",
    "sign up": "/accounts/signup/",
}  # fmt: skip
SIGNED_IN = {
    "own page": "/me/",
    "peers, signed in": "/peers/",
    "new project, signed in": "/projects/new/",
}
IMPORTED = re.compile(rb"""(?:^|;)\s*import\b[^"';]*["']([^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True)
class Fetched:
    """One answer: its size as it came, in bytes, and its text."""

    size: int
    body: bytes
    encoding: str


class Linked(HTMLParser):
    """The styles and scripts of a page, and whether it has a map."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and "stylesheet" in values.get("rel", "").split():
            self.styles.append(values.get("href", ""))
        elif tag == "script" and values.get("src"):
            self.scripts.append(values["src"])

    @property
    def has_map(self) -> bool:
        return any("leaflet" in address for address in self.scripts)


class Browser:
    """Fetches as a browser does: compressed, with cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, *, encodings: str = "gzip, br") -> Fetched:
        """Raises `urllib.error.HTTPError` for 4xx and 5xx."""
        request = urllib.request.Request(
            urllib.parse.urljoin(self.address, path), headers={"Accept-Encoding": encodings}
        )
        with self.opener.open(request, timeout=60) as response:
            body = response.read()
            return Fetched(len(body), body, response.headers.get("Content-Encoding", "none"))

    def sign_in(self) -> bool:
        """As one of the demo's peers; False where that did not work."""
        page = self.get("/accounts/login/", encodings="identity").body.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if not token:
            return False
        form = {"csrfmiddlewaretoken": token.group(1), "login": EMAIL, "password": PASSWORD}
        data = urllib.parse.urlencode(form).encode()
        headers = {"Referer": self.address, "Origin": self.address}
        self.opener.open(
            urllib.request.Request(f"{self.address}/accounts/login/", data, headers), timeout=60
        ).close()
        return any("session" in cookie.name for cookie in self.cookies)

    @property
    def cookie(self) -> str:
        """What somebody who is signed in sends along."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)


def measure(city: City) -> tuple[list[Figure], list[str]]:
    """The sizes of every kind of page, and the pages that are not there."""
    with city.connect() as connection:
        pages = {**PAGES, "a project": queries.project_page(connection)}
        pages |= _first(connection, "a ward", "geography_ward", "wards")
        pages |= _first(connection, "a session", "forums_session", "forums")
        pages |= _first(connection, "a cause", "language_cause", "causes")
        views = queries.views(*_centre(connection))
    figures: list[Figure] = []
    missing: list[str] = []
    with Site(city.url) as site:
        around = [Browser(site.address).get(path).size / 1000 for path in views]
        name = f"map data, the largest of {len(views)} views: JSON"
        figures.append(Figure.of("sizes", name, "KB", [max(around)], goal=most(15)))
        for browser, addresses in ((Browser(site.address), pages), (None, SIGNED_IN)):
            if browser is None:
                browser = Browser(site.address)
                if not browser.sign_in():
                    missing += [f"{name} (could not sign in)" for name in addresses]
                    continue
            for name, path in addresses.items():
                try:
                    figures += _page(browser, name, path)
                except urllib.error.HTTPError as error:
                    missing.append(f"{path} answers {error.code}")
    return figures, missing


def _centre(connection) -> tuple[float, float]:
    """Latitude and longitude of the spot where projects lie closest, roughly."""
    return connection.execute(
        "SELECT latitude_sum / count, longitude_sum / count FROM projects_cell"
        " WHERE level = 14 AND count > 0 ORDER BY count DESC LIMIT 1"
    ).fetchone()


def _first(connection, name: str, table: str, folder: str) -> dict[str, str]:
    """The page of the first row of a table with a slug."""
    row = connection.execute(f"SELECT slug FROM {table} ORDER BY 1 LIMIT 1").fetchone()
    return {name: f"/{folder}/{row[0]}/"} if row else {}


def _page(browser: Browser, name: str, path: str) -> list[Figure]:
    page = browser.get(path)
    if path.endswith(".json") or ".json?" in path:
        return [_size(name, "JSON", page.size, 15, page.encoding)]
    linked = Linked()
    linked.feed(browser.get(path, encodings="identity").body.decode())
    scripts = _with_imports(browser, linked.scripts)
    sizes = [browser.get(address).size for address in (*linked.styles, *scripts)]
    return [
        _size(name, "HTML", page.size, 30, page.encoding),
        _size(name, "CSS and JS", sum(sizes), 90 if linked.has_map else 40),
        Figure.of("sizes", f"{name}: CSS and JS", "files", [len(sizes)],
                  goal=most(12 if linked.has_map else 6)),
    ]  # fmt: skip


def _with_imports(browser: Browser, scripts: list[str]) -> list[str]:
    """The scripts and the modules that they import, each once."""
    found = dict.fromkeys(scripts)
    waiting = list(scripts)
    while waiting:
        address = waiting.pop()
        for name in IMPORTED.findall(browser.get(address, encodings="identity").body):
            module = urllib.parse.urljoin(address, name.decode())
            if module not in found:
                found[module] = None
                waiting.append(module)
    return list(found)


def _size(name: str, kind: str, size: int, goal: float, encoding: str = "") -> Figure:
    note = encoding if encoding not in {"", "gzip"} else ""
    return Figure.of("sizes", f"{name}: {kind}", "KB", [size / 1000], goal=most(goal), note=note)
