"""Pages kept for visitors: an edit is seen at once, and nobody sees what is somebody else's."""

import gzip
import subprocess
import sys
import threading

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client

from leeds_leaders import stamps
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.models import Tick
from projects.models import Project
from tests.conftest import database_url, in_threads
from tests.factories import ProjectFactory, SessionFactory

pytestmark = pytest.mark.django_db

POINTS = "/projects/points.json?bbox=-1.8,53.7,-1.3,53.9&zoom=10"


def body(client, address: str, **headers) -> str:
    return client.get(address, headers=headers).content.decode()


KEPT = ["/", "/projects/", "/projects/?q=beans", POINTS, "/wards/", "/wards/armley/", "/causes/",
        "/causes/community-growing/", "/projects/beans/", "/forums/breakfast/"]  # fmt: skip


@pytest.fixture
def beans(db):
    project = ProjectFactory(slug="beans", title="Beans for all")
    SessionFactory(slug="breakfast").projects.add(project)
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def renderings(monkeypatch):
    """Pages that were really made, not taken from memory."""
    made = []
    keep = stamps._to_pages
    monkeypatch.setattr(
        stamps, "_to_pages", lambda *args, **kwargs: made.append(1) or keep(*args, **kwargs)
    )
    return made


@pytest.mark.parametrize("address", KEPT)
def test_a_page_is_made_once_for_all_visitors(beans, renderings, address):
    first, second = (body(Client(), address) for _ in range(2))
    assert first == second
    assert len(renderings) == 1


@pytest.mark.parametrize("address", [a for a in KEPT if a not in {"/wards/", "/causes/"}])
def test_an_edit_is_seen_by_the_very_next_request(beans, client, address):
    before = body(client, address)
    beans.title = "Beans for every neighbour"
    beans.save()
    after = body(client, address)
    assert before != after or "Beans" not in before
    if "Beans for all" in before:
        assert "Beans for every neighbour" in after
        assert "Beans for all" not in after


def test_what_is_taken_off_the_map_is_gone_from_every_page_at_once(beans, client):
    for address in KEPT:
        body(client, address)
    Project.objects.filter(pk=beans.pk).update(standing="withdrawn")
    for address in KEPT:
        assert "Beans for all" not in body(client, address), address
    assert client.get("/projects/beans/").status_code == 404


def test_other_words_and_another_ground_are_seen_at_once(client):
    assert "Growing things" not in body(client, "/causes/")
    Cause.objects.filter(slug="community-growing").update(name="Growing things")
    assert "Growing things" in body(client, "/causes/")
    assert "Armley West" not in body(client, "/wards/")
    Ward.objects.filter(slug="armley").update(name="Armley West")
    assert "Armley West" in body(client, "/wards/")


def test_tags_and_sessions_are_seen_at_once(beans, client):
    assert "Childcare" not in body(client, "/projects/beans/")
    beans.needs.add("Childcare")
    assert "Childcare" in body(client, "/projects/beans/")
    assert "New breakfast" not in body(client, "/projects/beans/")
    SessionFactory(title="New breakfast").projects.add(beans)
    assert "New breakfast" in body(client, "/projects/beans/")


def test_what_still_comes_is_asked_again_as_time_goes_by(client):
    with time_machine.travel("2026-03-12 09:00:00+00:00", tick=False) as clock:
        SessionFactory(title="Soon over")
        session = SessionFactory(title="Soon over")
        first = client.get("/")
        assert "Soon over" in first.content.decode()
        clock.move_to(session.ends_at.replace(year=session.ends_at.year + 1))
        again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 200
        assert "Soon over" not in again.content.decode()


# Whose page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/projects/", "/projects/live-project/"])
def test_a_visitors_page_and_a_members_page_never_mix(cast, address):
    lead, nobody = cast.lead, cast.nobody
    first = body(nobody.client, address)
    assert ">Lee<" not in first
    assert ">Lee<" in body(lead.client, address)
    assert body(nobody.client, address) == first
    caches["pages"].clear()
    assert ">Lee<" in body(lead.client, address)
    assert ">Lee<" not in body(nobody.client, address)


def test_nothing_that_a_member_sees_is_kept_anywhere(cast, renderings):
    for address in KEPT[:4]:
        answer = cast.lead.client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store", address
        assert "ETag" not in answer.headers, address
    assert not renderings


def test_a_visitors_page_may_be_kept_but_is_asked_for_every_time(beans, client):
    answer = client.get("/projects/beans/")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in answer.headers["Vary"]
    assert not answer.cookies


def test_a_hidden_project_that_its_lead_looked_at_stays_hidden(cast):
    for _ in range(2):
        assert cast.lead.client.get("/projects/held-project/").status_code == 200
        assert cast.nobody.client.get("/projects/held-project/").status_code == 404


def test_a_project_that_was_missing_is_found_once_it_is_there(client):
    assert client.get("/projects/late/").status_code == 404
    ProjectFactory(slug="late")
    assert client.get("/projects/late/").status_code == 200


def test_a_message_for_one_visitor_reaches_no_other(client, renderings):
    client.cookies["messages"] = "whatever"
    body(client, "/")
    assert not renderings


def test_a_part_and_its_page_are_kept_apart(client):
    ProjectFactory()
    part, page = (body(client, "/projects/", **h) for h in ({"HX-Request": "true"}, {}))
    assert "<html" in page
    assert "<html" not in part
    assert 'id="results"' in part
    boosted = body(client, "/projects/", **{"HX-Request": "true", "HX-Boosted": "true"})
    restored = body(
        client, "/projects/", **{"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in boosted
    assert "<html" in restored
    assert "<html" not in body(client, "/projects/", **{"HX-Request": "true"})


def test_pages_of_other_addresses_and_hosts_are_kept_apart(client, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    ProjectFactory(title="Beans", stage="idea")
    assert "Beans" in body(client, "/projects/?stage=idea", Host="one.example")
    assert "Beans" not in body(client, "/projects/?stage=ended", Host="one.example")
    answers = {client.get("/", headers={"Host": h}).headers["ETag"] for h in settings.ALLOWED_HOSTS}
    assert len(answers) == 2


# What travels ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", KEPT)
def test_what_has_not_changed_is_not_sent_again(beans, client, address):
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    beans.title = "Peas"
    beans.save()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_zipped_page_and_a_plain_one_say_the_same(client):
    plain = client.get("/")
    zipped = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert "Content-Encoding" not in plain.headers


def test_every_answer_from_memory_carries_the_headers_of_a_fresh_one(client):
    fresh, kept = (client.get("/projects/") for _ in range(2))
    assert fresh.headers.items() == kept.headers.items()
    assert "Content-Security-Policy" in kept.headers


# Ticks ----------------------------------------------------------------------------------------


def test_folding_leaves_every_sum_as_it_was():
    for _ in range(5):
        ProjectFactory()
    names = ("projects", "words", "ground", "sessions")
    before = {name: stamps.read(name) for name in names}
    gone = stamps.fold()
    assert gone > 0
    assert {name: stamps.read(name) for name in names} == before
    assert Tick.objects.count() == Tick.objects.values("name").distinct().count()
    assert stamps.fold() == 0


def test_a_stamp_of_nothing_is_a_stamp():
    assert stamps.read("nothing-of-that-name") == "0"


@pytest.mark.django_db(transaction=True)
def test_an_edit_by_another_process_is_seen_by_the_next_request(client):
    ProjectFactory(slug="beans", title="Beans for all")
    for address in ("/", "/projects/", "/projects/beans/"):
        assert "Beans for all" in body(client, address)
    code = (
        "import psycopg, sys; c = psycopg.connect(sys.argv[1]); "
        "c.execute(\"UPDATE projects_project SET title = 'Peas' WHERE slug = 'beans'\"); c.commit()"
    )
    subprocess.run([sys.executable, "-c", code, database_url()], check=True, timeout=30)
    for address in ("/", "/projects/", "/projects/beans/"):
        assert "Peas" in body(client, address), address


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_once_do_not_wait_for_each_other_and_both_are_seen(client):
    one, two = ProjectFactory(slug="one", title="First"), ProjectFactory(slug="two", title="Second")
    body(client, "/projects/")
    before = int(stamps.read("projects"))
    both_wrote = threading.Barrier(2, timeout=10)

    def rename(project, title):
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "UPDATE projects_project SET title = %s WHERE id = %s", [title, project.pk]
            )
            both_wrote.wait()  # neither has committed yet: a lock would end here
            cursor.execute("COMMIT")
        connection.close()

    threads = [threading.Thread(target=rename, args=pair) for pair in ((one, "Uno"), (two, "Due"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert int(stamps.read("projects")) >= before + 2
    page = body(client, "/projects/")
    assert "Uno" in page
    assert "Due" in page


@pytest.mark.django_db(transaction=True)
def test_a_change_counts_from_its_commit_and_not_before(client):
    ProjectFactory(slug="beans", title="Beans for all")
    wrote, looked = threading.Event(), threading.Event()

    def rename():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE projects_project SET title = 'Peas'")
            wrote.set()
            looked.wait(timeout=10)
            cursor.execute("COMMIT")
        connection.close()

    thread = threading.Thread(target=rename)
    thread.start()
    assert wrote.wait(timeout=10)
    assert "Beans for all" in body(client, "/projects/")
    looked.set()
    thread.join(timeout=20)
    assert "Peas" in body(client, "/projects/")


@pytest.mark.django_db(transaction=True)
def test_folding_while_people_save_loses_no_tick():
    project = ProjectFactory()
    before = int(stamps.read("projects"))

    def save():
        for number in range(30):
            Project.objects.filter(pk=project.pk).update(place=f"Place {number}")

    def fold():
        for _ in range(15):
            stamps.fold()

    in_threads(save, fold, fold)
    assert int(stamps.read("projects")) == before + 30
