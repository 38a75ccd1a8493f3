"""The library of what works, and what organisers put before everybody."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import what_works
from forums.choices import RecordState, Section
from forums.errors import NotInTheRecord
from leeds_leaders.language.models import Cause
from tests.conftest import signed_in
from tests.factories import NoteFactory, PeerFactory, RecordFactory

pytestmark = pytest.mark.django_db


def works(words, **facts):
    return NoteFactory(section=Section.WORKS, words=words, **facts)


def found(client, query="") -> list[str]:
    body = client.get(f"/what-works/{query}").content.decode()
    return re.findall(r'<div class="own-words"><p>(.+?)</p>', body)


def lately() -> list[str]:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with CaptureQueriesContext(connection) as asked:
        panel = Template("{% load question_tags %}{% what_works_lately %}")
        body = panel.render(Context({"request": request}))
    assert len(asked) == 1
    return re.findall(r'<article class="card"><p>(.+?)</p>', body)


def test_the_library_holds_what_works_out_of_public_records_newest_first(client):
    now = timezone.now()
    host = PeerFactory()
    works("A shared **van**.", written_at=now - timedelta(days=1))
    works("<script>A key</script> at the library.", written_at=now)
    works("A passage.", is_prose=True)
    works("Taken out.", is_removed=True)
    NoteFactory(words="Of the context.")
    for state in (RecordState.SHARED, RecordState.DRAFT):
        works(f"Not public: {state}.", record=RecordFactory(state=state, session__proposed_by=host))
    shown = ["&lt;script&gt;A key&lt;/script&gt; at the library.", "A shared <strong>van</strong>."]
    assert found(client) == shown
    assert found(signed_in(host).client) == shown


def test_the_library_is_searched_by_words_and_cause(client):
    works("A shared van.").causes.set(Cause.objects.filter(slug="community-growing"))
    of_session = works("A rota.")
    of_session.record.session.causes.set(Cause.objects.filter(slug="community-growing"))
    works("A key.")
    assert found(client, "?q=vans") == ["A shared van."]
    assert len(found(client, "?cause=community-growing")) == 2
    assert found(client, "?cause=community-growing&q=rota") == ["A rota."]
    assert "Nothing fits" in client.get("/what-works/?q=nothing-of-the-kind").content.decode()
    for query, status in (("?cause=nothing", 404), ("?page=2", 404), ("?page=x", 400)):
        assert client.get(f"/what-works/{query}").status_code == status


def test_the_library_asks_the_same_of_the_database_however_much_there_is():
    def queries() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked:
            assert Client().get("/what-works/").status_code == 200
        return len(asked)

    cause = Cause.objects.filter(slug="community-growing")
    works("A van.").causes.set(cause)
    queries()
    few = queries()
    for number in range(5):
        works(f"{number}.").causes.set(cause)
    assert queries() == few <= 6


def test_organisers_put_what_works_before_everybody(cast, client):
    for number in range(4):
        note = works(f"Number {number}.", written_at=timezone.now() + timedelta(0, number))
    first = type(note).objects.get(words="Number 0.")
    assert lately() == ["Number 3.", "Number 2.", "Number 1."]
    organiser = cast.organiser.client
    for _time in range(2):
        answer = organiser.post(f"/what-works/{first.pk}/feature/")
        assert answer.headers["Location"] == "/what-works/"
    assert lately()[0] == found(client)[0] == "Number 0."
    page = client.get("/what-works/").content.decode()
    assert "Put before everybody" in page
    assert '<form method="post"' not in page
    first.refresh_from_db()
    assert first.revision == 1, "putting it before everybody changed what was said"
    organiser.post(f"/what-works/{first.pk}/unfeature/")
    assert lately()[0] == "Number 3."
    assert cast.peer.client.post(f"/what-works/{first.pk}/feature/").status_code == 403


def test_what_is_not_public_any_more_is_before_nobody(cast):
    note = works("A van.")
    what_works.feature(note, by=cast.organiser.peer)
    record = note.record
    record.state = RecordState.SHARED
    record.save()
    assert lately() == []
    with pytest.raises(NotInTheRecord, match="public record"):
        what_works.feature(note, by=cast.organiser.peer)
    assert cast.organiser.client.post(f"/what-works/{note.pk}/feature/").status_code == 404
