"""What moderators do with what is written in sessions, where the same words stand in two places or
others hear of them. Sessions are in `hidden_sessions`.

Below the verbs of each thing. What is seen at once otherwise is hidden, let stand and taken away by
`leeds_leaders.moderation.actions` itself.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import emails, tasks
from forums.actions import agreed, asking, in_hand, order, serving
from forums.choices import Asked, Doing, Verdict
from forums.emails import agreed as letters
from forums.errors import NotSaid
from forums.models import (
    Action,
    Answer,
    Note,
    Outcome,
    Perspective,
    Question,
    Response,
    SessionMessage,
)
from leeds_leaders.days import later_by_waiting
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.actions.hiding import hide
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from projects.emails.leads import leads_of

# How each of what stands in notes is taken in hand.
LOCKED: dict[type[Model], Callable] = {
    Note: order.locked_item,
    Question: lambda question: asking.locked_question(question.pk),
    Action: in_hand.locked,
}


def hold_perspective(perspective: Perspective) -> None:
    """One that is published waits for a moderator; a draft is its author's alone. Raises
    `NotSaid`."""
    _wait(perspective, published_at__isnull=False)


def hold_response(response: Response) -> None:
    """One that was not taken back waits for a moderator. Raises `NotSaid`."""
    _wait(response, is_withdrawn=False)


def _wait(written: Perspective | Response, **there) -> None:
    rows = type(written)._base_manager.filter(pk=written.pk, **there)
    if not rows.update(standing=Standing.HELD):
        raise NotSaid(_("This was taken back meanwhile."))
    written.standing = Standing.HELD


# Items of notes, with what they ask or agree ------------------------------------------------------


def hide_with_others(thing: Note | Question | Action) -> None:
    """Hide what somebody wrote wherever it stands: an item with the question or the action that it
    alone is, a question or an action with its items, those as well that were taken out and can be
    brought back. All know the same moment of it. What it was asked as before waits for its answer
    again."""
    _lock_all(thing)
    hide(thing)
    others = list(_others(thing))
    for other in others:
        if not other.is_hidden:
            other.hidden_at = thing.hidden_at
            other.save(update_fields=["hidden_at"])
    for before in _asked_before((thing, *others)):
        asking.ask_again(before)


@transaction.atomic
def let_stand_with_others(thing: Note | Question | Action, *, by) -> Decision:
    """A moderator lets it stand, with all that was hidden along with it; those who do what was
    agreed are told now, if they were not, and what it asks in other words is left behind."""
    _lock_all(thing)
    decision, hidden_at = _let_stand(thing, by=by)
    together = [other for other in _others(thing) if hidden_at and other.hidden_at == hidden_at]
    for other in together:
        other.hidden_at = None
        other.save(update_fields=["hidden_at"])
    for action in (thing, *together):
        if hidden_at and isinstance(action, Action):
            _tell_of(action, hidden_at)
        elif hidden_at and isinstance(action, Question) and action.reframed_from_id:
            asking.leave_behind(asking.locked_question(action.reframed_from_id), action)
    return decision


@transaction.atomic
def take_away_with_others(
    thing: Note | Question | Action, *, by, reason: str, rule: str = ""
) -> Decision:
    """A moderator takes it away wherever it stands."""
    _lock_all(thing)
    decision = moderation.take_away(thing, by=by, reason=reason, rule=rule)
    thing.refresh_from_db(fields=["hidden_at"])
    hide_with_others(thing)
    return decision


def _others(thing: Note | Question | Action) -> Iterable[Note | Question | Action]:
    """Where the same words stand as well."""
    if not isinstance(thing, Note):
        return thing.notes.all()
    threads = _threads_of(thing)
    return [each for each in threads if not each.notes.standing().exclude(pk=thing.pk).exists()]


def _threads_of(note: Note) -> list[Question | Action]:
    return [thread for thread in (note.question, note.action) if thread is not None]


def _lock_all(thing: Note | Question | Action) -> None:
    """A question or an action first and its items after it, whichever of them it is about (see
    `order`): whoever moderates and whoever writes, at an item and at what it is, stand in line."""
    LOCKED[type(thing)](thing)
    if isinstance(thing, Note):
        thing.refresh_from_db(fields=["question", "action"])
    for thread in _threads_of(thing) if isinstance(thing, Note) else [thing]:
        order.lock_items_of(thread)


def _asked_before(things: Iterable[Note | Question | Action]) -> list[Question]:
    """What questions among these things were asked as before, locked."""
    asked = [each.reframed_from_id for each in things if isinstance(each, Question)]
    return [asking.locked_question(pk) for pk in asked if pk]


def _tell_of(action: Action, hidden_at: datetime) -> None:
    """What nobody was told as long as it was hidden: who was named for it, whom it is to serve,
    that it is done. Nobody is asked to do it by a day that passed while it waited."""
    action.refresh_from_db()
    due_on = action.due_on if action.state == Doing.OPEN else None
    if due_on and timezone.localdate(hidden_at) <= due_on < timezone.localdate():
        action.due_on = later_by_waiting(due_on, hidden_at)
        action.save(update_fields=["due_on"])
    owners = action.owners.exclude(peer__blocks_made__blocked=F("named_by"))
    agreed.tell_named(owners.select_related("action", "peer", "named_by"))
    serving.ask_project(action)
    if action.state == Doing.DONE and action.closed_by:
        notices.tell_many(letters.tellings_of_done(action, by=action.closed_by))
    in_hand.keep_timetable(action)


# Answers ------------------------------------------------------------------------------------------


@transaction.atomic
def hide_answer(given: Answer) -> None:
    """Hide it; a question that nothing else answers waits for an answer again."""
    question = asking.locked_question(given.question_id)
    hide(given)
    asking.settle_answers(question)


@transaction.atomic
def let_answer_stand(given: Answer, *, by) -> Decision:
    """A moderator lets it stand, and it answers its question."""
    question = asking.locked_question(given.question_id)
    decision, hidden_at = _let_stand(given, by=by)
    if hidden_at and question.can_become(Asked.ANSWERED):
        asking.become(question, Asked.ANSWERED)
    return decision


@transaction.atomic
def take_answer_away(given: Answer, *, by, reason: str, rule: str = "") -> Decision:
    """A moderator takes it away; a question that nothing else answers waits for an answer again."""
    question = asking.locked_question(given.question_id)
    decision = moderation.take_away(given, by=by, reason=reason, rule=rule)
    asking.settle_answers(question)
    return decision


# What others hear of ------------------------------------------------------------------------------


@transaction.atomic
def let_outcome_stand(outcome: Outcome, *, by) -> Decision:
    """A moderator lets it stand; those who answer for the project are asked now."""
    decision, hidden_at = _let_stand(outcome, by=by)
    if hidden_at and outcome.state == Verdict.SAID and outcome.said_by:
        leads = leads_of(outcome.project, by=outcome.said_by)
        notices.tell_many([emails.telling_of_outcome_said(outcome, lead) for lead in leads])
    return decision


@transaction.atomic
def let_message_go(message: SessionMessage, *, by) -> Decision:
    """A moderator lets it be sent."""
    decision, hidden_at = _let_stand(message, by=by)
    if hidden_at:
        transaction.on_commit(tasks.hint_of_messages, robust=True)
    return decision


def _let_stand(thing: Model, *, by) -> tuple[Decision, datetime | None]:
    """Let it stand; also since when it was hidden, if it was."""
    rows = type(thing)._base_manager.filter(pk=thing.pk)
    hidden_at = rows.values_list("hidden_at", flat=True).get()
    return moderation.let_stand(thing, by=by), hidden_at
