"""Questions: how they come into the register, go along, are reframed, answered and parked."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from forums.actions import notes, perspectives, questions, register
from forums.actions.notes import Item
from forums.actions.questions import Given
from forums.actions.record import set_closed
from forums.choices import Asked, ReadBy, RecordState, Section
from forums.errors import NotARegisteredQuestion
from forums.models import Answer, Note, Perspective, Question, Record
from forums.pages.family import Family
from leeds_leaders.language.models import Cause
from tests.conftest import in_threads
from tests.factories import (
    NoteFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def host(db):
    return PeerFactory(name="Hana Host")


@pytest.fixture
def held(host):
    """A function that makes the record of the breakfast so many weeks ago, of one series."""
    series = SeriesFactory()

    def hold(weeks: int, **facts) -> Record:
        starts = timezone.now() - timedelta(weeks=weeks)
        session = SessionFactory(
            series=series, series_day=starts.date(), starts_at=starts, proposed_by=host
        )
        return RecordFactory(session=session, **facts)

    return hold


def ask(record, words, by, **more) -> Note:
    return notes.write(record, Item(Section.QUESTIONS, words, **more), by=by, key=uuid4())


def say(note: Note, words: str, by, section=Section.QUESTIONS, *, is_prose=False) -> Note:
    note.refresh_from_db()
    item = Item(section, words, is_prose=is_prose)
    note = notes.change(note, item, revision=note.revision, by=by)
    note.refresh_from_db()
    return note


def carry(record) -> int:
    with transaction.atomic():
        return register.carry_questions(record)


def words_in(record) -> list[str]:
    asked = record.notes.filter(section=Section.QUESTIONS, is_removed=False)
    return list(asked.order_by("place").values_list("words", flat=True))


# Into the register ------------------------------------------------------------------------------


def test_an_item_of_our_questions_is_a_question_until_it_stands_nowhere_any_more(held, host):
    record = held(1)
    note = ask(record, "Who is missing?", host)
    question = note.question
    assert (question.words, question.session, question.asked_by, question.state) == (
        "Who is missing?", record.session, host, "open",
    )  # fmt: skip
    note = say(note, "Who is not here?", host)
    assert note.question == question
    assert Question.objects.get().words == "Who is not here?"

    notes.remove(note, by=host)
    assert not Question.objects.exists()
    notes.bring_back(note, by=host)
    assert Question.objects.get().words == "Who is not here?"
    note = say(note, "Who is not here?", host, Section.WORKS)
    assert note.question is None
    assert not Question.objects.exists()


def test_a_passage_is_no_question_and_neither_is_an_item_elsewhere(held, host):
    record = held(1)
    passage = ask(record, "We began with silence.", host, is_prose=True)
    notes.write(record, Item(Section.CONTEXT, "Why?"), by=host, key=uuid4())
    assert not Question.objects.exists()
    say(passage, "What did the silence say?", host)
    question = Question.objects.get()
    say(passage, "What did the silence say?", host, is_prose=True)
    assert not Question.objects.filter(pk=question.pk).exists()


def test_what_others_have_taken_up_stays_when_its_item_goes(held, host):
    note = ask(held(1), "Who pays?", host)
    questions.answer(note.question, Given(words="The council, until March."), by=host)
    notes.remove(note, by=host)
    note.refresh_from_db()
    assert Question.objects.get() == note.question
    assert not Question.objects.visible_to(NOBODY).exists()


# Carried along ----------------------------------------------------------------------------------


def test_a_session_begins_with_what_earlier_ones_left_unanswered_nearest_first(held, host):
    first, second, draft = held(4), held(3), held(2, state=RecordState.DRAFT)
    old = [ask(first, f"Old {n}?", host) for n in range(2)]
    old[0].causes.set(Cause.objects.filter(slug="community-growing"))
    new = ask(second, "New?", host)
    answered, parked = (ask(second, f"{word}?", host).question for word in ("Answered", "Parked"))
    questions.answer(answered, Given(words="Yes."), by=host)
    questions.park(parked, by=host, reason="Not ours.")
    ask(draft, "Not to be read by those who came yet?", host)
    ask(RecordFactory(), "Of another series?", host)
    ask(held(0), "Later?", host)

    record = held(1, state=RecordState.DRAFT)
    ask(record, "Written first?", host)
    assert carry(record) == 3
    assert words_in(record) == ["Written first?", "New?", "Old 0?", "Old 1?"]
    carried = record.notes.get(words="Old 0?")
    assert carried.question == old[0].question
    assert [cause.slug for cause in carried.causes.all()] == ["community-growing"]
    new.question.refresh_from_db()
    assert new.question.state == Asked.CARRIED

    assert carry(record) == 0
    notes.remove(carried, by=host)
    moved = say(record.notes.get(words="Old 1?"), "Old 1?", host, Section.WORKS)
    assert moved.question is None
    assert carry(record) == 0, "what was taken out came back"


def test_a_session_out_of_a_series_or_before_all_others_begins_with_nothing(held, host):
    alone, first = RecordFactory(), held(3)
    ask(held(2), "Later?", host)
    ask(RecordFactory(), "Elsewhere?", host)
    assert (carry(alone), carry(first)) == (0, 0)


def test_no_more_are_carried_than_a_breakfast_can_talk_about(held, host):
    before = held(2)
    for number in range(register.MOST_CARRIED + 3):
        QuestionFactory(session=before.session, record=before, words=f"{number}?")
    record = held(1)
    assert carry(record) == register.MOST_CARRIED
    assert carry(record) == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_same_record_at_once_carry_each_question_once(held, host):
    before = held(2)
    for number in range(3):
        ask(before, f"{number}?", host)
    record = held(1, state=RecordState.DRAFT)
    in_threads(*[lambda: carry(record)] * 4)
    assert sorted(words_in(record)) == ["0?", "1?", "2?"]


def test_nothing_of_a_closed_session_goes_along_but_into_the_next_closed_one(held, host):
    closed = held(3, state=RecordState.SHARED, is_closed=True)
    ask(closed, "Who said that?", host)
    assert carry(held(2)) == 0
    assert carry(held(1, state=RecordState.DRAFT, is_closed=True)) == 1


def test_that_a_question_came_into_a_closed_session_does_not_show_in_where_it_stands(held, host):
    question = ask(held(4), "Who decides?", host).question
    closed = held(3, state=RecordState.DRAFT, is_closed=True)
    draft = held(2, state=RecordState.DRAFT)

    carry(closed)
    question.refresh_from_db()
    assert question.state == Asked.OPEN
    notes.remove(closed.notes.get(), by=host)
    notes.bring_back(closed.notes.get(), by=host)
    question.refresh_from_db()
    assert question.state == Asked.OPEN

    carry(draft)
    question.refresh_from_db()
    assert question.state == Asked.CARRIED
    set_closed(draft.session, is_closed=True, by=host)
    question.refresh_from_db()
    assert question.state == Asked.OPEN


def test_among_closed_sessions_a_question_is_carried_on_as_any_other(held, host):
    asked = ask(held(3, state=RecordState.SHARED, is_closed=True), "Who said that?", host)
    carry(held(1, state=RecordState.DRAFT, is_closed=True))
    asked.question.refresh_from_db()
    assert asked.question.state == Asked.CARRIED


def test_what_a_closed_session_makes_of_a_question_is_told_nobody_outside(held, host):
    note = ask(held(3), "Who decides?", host)
    closed = held(2, state=RecordState.DRAFT, is_closed=True)
    carry(closed)
    said = say(closed.notes.get(), "Does Sam decide?", host)
    question = note.question
    question.refresh_from_db()
    assert (said.question.reframed_from, said.question.asked_by) == (question, None)
    assert question.state == Asked.OPEN
    assert len(Family(question, NOBODY)) == 1
    assert carry(held(1, state=RecordState.DRAFT)) == 1
    with pytest.raises(NotARegisteredQuestion, match="stays with those who came"):
        questions.answer(question, Given(note=NoteFactory(record=closed)), by=host)


# In other words ---------------------------------------------------------------------------------


def test_other_words_for_a_carried_question_are_a_question_that_keeps_where_it_came_from(
    held, host
):
    home = ask(held(3), "Who is missing?", host)
    record = held(2, state=RecordState.DRAFT)
    carry(record)
    note = say(record.notes.get(), "Whom do we not ask?", host)
    first = home.question
    first.refresh_from_db()
    assert (first.words, first.state) == ("Who is missing?", Asked.REFRAMED)
    assert (note.question.reframed_from, note.question.session) == (first, record.session)
    home.refresh_from_db()
    assert home.words == "Who is missing?"

    note = say(note, "Whom have we never asked?", host)
    assert note.question.words == "Whom have we never asked?"
    assert Question.objects.count() == 2, "a slip of the pen became a question"
    Record.objects.filter(pk=record.pk).update(state=RecordState.SHARED)
    later = held(1, state=RecordState.DRAFT)
    carry(later)
    assert words_in(later) == ["Whom have we never asked?"]


def test_the_old_words_again_undo_it(held, host):
    first = ask(held(3), "Who is missing?", host).question
    record = held(2, state=RecordState.DRAFT)
    carry(record)
    note = say(record.notes.get(), "Whom do we not ask?", host)
    note = say(note, "Who is missing?", host)
    assert note.question == first == Question.objects.get()
    assert Question.objects.get().state == Asked.CARRIED

    note = say(note, "Whom do we not ask?", host)
    notes.remove(note, by=host)
    assert Question.objects.get() == first
    assert Question.objects.get().state == Asked.OPEN
    assert carry(record) == 0, "what was taken out came back"


def test_reframed_on_its_page_it_stands_at_the_end_of_the_last_notes_that_ask_it(held, host):
    question = ask(held(3), "Who is missing?", host).question
    record = held(2)
    carry(record)
    ask(record, "What else?", host)
    key = uuid4()
    asked = questions.reframe(question, "Whom do we not ask?", by=host, key=key)
    assert questions.reframe(question, "Whom do we not ask?", by=host, key=key) == asked
    assert words_in(record) == ["Who is missing?", "What else?", "Whom do we not ask?"]
    question.refresh_from_db()
    assert (asked.reframed_from, question.state) == (question, Asked.REFRAMED)
    for verb in (
        lambda: questions.reframe(question, "Again?", by=host, key=uuid4()),
        lambda: questions.answer(question, Given(words="Them."), by=host),
        lambda: questions.park(question, by=host, reason="No."),
        lambda: questions.reopen(question, by=host),
    ):
        with pytest.raises(NotARegisteredQuestion, match="in other words now"):
            verb()
    with pytest.raises(NotARegisteredQuestion, match="same words"):
        questions.reframe(asked, asked.words, by=host, key=uuid4())


def test_whoever_asked_but_may_not_write_the_notes_any_more_is_told_who_can(held):
    taker = PeerFactory()
    question = QuestionFactory(asked_by=taker, record=held(1))
    with pytest.raises(NotARegisteredQuestion, match="arranges the session"):
        questions.reframe(question, "Otherwise?", by=taker, key=uuid4())


# Out of perspectives ----------------------------------------------------------------------------


def test_a_perspective_asks_once_in_the_same_words_and_can_take_it_back():
    perspective = PerspectiveFactory()
    author = perspective.author
    question = register.ask_from(perspective, "Who decides?\r\n", by=author)
    assert register.ask_from(perspective, "Who decides?", by=author) == question
    assert (question.session, question.perspective) == (None, perspective)
    assert list(Question.objects.visible_to(NOBODY)) == [question]

    asked = questions.reframe(question, "Who ought to decide?", by=author, key=uuid4())
    assert asked.perspective == perspective
    with pytest.raises(NotARegisteredQuestion, match="taken this question up"):
        register.unask(question, by=author)
    register.unask(asked, by=author)
    assert list(Question.objects.all()) == [question]

    for number in range(register.MOST_OF_ONE - 1):
        register.ask_from(perspective, f"{number}?", by=author)
    with pytest.raises(NotARegisteredQuestion, match="at most"):
        register.ask_from(perspective, "One more?", by=author)


def test_a_question_out_of_a_perspective_is_read_by_those_who_read_the_perspective():
    perspective = PerspectiveFactory(read_by=ReadBy.MEMBERS)
    question = register.ask_from(perspective, "Who decides?", by=perspective.author)
    assert not Question.objects.visible_to(NOBODY).exists()
    assert question in Question.objects.visible_to(PeerFactory())


# Answered, parked, opened again -----------------------------------------------------------------


@pytest.mark.parametrize("goes", ["taken back", "erased", "project"])
def test_a_question_whose_last_answer_goes_is_open_again(held, host, goes):
    first, second = ask(held(2), "Who has a key?", host), held(1)
    carry(second)
    question = first.question
    answering = ProjectFactory() if goes == "project" else PerspectiveFactory(author=host)
    given = {"project" if goes == "project" else "perspective": answering}
    other = questions.answer(question, Given(words="Ada has."), by=host)
    questions.answer(question, Given(**given), by=host)
    questions.take_answer_back(other, by=host)
    if goes == "taken back":
        perspectives.withdraw(answering, by=host)
        question.refresh_from_db()
        assert question.state == Asked.CARRIED
        perspectives.publish(answering, by=host)
        questions.answer(question, Given(**given), by=host)
        Perspective.objects.update(published_at=None)
        perspectives.discard(answering, by=host)
    else:
        answering.delete()
    question.refresh_from_db()
    assert (question.state, question.answers.exists()) == (Asked.CARRIED, False)


def test_an_item_a_perspective_a_project_and_words_answer_it_each_once(held, host):
    question = ask(held(2), "Who has a key?", host).question
    given = [
        Given(note=NoteFactory(section=Section.WORKS)),
        Given(perspective=PerspectiveFactory()),
        Given(project=ProjectFactory()),
        Given(words="Ada has."),
    ]
    for one in given * 2:
        questions.answer(question, one, by=host)
    assert question.answers.count() == 4
    question.refresh_from_db()
    assert question.state == Asked.ANSWERED
    assert Answer.objects.visible_to(NOBODY).count() == 4
    with pytest.raises(NotARegisteredQuestion, match="open it again"):
        questions.park(question, by=host, reason="Enough.")

    questions.reopen(question, by=host)
    question.refresh_from_db()
    assert (question.state, question.answers.count()) == (Asked.OPEN, 4)
    questions.answer(question, Given(words="And Ben."), by=host)
    for answer in list(question.answers.all()) * 2:
        questions.take_answer_back(answer, by=host)
    question.refresh_from_db()
    assert question.state == Asked.OPEN


def test_an_answer_that_somebody_may_not_read_is_not_told_them(held, host):
    question = ask(held(2), "Who has a key?", host).question
    draft = NoteFactory(record__state=RecordState.DRAFT)
    private = PerspectiveFactory(published_at=None)
    questions.answer(question, Given(note=draft), by=host)
    questions.answer(question, Given(perspective=private), by=host)
    assert not Answer.objects.visible_to(NOBODY).exists()
    assert Answer.objects.visible_to(private.author).get().perspective == private


def test_parked_it_says_why_and_can_be_opened_again(held, host):
    note = ask(held(2), "Who has a key?", host)
    carry(held(1))
    question = note.question
    questions.park(question, by=host, reason="Not before spring.")
    questions.park(question, by=host, reason="Not before summer.")
    question.refresh_from_db()
    assert (question.state, question.reason) == (Asked.PARKED, "Not before summer.")
    with pytest.raises(NotARegisteredQuestion, match="open it again"):
        questions.answer(question, Given(words="Ada."), by=host)
    for _time in range(2):
        questions.reopen(question, by=host)
    question.refresh_from_db()
    assert (question.state, question.reason) == (Asked.CARRIED, "")


# What it comes from, and became ------------------------------------------------------------------


def test_a_family_is_laid_out_by_what_came_of_what():
    first = QuestionFactory(record=RecordFactory())
    left, right = (QuestionFactory(reframed_from=first, record=RecordFactory()) for _n in range(2))
    hidden = QuestionFactory(
        reframed_from=left, record=RecordFactory(state=RecordState.DRAFT), asked_by=None
    )
    last = QuestionFactory(reframed_from=hidden, record=RecordFactory())
    for question in (first, left, right, last):
        family = Family(question, NOBODY)
        places = {kin.question: (kin.number, kin.column, kin.row) for kin in family}
        assert places == {first: (1, 0, 0), left: (2, 1, 0), right: (3, 1, 1), last: (4, 2, 0)}
        assert [kin.question for kin in family if kin.is_here] == [question]
        assert len(family.lines) == 3
    assert (family.width, family.height) == (192, 88)
