"""What a list says about its results, ready for its template.

What stands on a page dozens of times, the options of facets and the tags of cards, is put together
here: a template takes ten times as long for it (docs/decisions/0011). All that comes from data is
escaped.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from math import ceil
from typing import ClassVar

from django.utils.safestring import SafeString

from leeds_leaders.finding.search import Search
from leeds_leaders.finding.vocabulary import Choice, vocabulary
from leeds_leaders.geography.hexes import WardCount

PAGE_SIZE = 20


@dataclass(slots=True)
class Option:
    """One choice of a facet and how many it would show."""

    choice: Choice
    count: int

    @property
    def value(self) -> str:
        return self.choice.value

    @property
    def label(self) -> str:
        return self.choice.label


class Found:
    """What a search found: the total, the counts of each facet, and the cards of one page.

    `rows` are (facet, value, count); among them the stamp of the vocabulary (`STAMP`) as a count
    and the cards, as JSON, as a value.
    """

    TALLIED: ClassVar[Mapping[str, str]]  # what each facet is called in the counts

    def __init__(self, search, rows: Iterable[tuple[str, str, int]], *, is_rough: bool = False):
        self.search = search
        self.counts = {(facet, value): count for facet, value, count in rows if facet != "cards"}
        self.words = vocabulary(self.counts.pop(("stamp", "")))
        cards = next(value for facet, value, _count in rows if facet == "cards")
        self.written = json.loads(cards or "[]")
        self._options: dict[str, list[Option]] = {}
        self.is_rough = is_rough and self.has_hits

    @property
    def total(self) -> int:
        raise NotImplementedError

    def choices_of(self, facet: str) -> list[Choice]:
        """All choices of a facet, in the order in which they are read."""
        raise NotImplementedError

    @property
    def has_hits(self) -> bool:
        """Whether any choice holds anything at all."""
        return any(self.counts.values())

    def options_of(self, facet: str) -> list[Option]:
        """The choices of a facet with their counts."""
        if facet not in self._options:
            tallied, counts = self.TALLIED[facet], self.counts
            self._options[facet] = [
                Option(choice, counts.get((tallied, choice.key), 0))
                for choice in self.choices_of(facet)
            ]
        return self._options[facet]

    def knows(self, facet: str, value: str) -> bool:
        """Whether a facet has this choice at all."""
        return any(option.value == value for option in self.options_of(facet))

    @property
    def knows_all(self) -> bool:
        """Whether there is everything that the search filters by."""
        search = self.search
        return all(
            self.knows(facet, each) for facet in search.chosen for each in search.choices(facet)
        )

    @property
    def hexes(self) -> list[WardCount]:
        """The counts per ward for the hexagon city."""
        return [
            WardCount(option.value, option.label, option.choice.cell, option.count)
            for option in self.options_of("ward")
            if option.choice.key
        ]


class Results:
    """What was found, in the words of the page."""

    def __init__(self, found: Found, address: str):
        self.found = found
        self.search: Search = found.search
        self.address = address

    @cached_property
    def pages(self) -> int:
        return max(1, ceil(self.found.total / PAGE_SIZE))

    @property
    def first(self) -> int:
        return (self.search.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return min(self.search.page * PAGE_SIZE, self.found.total)

    @property
    def previous_query(self) -> str:
        return self.search.query_string(page=self.search.page - 1)

    @property
    def next_query(self) -> str:
        return self.search.query_string(page=self.search.page + 1)

    @property
    def query_to_ward(self) -> str:
        """This search, up to the slug of another ward."""
        rest = self.search.query_string(ward="")
        return f"{rest}&ward=" if rest else "ward="

    @property
    def ward_counts(self) -> dict[str, int]:
        return {option.value: option.count for option in self.found.options_of("ward")}

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The choices in force as (facet, label, query without it), to take away one by one."""
        chosen = []
        for facet in self.search.chosen:
            labels = {option.value: option.label for option in self.found.options_of(facet)}
            for value in self.search.choices(facet):
                rest = self.search.query_string(**{facet: self.search.without(facet, value)})
                chosen.append((facet, labels[value], rest))
        return chosen

    @property
    def cause_options(self) -> SafeString:
        return self.options("cause")

    @property
    def ward_options(self) -> SafeString:
        return self.options("ward")

    def options(self, facet: str) -> SafeString:
        """The options of a facet's `select`."""
        return drawn_options(self.found.options_of(facet), getattr(self.search, facet))


def drawn_options(options: Iterable[Option], chosen: str) -> SafeString:
    """The options of a `select` that hold anything, or are chosen."""
    return SafeString(
        "".join(
            f'<option value="{escape(o.value)}"{" selected" if o.value == chosen else ""}>'
            f"{'– ' if o.choice.is_part else ''}{escape(o.label)} ({o.count})</option>"
            for o in options
            if o.count or o.value == chosen
        )
    )


def drawn_tag(choice: Choice, style: str) -> str:
    """The name of a choice as a tag; `style` may have a place for its colour."""
    return f'<li class="{style.format(choice.colour)}">{escape(choice.label)}</li>'
