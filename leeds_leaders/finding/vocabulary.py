"""The choices that facets have: the shared words and the wards, by name.

They are few and seldom change, so a process keeps them in memory for as long as their stamp says
that they are those of the database.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import get_language

from leeds_leaders.stamps import SUM

# The stamp of the vocabulary, for whoever reads it along with something else.
STAMP = SUM.format(names="'words', 'ground'")

# Rows: facet, slug, name, key in the counts, palette colour, is it a part of another cause,
# column and row of a ward's hexagon, synonyms
_WORDS = """
SELECT '{kind}', slug, name, id::text, {colour}, {is_part}, NULL::int, NULL::int, synonyms
FROM (SELECT * FROM language_{kind} ORDER BY position, name) {kind}s
"""
_WARDS = """
SELECT 'ward', slug, name, code, 0, false, hex_column, hex_row, NULL
FROM (SELECT * FROM geography_ward ORDER BY name) wards
"""
_CHOICES = " UNION ALL ".join([
    _WORDS.format(kind="cause", colour="colour", is_part="parent_id IS NOT NULL"),
    _WORDS.format(kind="help", colour=0, is_part=False),
    _WORDS.format(kind="sector", colour=0, is_part=False),
    _WORDS.format(kind="principle", colour=0, is_part=False),
    _WARDS,
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet: what the address bar says, what a person reads, and its key."""

    value: str
    label: str
    key: str
    colour: int = 0
    is_part: bool = False
    cell: tuple[int, int] | None = None
    synonyms: tuple[str, ...] = ()

    def answers_to(self, typed: str) -> bool:
        """Whether this is what somebody means who types these small letters."""
        return typed == self.label.casefold() or typed in self.synonyms


@dataclass(slots=True)
class Vocabulary:
    """The choices of each kind in the order in which they are read; `by_key` finds one of them by
    kind and key."""

    stamp: int = -1
    cause: list[Choice] = field(default_factory=list)
    help: list[Choice] = field(default_factory=list)
    sector: list[Choice] = field(default_factory=list)
    principle: list[Choice] = field(default_factory=list)
    ward: list[Choice] = field(default_factory=list)
    by_key: dict[tuple[str, str], Choice] = field(default_factory=dict)

    def named(self, kind: str, keys: list) -> list[Choice]:
        """The choices with these keys that there still are."""
        found = (self.by_key.get((kind, str(key))) for key in keys)
        return [choice for choice in found if choice]


@lru_cache(maxsize=20)
def choices_of(names: type[TextChoices], language: str | None) -> list[Choice]:
    """The choices that are written in the code. Django takes longer to translate a word than to
    fetch a row."""
    return [Choice(name.value, str(name.label), name.value) for name in names]


def spoken(names: type[TextChoices]) -> list[Choice]:
    """The choices that are written in the code, in the reader's language."""
    return choices_of(names, get_language())


_kept = Vocabulary()


def vocabulary(stamp: int) -> Vocabulary:
    """The choices as of a stamp (`STAMP`), or later. One query when they have changed."""
    global _kept
    if _kept.stamp != stamp:
        _kept = _read(stamp)
    return _kept


def _read(stamp: int) -> Vocabulary:
    found = Vocabulary(stamp)
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES)
        for kind, slug, name, key, colour, is_part, column, row, synonyms in cursor.fetchall():
            cell = None if column is None else (column, row)
            choice = Choice(slug, name, key, colour, is_part, cell, tuple(synonyms or ()))
            getattr(found, kind).append(choice)
            found.by_key[kind, key] = choice
    return found
