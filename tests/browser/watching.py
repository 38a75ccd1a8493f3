"""What goes wrong in a browser while a test looks elsewhere."""

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from tests.browser.serving import TILES

TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`Against the content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""

HANDS = ("click", "fill", "press", "select_option", "evaluate", "evaluate_all", "bounding_box")


class Patience:
    """A browser shows words before their style and scripts are there; hands and rulers wait.

    What a click leads to is measured and used once it is loaded, however busy the machine is.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        for name in HANDS:
            self._wait(Locator, name, lambda locator, *args: locator.page)

    def with_page(self, page: Page) -> None:
        for thing, name in (
            (page, "evaluate"),
            (page.keyboard, "press"),
            (page.keyboard, "type"),
            (page.mouse, "click"),
        ):
            self._wait(thing, name, lambda *args: page)

    def _wait(self, thing: object, name: str, page_of: Callable[..., Page]) -> None:
        do = getattr(thing, name)

        @functools.wraps(do)
        def done_after_loading(*args, **options):
            page_of(*args).wait_for_load_state()
            return do(*args, **options)

        self.patch.setattr(thing, name, done_after_loading)


class Watch:
    """Faults of every page of one test: script errors, refused resources, other hosts."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.faults: list[str] = []
        self.expected: set[int] = set()

    def expect(self, *statuses: int) -> None:
        """Answers of these statuses are what the test is about."""
        self.expected |= set(statuses)

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # What could not be loaded is seen, with its status, as a response or a request.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        is_away = address.scheme in {"http", "https"} and address.netloc != self.host
        if is_away and not request.url.startswith(TILES):
            self.faults.append(f"another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status}: {response.url}")
