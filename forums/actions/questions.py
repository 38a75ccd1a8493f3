"""The verbs of a question of the register: asked in other words, answered, parked, asked again."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from forums.actions.asking import (
    become,
    leave_behind,
    locked_question,
    open_again,
    settle_answers,
)
from forums.actions.order import locked, next_place
from forums.choices import Asked, Section
from forums.errors import NotARegisteredQuestion
from forums.models import Answer, Note, Perspective, Question, Record
from leeds_leaders.moderation.actions import hold, screen
from projects.models import Project

MOST_ANSWERS = 30


@dataclass(frozen=True)
class Given:
    """What answers a question: one of these, checked for shape and door by the form."""

    note: Note | None = None
    perspective: Perspective | None = None
    project: Project | None = None
    words: str = ""


@transaction.atomic
def reframe(question: Question, words: str, *, by, key: UUID) -> Question:
    """Ask in other words: a new question that keeps where it came from. It stands at the end of the
    last notes that ask the old one and that somebody may write, or else in the perspective that
    asks it. `key` comes with the form: sent twice it is asked once. Raises
    `NotARegisteredQuestion`."""
    again = Question.objects.filter(pk=key, reframed_from=question).first()
    if again:
        return again
    record = _last_record(question, by)
    if record:
        locked(record)
    question = locked_question(question.pk)
    _refuse_unless(question, Asked.REFRAMED)
    if question.words == words:
        raise NotARegisteredQuestion(_("These are the same words."))
    because = screen(by, words)
    asked = Question(pk=key, words=words, reframed_from=question, asked_by=by)
    if record:
        _write_down(asked, record, by=by)
    elif question.perspective and question.perspective.author_id == by.pk:
        asked.perspective = question.perspective
        asked.save(force_insert=True)
    else:
        raise NotARegisteredQuestion(
            _("Its notes are closed. Whoever arranges the session can ask it in other words.")
        )
    if not because:
        leave_behind(question, asked)
    return hold(asked, because, author=by)


@transaction.atomic
def answer(question: Question, given: Given, *, by) -> Answer:
    """Say what answers it; there can be several answers, each is given once. Nothing of a closed
    session answers what is asked outside of it. While an answer waits for a moderator, its question
    waits for one. Raises `NotARegisteredQuestion`."""
    question = locked_question(question.pk)
    found = question.answers.filter(
        note=given.note, perspective=given.perspective, project=given.project, words=given.words
    ).first()
    if found:
        return found
    if question.state != Asked.ANSWERED:
        _refuse_unless(question, Asked.ANSWERED)
    if question.answers.count() >= MOST_ANSWERS:
        raise NotARegisteredQuestion(_("It has as many answers as anybody reads."))
    if _is_out_of_a_closed_session(given, question):
        raise NotARegisteredQuestion(
            _("What was said in a closed session stays with those who came.")
        )
    because = screen(by, given.words) if given.words else ""
    given_now = Answer.objects.create(
        question=question,
        note=given.note,
        perspective=given.perspective,
        project=given.project,
        words=given.words,
        by=by,
    )
    if question.state != Asked.ANSWERED and not because:
        become(question, Asked.ANSWERED)
    return hold(given_now, because, author=by)


@transaction.atomic
def take_answer_back(given: Answer, *, by) -> None:
    """It does not answer it after all; without any answer the question is open again. A repeat does
    nothing."""
    question = locked_question(given.question_id)
    question.answers.filter(pk=given.pk).delete()
    settle_answers(question)


@transaction.atomic
def park(question: Question, *, by, reason: str) -> Question:
    """Not now, and why; a repeat changes the reason. Raises `NotARegisteredQuestion`."""
    question = locked_question(question.pk)
    because = screen(by, reason, before=[question.reason])
    if question.state != Asked.PARKED:
        _refuse_unless(question, Asked.PARKED)
    become(question, Asked.PARKED, reason=reason)
    return hold(question, because, author=by)


@transaction.atomic
def reopen(question: Question, *, by) -> Question:
    """It waits for an answer again; what answered it stays beneath it. A repeat does nothing.
    Raises `NotARegisteredQuestion`."""
    question = locked_question(question.pk)
    if not question.is_unanswered:
        _refuse_unless(question, Asked.OPEN)
        open_again(question)
    return question


def _refuse_unless(question: Question, state: str) -> None:
    """Raises `NotARegisteredQuestion`, with the way on, for what cannot become this now."""
    if question.can_become(state):
        return
    if question.state == Asked.REFRAMED:
        raise NotARegisteredQuestion(_("It is asked in other words now: go on from there."))
    raise NotARegisteredQuestion(_("It does not wait for an answer now. You can open it again."))


def _last_record(question: Question, by) -> Record | None:
    """The last notes that ask a question, of those that somebody may write."""
    records = Record.objects.written_by(by).filter(
        notes__question=question, notes__is_removed=False
    )
    return records.order_by("-session__starts_at").first()


def _write_down(asked: Question, record: Record, *, by) -> None:
    """Put a new question at the end of its section."""
    asked.session_id = record.pk
    asked.save(force_insert=True)
    Note.objects.create(
        record=record,
        section=Section.QUESTIONS,
        place=next_place(record, Section.QUESTIONS),
        words=asked.words,
        question=asked,
        written_by=by,
    )


def _is_out_of_a_closed_session(given: Given, question: Question) -> bool:
    """Whether something was said in a closed session that the question was not asked in."""
    said_in = given.note.record_id if given.note else None
    if given.perspective:
        said_in = given.perspective.session_id
    closed = Record.objects.filter(pk=said_in, is_closed=True).exclude(pk=question.session_id)
    return closed.exists()
