"""What becomes of questions as notes and perspectives are written: they come into the register, are
asked in other words, and go along to the next session (docs/decisions/0028).

`take_up`, `let_go` and `carry_questions` happen within the transaction of whoever writes the notes.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions.asking import (
    ask_again,
    leave_behind,
    locked_question,
    locked_questions,
    settle,
)
from forums.actions.order import MOST_NOTES, locked, next_place
from forums.choices import Asked, Section
from forums.errors import NotARegisteredQuestion
from forums.models import Note, NoteCause, Perspective, Question, Record
from leeds_leaders.text import clean_text

MOST_CARRIED = 20  # into one record
MOST_OF_ONE = 40  # out of one perspective


def take_up(note: Note, *, by) -> None:
    """An item of `questions` was written, brought back, or its words were changed: it stands in the
    register. While a question stands nowhere else its item gives it its words; from then on other
    words make another question of it, which keeps where it came from."""
    if note.question_id is None:
        _ask(note, by=by)
        return
    question = locked_question(note.question_id)
    if question.words == note.words:
        settle(question)
    elif _stands_elsewhere(question, note):
        leave_behind(question, _ask(note, by=by, reframed_from=question))
    elif not _went_back(note, question):
        question.words = note.words
        question.save(update_fields=["words"])


def let_go(note: Note, *, by) -> None:
    """An item of `questions` was removed (`is_removed` says so), or is about to become a passage or
    to move to another section (call this before it is saved). A question that stands nowhere else
    and that nothing hangs on is gone; otherwise it stays. A removed item keeps its question, so
    that it is not carried along a second time."""
    if note.question_id is None:
        return
    question = locked_question(note.question_id)
    if _stands_elsewhere(question, note) or _hangs(question, note):
        if not note.is_removed:
            _stand_for(note, None)
        settle(question)
        return
    before = question.reframed_from
    _stand_for(note, before if before and note.is_removed and _is_free(before, note) else None)
    question.delete()
    if before:
        ask_again(before)


def carry_questions(record: Record) -> int:
    """Put the questions that earlier sessions of the series left unanswered into the notes of this
    one: nearest first, 20 at most, each once and for all time. Only what those who came can read
    already goes along, and nothing out of a closed session. Gives how many came."""
    record = locked(record)
    kept = record.notes.exclude(question=None).exclude(question__session=record.pk).count()
    room = min(MOST_CARRIED - kept, MOST_NOTES - record.notes.count())
    if room <= 0 or record.session.series_id is None:
        return 0
    nearest = [question.pk for question in Question.objects.to_carry_into(record)[:room]]
    locked_questions(nearest)
    questions = list(Question.objects.to_carry_into(record).filter(pk__in=nearest))
    first = next_place(record, Section.QUESTIONS)
    notes = Note.objects.bulk_create(
        Note(
            record=record,
            section=Section.QUESTIONS,
            place=place,
            words=question.words,
            question=question,
        )
        for place, question in enumerate(questions, first)
    )
    _carry_causes(questions, notes)
    carried = Question.objects.filter(pk__in=[one.pk for one in questions], state=Asked.OPEN)
    if record.is_closed:
        carried = carried.filter(session__record__is_closed=True)
    carried.update(state=Asked.CARRIED, moved_at=timezone.now())
    return len(notes)


@transaction.atomic
def ask_from(perspective: Perspective, words: str, *, by) -> Question:
    """A question out of a perspective comes into the register, once in these words. Raises
    `NotARegisteredQuestion` where it asks more than anybody answers."""
    Perspective.objects.select_for_update(of=("self",), no_key=True).get(pk=perspective.pk)
    words = clean_text(words)
    asked = perspective.questions.all()
    again = asked.filter(words=words).first()
    if again:
        return again
    if asked.count() >= MOST_OF_ONE:
        raise NotARegisteredQuestion(
            _("One perspective asks %d questions at most. Choose those that matter most.")
            % MOST_OF_ONE
        )
    return Question.objects.create(words=words, perspective=perspective, asked_by=by)


@transaction.atomic
def unask(question: Question, *, by) -> None:
    """Take a question of a perspective out of the register again. Raises `NotARegisteredQuestion`
    where others have taken it up since."""
    question = locked_question(question.pk)
    if question.notes.exists() or question.answers.exists() or question.reframed_into.exists():
        raise NotARegisteredQuestion(_("Others have taken this question up: it stays."))
    question.delete()


def _ask(note: Note, *, by, reframed_from: Question | None = None) -> Question:
    """What an item asks, as a new question."""
    asked = Question.objects.create(
        words=note.words, session_id=note.record_id, reframed_from=reframed_from, asked_by=by
    )
    _stand_for(note, asked)
    return asked


def _went_back(note: Note, question: Question) -> bool:
    """Whether the item says again what it said before it was reframed: then it asks the question
    that it came from, and the one in between is gone."""
    before = question.reframed_from
    if before is None or before.words != note.words:
        return False
    if _hangs(question, note) or not _is_free(before, note):
        return False
    _stand_for(note, before)
    question.delete()
    ask_again(before)
    return True


def _stands_elsewhere(question: Question, note: Note) -> bool:
    """Whether others read its words in another place than this item."""
    others = question.notes.filter(is_removed=False).exclude(pk=note.pk)
    return question.perspective_id is not None or others.exists()


def _hangs(question: Question, note: Note) -> bool:
    """Whether anything but this item hangs on a question."""
    others = question.notes.exclude(pk=note.pk)
    return others.exists() or question.answers.exists() or question.reframed_into.exists()


def _is_free(question: Question, note: Note) -> bool:
    """Whether the record of an item does not ask a question yet."""
    return not question.notes.filter(record=note.record_id).exists()


def _stand_for(note: Note, question: Question | None) -> None:
    note.question = question
    Note.objects.filter(pk=note.pk).update(question=question)


def _carry_causes(questions: Sequence[Question], notes: Sequence[Note]) -> None:
    """What a question is about where it stood last goes along with it."""
    into = {question.nearest: note for question, note in zip(questions, notes, strict=True)}
    about = NoteCause.objects.filter(content_object__in=into)
    NoteCause.objects.bulk_create(
        NoteCause(content_object=into[cause.content_object_id], tag_id=cause.tag_id)
        for cause in about
    )
