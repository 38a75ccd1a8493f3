"""A whole document for the notes of a session: shown first, saved once, and out again."""

from html.parser import HTMLParser

import pytest

from forums.choices import RecordState, Section
from forums.documents import Block
from forums.documents.sorting import resorted
from forums.models import Action, Note, Question, Record
from tests.conftest import signed_in
from tests.factories import BookingFactory, NoteFactory, PeerFactory, RecordFactory, SessionFactory
from tests.forums.test_documents import REPORT, TAKEN_APART

pytestmark = pytest.mark.django_db
PASTE = "/forums/mill/notes/paste/"
SHORT = "The mill\n\n1. Our questions\n\n1) Who owns it?\n2) Who pays? 1. now 2. later 3. never"


@pytest.fixture
def host():
    return PeerFactory(name="Hosea Host")


@pytest.fixture
def session(host):
    session = SessionFactory(slug="mill", title="The mill")
    session.hosts.add(host)
    return session


@pytest.fixture
def client(session, host):
    return signed_in(host).client


class Controls(HTMLParser):
    """What a browser would send back of a page, as it is."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.sent, self._text, self._select = {}, None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "input" and told.get("type") == "hidden":
            self.sent[told["name"]] = told["value"]
        elif tag == "textarea":
            self._text, self.sent[told["name"]] = told["name"], ""
        elif tag == "select":
            self._select = told["name"]
        elif tag == "option" and "selected" in told:
            self.sent[self._select] = told["value"]

    def handle_data(self, data):
        if self._text:
            self.sent[self._text] += data

    def handle_endtag(self, tag):
        self._text = None if tag == "textarea" else self._text


def preview(client, text: str) -> dict[str, str]:
    """What the page with the parts of a document would send."""
    answer = client.post(PASTE, {"text": text, **key_of(client)})
    assert answer.status_code == 200, answer.content.decode()
    sent = Controls(answer.content.decode()).sent
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def key_of(client) -> dict[str, str]:
    return {"key": Controls(client.get(PASTE).content.decode()).sent["key"]}


def kept(**of) -> list[tuple]:
    notes = Note.objects.filter(record__session__slug="mill", **of).in_order()
    return list(notes.values_list("section", "words", "is_prose"))


def test_a_document_is_shown_as_it_is_taken_apart_then_saved_in_its_order(client, host):
    sent = preview(client, REPORT.replace("\n", "\r\n"))
    assert not Note.objects.exists()
    assert not Record.objects.exists()

    answer = client.post(PASTE, sent | {"save": "yes"}, follow=True)
    assert answer.redirect_chain == [("/forums/mill/notes/", 302)]
    assert "22 parts are saved." in answer.content.decode()
    assert kept() == TAKEN_APART
    assert set(Note.objects.values_list("written_by", flat=True)) == {host.pk}
    assert Question.objects.count() == 2
    assert Action.objects.count() == 4


def test_a_double_click_saves_it_once(client):
    sent = preview(client, SHORT) | {"save": "yes"}
    for _click in range(2):
        assert client.post(PASTE, sent).status_code == 302
    assert len(kept()) == 2
    assert client.post(PASTE, sent | key_of(client)).status_code == 302
    assert len(kept()) == 4


def test_each_part_can_become_something_else(client):
    sent = preview(client, SHORT)
    assert (sent["use-0"], sent["section-1"], sent["use-1"]) == ("out", "questions", "item")
    changes = {"use-0": "item", "section-1": "works", "use-1": "passage", "use-2": "apart"}
    client.post(PASTE, sent | changes | {"save": "yes"})

    assert kept() == [
        (Section.CONTEXT, "The mill", False),
        (Section.WORKS, "Who owns it?", True),
        (Section.WORKS, "Who pays?", True),
        (Section.WORKS, "now", False),
        (Section.WORKS, "later", False),
        (Section.WORKS, "never", False),
    ]


def test_parts_are_joined_left_out_and_follow_the_one_above():
    blocks = [Block("a", is_prose=True), Block("b"), Block("c", Section.WORKS), Block("d")]
    chosen = [("questions", "above"), ("", "above"), ("", "out"), ("actions", "item")]

    assert resorted(blocks, chosen) == [
        Block("a\n\nb", Section.QUESTIONS, is_prose=True),
        Block("d", Section.ACTIONS),
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (dict.fromkeys(("use-0", "use-1", "use-2"), "out"), "there is nothing to save"),
        ({"use-1": "feast"}, "Select a valid choice"),
        ({"section-2": "elsewhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said_and_all_choices_stay(client, changes, said):
    sent = preview(client, SHORT) | {"section-1": "works"} | changes
    answer = client.post(PASTE, sent | {"save": "yes"})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Controls(answer.content.decode()).sent["section-1"] == "works"
    assert not Note.objects.exists()


def test_back_to_the_text_with_nothing_lost(client):
    sent = preview(client, REPORT)
    answer = client.post(PASTE, sent | {"back": "yes"})

    again = Controls(answer.content.decode()).sent
    assert again["text"].strip() == REPORT
    assert again["key"] == sent["key"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This field is required."),
        (" \u200b\xad\n", "This field is required."),
        ("---", "There are no words in this"),
        ("- x\n" * 401, "This would be 401 items, and notes hold 400."),
        ("x" * 50_001, "at most 50000 characters"),
        ("a\x00b", "take out the characters that cannot be shown"),
        ("a\x07b", "take out the characters that cannot be shown"),
    ],
)
def test_a_text_that_cannot_be_taken_apart_is_refused_in_words(client, text, said):
    answer = client.post(PASTE, {"text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_notes_that_are_full_say_so_and_keep_what_was_chosen(client, session):
    record = RecordFactory(session=session, state=RecordState.DRAFT, published_at=None)
    Note.objects.bulk_create(
        Note(record=record, section=Section.CONTEXT, place=n, words=str(n)) for n in range(399)
    )
    sent = preview(client, SHORT)
    answer = client.post(PASTE, sent | {"save": "yes"})
    assert answer.status_code == 422
    assert "longer than 400 items" in answer.content.decode()
    assert Controls(answer.content.decode()).sent["text"].strip() == SHORT


def test_four_hundred_parts_fit_into_one_page(client):
    sent = preview(client, "## What works\n\n" + "- a thing\n" * 400)
    assert client.post(PASTE, sent | {"save": "yes"}).status_code == 302
    assert len(kept(section=Section.WORKS)) == 400


def test_who_may_bring_one_in(session, cast):
    goer = cast.peer.peer
    BookingFactory(session=session, peer=goer)
    answers = {name: player.client.get(PASTE).status_code for name, player in cast}
    assert answers == dict.fromkeys(answers, 403) | {
        "nobody": 302, "suspended": 302, "organiser": 200, "admin": 200,
    }  # fmt: skip

    record = RecordFactory(session=session, state=RecordState.DRAFT, published_at=None)
    record.note_takers.add(goer)
    assert cast.peer.client.get(PASTE).status_code == 200
    Record.objects.update(state=RecordState.SHARED)
    assert cast.peer.client.post(PASTE, {"text": SHORT, "save": "yes"}).status_code == 403
    assert not Note.objects.exists()


# And out again ----------------------------------------------------------------------------------


def test_notes_come_out_as_one_text_and_in_again_as_they_were(client, session, host):
    client.post(PASTE, preview(client, REPORT) | {"save": "yes"})
    answer = client.get("/forums/mill/notes.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("# The mill\n\n## Context\n\nBreakfast forum on housing\n")

    other = SessionFactory(slug="other", title="The mill")
    other.hosts.add(host)
    sent = preview(client, text)  # its title is that of the session: it is left out
    assert client.post("/forums/other/notes/paste/", sent | {"save": "yes"}).status_code == 302
    again = Note.objects.filter(record__session=other).in_order()
    assert list(again.values_list("section", "words", "is_prose")) == TAKEN_APART


def test_the_text_is_for_those_who_may_read_the_notes(session, cast):
    record = RecordFactory(session=session, state=RecordState.DRAFT, published_at=None)
    note = NoteFactory(record=record, words="Said in confidence.")

    def readers() -> set[str]:
        answers = {n: player.client.get("/forums/mill/notes.md") for n, player in cast}
        return {name for name, answer in answers.items() if answer.status_code == 200}

    assert readers() == {"organiser", "admin"}
    BookingFactory(session=session, peer=cast.peer.peer)
    Record.objects.update(state=RecordState.SHARED)
    assert readers() == {"organiser", "admin", "peer"}
    Record.objects.update(state=RecordState.PUBLIC)
    assert len(readers()) == 8
    note.is_removed = True
    note.save()
    assert readers() == set()
