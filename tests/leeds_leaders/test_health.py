"""Up, and ready: what whoever watches over the site asks."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from leeds_leaders import views

pytestmark = pytest.mark.django_db


def asked(client, address: str) -> tuple[int, dict]:
    answer = client.get(address)
    return answer.status_code, answer.json()


def test_the_process_is_up_whatever_else_is_not(client, monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(connection, "cursor", away)
    assert asked(client, "/healthz") == (200, {"status": "up"})


def away(*args, **kwargs):
    raise OperationalError("the database is away: password=secret")


def test_it_is_ready_with_its_engines(client):
    good = {"database": True, "migrations": True, "broker": True}
    assert asked(client, "/readyz") == (200, {"status": "ready", "checks": good})


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "unix:///nowhere/redis.sock"])
def test_a_broker_that_is_away_is_named(client, settings, url):
    settings.REDIS_URL = url
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json() == {
        "status": "not ready",
        "checks": {"database": True, "migrations": True, "broker": False},
    }


def test_a_database_that_is_away_is_named_and_not_quoted(client, monkeypatch):
    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    monkeypatch.undo()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": False, "migrations": False, "broker": True}
    assert b"secret" not in answer.content


def test_a_migration_that_waits_is_named(client):
    MigrationRecorder.Migration.objects.filter(app="projects").latest("pk").delete()
    status, answer = asked(client, "/readyz")
    assert (status, answer["checks"]["migrations"]) == (503, False)


def test_nobody_keeps_an_answer_about_health(client):
    for address in ("/healthz", "/readyz"):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_asking_again_and_again_costs_no_connection(client):
    for _ in range(20):
        assert client.get("/readyz").status_code == 200
    assert views.RETRY_AFTER > 0
