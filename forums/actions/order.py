"""The order of notes: one writer at a time gives out the places of a record.

Below `notes`, `register` and `agreed`, which all of them add items to a record.
"""

from django.db.models import Max
from django.utils.translation import gettext as _

from forums.errors import NotInTheRecord
from forums.models import Record

MOST_NOTES = 400  # of one record, removed ones among them


def locked(record: Record) -> Record:
    """The record as it is now, and nobody else's to add to or move in until the end of the
    transaction: so that a place is given out once."""
    records = Record.objects.select_related("session").select_for_update(of=("self",), no_key=True)
    return records.get(pk=record.pk)


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
