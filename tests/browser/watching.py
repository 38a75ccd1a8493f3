"""What goes wrong in a browser while a test looks elsewhere."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser.serving import TILES

TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`Against the content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


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
