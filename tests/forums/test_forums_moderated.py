"""What is written in sessions is looked at in one way: held, let stand, taken away, by others."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models
from django.urls import reverse
from django.utils import timezone

from forums.actions import cancel, duplicate, places
from forums.actions import change as change_session
from forums.actions.details import details_of
from forums.actions.doing import finish
from forums.actions.notes import bring_back, remove
from forums.actions.outcomes import decline_outcome
from forums.actions.perspectives import withdraw
from forums.actions.places.by_hand import take_out
from forums.actions.questions import Given, answer, park
from forums.choices import AgendaState, Asked, MessageTo, Section, State, Verdict
from forums.emails import places_still_told, telling_of_news
from forums.errors import IllegalMove, NotSaid
from forums.models import ActionOwner, Answer, Lesson, Record, Response, Session, SessionMessage
from forums.tasks import tell_moves, tell_news
from leeds_leaders.moderation.actions import hold
from leeds_leaders.moderation.actions.claiming import claim_next
from leeds_leaders.moderation.actions.queue import answer as decide_on
from leeds_leaders.moderation.choices import Because, Outcome
from leeds_leaders.moderation.errors import NoReason, NotNow, NotTheirsToDecide, TooMuch
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Act, Candidate, Case, Decision, PreElection
from leeds_leaders.notices.models import Letter
from peers.models import Peer
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    BookingFactory,
    NoteFactory,
    OutcomeFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
    SessionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

HERE = (
    "session", "perspective", "response", "note", "question", "answer", "action", "agenda-item",
    "outcome", "lesson", "venue", "session-message",
)  # fmt: skip
NOT_MODERATED = {
    "Series": "organisers write it",
    "Record": "one line by those who arrange the session, on why nothing is to be done",
    "NoteVersion": "what an item said before, seen as long as the item is by those who write it",
    "Citation": "out of the words of a perspective, and seen with it",
    "Booking": "what somebody writes beside it is for those who arrange the session",
    "SeatMove": "a note of those who arrange the session, to whom it is about",
    "Needs": "for those alone who arrange the session, and gone soon",
    "CalendarFeed": "a secret",
}


def test_whatever_members_write_into_is_a_kind_or_it_is_said_why_not():
    moderated = {kind.model for kind in kinds().values()}
    texts = (models.CharField, models.TextField)
    written = {
        model
        for model in apps.get_app_config("forums").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, texts) and not (field.choices or field.name == "slug")
    }
    assert {model.__name__ for model in written - moderated} == set(NOT_MODERATED)
    assert [name for name in kinds() if kinds()[name].model._meta.app_label == "forums"] == [*HERE]


@pytest.fixture
def amina() -> Peer:
    return PeerFactory(name="Amina Author", email="amina@example.org")


@pytest.fixture
def record(cast) -> Record:
    """Of a session that is over, to which the peer came; its notes are everybody's to read."""
    session = SessionFactory(
        slug="talk", title="A talk", state=State.HELD,
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    BookingFactory(session=session, peer=cast.peer.peer, arrived=1, arrived_at=session.starts_at)
    return RecordFactory(session=session)


@pytest.fixture
def things(amina, record) -> dict:
    """One of each kind, all by the same person, each with its name in its words."""
    session, author = record.session, {"written_by": amina}
    question = QuestionFactory(
        session=session, words="Asked: mark-question?", asked_by=amina, record=record
    )
    action = ActionFactory(session=session, record=record, words="Do mark-action")
    action.notes.update(**author)
    asked = QuestionFactory(session=session, words="What answers it?", record=record)
    return {
        "session": SessionFactory(slug="other", title="On mark-session", proposed_by=amina),
        "perspective": PerspectiveFactory(author=amina, slug="one", words="I say mark-perspective"),
        "response": ResponseFactory(
            author=amina, perspective=None, session=session, words="I answer mark-response"
        ),
        "note": NoteFactory(
            record=record, section=Section.WORKS, words="This works: mark-note", **author
        ),
        "question": question,
        "answer": Answer.objects.create(question=asked, words="That: mark-answer", by=amina),
        "action": action,
        "agenda-item": AgendaItemFactory(
            session=session, title="On mark-agenda-item", proposed_by=amina,
            state=AgendaState.CHOSEN, place=1,
        ),
        "outcome": OutcomeFactory(
            project=Project.objects.get(slug="live-project"), said_by=amina,
            words="It gave mark-outcome", state=Verdict.CONFIRMED, decided_at=timezone.now(),
        ),
        "lesson": Lesson.objects.create(
            session=session, peer=amina, words="I take mark-lesson", is_shared=True,
            ask_on=timezone.localdate(),
        ),
        "venue": SessionFactory(
            venue=VenueFactory(slug="hall", created_by=amina, access_notes="By mark-venue")
        ).venue,
        "session-message": SessionMessage.objects.create(
            session=session, by=amina, sent_to=MessageTo.GOING, subject="Rain",
            words="Bring mark-session-message", told_at=timezone.now(),
        ),
    }  # fmt: skip


def addresses(things) -> list[str]:
    """Where any of them is to be read."""
    own = [things[name].get_absolute_url().split("#")[0] for name in ON_PAGES]
    return [
        *own, f"/questions/{things['answer'].question_id}/",
        *("/", "/forums/", "/forums/talk/", "/forums/talk/agenda/", "/forums/talk/notes.md"),
        *("/forums/venues/", "/forums/?q=mark", "/record/", "/record/?q=mark", "/questions/"),
        *("/questions/?q=mark", "/what-works/", "/perspectives/", "/said-and-done/"),
        *("/search/?q=mark", "/projects/live-project/", "/calendar.ics"),
        *("/data/sessions.json", "/sitemap.xml", "/me/lessons/"),
        *(f"/feeds/{one}.atom" for one in FEEDS),
    ]  # fmt: skip


FEEDS = ("sessions", "perspectives", "what-works", "questions", "actions")
# A message is read as a letter. Where a session is held stays on its page: people have to find it.
ON_PAGES = {*HERE} - {"session-message", "venue"}


def met(client, things) -> set[str]:
    """Which of them somebody reads on any page."""
    pages = [client.get(address) for address in addresses(things)]
    text = "".join(
        (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        for page in pages
    )
    # The longer names first: one begins like another.
    found = set()
    for name in sorted(HERE, key=len, reverse=True):
        if f"mark-{name}" in text:
            found.add(name)
            text = text.replace(f"mark-{name}", "")
    return found & ON_PAGES


def test_what_waits_is_read_by_whoever_wrote_it_alone_until_a_moderator_lets_it(
    things, amina, record, cast, client
):
    moderator, mine = cast.moderator.peer, signed_in(amina).client
    assert met(client, things) == ON_PAGES
    assert "/report/note/" in client.get(things["note"].get_absolute_url()).content.decode()
    items = record.notes.count()

    for name in HERE:
        hold(things[name], Because.REPORTED, author=amina)
    assert met(client, things) == met(cast.peer.client, things) == set()
    assert met(mine, things) == ON_PAGES
    assert "several members have reported it" in mine.get("/forums/other/").content.decode()
    for name in HERE:
        rows = kinds()[name].visible_to(AnonymousUser())
        assert not rows.filter(pk=things[name].pk).exists(), name
    assert client.get("/forums/venues/hall/").status_code == 404
    held_there = client.get(things["venue"].sessions.get().get_absolute_url()).text
    assert str(things["venue"]) in held_there
    assert "/forums/venues/hall/" not in held_there
    assert Case.objects.open().filter(kind__in=HERE).count() == len(HERE)
    assert record.notes.count() == items

    for name in HERE:
        kinds()[name].approve(things[name], by=moderator)
    assert met(client, things) == met(cast.peer.client, things) == ON_PAGES
    assert client.get("/forums/venues/hall/").status_code == 200
    assert not Case.objects.open().filter(kind__in=HERE).exists()
    assert {*Decision.objects.values_list("outcome", flat=True)} == {Outcome.APPROVED}
    assert Letter.objects.filter(recipient=amina, purpose="decision").count() == len(HERE)


def test_what_is_taken_away_is_gone_with_a_reason_that_can_be_appealed(things, amina, cast, client):
    moderator = cast.moderator.peer
    for name in HERE:
        kind = kinds()[name]
        with pytest.raises(NoReason):
            kind.decline(things[name], by=moderator, reason=" ")
        with pytest.raises(NotTheirsToDecide):
            kind.decline(things[name], by=amina, reason="Mine.")
    assert met(client, things) == ON_PAGES
    for name in HERE:
        kinds()[name].decline(things[name], by=moderator, reason=f"Why {name}.", rule="privacy")
    assert met(client, things) == met(cast.peer.client, things) == set()
    told = {letter.text for letter in Letter.objects.filter(recipient=amina, purpose="decision")}
    for decision in Decision.objects.all():
        assert decision.outcome == Outcome.REMOVED
        assert any(
            f"Why {decision.kind}." in text and decision.get_absolute_url() in text for text in told
        ), decision.kind
    assert Act.objects.filter(by=moderator, what=Outcome.REMOVED).count() == len(HERE)

    for name in HERE:
        kinds()[name].approve(things[name], by=cast.admin.peer)
    assert met(client, things) == ON_PAGES


def test_what_is_left_as_it_is_tells_nobody(things, amina, cast, client):
    for name in HERE:
        kinds()[name].approve(things[name], by=cast.moderator.peer)
    assert {*Decision.objects.values_list("outcome", flat=True)} == {Outcome.LEFT}
    assert not Letter.objects.filter(recipient=amina).exists()
    assert met(client, things) == ON_PAGES


def test_the_queue_reads_each_with_its_facts_and_its_author(things, amina):
    for name in HERE:
        kind = kinds()[name]
        row = kind.rows([str(things[name].pk)])[str(things[name].pk)]
        assert any(f"mark-{name}" in text for text in kind.texts_of(row).values()), name
        assert kind.authors(row)[0] == amina
        assert all(str(label) and isinstance(text, str) for label, text in kind.facts(row))
        assert kind.url(row).startswith("/")
        assert kind.edit_url(row) == "" or kind.edit_url(row).startswith("/forums/")


def test_of_what_pages_name_nobody_the_queue_names_nobody_either(things, amina, cast):
    named = {"session", "outcome", "venue", "session-message"}
    things["perspective"].is_unnamed = things["response"].is_unnamed = True
    for thing in things.values():
        thing.save()
        hold(thing, Because.REPEATED, author=amina)
    queue = reverse("admin:moderation_case_changelist")
    for case in Case.objects.filter(kind__in=HERE):
        url = reverse("admin:moderation_case_change", args=[case.pk])
        page = cast.moderator.client.get(url).content.decode()
        listed = cast.moderator.client.get(queue, {"kind": case.kind}).content.decode()
        assert f"mark-{case.kind}" in page
        is_named = case.kind in named
        assert ("Amina Author" in page, "Amina Author" in listed) == (is_named, is_named), case.kind
    found = cast.moderator.client.get(queue, {"q": "Amina"}).content.decode()
    cases = Case.objects.filter(kind__in=HERE)
    assert {case.kind for case in cases if f"/case/{case.pk}/" in found} == named


def test_whom_a_thing_is_about_does_not_decide_on_it(things, cast, client):
    host = cast.moderator.peer
    things["note"].record.session.hosts.add(host)
    ActionOwner.objects.create(action=things["action"], peer=host, said_yes_at=timezone.now())
    Project.objects.filter(slug="live-project").update(lead=host)
    about = set(HERE) - {"session", "venue", "session-message", "perspective"}
    for name in sorted(about):
        hold(things[name], Because.REPEATED, author=None)
        case = Case.objects.get(kind=name)
        with pytest.raises(NotTheirsToDecide, match="about something of yours"):
            kinds()[name].decline(things[name], by=host, reason="I do not like it.")
        url = reverse("admin:moderation_case_change", args=[case.pk])
        page = cast.moderator.client.get(url).content.decode()
        assert "Somebody else decides on it" in page
        assert 'value="approved"' not in page
    taken = claim_next(by=host)
    assert taken is None or taken.kind not in about


def test_a_hidden_session_is_a_draft_that_nobody_publishes_and_comes_back_as_it_was(amina, cast):
    session = SessionFactory(proposed_by=amina, slug="soon")
    place = BookingFactory(session=session, peer=cast.peer.peer)
    kind = kinds()["session"]
    hold(session, Because.REPORTED, author=amina)
    cast.organiser.client.post("/forums/soon/publish/")
    session.refresh_from_db()
    assert (session.state, session.state_before) == (State.DRAFT, State.PUBLISHED)
    kind.approve(session, by=cast.moderator.peer)
    session.refresh_from_db()
    assert (session.state, session.state_before, session.hidden_at) == (State.PUBLISHED, "", None)
    assert Session.objects.on_calendar_of(cast.peer.peer).get() == place.session


def test_items_keep_their_numbers_and_threads_their_count_when_one_is_hidden(
    record, amina, cast, client
):
    notes = [NoteFactory(record=record, words=f"Item {one}", written_by=amina) for one in "ABC"]
    hold(notes[1], Because.REPORTED, author=amina)
    page = client.get("/forums/talk/").content.decode()
    assert 'value="1"' in page
    assert 'value="3"' in page
    assert "Item B" not in page
    assert "Item B" not in client.get("/forums/talk/notes.md").content.decode()
    history = f"/forums/talk/notes/{notes[1].pk}/history/"
    assert cast.organiser.client.get(history).status_code == 404
    assert 'rel="next"' in client.get(f"/forums/talk/notes/{notes[0].pk}/").content.decode()
    assert str(notes[1].pk) not in client.get(f"/forums/talk/notes/{notes[0].pk}/").content.decode()
    for standing in ("live", "held"):
        ResponseFactory(
            perspective=None, session=record.session, standing=standing, author=amina,
            words=f"I am {standing}",
        )  # fmt: skip
    thread = client.get("/forums/talk/").content.decode()
    assert '<span class="soft">(1)</span>' in thread
    assert Response.objects.count() == 2


def booked_and_hidden(amina, cast) -> Session:
    """A session that is published, to which the peer goes, hidden by reports."""
    session = SessionFactory(proposed_by=amina, slug="soon", title="On teapots")
    BookingFactory(session=session, peer=cast.peer.peer)
    hold(session, Because.REPORTED, author=amina)
    session.refresh_from_db()
    return session


def news_to(peer) -> list[str]:
    """What somebody is told of sessions that have changed, once all is told that can be."""
    tell_moves()
    tell_news()
    told = Letter.objects.filter(recipient=peer, key__startswith="news:").order_by("pk")
    return [letter.subject for letter in told]


def test_what_changes_of_a_hidden_session_is_told_once_it_stands(amina, cast):
    session, before = booked_and_hidden(amina, cast), timezone.now()
    later = session.starts_at + timedelta(days=1)
    said = replace(
        details_of(session, viewer=amina),
        starts_at=later,
        ends_at=later + timedelta(hours=1),
    )
    change_session(session, said, by=amina)
    Session.objects.update(tell_at=before)
    assert news_to(cast.peer.peer) == []
    kinds()["session"].approve(session, by=cast.moderator.peer)
    assert news_to(cast.peer.peer) == ["Changed: On teapots"]
    assert news_to(cast.peer.peer) == ["Changed: On teapots"]


def test_news_of_a_session_that_was_taken_away_do_not_leave(amina, cast):
    session = SessionFactory(proposed_by=amina, title="Zebrafinch are scum")
    booking = BookingFactory(session=session, peer=cast.peer.peer)
    Session.objects.update(tell_at=timezone.now(), told={**session.news, "venue": "Elsewhere"})
    session.refresh_from_db()
    waiting = Letter(pk=1, recipient=cast.peer.peer, items=telling_of_news(session, booking).items)
    assert places_still_told([waiting]) == {1}
    kinds()["session"].decline(session, by=cast.moderator.peer, reason="It attacks people.")
    assert news_to(cast.peer.peer) == []
    assert places_still_told([waiting]) == set()


def test_a_hidden_session_can_be_called_off_and_its_people_are_told(amina, cast, client):
    session = booked_and_hidden(amina, cast)
    day = f"{session.starts_at:%A} {session.starts_at.day} {session.starts_at:%B}"
    page = cast.peer.client.get("/forums/soon/")
    assert "A moderator looks at it at present" in page.content.decode()
    assert client.get("/forums/soon/").status_code == 404
    assert cast.connection.client.get("/forums/soon/").status_code == 404

    mine = signed_in(amina).client
    mine.post("/forums/soon/cancel/", {"reason": "I am ill."})
    assert news_to(cast.peer.peer) == [f"Cancelled: On teapots on {day}"]
    session.refresh_from_db()
    assert (session.state, session.state_before) == (State.DRAFT, State.CANCELLED)
    kinds()["session"].approve(session, by=cast.moderator.peer)
    session.refresh_from_db()
    assert (session.state, session.state_before) == (State.CANCELLED, "")


def test_what_was_taken_away_is_called_off_by_organisers_alone(amina, cast):
    session = SessionFactory(proposed_by=amina, slug="soon", title="Zebrafinch are scum")
    BookingFactory(session=session, peer=cast.peer.peer)
    kinds()["session"].decline(session, by=cast.moderator.peer, reason="It attacks people.")
    assert cast.peer.client.get("/forums/soon/").status_code == 404
    with pytest.raises(IllegalMove, match="It attacks people"):
        cancel(session, by=amina, reason="Zebrafinch!")
    cancel(session, by=cast.organiser.peer, reason="It does not take place.")
    assert Session.objects.get(slug="soon").state_before == State.CANCELLED


def test_an_answer_that_waits_or_was_taken_away_answers_nothing(things, cast):
    moderator, question = cast.moderator.peer, things["answer"].question
    kind = kinds()["answer"]
    words = "See https://a.example https://b.example https://c.example"
    newcomer = PeerFactory(joined_at=timezone.now())
    things["answer"].delete()
    given = answer(question, Given(words=words), by=newcomer)

    def state() -> str:
        question.refresh_from_db()
        return question.state

    assert given.is_hidden
    assert state() == Asked.OPEN
    kind.approve(given, by=moderator)
    assert state() == Asked.ANSWERED
    kind.decline(given, by=moderator, reason="It advertises.")
    assert state() == Asked.OPEN


def test_a_question_is_left_behind_once_its_other_words_are_there(things, amina, cast):
    before = things["question"]
    words = "See https://a.example https://b.example https://c.example?"
    amina.joined_at = timezone.now()
    asked = before.reframed_into.create(words=words, asked_by=amina, session=before.session)
    hold(asked, Because.LINKS, author=amina)
    kinds()["question"].approve(asked, by=cast.moderator.peer)
    before.refresh_from_db()
    assert before.state == Asked.REFRAMED
    kinds()["question"].decline(asked, by=cast.moderator.peer, reason="It advertises.")
    before.refresh_from_db()
    assert before.state == Asked.OPEN


def test_a_draft_waits_for_nobody(things, amina, cast):
    perspective = things["perspective"]
    stale = type(perspective).objects.get(pk=perspective.pk)
    withdraw(perspective, by=amina)
    with pytest.raises(NotSaid, match="taken back meanwhile"):
        hold(stale, Because.REPORTED, author=amina)
    assert not Case.objects.open().filter(kind="perspective").exists()
    with pytest.raises(IntegrityError, match="perspective_that_waits_is_published"):
        type(perspective).objects.filter(pk=perspective.pk).update(standing="held")


def test_an_item_that_was_taken_out_comes_back_as_hidden_as_its_question(
    things, amina, cast, client
):
    question = things["question"]
    note = question.notes.get()
    answer(question, Given(words="So it is."), by=cast.peer.peer)
    note = remove(note, by=amina)
    kinds()["question"].decline(question, by=cast.moderator.peer, reason="It attacks people.")
    bring_back(note, by=amina)
    note.refresh_from_db()
    assert not note.is_removed
    assert note.is_hidden
    assert "mark-question" not in client.get("/forums/talk/").content.decode()


def test_what_came_of_an_action_or_of_a_session_waits_before_an_election(things, amina, cast):
    today = timezone.localdate()
    election = PreElection.objects.create(starts_on=today, ends_on=today, name="Council")
    Candidate.objects.create(election=election, name="Ada Ploughwright")
    said = "Come and vote for Ada Ploughwright on Thursday"
    action = finish(things["action"], by=amina, result=said)
    question = park(things["question"], by=amina, reason=said)
    assert action.is_hidden
    assert question.is_hidden
    session = booked_and_hidden(amina, cast)
    kinds()["session"].approve(session, by=cast.moderator.peer)
    cancel(session, by=amina, reason=said)
    news_to(cast.peer.peer)
    told = Letter.objects.get(recipient=cast.peer.peer, key__startswith="news:")
    assert "does not take place" in told.text
    assert "Ploughwright" not in told.text
    assert Case.objects.open().filter(because=Because.ELECTION).count() == 3


def test_parts_are_hidden_and_stand_with_their_whole(amina, cast):
    whole = SessionFactory(proposed_by=amina, slug="whole")
    part = SessionFactory(
        parent=whole, slug="part", starts_at=whole.starts_at, ends_at=whole.ends_at
    )
    BookingFactory(session=part, peer=cast.peer.peer)
    hold(whole, Because.REPORTED, author=amina)
    assert not Session.objects.visible_to(AnonymousUser()).exists()
    assert Session.objects.visible_to(cast.peer.peer).get() == part
    with pytest.raises(IllegalMove, match="cannot be done once more"):
        duplicate(whole, timezone.localdate() + timedelta(days=30), by=amina)
    kinds()["session"].approve(whole, by=cast.moderator.peer)
    assert Session.objects.filter(state=State.PUBLISHED, state_before="").count() == 2


def test_those_who_do_an_action_hear_of_it_where_nobody_wrote_it(things, cast):
    action = things["action"]
    action.notes.update(written_by=None)
    action.owners.create(peer=cast.peer.peer, said_yes_at=timezone.now())
    assert kinds()["action"].authors(action) == [cast.peer.peer]


def test_what_was_withheld_while_a_session_was_hidden_is_told_once_it_stands(amina, cast):
    session = SessionFactory(proposed_by=amina)
    places.go(session, by=cast.peer.peer)
    Session.objects.update(tell_at=timezone.now(), told={**session.news, "venue": "Elsewhere"})
    assert news_to(cast.peer.peer) == ["Changed: " + session.title]
    letters = Letter.objects.filter(recipient=cast.peer.peer)
    keys = {*letters.values_list("key", flat=True)}
    hold(session, Because.REPORTED, author=amina)
    letters.update(state="withheld", text="")
    kinds()["session"].approve(session, by=cast.moderator.peer)
    news_to(cast.peer.peer)
    assert {*letters.filter(state="queued").values_list("key", flat=True)} == keys
    assert any("Elsewhere" in letter.text for letter in letters)


@pytest.mark.parametrize("what", ["venue", "hosts", "starts_at", "contact"])
def test_nobody_says_yes_to_a_session_that_was_changed_after_they_read_it(amina, cast, what):
    session = SessionFactory(proposed_by=amina, slug="soon", state=State.DRAFT)
    hold(session, Because.FIRST, author=amina)
    case, kind = Case.objects.get(kind="session"), kinds()["session"]
    read = kind.digest_of(session)
    assert kind.digest_of(session) == read
    anew = {
        "venue": VenueFactory(name="Elsewhere"),
        "hosts": [cast.peer.peer],
        "starts_at": session.starts_at - timedelta(days=1),
        "contact": "Write to zed@example.org",
    }
    said = replace(details_of(session, viewer=amina), **{what: anew[what]})
    change_session(session, said, by=amina)
    yes = {"outcome": Outcome.APPROVED, "by": cast.moderator.peer}
    with pytest.raises(NotNow, match="changed meanwhile"):
        decide_on(case, read=read, **yes)
    decide_on(case, read=kind.digest_of(session), **yes)


def test_who_may_read_a_perspective_is_part_of_what_is_said_yes_to(things):
    perspective, kind = things["perspective"], kinds()["perspective"]
    read = kind.digest_of(perspective)
    type(perspective).objects.update(is_unnamed=True)
    assert kind.digest_of(perspective) != read


def test_whom_to_ask_and_links_of_a_published_session_are_looked_at(cast):
    newcomer = PeerFactory(joined_at=timezone.now())
    session = SessionFactory(proposed_by=newcomer)
    said = details_of(session, viewer=newcomer)
    links = " ".join(f"https://{one}.example" for one in "abc")
    for name in ("contact", "bring", "cost_note"):
        with pytest.raises(TooMuch):
            change_session(session, replace(said, **{name: links}), by=newcomer)


def test_words_to_one_person_are_looked_at_on_the_first_day(things, cast):
    newcomer = PeerFactory(joined_at=timezone.now())
    links = "See https://a.example https://b.example https://c.example"
    with pytest.raises(TooMuch):
        decline_outcome(things["outcome"], by=newcomer, reason=links)
    booking = BookingFactory(session=SessionFactory(), peer=cast.peer.peer)
    with pytest.raises(TooMuch):
        take_out(booking, by=newcomer, note=links)


@pytest.mark.parametrize(("ahead", "later"), [(3, 10), (30, 0)])
def test_nobody_is_asked_to_do_something_by_a_day_that_passed_while_it_waited(
    things, amina, cast, ahead, later
):
    action, today = things["action"], timezone.localdate()
    due_on = today + timedelta(days=ahead)
    type(action).objects.filter(pk=action.pk).update(due_on=due_on)
    action.owners.create(peer=cast.peer.peer, named_by=amina)
    hold(action, Because.LINKS, author=amina)
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        kinds()["action"].approve(action, by=cast.moderator.peer)
        action.refresh_from_db()
        assert action.due_on == due_on + timedelta(days=later) > timezone.localdate()
