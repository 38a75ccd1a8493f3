"""The record of a session: who writes it, who reads it, and whom each step tells."""

import threading
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from forums.actions import notes
from forums.actions import record as verbs
from forums.actions.agreed import Agreed
from forums.actions.notes import Item
from forums.actions.record import Writing
from forums.choices import RecordState, Seat, Section, State
from forums.errors import NotInTheRecord
from forums.models import Action, ActionOwner, Answer, Note, NoteVersion, Record
from leeds_leaders.notices import sources
from leeds_leaders.notices.models import Letter
from peers.models import Profile
from tests.conftest import in_threads, signed_in
from tests.factories import (
    ActionFactory,
    BookingFactory,
    NoteFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
NAMES = ("closed_by", "named_by", "asked_by", "by")  # who did something to a row


@pytest.fixture
def session(db):
    """A breakfast that was held yesterday at eight, hosted by Holly, to which Gina came."""
    eight = timezone.localtime().replace(hour=8, minute=0)
    session = SessionFactory(
        slug="talk", title="Talk", state=State.HELD, starts_at=eight - timedelta(days=1)
    )
    session.hosts.add(PeerFactory(name="Holly Host"))
    BookingFactory(session=session, peer=PeerFactory(name="Gina Goes", email="gina@example.org"))
    return session


@pytest.fixture
def holly(session):
    return signed_in(session.hosts.get())


@pytest.fixture
def gina(session):
    return signed_in(session.bookings.get().peer)


@pytest.fixture
def record(session):
    return verbs.record_of(session)


def say(record, words, by=None, **more):
    return notes.write(record, Item(words=words, **more), by=by or PeerFactory(), key=uuid4())


def agree(record, by, words="Ask the landlord.", **agreed):
    said = Agreed(**({"owners": [by], "due_on": TODAY() + timedelta(days=9)} | agreed))
    return say(record, words, by, section=Section.ACTIONS, agreed=said)


# Who reads and writes ---------------------------------------------------------------------------

READERS = {  # state: who reads, who writes
    RecordState.DRAFT: ({"taker", "host", "organiser"}, {"taker", "host", "organiser"}),
    RecordState.SHARED: ({"goer", "taker", "host", "organiser"}, {"host", "organiser"}),
    RecordState.PUBLIC: (
        {"nobody", "stranger", "goer", "taker", "host", "organiser"}, {"host", "organiser"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", RecordState)
def test_each_state_is_read_and_written_by_those_it_is_for(session, cast, holly, gina, state):
    taker = signed_in(PeerFactory(name="Tara Takes"))
    BookingFactory(session=session, peer=taker.peer)
    record = RecordFactory(session=session, state=state)
    record.note_takers.add(taker.peer)
    note = NoteFactory(record=record, words="Said at the table.")
    people = {
        "nobody": cast.nobody, "stranger": cast.peer, "goer": gina, "taker": taker,
        "host": holly, "organiser": cast.organiser,
    }  # fmt: skip
    readers, writers = READERS[state]
    for name, player in people.items():
        item = player.client.get(f"/forums/talk/notes/{note.pk}/")
        page = player.client.get("/forums/talk/").content.decode()
        assert (item.status_code == 200, "Said at the table." in page) == (name in readers,) * 2
        pad = player.client.get("/forums/talk/notes/").status_code
        expected = 200 if name in writers else 403 if name in readers else 404
        assert pad == (302 if name == "nobody" else expected), name
        sent = {"section": "context", "words": "More.", "key": uuid4()}
        answer = player.client.post("/forums/talk/notes/new/", sent).status_code
        assert answer == (302 if name in {"nobody", *writers} else expected), name
    assert Note.objects.filter(words="More.").count() == len(writers)


def test_where_all_may_write_whoever_comes_does_until_it_is_shared(session, record, gina, holly):
    assert gina.client.get("/forums/talk/notes/").status_code == 404
    verbs.arrange(record, Writing(is_open=True, no_actions="We only met."), by=holly.peer)
    assert gina.client.get("/forums/talk/notes/").status_code == 200
    say(record, "Hers.", gina.peer)
    verbs.share(record, by=holly.peer)
    assert gina.client.get("/forums/talk/notes/").status_code == 403


def test_note_takers_are_chosen_among_those_who_go(session, record, holly, gina):
    stranger = PeerFactory(slug="a-stranger")
    form = {"note_takers": [gina.peer.slug], "no_actions": "  None  today "}
    assert holly.client.post("/forums/talk/record/", form).status_code == 302
    record.refresh_from_db()
    assert (list(record.note_takers.all()), record.no_actions) == ([gina.peer], "None today")
    answer = holly.client.post("/forums/talk/record/", {"note_takers": [stranger.slug]})
    assert answer.status_code == 422
    assert gina.client.get("/forums/talk/notes/").status_code == 200
    assert gina.client.get("/forums/talk/record/").status_code == 403


def test_notes_begin_when_somebody_says_so(session, holly, gina):
    assert "Begin the notes" in holly.client.get("/forums/talk/notes/").content.decode()
    assert gina.client.get("/forums/talk/notes/").status_code == 404
    assert gina.client.post("/forums/talk/record/begin/").status_code == 403
    assert not Record.objects.exists()  # looking begins nothing
    for _time in range(2):
        assert holly.client.post("/forums/talk/record/begin/").status_code == 302
    assert Record.objects.get().state == RecordState.DRAFT


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_record():
    session = SessionFactory()
    in_threads(*[lambda: verbs.record_of(session)] * 3)
    assert Record.objects.count() == 1


# Sharing, publishing, taking back ---------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_published_as_the_next_notes_begin_is_carried_into_them():
    series, by = SeriesFactory(), PeerFactory()
    held, coming = (
        SessionFactory(series=series, series_day=starts_at.date(), starts_at=starts_at)
        for starts_at in (timezone.now() + timedelta(days=days) for days in (-7, 7))
    )
    record = verbs.record_of(held)
    agree(record, by)
    carry, has_looked, may_go = verbs._carry_into, threading.Event(), threading.Event()

    def slowly(record):
        carry(record)
        has_looked.set()
        may_go.wait(timeout=1)

    def open_up():
        has_looked.wait(timeout=10)
        verbs.publish(record, by=by)
        may_go.set()

    with patch.object(verbs, "_carry_into", slowly):
        in_threads(lambda: verbs.record_of(coming), open_up)
    assert list(coming.record.notes.values_list("action__session", flat=True)) == [held.pk]


def test_nobody_reads_before_something_is_written_and_somebody_does_something(record, holly):
    with pytest.raises(NotInTheRecord, match="Nothing is written"):
        verbs.share(record, by=holly.peer)
    action = say(record, "Ask.", section=Section.ACTIONS).action
    for facts in ({}, {"due_on": TODAY()}):
        Action.objects.filter(pk=action.pk).update(**facts)
        with pytest.raises(NotInTheRecord, match="at least one action"):
            verbs.publish(record, by=holly.peer)
    action.owners.create(peer=holly.peer)
    assert verbs.publish(record, by=holly.peer).state == RecordState.PUBLIC


def test_a_stated_none_is_enough_and_a_removed_action_is_not(record, holly):
    note = agree(record, holly.peer)
    notes.remove(note, by=holly.peer)
    say(record, "Words.")
    with pytest.raises(NotInTheRecord, match="at least one action"):
        verbs.share(record, by=holly.peer)
    verbs.arrange(record, Writing(no_actions="We only listened."), by=holly.peer)
    assert verbs.share(record, by=holly.peer).state == RecordState.SHARED


@pytest.mark.parametrize(
    "facts",
    [
        {"state": State.CANCELLED, "reason": "Rain."},
        {"starts_at": timezone.now() + timedelta(days=2), "ends_at": timezone.now() + timedelta(3)},
    ],
)
def test_what_did_not_take_place_is_not_read(record, holly, facts):
    agree(record, holly.peer)
    type(record.session).objects.filter(pk=record.pk).update(**facts)
    with pytest.raises(NotInTheRecord, match="begun"):
        verbs.publish(record, by=holly.peer)


def test_a_second_click_takes_back_no_further(session, record, holly, gina):
    agree(record, holly.peer)
    client = holly.client
    assert client.post("/forums/talk/record/publish/").status_code == 302
    for _time in range(2):
        client.post("/forums/talk/record/take-back/", {"was": "public"})
    record.refresh_from_db()
    assert record.state == RecordState.SHARED
    client.post("/forums/talk/record/share/")  # a page that was open since
    client.post("/forums/talk/record/take-back/", {"was": "shared"})
    record.refresh_from_db()
    assert record.state == RecordState.DRAFT
    assert client.post("/forums/talk/record/take-back/", {"was": "x"}).status_code == 400
    assert gina.client.post("/forums/talk/record/publish/").status_code == 403


def test_each_step_says_before_what_it_reveals(session, record, holly):
    html = holly.client.get("/forums/talk/record/").content.decode()
    assert "everybody reads them, also without signing in" in html
    verbs.arrange(record, Writing(is_closed=True, no_actions="None."), by=holly.peer)
    html = holly.client.get("/forums/talk/record/").content.decode()
    assert "everybody reads them" not in html
    assert "Nobody else ever reads them" in html


# The letter -------------------------------------------------------------------------------------


def test_those_who_came_are_told_once_with_what_is_to_be_done(session, record, holly, gina):
    for state in (Seat.WAITING, Seat.NOT_GOING):
        BookingFactory(session=session, peer=PeerFactory(), state=state)
    BookingFactory(session=session, peer=None, name="Kim", email="kim@example.org")
    Profile.objects.filter(pk=gina.peer.pk).update(audience="members")
    walked_in = PeerFactory(email="walker@example.org")
    BookingFactory(session=session, peer=walked_in, state=Seat.WALKED_IN)
    note = agree(record, gina.peer, "Open the hall on Sundays.")
    note.action.owners.update(said_yes_at=timezone.now())
    Letter.objects.all().delete()  # who was asked to do it
    verbs.share(record, by=holly.peer)
    assert not Letter.objects.exists()
    verbs.publish(record, by=holly.peer)
    letters = {letter.address: letter for letter in Letter.objects.all()}
    assert set(letters) == {"gina@example.org", "walker@example.org", "kim@example.org"}
    text = letters["walker@example.org"].text
    assert "The notes of “Talk”" in letters["walker@example.org"].subject
    for words in ("Open the hall on Sundays.", "Who: Gina Goes", "By when:", "/forums/talk/#notes"):
        assert words in text
    assert "Gina Goes" not in letters["kim@example.org"].text  # who sees no members' names
    verbs.take_back(record, by=holly.peer, was=RecordState.PUBLIC)
    verbs.publish(record, by=holly.peer)
    assert Letter.objects.count() == 3


def test_what_is_taken_back_before_the_letter_leaves_is_not_told(session, record, holly, gina):
    agree(record, holly.peer)
    verbs.publish(record, by=holly.peer)
    letters = list(Letter.objects.filter(key=f"record:{record.pk}"))
    assert sources.recheck(letters) == ([], [])
    session.bookings.update(state=Seat.NOT_GOING)
    assert sources.recheck(letters) == ([], letters)
    session.bookings.update(state=Seat.GOING)
    verbs.take_back(record, by=holly.peer, was=RecordState.PUBLIC)
    assert sources.recheck(letters) == ([], letters)


def test_those_whom_no_letter_reached_before_it_was_taken_back_are_told_and_others_not_again(
    session, record, holly, gina
):
    agree(record, holly.peer)
    for name in ("waits", "withheld"):
        BookingFactory(session=session, peer=PeerFactory(email=f"{name}@example.org"))
    verbs.publish(record, by=holly.peer)
    letters = Letter.objects.filter(key=f"record:{record.pk}")
    letters.filter(address="gina@example.org").update(state="sent", sent_at=timezone.now())
    letters.filter(address="withheld@example.org").update(state="withheld", text="")
    known = {letter.address: letter.pk for letter in letters}
    verbs.take_back(record, by=holly.peer, was=RecordState.PUBLIC)
    Note.objects.filter(record=record).update(words="Put right.")
    Action.objects.update(words="Put right.")
    verbs.publish(record, by=holly.peer)
    now = {letter.address: letter for letter in letters.all()}
    assert set(now) == set(known)
    assert now["gina@example.org"].pk == known["gina@example.org"]
    for address in ("waits@example.org", "withheld@example.org"):
        assert (now[address].state, now[address].pk != known[address]) == ("queued", True)
        assert "Put right." in now[address].text
    letters.update(state="sent", sent_at=timezone.now())
    verbs.take_back(record, by=holly.peer, was=RecordState.PUBLIC)
    verbs.publish(record, by=holly.peer)
    assert set(letters.values_list("state", flat=True)) == {"sent"}


# Closed sessions --------------------------------------------------------------------------------


def test_of_a_closed_session_nobody_learns_who_said_or_wrote_what(session, record, holly, gina):
    say(record, "Before it was closed.", gina.peer)
    verbs.arrange(record, Writing(is_closed=True), by=holly.peer)
    note = agree(record, holly.peer, "Speak to the board.")
    notes.change(note, Item(Section.ACTIONS, "Speak to them."), revision=1, by=holly.peer)
    rows = Note.objects.values_list("written_by", "changed_by")
    assert set(rows) == {(None, None)}
    assert set(NoteVersion.objects.values_list("by", flat=True)) == {None}
    html = holly.client.get(f"/forums/talk/notes/{note.pk}/history/").content.decode()
    assert "Somebody who takes notes" in html
    with pytest.raises(NotInTheRecord, match="closed session"):
        verbs.publish(record, by=holly.peer)
    Letter.objects.all().delete()
    verbs.share(record, by=holly.peer)
    letter = Letter.objects.get(address="gina@example.org")
    assert "Speak to them." in letter.text
    assert "Holly" not in letter.text
    assert sources.recheck([letter]) == ([], [])


def test_a_guest_of_a_closed_session_is_promised_no_notes_that_their_link_does_not_show(
    session, record, holly
):
    BookingFactory(session=session, peer=None, name="Kim", email="kim@example.org")
    verbs.arrange(record, Writing(is_closed=True), by=holly.peer)
    agree(record, holly.peer, "Speak to the board.")
    verbs.share(record, by=holly.peer)
    letters = {letter.address: letter.text for letter in Letter.objects.all()}
    assert "can be read now" in letters["gina@example.org"]
    assert "can be read now" not in letters["kim@example.org"]
    assert "Speak to the board." in letters["kim@example.org"]


def test_a_place_leads_to_the_notes_as_far_as_they_may_be_read(session, record, gina, holly):
    agree(record, holly.peer)
    leads = 'href="/forums/talk/#notes"'
    assert leads not in gina.client.get("/forums/talk/my-place/").content.decode()
    verbs.share(record, by=holly.peer)
    assert leads in gina.client.get("/forums/talk/my-place/").content.decode()


def test_what_was_said_in_confidence_stays_so(record, holly):
    verbs.arrange(record, Writing(is_closed=True), by=holly.peer)
    verbs.arrange(record, Writing(is_closed=False), by=holly.peer)  # nothing was written
    verbs.arrange(record, Writing(is_closed=True, no_actions="None."), by=holly.peer)
    say(record, "In confidence.")
    with pytest.raises(NotInTheRecord, match="stays closed"):
        verbs.arrange(record, Writing(is_closed=False), by=holly.peer)
    verbs.share(record, by=holly.peer)
    assert verbs.arrange(record, Writing(is_closed=True), by=holly.peer).is_closed


def test_what_is_said_between_closed_sessions_stays_so(record, holly):
    verbs.set_closed(record.session, True, by=holly.peer)
    ResponseFactory(perspective=None, session=record.session)
    with pytest.raises(NotInTheRecord, match="stays closed"):
        verbs.set_closed(record.session, False, by=holly.peer)


def test_once_it_is_closed_it_is_kept_nowhere_who_answered_named_or_closed(session, record):
    by = PeerFactory()
    action = ActionFactory(session=session, state="done", closed_at=timezone.now(), closed_by=by)
    owner = ActionOwner.objects.create(action=action, peer=PeerFactory(), named_by=by)
    question = QuestionFactory(session=session, asked_by=by)
    written = PerspectiveFactory(session=session)
    rows = [
        action, owner, question,
        QuestionFactory(session=None, perspective=written, asked_by=by),
        Answer.objects.create(question=question, words="We.", by=by),
        Answer.objects.create(question=QuestionFactory(), perspective=written, by=by),
    ]  # fmt: skip
    Record.objects.filter(pk=record.pk).update(is_closed=True)
    for _time in range(2):
        for row in rows:
            row.refresh_from_db()
            who = next(name for name in NAMES if hasattr(row, name))
            assert getattr(row, who) is None
            setattr(row, who, by)
            row.save()


def test_what_others_read_is_not_closed_behind_them(record, holly):
    agree(record, holly.peer)
    verbs.publish(record, by=holly.peer)
    with pytest.raises(NotInTheRecord, match="Take the notes back"):
        verbs.arrange(record, Writing(is_closed=True), by=holly.peer)


def test_what_went_on_to_another_session_is_not_closed_behind_it(record, holly):
    ActionFactory(session=record.session, record=RecordFactory())
    with pytest.raises(NotInTheRecord, match="carried along"):
        verbs.arrange(record, Writing(is_closed=True), by=holly.peer)


def test_a_session_is_closed_where_it_is_written_down(session, cast):
    client = cast.organiser.client
    page = client.get("/forums/talk/edit/")
    said = {
        name: value for name, value in page.context["form"].initial.items() if value is not None
    } | {"venue": "", "online_link": "https://example.org/", "seen": page.context["seen"]}
    answer = client.post("/forums/talk/edit/", said | {"is_closed": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Record.objects.get().is_closed
    assert client.get("/forums/talk/edit/").context["form"].initial["is_closed"]
    assert "A closed session" in cast.nobody.client.get("/forums/talk/").content.decode()
