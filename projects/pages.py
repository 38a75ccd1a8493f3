"""What the list page says about its results, ready for the template.

What stands on a page dozens of times, the cards and the options, is put together here: a template
takes ten times as long for it (docs/decisions/0011). All that comes from data is escaped.
"""

from collections.abc import Iterable
from html import escape
from math import ceil

from django.urls import reverse
from django.utils.safestring import SafeString

from projects.querysets.cards import PAGE_SIZE, Card
from projects.querysets.finding import Found, Option


class Results:
    """What was found, in the words of the page; at most so many cards of it."""

    def __init__(self, found: Found, *, most: int = PAGE_SIZE):
        self.found = found
        self.search = found.search
        self.cards: list[Card] = found.cards[:most]
        self.address = reverse("projects:list")

    @property
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
    def near(self) -> str:
        return "{:.5f},{:.5f}".format(*self.search.near) if self.search.near else ""

    @property
    def without_near(self) -> str:
        return self.search.query_string(near=None)

    @property
    def query_to_ward(self) -> str:
        """This search, up to the slug of another ward."""
        rest = self.search.query_string(ward="")
        return f"{rest}&ward=" if rest else "ward="

    @property
    def ward_counts(self) -> dict[str, int]:
        return {option.value: option.count for option in self.found.ward}

    @property
    def suggested_cause(self) -> Option | None:
        """The cause that was typed as words, if it was one: a tag is more than its letters."""
        typed = " ".join(self.search.q.casefold().split())
        if not typed or self.search.cause:
            return None
        return next((o for o in self.found.cause if o.choice.answers_to(typed)), None)

    @property
    def cause_options(self) -> SafeString:
        return _options(self.found.cause, self.search.cause)

    @property
    def ward_options(self) -> SafeString:
        return _options(self.found.ward, self.search.ward)

    @property
    def needs_options(self) -> SafeString:
        return _options(self.found.needs, self.search.needs)

    @property
    def stage_options(self) -> SafeString:
        return _options(self.found.stage, self.search.stage)

    @property
    def drawn_cards(self) -> SafeString:
        """The cards as items of a list, each with the names of its causes and needs."""
        causes = _tags(self.found.cause, "tag dot c{}")
        needs = _tags(self.found.needs, "tag ask")
        return SafeString("".join(_card(card, self.address, causes, needs) for card in self.cards))

    @property
    def colours(self) -> str:
        """Steps of the palette by cause, as "slug:step slug:step", for the map."""
        return " ".join(f"{o.value}:{o.choice.colour}" for o in self.found.cause)

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The choices in force as (facet, label, query without it), to take away one by one."""
        chosen = []
        for facet in self.search.chosen:
            value = getattr(self.search, facet)
            label = next(o.label for o in getattr(self.found, facet) if o.value == value)
            chosen.append((facet, label, self.search.query_string(**{facet: ""})))
        return chosen


def _options(options: Iterable[Option], chosen: str) -> SafeString:
    """The options of a `select` that hold anything, or are chosen."""
    return SafeString(
        "".join(
            f'<option value="{escape(o.value)}"{" selected" if o.value == chosen else ""}>'
            f"{'– ' if o.choice.is_part else ''}{escape(o.label)} ({o.count})</option>"
            for o in options
            if o.count or o.value == chosen
        )
    )


def _tags(options: Iterable[Option], style: str) -> dict[int, str]:
    """The names of a facet's choices as tags, by id."""
    return {
        int(o.choice.key): f'<li class="{style.format(o.choice.colour)}">{escape(o.label)}</li>'
        for o in options
    }


def _card(card: Card, before: str, causes: dict[int, str], needs: dict[int, str]) -> str:
    """One card; the first causes and needs are enough for a glance."""
    tags = [causes.get(id_, "") for id_ in card.cause_ids[:2]]
    tags += [needs.get(id_, "") for id_ in card.need_ids[:3]]
    return (
        '<li><article class="card">\n'
        f'<h3><a href="{before}{card.slug}/">{escape(card.title)}</a></h3>\n'
        f'<p class="about">{escape(card.summary)}</p>\n'
        f'<p class="facts">{escape(card.facts)}</p>\n'
        f'<ul class="tags">{"".join(tags)}</ul>\n'
        "</article></li>\n"
    )
