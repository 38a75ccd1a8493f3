"""The order of notes: one writer at a time gives out the places of a record.

Below `notes`, `register` and `agreed`, which all of them add items to a record.

Whoever writes, carries on or moderates takes things in one order, so that no two wait for each
other: a series, its records by their day, questions by their keys, actions, items by their keys,
and the case of the queue last. Whoever needs no record begins further down.
"""

from django.db.models import Max
from django.utils.translation import gettext as _

from forums.actions import in_hand
from forums.actions.asking import locked_question
from forums.errors import NotInTheRecord
from forums.models import Action, Note, Question, Record

MOST_NOTES = 400  # of one record, removed ones among them


def locked(record: Record) -> Record:
    """The record as it is now, and nobody else's to add to or move in until the end of the
    transaction: so that a place is given out once."""
    records = Record.objects.select_related("session").select_for_update(of=("self",), no_key=True)
    return records.get(pk=record.pk)


def locked_item(note: Note) -> Note:
    """An item as it is now, with its record and with the question or the action that it is; all of
    them nobody else's until the end of the transaction."""
    record = locked(note.record)
    now = Note.objects.get(pk=note.pk)  # what it is changes only under the lock of its record
    if now.question_id:
        locked_question(now.question_id)
    if pk := now.action_id or now.former_action_id:
        in_hand.locked(Action(pk=pk))
    items = Note.objects.select_for_update(of=("self",), no_key=True)
    item = items.select_related("sector").get(pk=note.pk)
    item.record = record
    return item


def lock_items_of(thread: Question | Action) -> None:
    """All items in which a question or an action stands, those that were taken out among them;
    for whoever holds it."""
    items = Note.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(items.filter(pk__in=thread.notes.values("pk")).values_list("pk"))


def next_place(record: Record, section: str) -> int:
    """The place after the last of a section, removed ones among them; for whoever holds the
    record."""
    last = record.notes.filter(section=section).aggregate(last=Max("place"))["last"]
    return 1 if last is None else last + 1


def refuse_if_full(record: Record, more: int = 1) -> None:
    """Raises `NotInTheRecord` where so many more items do not fit into one page."""
    if record.notes.count() + more > MOST_NOTES:
        raise NotInTheRecord(
            _("These notes would be longer than %d items. Leave some out.") % MOST_NOTES
        )
