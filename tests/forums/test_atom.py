"""What news readers fetch: what a visitor may read, well-formed, with ids that stay."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from forums.actions import states
from forums.choices import RecordState, Section
from forums.models import Action, Note, Perspective, Question, Record, Session
from tests.factories import (
    ActionFactory,
    NoteFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("sessions", "perspectives", "what-works", "questions", "actions")


def entries(client, name: str) -> list[dict]:
    """What stands in a feed, as title, id, link, text and author."""
    answer = client.get(f"/feeds/{name}.atom")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    return [
        {
            "title": entry.findtext(f"{ATOM}title"),
            "id": entry.findtext(f"{ATOM}id"),
            "updated": entry.findtext(f"{ATOM}updated"),
            "link": entry.find(f"{ATOM}link").attrib["href"],
            "text": entry.findtext(f"{ATOM}summary"),
            "by": entry.findtext(f"{ATOM}author/{ATOM}name"),
        }
        for entry in feed.findall(f"{ATOM}entry")
    ]


@pytest.fixture
def record(db):
    """A public record with something for each feed."""
    record = RecordFactory(session__slug="mill", session__title="At the <mill>\uffff")
    NoteFactory(record=record, section=Section.WORKS, words="A *van* & a key.")
    NoteFactory(record=record, section=Section.WORKS, words="An introduction.", is_prose=True)
    QuestionFactory(session=record.session, record=record, words="Who owns it?")
    ActionFactory(
        session=record.session, record=record, words="Ring the bell.",
        owner=PeerFactory(name="Otto Owner"),
    )  # fmt: skip
    PerspectiveFactory(session=record.session, author=PeerFactory(name="Paula Private"))
    return record


def titles(client) -> dict[str, list[str]]:
    return {name: [entry["title"] for entry in entries(client, name)] for name in FEEDS}


def test_each_feed_tells_what_is_new(record, client):
    assert titles(client) == {
        "sessions": ["Notes: At the <mill>", "At the <mill>"],
        "perspectives": [Perspective.objects.get().title],
        "what-works": ["A van & a key."],
        "questions": ["Who owns it?"],
        "actions": ["Ring the bell."],
    }
    works = entries(client, "what-works")[0]
    note = Note.objects.get(section=Section.WORKS, is_prose=False)
    assert works["text"] == "<p>A <em>van</em> &amp; a key.</p>\n"
    assert works["link"] == f"http://testserver/forums/mill/notes/{note.pk}/"
    assert works["id"] == f"tag:127.0.0.1,2026:note/{note.pk}"


def test_ids_stay_when_words_and_addresses_change(record, client):
    before = {name: [entry["id"] for entry in entries(client, name)] for name in FEEDS}
    Session.objects.update(slug="elsewhere", title="Elsewhere")
    Perspective.objects.update(slug="another", title="Another")
    Question.objects.update(words="Who keeps it?", moved_at=timezone.now())
    Action.objects.update(words="Knock.")

    after = {name: [entry["id"] for entry in entries(client, name)] for name in FEEDS}
    assert after == before
    assert len({each for ids in after.values() for each in ids}) == 6
    assert entries(client, "questions")[0]["title"] == "Who keeps it?"


def test_whoever_fetches_gets_what_a_visitor_sees_and_no_name_that_is_not_public(record, cast):
    mine = cast.organiser.peer
    PerspectiveFactory(author=mine, read_by="members", title="For members")
    draft = RecordFactory(session__title="A draft", state=RecordState.DRAFT, published_at=None)
    NoteFactory(record=draft, section=Section.WORKS, words="Not yet.")
    SessionFactory(title="Nobody knows", state="draft")

    for _name, player in cast:
        told = titles(player.client)
        assert told["perspectives"] == [record.session.perspectives.get().title]
        assert told["what-works"] == ["A van & a key."]
        assert "Nobody knows" not in told["sessions"]
        whole = "".join(player.client.get(f"/feeds/{name}.atom").content.decode() for name in FEEDS)
        assert "Paula" not in whole
        assert "Otto" not in whole


def test_a_closed_session_is_announced_and_nothing_else(record, client):
    Record.objects.update(state=RecordState.SHARED, published_at=None)
    Record.objects.update(is_closed=True)

    told = titles(client)
    assert told.pop("sessions") == ["At the <mill>"]
    assert not any(told.values())


def test_what_has_not_changed_is_not_sent_again(record, client):
    first = client.get("/feeds/questions.atom")
    again = client.get("/feeds/questions.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    QuestionFactory(session=record.session, record=record, words="Who mends it?")
    changed = client.get("/feeds/questions.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert b"Who mends it?" in changed.content


def test_a_session_is_new_once_it_is_announced(client, cast):
    session = SessionFactory(state="draft", starts_at=timezone.now() + timedelta(days=90))
    Session.objects.update(announced_at=timezone.now() - timedelta(days=30))
    states.publish(session, by=cast.organiser.peer)

    updated = entries(client, "sessions")[0]["updated"]
    assert updated[:10] == f"{timezone.now():%Y-%m-%d}"


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/record/", FEEDS),
        ("/forums/", ["sessions"]),
        ("/perspectives/", ["perspectives"]),
        ("/what-works/", ["what-works"]),
        ("/questions/", ["questions"]),
        ("/said-and-done/", ["actions"]),
        ("/", FEEDS),
        ("/forums/series/", ["sessions"]),
        ("/reading-list/", ["perspectives"]),
        ("/about/", []),
        ("/accounts/login/", []),
    ],
)
def test_each_page_says_where_its_feeds_are(client, address, names):
    links = re.findall(r'<link rel="alternate"[^>]*>', client.get(address).content.decode())
    assert [re.search('href="(.*?)"', link)[1] for link in links] == [
        f"/feeds/{name}.atom" for name in names
    ]


def test_each_thing_of_a_record_says_where_its_feeds_are(record, client):
    note = NoteFactory(record=record, section=Section.WORKS)
    question = QuestionFactory(session=record.session, record=record)
    action = ActionFactory(session=record.session, record=record)
    perspective = PerspectiveFactory(session=record.session)
    of_notes = ["sessions", "what-works", "questions", "actions"]
    for thing, names in (
        (record.session, of_notes),
        (note, of_notes),
        (question, ["questions"]),
        (action, ["actions"]),
        (perspective, ["perspectives"]),
    ):
        page = client.get(thing.get_absolute_url()).content.decode()
        assert re.findall(r'<link rel="alternate"[^>]*feeds/([\w-]+).atom"', page) == names, thing


def test_few_queries_however_much_there_is(record, client, django_assert_num_queries):
    for _number in range(4):
        NoteFactory(record=record, section=Section.WORKS)
        PerspectiveFactory()
        RecordFactory()
    for name in FEEDS:
        with django_assert_num_queries(3 if name == "sessions" else 2):
            client.get(f"/feeds/{name}.atom")
