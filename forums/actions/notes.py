"""The verbs of notes: what is written down in a session, changed, moved and taken out."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from forums.choices import Section
from forums.models import Note, Record
from leeds_leaders.language.models import Cause, Sector


@dataclass(frozen=True)
class Item:
    """One item of notes, or a passage between items, checked for shape by the form."""

    section: str = Section.CONTEXT
    words: str = ""
    is_prose: bool = False
    pace: str = ""
    sector: Sector | None = None
    causes: tuple[Cause, ...] = ()


def write(record: Record, item: Item, *, by, key: UUID, after: Note | None = None) -> Note:
    """Write an item at the end of its section, or after another of it. `key` comes with the form:
    sent twice it is written once. Raises `NotInTheRecord`."""
    raise NotImplementedError


def write_all(record: Record, items: Iterable[Item], *, by) -> list[Note]:
    """Write many at once, each at the end of its section, in their order: all of them or none.
    Raises `NotInTheRecord`."""
    raise NotImplementedError


def change(note: Note, item: Item, *, revision: int, by) -> Note:
    """Say it otherwise. `revision` is the one that the form began from. Raises `NotInTheRecord`,
    and `WrittenMeanwhile` if the item changed since: nothing is overwritten."""
    raise NotImplementedError
