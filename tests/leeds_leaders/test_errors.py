"""What goes wrong is said in words, in the house's look, and with a way on."""

import json

import psycopg
import pytest
import time_machine
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404
from django.test import Client
from django.urls import path

from leeds_leaders import urls as house_urls
from leeds_leaders.middleware import spare_connection_checks
from tests.conftest import database_url

SECRET = "password=secret at /srv/app"  # what an exception may say and a page never does


def failing(error):
    def view(request):
        raise error

    return view


FAILURES = {
    "bad": (BadRequest("That cannot be read by anybody."), 400),
    "suspicious": (SuspiciousOperation(SECRET), 400),
    "forbidden": (PermissionDenied(SECRET), 403),
    "missing": (Http404(SECRET), 404),
    "broken": (RuntimeError(SECRET), 500),
    "division": (ZeroDivisionError(SECRET), 500),
    "away": (OperationalError(SECRET), 503),
    "closed": (InterfaceError(SECRET), 503),
}

urlpatterns = [
    *(path(f"fail/{name}", failing(error)) for name, (error, _status) in FAILURES.items()),
    *(path(f"fail/{name}.json", failing(error)) for name, (error, _status) in FAILURES.items()),
    *(path(f"fail/{name}.geojson", failing(error)) for name, (error, _status) in FAILURES.items()),
    *house_urls.urlpatterns,
]
handler400, handler403 = house_urls.handler400, house_urls.handler403
handler404, handler500 = house_urls.handler404, house_urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.leeds_leaders.test_errors")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("name", FAILURES)
def test_a_page_says_it_in_the_houses_look_and_shows_a_way_on(visitor, name):
    answer = visitor.get(f"/fail/{name}")
    assert answer.status_code == FAILURES[name][1]
    page = answer.content.decode()
    assert page.count("<h1>") == 1
    assert "Leaders for Leeds" in page
    assert 'href="/projects/"' in page
    assert "secret" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize("kind", ["json", "geojson"])
@pytest.mark.parametrize("name", FAILURES)
def test_programs_get_the_same_as_json(visitor, name, kind):
    answer = visitor.get(f"/fail/{name}.{kind}")
    assert answer.status_code == FAILURES[name][1]
    assert answer.headers["Content-Type"] == "application/json"
    assert set(json.loads(answer.content)) == {"error"}
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("name", ["away", "closed"])
def test_a_database_that_is_away_is_a_pause_and_not_a_fault(visitor, name):
    answer = visitor.get(f"/fail/{name}")
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in a few seconds" in answer.content.decode()


def test_our_own_words_reach_the_person_and_django_s_do_not(visitor):
    assert "That cannot be read by anybody." in visitor.get("/fail/bad").content.decode()


@pytest.mark.parametrize("name", FAILURES)
def test_every_error_carries_every_header(visitor, name):
    headers = visitor.get(f"/fail/{name}").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_address_that_cannot_be_read_carries_every_header_too(visitor):
    answer = visitor.get("/projects/?q=%00")
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "cannot be read" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("/projects/", "evil.example", 400),
        ("/projects/", "", 400),
        ("/projects", "testserver", 301),
    ],
)
@pytest.mark.parametrize("is_https", [False, True])
def test_what_is_answered_before_any_page_carries_the_policy_too(
    visitor, settings, address, host, status, is_https
):
    """Of another host, without HTTPS, without the last slash."""
    settings.SECURE_SSL_REDIRECT = is_https
    answer = visitor.get(address, headers={"host": host})
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_what_a_member_meets_is_theirs_alone(cast):
    client = cast.peer.client
    client.raise_request_exception = False
    for name, (_error, status) in FAILURES.items():
        answer = client.get(f"/fail/{name}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (
            status,
            "private, no-store",
        )


def test_a_form_without_its_token_says_what_to_do(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.peer.peer)
    answer = client.post("/projects/new/", {"title": "x"})
    assert answer.status_code == 403
    assert "reload it and try again" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


def test_a_database_that_goes_away_in_the_middle_of_a_real_page(visitor, monkeypatch):
    def away(*names):
        raise OperationalError(SECRET)

    monkeypatch.setattr("leeds_leaders.stamps.read", away)
    answer = visitor.get("/projects/")
    assert answer.status_code == 503
    assert visitor.get("/projects/points.json?bbox=-2,53,-1,54&zoom=9").json().keys() == {"error"}


def test_a_method_that_is_not_there_names_those_that_are(visitor):
    answer = visitor.delete("/projects/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_the_connection_is_checked_after_a_pause_and_not_before_every_request():
    checked = []

    def page(request):
        checked.append(not connection.health_check_done)

    ask = spare_connection_checks(page)
    with time_machine.travel("2026-03-01 09:00", tick=False) as clock:
        for pause in (0, 1, 4.9, 5.1, 0.1):
            clock.shift(pause)
            ask(None)
    assert checked == [True, False, False, True, False]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_costs_one_request(client):
    """PostgreSQL ends it, as a restart does; the check is spared, so the page finds out."""
    client.raise_request_exception = False
    assert client.get("/projects/").status_code == 200
    with psycopg.connect(database_url(), autocommit=True) as other:
        pid = connection.connection.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    first = client.get("/projects/?q=beans")
    connection.close()  # what the end of a request does to a connection that failed
    assert first.status_code == 503
    assert client.get("/projects/?q=beans").status_code == 200
