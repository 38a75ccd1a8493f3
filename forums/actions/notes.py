"""The verbs of notes: what is written down in a session, changed, moved and taken out.

Several write at once. Whatever is added or moved holds the record, so that each place is given out
once; whatever is changed says which revision it began from, so that nobody's words are overwritten.
What an item was before is kept by the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import agreed, order, register
from forums.actions.agreed import Agreed
from forums.choices import Section
from forums.errors import NotInTheRecord, OutOfDate, WrittenMeanwhile
from forums.models import Note, NoteVersion, Record
from leeds_leaders.language.models import Cause, Sector
from leeds_leaders.moderation.actions import hold, screen

# What lives on beyond the session: numbered items of these sections stand in lists of their own.
THREADS: dict[str, ModuleType] = {Section.QUESTIONS: register, Section.ACTIONS: agreed}
WRITTEN = ("section", "words", "is_prose", "pace", "sector")


@dataclass(frozen=True)
class Item:
    """One item of notes, or a passage between items, checked for shape by the form. Of an action
    also what was `agreed`, where the form asked for it."""

    section: str = Section.CONTEXT
    words: str = ""
    is_prose: bool = False
    pace: str = ""
    sector: Sector | None = None
    causes: tuple[Cause, ...] = ()
    agreed: Agreed | None = None


@transaction.atomic
def write(record: Record, item: Item, *, by, key: UUID) -> Note:
    """Write an item at the end of its section. `key` comes with the form: sent twice it is written
    once, and what it said the second time is a change. Raises `NotInTheRecord`."""
    record = order.locked(record)
    if again := _written_before(record, key):
        return _write_again(order.locked_item(again), item, by=by)
    order.refuse_if_full(record)
    because = screen(by, item.words)
    place = order.next_place(record, item.section)
    note = Note.objects.create(pk=key, place=place, **_row(record, item, by))
    _follow(note, item, because, by=by)
    return note


@transaction.atomic
def write_all(record: Record, items: Sequence[Item], *, by, key: UUID) -> list[Note]:
    """Write many at once, each at the end of its section, in their order: all of them or none.
    `key` comes with the form: sent twice they are written once. Raises `NotInTheRecord`."""
    record = order.locked(record)
    keys = [uuid5(key, str(number)) for number in range(len(items))]
    if keys and _written_before(record, keys[0]):
        return list(record.notes.filter(pk__in=keys).in_order())
    order.refuse_if_full(record, len(items))
    because = screen(by, *(item.words for item in items))
    ends = {section: order.next_place(record, section) for section in Section.values}
    notes = []
    for pk, item in zip(keys, items, strict=True):
        notes.append(Note(pk=pk, place=ends[item.section], **_row(record, item, by)))
        ends[item.section] += 1
    Note.objects.bulk_create(notes)
    for note, item in zip(notes, items, strict=True):
        _follow(note, item, because, by=by)
    return notes


@transaction.atomic
def change(note: Note, item: Item, *, revision: int, by) -> Note:
    """Say it otherwise. `revision` is the one that the form began from. Raises `NotInTheRecord`,
    and `WrittenMeanwhile` if the item changed since: nothing is overwritten."""
    note = order.locked_item(note)
    if note.is_removed:
        raise NotInTheRecord(_("This was taken out meanwhile. It can be brought back."))
    because = screen(by, item.words, before=[note.words])
    if not _says(note, item):
        if note.revision != revision:
            raise WrittenMeanwhile(
                _("Somebody else changed this while you were writing. Both are below.")
            )
        _put(note, item, by=by)
    _follow(note, item, because, by=by)
    return note


def remove(note: Note, *, by) -> Note:
    """Take an item out. Its history stays, and it can be brought back; a repeat does nothing."""
    return _stand(note, False, by=by)


def bring_back(note: Note, *, by) -> Note:
    """Put an item that was taken out back where it stood; a repeat does nothing."""
    return _stand(note, True, by=by)


@transaction.atomic
def restore(note: Note, revision: int, *, by) -> Note:
    """Have an item say again what it said at a revision: as a change like any other, so that what
    it says now is kept, too. Raises `NotInTheRecord` if there is no such revision."""
    version = NoteVersion.objects.filter(note=note.pk, revision=revision).first()
    if version is None:
        raise NotInTheRecord(_("There is no such version of it."))
    note = bring_back(note, by=by)
    said = {name: getattr(version, name) for name in WRITTEN}
    item = Item(**said, causes=tuple(note.causes.all()))
    return change(note, item, revision=note.revision, by=by)


def move_up(note: Note, *, by, was: int) -> Note:
    """Change places with the item before. `was` is the place that the page showed: a second click
    moves nothing further. Raises `OutOfDate`."""
    return _move(note, -1, was)


def move_down(note: Note, *, by, was: int) -> Note:
    """Change places with the item after. Raises `OutOfDate`; see `move_up`."""
    return _move(note, +1, was)


@transaction.atomic
def _stand(note: Note, stands: bool, *, by) -> Note:
    note = order.locked_item(note)
    if note.is_removed == stands:
        note.is_removed, note.changed_by = not stands, by
        _save(note, "is_removed")
        if thread := _thread_of(note):
            follow = thread.take_up if stands else thread.let_go
            follow(note, by=by)
        _stay_hidden(note)
    return note


def _stay_hidden(note: Note) -> None:
    """An item is as hidden as what it asks or what was agreed in it, wherever it was meanwhile."""
    thread = note.question or note.action
    if thread is not None and thread.is_hidden and not note.is_hidden:
        note.hidden_at = thread.hidden_at
        note.save(update_fields=["hidden_at"])


@transaction.atomic
def _move(note: Note, steps: int, was: int) -> Note:
    note = order.locked_item(note)
    if note.place != was or note.is_removed:
        raise OutOfDate(_("The notes have changed since. This is how they are now."))
    shown = list(note.record.notes.filter(section=note.section, is_removed=False).order_by("place"))
    here = shown.index(note)
    there = min(max(0, here + steps), len(shown) - 1)
    other = shown[there]
    note.place, other.place = other.place, note.place
    if other != note:
        Note.objects.bulk_update([note, other], ["place"])
    return note


# Under the lock ---------------------------------------------------------------------------------


def _written_before(record: Record, key: UUID) -> Note | None:
    """What the same form wrote when it was sent before. Raises `NotInTheRecord` for the key of
    something else."""
    again = Note.objects.filter(pk=key).first()
    if again and again.record_id != record.pk:
        raise NotInTheRecord(_("This form belongs to something else. Please open it again."))
    return again


def _row(record: Record, item: Item, by) -> dict:
    said = {name: getattr(item, name) for name in WRITTEN}
    return {"record": record, "written_by": by, "changed_by": by, **said}


def _says(note: Note, item: Item) -> bool:
    """Whether an item says that already: a form that was sent twice is no conflict."""
    is_said = all(getattr(note, name) == getattr(item, name) for name in WRITTEN)
    return is_said and set(note.causes.all()) == set(item.causes)


def _write_again(note: Note, item: Item, *, by) -> Note:
    """The form of an item that was written already came once more, since its answer got lost: with
    more words, perhaps. Raises `NotInTheRecord` where others went on with it meanwhile."""
    said = {name: getattr(item, name) for name in WRITTEN}
    if note.versions.filter(revision=1, **said).exists():
        return note
    if note.is_removed or note.revision > 1:
        if _says(note, item):
            return note
        raise NotInTheRecord(
            _("This was written down already, and has been changed since. Please change it there.")
        )
    because = screen(by, item.words, before=[note.words])
    _put(note, item, by=by)
    _follow(note, item, because, by=by)
    return note


def _put(note: Note, item: Item, *, by) -> None:
    """Write what an item says now. What is no longer a thread is let go of first; whatever it hung
    on stays where it stands."""
    if (thread := _thread_of(note)) and (item.section, item.is_prose) != (note.section, False):
        thread.let_go(note, by=by)
        note.question = note.action = None
    if item.section != note.section:
        note.place = order.next_place(note.record, item.section)
    for name in WRITTEN:
        setattr(note, name, getattr(item, name))
    note.changed_by = by
    _save(note, *WRITTEN, "place", "question", "action", *_counted_for_causes(note, item))


def _counted_for_causes(note: Note, item: Item) -> tuple[str, ...]:
    """The database counts a revision where the words, or what stands in the same row, are others.
    Causes stand beside: where they change, the revision is another one as well, so that nobody
    writes over them unread. Gives what to save."""
    if set(note.causes.all()) == set(item.causes):
        return ()
    note.revision, note.changed_at = note.revision + 1, timezone.now()
    return "revision", "changed_at"


def _save(note: Note, *names: str) -> None:
    """Save an item, and learn which revision the database made of it."""
    note.save(update_fields=[*names, "changed_by"])
    note.refresh_from_db(fields=["revision", "changed_at", "changed_by"])


def _follow(note: Note, item: Item, because: str, *, by) -> None:
    """What goes with the words: causes, the thread that lives on beyond the session, and why both
    wait for a moderator, if they do; nobody is named for what waits before it is there."""
    note.causes.set(item.causes)
    if thread := _thread_of(note):
        thread.take_up(note, by=by)
    hold(note, because, author=by)
    if item.agreed and note.action:
        agreed.keep(note.action, item.agreed, by=by)


def _thread_of(note: Note) -> ModuleType | None:
    """Where an item lives on, if it does: passages do not."""
    return None if note.is_prose else THREADS.get(note.section)
