"""The choices that each facet has: causes, wards, kinds of help and stages, by name.

They are few and seldom change, so a process keeps them in memory for as long as their stamp says
that they are those of the database.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.choices import Stage
from projects.querysets.search import NO_WARD

STAMPS = ("words", "ground")

# Rows: facet, slug, name, key in the counts, palette colour, is it a part of another cause,
# column and row of a ward's hexagon, synonyms
_CHOICES = """
SELECT 'cause', slug, name, id::text, colour, parent_id IS NOT NULL, NULL::int, NULL::int, synonyms
FROM (SELECT * FROM language_cause ORDER BY position, name) causes
UNION ALL
SELECT 'needs', slug, name, id::text, 0, false, NULL, NULL, NULL
FROM (SELECT * FROM language_help ORDER BY position, name) helps
UNION ALL
SELECT 'ward', slug, name, code, 0, false, hex_column, hex_row, NULL
FROM (SELECT * FROM geography_ward ORDER BY name) wards
"""


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
    """The choices of each facet in the order in which they are read."""

    stamp: int = -1
    cause: list[Choice] = field(default_factory=list)
    needs: list[Choice] = field(default_factory=list)
    ward: list[Choice] = field(default_factory=list)

    @property
    def stage(self) -> list[Choice]:
        return _stages(get_language())

    @property
    def no_ward(self) -> Choice:
        """The choice of what is for the whole city."""
        return Choice(NO_WARD, _("The whole city"), "")


@lru_cache(maxsize=10)
def _stages(language: str | None) -> list[Choice]:
    return [Choice(stage.value, str(stage.label), stage.value) for stage in Stage]


_kept = Vocabulary()


def vocabulary(stamp: int) -> Vocabulary:
    """The choices as of a stamp of `STAMPS`, or later. One query when they have changed."""
    global _kept
    if _kept.stamp != stamp:
        _kept = _read(stamp)
    return _kept


def _read(stamp: int) -> Vocabulary:
    found = Vocabulary(stamp)
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES)
        for facet, slug, name, key, colour, is_part, column, row, synonyms in cursor.fetchall():
            cell = None if column is None else (column, row)
            choice = Choice(slug, name, key, colour, is_part, cell, tuple(synonyms or ()))
            getattr(found, facet).append(choice)
    return found
