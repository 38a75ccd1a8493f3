"""What a list says about its results, ready for its template.

What stands on a page dozens of times, the options of facets and the tags of cards, is put together
here: a template takes ten times as long for it (docs/decisions/0011). All that comes from data is
escaped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from math import ceil

from django.utils.safestring import SafeString

from leeds_leaders.finding.search import Search
from leeds_leaders.finding.vocabulary import Choice

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


class Results:
    """What was found, in the words of the page.

    `found` has the `search`, the `total`, and for each facet a list of its options.
    """

    def __init__(self, found, address: str):
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
        return {option.value: option.count for option in self.found.ward}

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The choices in force as (facet, label, query without it), to take away one by one."""
        chosen = []
        for facet in self.search.chosen:
            value = getattr(self.search, facet)
            label = next(o.label for o in getattr(self.found, facet) if o.value == value)
            chosen.append((facet, label, self.search.query_string(**{facet: ""})))
        return chosen

    def options(self, facet: str) -> SafeString:
        """The options of a facet's `select`."""
        return drawn_options(getattr(self.found, facet), getattr(self.search, facet))


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
