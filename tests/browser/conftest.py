"""A real browser before the real site.

The site is a process of its own, served as in `make run`, over the test database. Tests write to
that database themselves and look at what the browser makes of it. On every page, an error of a
script, a breach of the content policy or a request to another host fails the test.
"""

import base64
import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leeds_leaders.geography.models import Ward
from leeds_leaders.models import Tick
from leeds_leaders.notices.tasks import drain
from projects.models import Project
from tests.browser.pages import fill
from tests.browser.serving import TILES, Server
from tests.browser.watching import TELL_VIOLATIONS, Patience, Watch
from tests.conftest import lay_out_city

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PATIENCE = 8_000  # milliseconds
ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOssz9TDwAFQgIoHCLPugAAAABJRU5ErkJg"
    "gg=="
)

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        words = "No Chromium on PATH (chromium, chromium-browser or google-chrome)."
        if os.environ.get("CI") == "true":
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    return found


@pytest.fixture(scope="module")
def chromium(chromium_path) -> Iterator[Browser]:
    """One browser for a module's tests.

    Playwright's synchronous face keeps an event loop running in this thread, behind which Django
    suspects asynchronous code; there is none, so it is told to let the tests use the database.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()
        connections.close_all()  # Django keeps others where an event loop is running


@pytest.fixture(scope="session")
def site(request, chromium_path, django_db_setup, django_db_blocker) -> Iterator[Server]:
    """The running site. Its static files are kept from one run of the tests to the next."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    server = Server(request.config.cache.mkdir(f"browser-{worker}"))
    server.start()
    yield server
    with django_db_blocker.unblock():
        server.stop()


@pytest.fixture
def watch(site) -> Iterator[Watch]:
    """What must not happen on any page; see `Watch.expect`."""
    watch = Watch(site.url)
    yield watch
    assert watch.faults == []


def stamp_anew() -> None:
    """The site keeps pages under stamps, and an emptied database would turn those back."""
    start = time.time_ns() // 1_000
    names = ("projects", "words", "ground", "peers", "sessions", "records")
    Tick.objects.bulk_create(Tick(name=name, count=start) for name in names)


@pytest.fixture
def fresh(transactional_db, settings) -> None:
    """A city without people or projects, and passwords that the site can read."""
    stamp_anew()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(scope="module")
def full_city(chromium, site, django_db_blocker) -> Iterator[Project]:
    """One city in full use for a whole module of tests that only look at it.

    Such a module has a `_django_db_helper` of its own, so that nothing is emptied in between.
    """
    with django_db_blocker.unblock():
        if not Ward.objects.exists():
            lay_out_city()
        stamp_anew()
        with override_settings(MEDIA_ROOT=site.media):
            project = fill()
        yield project
        site.wait_until_idle()
        call_command("flush", verbosity=0, interactive=False)


def session_cookie(peer, url: str) -> dict:
    """What a browser holds in which somebody has signed in."""
    client = Client()
    client.force_login(peer)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def patience(monkeypatch) -> Patience:
    return Patience(monkeypatch)


@pytest.fixture
def visit(chromium, site, watch, patience, fresh) -> Iterator[Visit]:
    """Open a browser of one's own: `visit(peer, width=320, dark=True, javascript=False)`.

    Pictures of the map are one pixel each; with `tiles=False` their server cannot be reached.
    """
    contexts = []

    def visit(
        peer=None, *, width=1280, height=800, dark=False, javascript=True, tiles=True, **options
    ):
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale="en-GB",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if javascript:
            context.add_init_script(TELL_VIOLATIONS)
        if peer is not None:
            context.add_cookies([session_cookie(peer, site.url)])
        if tiles:
            answer = {"body": ONE_PIXEL, "content_type": "image/png"}
            context.route(f"{TILES}/**", lambda route: route.fulfill(**answer))
        else:
            context.route(f"{TILES}/**", lambda route: route.abort())
        context.on("page", watch.over)
        context.on("page", patience.with_page)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()
    site.wait_until_idle()


@pytest.fixture
def page(visit) -> Page:
    """A visitor's browser."""
    return visit()


@pytest.fixture
def deliver_mail(site, settings) -> Callable[[], int]:
    """What the worker does: hand over what the outbox holds, to where `/outbox/` finds it."""
    shutil.rmtree(site.mail, ignore_errors=True)
    settings.MAIL_DIR = site.mail
    settings.EMAIL_BACKEND = "leeds_leaders.local.mail.KeptMailBackend"
    return drain
