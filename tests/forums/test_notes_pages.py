"""The pages of notes: read with the session, written together, each item with its history."""

import gzip
import re
import time
from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import notes
from forums.actions.agreed import Agreed
from forums.actions.notes import Item
from forums.choices import RecordState, Section, State
from forums.models import Action, ActionOwner, Note, Response
from forums.pages.notes import NotesPage, Patience, changed_words, merged
from leeds_leaders.language.models import Cause, Sector
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    NoteFactory,
    PeerFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def record(db):
    held = timezone.now() - timedelta(days=7)
    session = SessionFactory(slug="talk", title="Talk", state=State.HELD, starts_at=held)
    session.hosts.add(PeerFactory(name="Holly Host"))
    return RecordFactory(session=session)


@pytest.fixture
def holly(record):
    return signed_in(record.session.hosts.get())


def address(note, page="") -> str:
    return f"/forums/talk/notes/{note.pk}/{page}"


def numbers(record, viewer=None, **filtered) -> list[tuple[int | None, str]]:
    page = NotesPage(record, viewer or AnonymousUser())
    return [(item.number, item.words) for part in page.parts for item in part.items]


# Reading ----------------------------------------------------------------------------------------


def test_items_are_numbered_in_their_sections_and_passages_are_not(record, cast):
    NoteFactory(record=record, words="We met.", is_prose=True)
    NoteFactory(record=record, words="One.")
    NoteFactory(record=record, words="Gone.", is_removed=True)
    NoteFactory(record=record, words="*Between.*", is_prose=True)
    two = NoteFactory(record=record, words="Two.")
    NoteFactory(record=record, words="Bread.", section=Section.WORKS)
    assert numbers(record) == [
        (None, "We met."), (1, "One."), (None, "*Between.*"), (2, "Two."), (1, "Bread."),
    ]  # fmt: skip
    html = cast.nobody.client.get("/forums/talk/").content.decode()
    assert html.index("We met.") < html.index("One.") < html.index("<em>Between.</em>")
    assert f'<li id="note-{two.pk}" value="2">' in html
    assert "Gone." not in html
    page = cast.nobody.client.get(address(two)).content.decode()
    assert "Context, item 2" in page
    assert "The item before" in page
    assert cast.nobody.client.get(address(NoteFactory(is_removed=True))).status_code == 404


def test_the_context_is_seen_from_sectors_side_by_side_communities_first(record, cast):
    for sector, words in (("council", "Budgets."), ("community", "Neighbours."), ("council", "B.")):
        NoteFactory(record=record, words=words, sector=Sector.objects.get(slug=sector))
    NoteFactory(record=record, words="Everybody.")
    html = cast.nobody.client.get("/forums/talk/").content.decode()
    order = [html.index(words) for words in ("Everybody.", "Neighbours.", "Budgets.", ">B.<")]
    assert order == sorted(order)
    assert html.index("<h3>Community</h3>") < html.index("<h3>Council</h3>")
    assert html.count("<h3>Council</h3>") == 1


def test_what_can_be_done_now_is_shown_alone_under_its_number(record, cast):
    NoteFactory(record=record, words="Later.", pace="change")
    note = NoteFactory(record=record, words="At once.", pace="now")
    cause = Cause.objects.first()
    note.causes.add(cause)
    html = cast.nobody.client.get("/forums/talk/?pace=now").content.decode()
    assert "At once." in html
    assert "Later." not in html
    assert 'value="2"' in html
    assert f'<span class="dot c{cause.colour}">{cause.name}</span>' in html
    assert cast.nobody.client.get("/forums/talk/?pace=soon").status_code == 400
    note.delete()
    assert (
        "Nothing of the kind" in cast.nobody.client.get("/forums/talk/?pace=now").content.decode()
    )


def test_what_is_kept_is_drawn_anew_once_it_changed(record, cast, holly):
    note = NoteFactory(record=record, words="First words.")
    for words in ("First words.", "Second words."):
        notes.change(note, Item(words=words), revision=1, by=holly.peer)
        assert words in cast.peer.client.get("/forums/talk/").content.decode()
    ResponseFactory(perspective=None, note=note, author=holly.peer)
    assert "Item 1, 1 answer" in cast.peer.client.get("/forums/talk/").content.decode()


def test_a_page_with_150_items_and_200_responses_stays_light(record, cast, holly):
    for number in range(110):
        section = (Section.CONTEXT, Section.WORKS)[number % 2]
        NoteFactory(record=record, section=section, pace="now", words=f"Rent and bread {number}.")
    for _number in range(20):
        QuestionFactory(record=record, session=record.session)
        ActionFactory(record=record, session=record.session, owner=holly.peer)
    peers = [PeerFactory() for _number in range(5)]
    Response.objects.bulk_create(
        ResponseFactory.build(
            author=peers[number % 5], session=record.session, perspective=None,
            words=f"I heard it differently, from the back of the room, {number}.",
        )
        for number in range(200)
    )  # fmt: skip
    assert Note.objects.count() == 150
    for player in (cast.nobody, holly, cast.peer):
        for _time in range(2):  # drawn, and kept
            caches["pages"].clear() if player is cast.nobody else None
            with CaptureQueriesContext(connection) as queries:
                page = player.client.get("/forums/talk/")
            assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)
        assert page.content.count(b'<li id="note-') == 150
        assert len(gzip.compress(page.content, 5)) <= 30_000


# Writing ----------------------------------------------------------------------------------------


def test_an_item_is_written_by_the_form_with_all_that_belongs_to_it(record, holly):
    page = holly.client.get("/forums/talk/notes/")
    form = page.context["forms"][3]
    cause, sector = Cause.objects.first(), Sector.objects.first()
    day = timezone.localdate() + timedelta(days=5)
    said = {
        "section": "actions", "words": " Ask\r\nthem. ", "key": form["key"].value(), "pace": "now",
        "sector": sector.slug, "causes": [cause.slug], "agreed-mine": "on",
        "agreed-due_on": day.isoformat(), "agreed-scope": "shared",
    }  # fmt: skip
    for _time in range(2):  # a double click
        answer = holly.client.post("/forums/talk/notes/new/", said)
        note = Note.objects.get()
        assert answer.headers["Location"] == f"/forums/talk/notes/#note-{note.pk}"
    assert (note.words, note.pace, note.sector) == ("Ask\nthem.", "now", sector)
    assert list(note.causes.all()) == [cause]
    assert (note.action.due_on, note.action.owners.get().peer) == (day, holly.peer)


@pytest.mark.parametrize(
    "said",
    [
        {"words": ""}, {"words": "a\x00b"}, {"words": "x" * 5001}, {"pace": "soon"},
        {"sector": "none"}, {"causes": ["none"]}, {"key": "mine"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words_and_kept_in_the_form(record, holly, said):
    filled = {"section": "works", "words": "Soup.", "key": uuid4()} | said
    answer = holly.client.post("/forums/talk/notes/new/", filled)
    assert answer.status_code == 422
    assert not Note.objects.exists()
    if "words" not in said:
        assert "Soup." in answer.content.decode()
    assert holly.client.post("/forums/talk/notes/new/", {"section": "end"}).status_code == 400


def test_two_who_change_the_same_item_see_both_texts_and_lose_neither(record, holly, cast):
    note = NoteFactory(record=record, words="Was.")
    host, organiser = holly.client, cast.organiser.client
    opened = {"section": "context", "revision": 1}
    assert host.post(address(note, "edit/"), opened | {"words": "Hers <b>"}).status_code == 302
    answer = organiser.post(address(note, "edit/"), opened | {"words": "His."}, headers=PART)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<html" not in html  # the form alone, for the page on which it stands
    form = answer.context["form"]
    assert form["words"].value() == "Hers <b>\n\nHis."
    assert (form["revision"].value(), html.count("Hers &lt;b&gt;")) == (2, 2)
    note.refresh_from_db()
    assert note.words == "Hers <b>"
    both = {"section": "context", "revision": 2, "words": "Both."}
    assert organiser.post(address(note, "edit/"), both, headers=PART).status_code == 204
    note.refresh_from_db()
    assert (note.words, note.revision) == ("Both.", 3)


def test_whoever_meets_a_conflict_keeps_what_they_said_of_who_does_it_and_by_when(record, holly):
    action = ActionFactory(session=record.session, record=record, due_on=None)
    note, day = action.notes.get(), timezone.localdate() + timedelta(days=5)
    cause = Cause.objects.first()
    page = holly.client.get(address(note, "edit/"))
    was = page.context["form"].agreed["was"].value()
    theirs = Item(Section.ACTIONS, "Theirs.", causes=(cause,), agreed=Agreed(cost="low", was=was))
    notes.change(note, theirs, revision=1, by=PeerFactory())
    said = {
        "section": "actions", "revision": 1, "words": "Mine.", "agreed-mine": "on",
        "agreed-due_on": day.isoformat(), "agreed-scope": "shared", "agreed-was": was,
    }  # fmt: skip
    answer = holly.client.post(address(note, "edit/"), said)
    assert answer.status_code == 409
    told = {name: (mine, now) for name, mine, now in answer.context["differences"]}
    assert told["What is it about?"] == ("nothing", cause.name)
    assert told["What does it cost?"] == ("nothing", "costs little")
    assert told["Who does it?"] == ("Holly Host", "nothing")
    form = answer.context["form"]
    assert (form.agreed["due_on"].value(), form.agreed["mine"].value()) == (day.isoformat(), True)
    again = said | {"revision": form["revision"].value(), "agreed-was": form.agreed["was"].value()}
    assert holly.client.post(address(note, "edit/"), again).status_code == 302
    action.refresh_from_db()
    assert (action.due_on, action.owners.get().peer) == (day, holly.peer)


def test_what_somebody_else_takes_out_meanwhile_is_not_written_over(record, holly):
    note = NoteFactory(record=record)
    for _time in range(2):
        assert holly.client.post(address(note, "remove/")).status_code == 302
    said = {"section": "context", "revision": 1, "words": "Mine."}
    answer = holly.client.post(address(note, "edit/"), said)
    assert answer.status_code == 422
    assert "taken out meanwhile" in answer.content.decode()
    assert "Bring it back" in holly.client.get(address(note, "history/")).content.decode()
    assert holly.client.post(address(note, "bring-back/")).status_code == 302
    note.refresh_from_db()
    assert not note.is_removed


def test_history_names_those_whom_the_reader_may_see_and_shows_what_changed(record, holly, cast):
    note = NoteFactory(record=record, words="Rents rose.", written_by=holly.peer)
    hidden = PeerFactory(name="Hidden Hand", slug="hidden-hand")
    hidden.profile.audience = "hidden"
    hidden.profile.save()
    notes.change(note, Item(words="Rents fell <i>."), revision=1, by=hidden)
    html = cast.organiser.client.get(address(note, "history/")).content.decode()
    assert "Rents <del>rose</del><ins>fell &lt;i&gt;" in html.replace("</ins><ins>", "")
    assert "Holly Host" in html
    assert "Hidden Hand" not in html
    assert cast.peer.client.get(address(note, "history/")).status_code == 403
    assert holly.client.post(address(note, "restore/"), {"revision": 1}).status_code == 302
    note.refresh_from_db()
    assert (note.words, note.changed_by) == ("Rents rose.", holly.peer)
    assert holly.client.post(address(note, "restore/"), {"revision": "x"}).status_code == 400


def test_items_move_by_buttons_and_a_second_click_moves_nothing_further(record, holly):
    one, two = (NoteFactory(record=record, words=words) for words in ("One.", "Two."))
    assert holly.client.post(address(two, "up/"), {"place": two.place}).status_code == 302
    again = holly.client.post(address(two, "up/"), {"place": two.place}, headers=PART)
    assert again.status_code == 409
    assert "changed since" in again.content.decode()
    assert [words for _number, words in numbers(record)] == ["Two.", "One."]
    one.refresh_from_db()
    holly.client.post(address(one, "down/"), {"place": one.place})
    assert [words for _number, words in numbers(record)] == ["Two.", "One."]
    assert holly.client.post(address(one, "down/")).status_code == 400


def test_whoever_looks_again_is_sent_only_what_is_new(record, holly):
    note = NoteFactory(record=record, words="First.")
    NoteFactory(record=record)

    def look(since):
        return holly.client.get(f"/forums/talk/notes/since/{since}/", headers=PART)

    first = look(0)
    seals = [first.context["page"].seal]
    assert look(seals[0]).status_code == 204
    for change in (
        lambda: notes.move_down(note, by=holly.peer, was=note.place),
        lambda: notes.change(note, Item(words="Second."), revision=1, by=holly.peer),
        lambda: notes.remove(note, by=holly.peer),
        lambda: notes.write(record, Item(words="Third."), by=holly.peer, key=uuid4()),
    ):
        change()
        seen = look(seals[-1])
        assert seen.status_code == 200
        seals.append(seen.context["page"].seal)
    action = ActionFactory(session=record.session, record=record)
    seals.append(look(0).context["page"].seal)
    for change in (
        lambda: action.notes.get().causes.add(Cause.objects.first()),
        lambda: ActionOwner.objects.create(action=action, peer=holly.peer),
        lambda: Action.objects.update(due_on=timezone.localdate()),
    ):
        before = re.findall(r'data-seen="([^"]+)', look(0).content.decode())
        change()
        again = look(seals[-1])
        assert again.status_code == 200
        now = re.findall(r'data-seen="([^"]+)', again.content.decode())
        assert len(set(now) - set(before)) == 1  # the page draws this one anew
        seals.append(again.context["page"].seal)
    assert len(set(seals)) == 9
    assert "Third." in seen.content.decode()
    assert 'data-seal="' in seen.content.decode()


@pytest.mark.parametrize("page", ["", "since/0/"])
def test_the_page_on_which_notes_are_written_asks_as_much_however_long_they_are(
    record, holly, page
):
    asked = []
    for _time in range(2):
        for _number in range(1 + 4 * len(asked)):
            NoteFactory(record=record).causes.add(Cause.objects.first())
            ActionFactory(record=record, session=record.session, owner=PeerFactory())
        with CaptureQueriesContext(connection) as queries:
            assert holly.client.get(f"/forums/talk/notes/{page}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= (24 if page == "" else 9)


@pytest.mark.parametrize("state", [RecordState.DRAFT, RecordState.SHARED])
def test_an_item_of_what_is_not_for_everybody_is_hidden_from_them(cast, state):
    note = NoteFactory(record=RecordFactory(state=state))
    missing = cast.peer.client.get(f"/forums/nothing/notes/{uuid4()}/")
    hidden = cast.peer.client.get(note.get_absolute_url())
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_texts_become_one_in_which_no_word_is_lost():
    assert merged("mine", "theirs") == "theirs\n\nmine"
    assert merged("the", "theirs") == "theirs"
    assert merged("theirs too", "theirs") == "theirs too"


def test_what_changed_is_marked_word_by_word():
    assert changed_words("a b", "a c") == "a <del>b</del><ins>c</ins>"
    assert changed_words("<script>", "<script> d") == "&lt;script&gt;<ins> d</ins>"


def test_texts_that_take_long_to_compare_are_told_by_sentences_or_whole():
    dice = Random(1)
    texts = ["".join(dice.choices("!?", k=5000)) for _ in range(41)]
    begun, patience = time.process_time(), Patience()

    shown = [changed_words(one, two, patience) for one, two in pairwise(texts)]

    assert time.process_time() - begun < 2
    for html, (one, two) in zip(shown, pairwise(texts), strict=True):
        assert re.sub(r"<ins>.*?</ins>|</?del>", "", html) == one
        assert re.sub(r"<del>.*?</del>|</?ins>", "", html) == two


def test_a_long_text_with_a_word_changed_at_either_end_shows_just_what_changed():
    long = " ".join(f"word{n} is said." for n in range(200))
    html = changed_words(f"Old start. {long} Old end.", f"New start. {long} New end.")

    assert html == (f"<del>Old</del><ins>New</ins> start. {long} <del>Old</del><ins>New</ins> end.")
