"""What somebody posts is looked at by the machine first; what it finds waits, and is told later."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forums import actions, tasks
from forums.actions import agenda, messages, notes, outcomes
from forums.actions import perspectives as writing
from forums.actions.agreed import Agreed
from forums.actions.details import details_of
from forums.choices import MessageTo, Section, State
from forums.errors import IllegalMove
from forums.models import NeedsView, Session
from leeds_leaders.moderation.choices import Because
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Act, Candidate, Case, PreElection
from leeds_leaders.notices.models import Letter
from peers.models import Peer
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import (
    BookingFactory,
    PeerFactory,
    RecordFactory,
    SessionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture
def nell() -> Peer:
    """Somebody on her first day."""
    return PeerFactory(name="Nell New", joined_at=timezone.now())


def approve(kind: str, thing, cast) -> None:
    kinds()[kind].approve(thing, by=cast.moderator.peer)


def test_nobody_is_named_for_an_item_that_waits_before_a_moderator_lets_it(nell, cast):
    record = RecordFactory(state="draft", published_at=None)
    item = notes.Item(
        Section.ACTIONS, f"Call {LINKS}", agreed=Agreed(owners=[cast.connection.peer])
    )
    record.note_takers.add(nell)
    note = notes.write(record, item, by=nell, key=uuid4())
    assert Case.objects.open().get(kind="note").because == Because.LINKS
    assert note.action.owners.count() == 1
    assert not Letter.objects.filter(recipient=cast.connection.peer).exists()
    address = f"/forums/{record.session.slug}/notes/"
    assert "a.example" not in cast.organiser.client.get(address).content.decode()
    mine = signed_in(nell).client.get(address).content.decode()
    assert "a.example" in mine
    assert "more than two links" in mine

    approve("note", note, cast)
    assert "a.example" in cast.organiser.client.get(address).content.decode()
    for _twice in range(2):
        assert Letter.objects.filter(recipient=cast.connection.peer).count() == 1
        approve("note", note, cast)


def test_a_project_is_asked_about_what_came_of_it_once_a_moderator_lets_it(nell, cast):
    project = Project.objects.get(slug="live-project")
    told = outcomes.Told("people", "It worked", evidence="", limited_by=LINKS)
    outcome = outcomes.say_outcome(project, told, by=nell, key=uuid4())
    assert outcome.is_hidden
    assert not Letter.objects.filter(recipient=cast.lead.peer).exists()
    approve("outcome", outcome, cast)
    assert Letter.objects.filter(recipient=cast.lead.peer).count() == 1


def test_a_message_that_waits_is_sent_when_a_moderator_lets_it(nell, cast):
    session = SessionFactory(proposed_by=nell)
    BookingFactory(session=session, peer=cast.peer.peer)
    said = {"sent_to": MessageTo.GOING, "subject": "Rain", "words": LINKS}
    message = messages.send(session, uuid4(), by=nell, **said)
    assert tasks.tell_messages() == 0
    approve("session-message", message, cast)
    assert tasks.tell_messages() == 1
    letter = Letter.objects.get(recipient=cast.peer.peer)
    assert f"/report/session-message/{message.pk}/" in letter.text


def test_a_proposal_waits_and_new_words_for_what_people_come_to_are_refused(nell, cast):
    starts_at = timezone.now() + timedelta(days=9)
    said = actions.Details("A breakfast", starts_at, starts_at + timedelta(hours=1), purpose=LINKS)
    session = actions.propose(said, by=nell)
    assert actions.propose(said, by=nell) == session
    assert Case.objects.open().get(kind="session").author == nell
    with pytest.raises(IllegalMove, match="A moderator looks"):
        actions.publish(session, by=cast.organiser.peer)
    approve("session", session, cast)
    session = Session.objects.get(pk=session.pk)
    assert session.state == State.DRAFT
    session = actions.publish(session, by=cast.organiser.peer)
    words = replace(details_of(session, viewer=nell), theme=LINKS.replace("example", "test"))
    with pytest.raises(TooMuch):
        actions.change(session, words, by=nell)
    again = actions.duplicate(session, timezone.localdate(starts_at) + timedelta(days=7), by=nell)
    assert not again.is_hidden


def test_before_an_election_what_people_come_to_names_no_candidate(cast):
    today = timezone.localdate()
    election = PreElection.objects.create(name="Council", starts_on=today, ends_on=today)
    Candidate.objects.create(election=election, name="Ada Ploughwright")
    host = PeerFactory(joined_at=timezone.now() - timedelta(days=90))
    session = SessionFactory(proposed_by=host)
    words = replace(details_of(session, viewer=host), purpose="Come and vote for Ada Ploughwright")
    with pytest.raises(TooMuch, match="when the election is over"):
        actions.change(session, words, by=host)
    assert "Ploughwright" not in Session.objects.get(pk=session.pk).purpose


def test_a_new_venue_and_what_is_brought_to_an_agenda_wait_as_well(nell, cast):
    venue = actions.add_venue(actions.VenueDetails(name="Hall", access_notes=LINKS), by=nell)
    session = SessionFactory()
    proposal = agenda.Proposal("item", "Links", LINKS)
    item = agenda.propose_item(session, proposal, by=nell, key=uuid4())
    assert {venue.is_hidden, item.is_hidden} == {True}
    page = f"/forums/{session.slug}/agenda/"
    assert "a.example" not in cast.peer.client.get(page).content.decode()
    assert "a.example" in signed_in(nell).client.get(page).content.decode()


def test_a_draft_is_no_case_and_what_was_taken_back_while_it_waited_waits_again(nell, cast):
    draft = writing.write(writing.Writing("One", LINKS), by=nell, key=uuid4())
    cases = Case.objects.filter(kind="perspective")
    assert not cases.exists()
    for _twice in range(2):
        held = writing.publish(draft, by=nell)
        assert held.standing == "held"
        assert cases.open().count() == 1
        writing.withdraw(held, by=nell)
        assert not cases.open().exists()


def test_a_look_at_what_people_need_is_an_act_that_the_database_writes(cast):
    session = SessionFactory(venue=VenueFactory())
    organiser = cast.organiser.peer
    NeedsView.objects.create(session=session, by=organiser)
    act = Act.objects.get(what="looked at needs")
    assert (act.by, act.kind, act.object_id) == (organiser, "forums.session", str(session.pk))
