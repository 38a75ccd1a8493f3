"""The record of a session: who writes it, who reads it, and whom each step tells."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forums.actions import notes, record as verbs
from forums.actions.notes import Item
from forums.choices import RecordState, Seat, Section, State
from forums.models import Record
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    BookingFactory,
    NoteFactory,
    PeerFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(db):
    """A breakfast that was held yesterday, to which Gina came; Holly hosts it."""
    session = SessionFactory(
        slug="talk", title="Talk", state=State.HELD, starts_at=timezone.now() - timedelta(days=1)
    )
    session.hosts.add(PeerFactory(name="Holly Host"))
    BookingFactory(session=session, peer=PeerFactory(name="Gina Goes"))
    return session


@pytest.fixture
def host(session):
    return signed_in(session.hosts.get())


def test_pages_of_a_record_work(session, host):
    client = host.client
    assert "Begin the notes" in client.get("/forums/talk/notes/").content.decode()
    assert client.post("/forums/talk/record/begin/").status_code == 302
    page = client.get("/forums/talk/notes/")
    assert page.status_code == 200
    for section in Section:
        answer = client.post(
            "/forums/talk/notes/new/",
            {
                "section": section,
                "words": f"Words of **{section}**.",
                "key": uuid4(),
            },
        )
        assert answer.status_code == 302, answer.content.decode()
    for note in Record.objects.get().notes.all():
        for page in ("", "edit/", "history/"):
            answer = client.get(f"/forums/talk/notes/{note.pk}/{page}")
            assert answer.status_code == 200
    html = client.get("/forums/talk/").content.decode()
    assert "Words of <strong>works</strong>" in html
    assert client.get("/forums/talk/record/").status_code == 200
    since = client.get("/forums/talk/notes/since/0/")
    assert since.status_code == 200
