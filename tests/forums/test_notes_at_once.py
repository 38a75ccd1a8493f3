"""Whoever writes notes and whoever moderates them take things in one order: none waits for ever."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forums.actions import notes, record
from forums.actions.notes import Item
from forums.choices import RecordState, Section, State
from forums.models import Note
from leeds_leaders.errors import Refused
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Case
from tests.conftest import in_threads
from tests.factories import (
    ActionFactory,
    PeerFactory,
    QuestionFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 25


@pytest.fixture
def written():
    """The record of a session of a series that is over, with a question and an action that were
    put in other words before."""
    start = timezone.now() - timedelta(hours=3)
    session = SessionFactory(state=State.HELD, starts_at=start, ends_at=start + timedelta(hours=1))
    return RecordFactory(session=session, state=RecordState.DRAFT, no_actions="None today.")


def often(verb):
    """A verb many times over; a no in words is an answer."""

    def work():
        for number in range(ROUNDS):
            try:
                verb(number)
            except Refused:
                continue

    return work


def said_anew(note: Note, author):
    """The author's edits: always other words, from whatever it says now."""

    def edit(number):
        now = Note.objects.get(pk=note.pk)
        item = Item(section=now.section, words=f"In other words, number {number}?")
        notes.change(now, item, revision=now.revision, by=author)

    return edit


def decided(thing, moderator):
    """A moderator's decisions, in turns against it and for it."""

    def decide(number):
        kind = kind_of(thing)
        now = kind.rows([str(thing.pk)])[str(thing.pk)]
        if number % 2:
            kind.approve(now, by=moderator)
        else:
            kind.decline(now, by=moderator, reason="It names somebody.")

    return decide


@pytest.mark.parametrize("is_about_the_item", [True, False])
@pytest.mark.parametrize("section", [Section.QUESTIONS, Section.ACTIONS])
def test_an_edit_and_a_decision_at_once_both_come_through(written, section, is_about_the_item):
    author, moderator = PeerFactory(), PeerFactory()
    note = notes.write(written, Item(section=section, words="At first?"), by=author, key=uuid4())
    thread = note.question or note.action
    thing = note if is_about_the_item else thread

    in_threads(often(said_anew(note, author)), often(decided(thing, moderator)))

    decided(thing, moderator)(1)  # the last word is a yes
    note.refresh_from_db()
    thread.refresh_from_db()
    assert note.words == thread.words == f"In other words, number {ROUNDS - 1}?"
    assert not note.is_hidden
    assert not thread.is_hidden
    assert not Case.objects.open().exists()


def test_what_is_reworded_hidden_and_arranged_at_once_stands_in_one_way(written):
    """A question in other words holds the one before it as well, whichever of them has the lower
    key; who arranges the notes looks at all of them."""
    author, moderator, arranger = PeerFactory(), PeerFactory(), PeerFactory()
    before = QuestionFactory(session=written.session, record=written)
    asked = QuestionFactory(session=written.session, record=written, reframed_from=before)
    ActionFactory(session=written.session, record=written)
    note = asked.notes.get()

    def arrange(number):
        writing = record.Writing(is_open=bool(number % 2), no_actions="None today.")
        record.arrange(written, writing, by=arranger)

    def step(number):
        if number % 2:
            record.take_back(written, by=arranger, was=RecordState.SHARED)
        else:
            record.share(written, by=arranger)

    in_threads(
        often(said_anew(note, author)),
        often(decided(asked, moderator)),
        often(decided(before, moderator)),
        often(arrange),
        often(step),
    )

    for question in (asked, before):
        decided(question, moderator)(1)
        question.refresh_from_db()
        assert not question.is_hidden
        assert not question.notes.exclude(hidden_at=None).exists()
    assert not Case.objects.open().exists()
