"""Where a question of the register stands: the steps that all of its verbs are made of.

A record is always locked before a question (see `order`).
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.choices import Asked
from forums.errors import NotARegisteredQuestion
from forums.models import Question, Record


def locked_questions(pks: Collection[UUID]) -> list[Question]:
    """Questions as they are now, each with what it was asked as before, in the order of their keys;
    nobody else's to move until the end of the transaction. What is gone is left out."""
    before = Question.objects.filter(pk__in=pks).values("reframed_from")
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("perspective").filter(Q(pk__in=pks) | Q(pk__in=before))
    found = {question.pk: question for question in rows.order_by("pk")}
    for question in found.values():
        if question.reframed_from_id in found:
            question.reframed_from = found[question.reframed_from_id]
    return [question for pk, question in found.items() if pk in pks]


def locked_question(pk: UUID) -> Question:
    """The one of them. Raises `NotARegisteredQuestion` where it is gone."""
    question = next(iter(locked_questions([pk])), None)
    if question is None:
        raise NotARegisteredQuestion(_("This was taken out of the notes."))
    return question


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
    standing = Question.objects.filter(notes__record=record)
    for question in locked_questions(set(standing.values_list("pk", flat=True))):
        settle(question)


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
