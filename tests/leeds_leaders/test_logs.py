"""Logs: one JSON object a line, and nobody's data in it."""

import json
import logging

import pytest
from django.test import Client

from leeds_leaders.logs import FIELDS, JSONLines
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def written(record: logging.LogRecord) -> dict:
    line = JSONLines().format(record)
    assert "\n" not in line
    return json.loads(line)


def record(message: str = "words", *args, error=None, **extra) -> logging.LogRecord:
    return logging.getLogger("here").makeRecord(
        "here", logging.INFO, "file.py", 7, message, args, error, extra=extra
    )


@pytest.fixture
def lines():
    """Every line that would be written, as it would be written."""
    seen: list[str] = []

    class Catch(logging.Handler):
        def emit(self, record):
            seen.append(JSONLines().format(record))

    handler = Catch()
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request")]
    for logger in loggers:
        logger.addHandler(handler)
    yield seen
    for logger in loggers:
        logger.removeHandler(handler)


def test_a_line_says_when_how_grave_who_and_what():
    line = written(record("%d letters", 3, state="sent", nonsense="x"))
    assert (line["level"], line["logger"], line["message"]) == ("info", "here", "3 letters")
    assert line["at"].endswith("+00:00")
    assert line["state"] == "sent"
    assert "nonsense" not in line


def test_line_breaks_and_odd_characters_stay_in_their_line():
    line = written(record("a\nb\u2028c\x00", route="x\ny"))
    assert line["message"] == "a\nb\u2028c\x00"


def test_an_exception_is_named_and_placed_but_not_quoted():
    try:
        raise ValueError("Key (email)=(bea@example.org) already exists")
    except ValueError as error:
        what = (ValueError, error, error.__traceback__)
        line = written(record("failed for %s", "bea@example.org", error=what))
    assert line["error"] == "ValueError"
    assert any("test_logs.py" in place for place in line["where"])
    assert "bea@" not in json.dumps(line)


def test_what_failed_in_code_of_no_file_is_written_too():
    """As data classes are: it would be quoted otherwise, by the fault of the log itself."""
    try:
        exec(compile("int('bea@example.org')", "<string>", "exec"))
    except ValueError as error:
        line = written(record("failed", error=(ValueError, error, error.__traceback__)))
    assert line["where"][-1] == "<string>:1 <module>"
    assert "bea@" not in json.dumps(line)


def test_every_request_is_one_line_with_its_route_and_nothing_personal(lines, client):
    project = ProjectFactory()
    client.get(
        f"/projects/{project.slug}/?q=my-secret-search", headers={"User-Agent": "Bea's phone"}
    )
    (line,) = [json.loads(line) for line in lines]
    assert (line["method"], line["route"], line["status"]) == ("GET", "projects:detail", 200)
    assert line["ms"] > 0
    assert set(line) <= {"at", "level", "logger", "message", *FIELDS}
    assert not any(word in lines[0] for word in (project.slug, "secret", "Bea", "127.0.0.1"))


def test_what_goes_wrong_names_nobody(lines, monkeypatch):
    peer = PeerFactory(email="bea.secret@example.org", name="Bea Secret")
    client = Client(raise_request_exception=False)
    client.force_login(peer)

    def broken(*args, **kwargs):
        raise RuntimeError(f"no room for {peer.email} {peer.name}")

    monkeypatch.setattr("leeds_leaders.finding.results.vocabulary", broken)
    assert client.get("/projects/?q=my-secret-search").status_code == 500
    client.get("/projects/?page=-1&q=my-secret-search")
    client.get("/projects/my-secret-slug/")
    client.post("/accounts/login/", {"login": peer.email, "password": "my-secret-password"})
    text = "\n".join(lines)
    assert "RuntimeError" in text
    for word in ("secret", "Secret", "bea."):
        assert word not in text, word


def test_a_refused_host_is_not_a_way_to_write_into_the_log(lines, client):
    client.get("/", headers={"Host": 'evil.example\n{"level": "forged"}'})
    for line in lines:
        assert "\n" not in line
        assert json.loads(line)["level"] != "forged"
