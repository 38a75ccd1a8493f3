"""Where a question of the register stands: the steps that all of its verbs are made of.

A record is always locked before a question.
"""

from django.utils import timezone

from forums.choices import Asked
from forums.models import Question, Record


def locked_question(pk) -> Question:
    """A question as it is now, and nobody else's to move until the end of the transaction."""
    questions = Question.objects.select_for_update(of=("self",), no_key=True)
    return questions.select_related("reframed_from", "perspective").get(pk=pk)


def become(question: Question, state: str, *, reason: str = "") -> None:
    """Write where a question stands now, and since when."""
    question.state, question.reason, question.moved_at = state, reason, timezone.now()
    question.save(update_fields=["state", "reason", "moved_at"])


def settle(question: Question) -> None:
    """Whether a question that waits for an answer was carried on is told by where it stands. That
    it came into a closed session is told nobody outside, so what was asked elsewhere does not
    count there."""
    if not question.is_unanswered:
        return
    standing = question.notes.standing()
    if not Record.objects.filter(pk=question.session_id, is_closed=True).exists():
        standing = standing.filter(record__is_closed=False)
    state = Asked.CARRIED if standing.count() > 1 else Asked.OPEN
    if question.state != state:
        become(question, state)


def settle_all_of(record: Record) -> None:
    """Whether a record is closed has changed: so may have what its questions are told to be."""
    standing = Question.objects.filter(notes__record=record).order_by("pk")
    for pk in standing.values_list("pk", flat=True).distinct():
        settle(locked_question(pk))


def leave_behind(question: Question, asked: Question) -> None:
    """What was asked before is `asked` in other words now; but what a closed session makes of it
    is told nobody outside."""
    is_closed = Record.objects.filter(pk=asked.session_id, is_closed=True).exists()
    if question.is_unanswered and not is_closed:
        become(question, Asked.REFRAMED)


def ask_again(question: Question) -> None:
    """What a question was reframed into is gone, or hidden: it waits for its answer as before."""
    asked = question.reframed_into.filter(hidden_at=None)
    if question.state == Asked.REFRAMED and not asked.exists():
        open_again(question)


def open_again(question: Question) -> None:
    """It waits for an answer; whether it was carried on is told by where it stands."""
    become(question, Asked.OPEN)
    settle(question)


def settle_answers(question: Question) -> None:
    """Without an answer that others may read a question waits for one again."""
    if question.state == Asked.ANSWERED and not question.answers.filter(hidden_at=None).exists():
        open_again(question)
