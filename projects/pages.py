"""What the list page says about its results, ready for the template."""

from dataclasses import dataclass
from math import ceil

from projects.querysets.facets import Facets, Option
from projects.querysets.project import PAGE_SIZE, Card
from projects.querysets.search import Search


@dataclass(frozen=True)
class Results:
    """A search with its counts and one page of cards."""

    search: Search
    facets: Facets
    cards: list[Card]

    @property
    def pages(self) -> int:
        return max(1, ceil(self.facets.total / PAGE_SIZE))

    @property
    def first(self) -> int:
        return (self.search.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return min(self.search.page * PAGE_SIZE, self.facets.total)

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
        return {option.value: option.count for option in self.facets.ward}

    @property
    def suggested_cause(self) -> Option | None:
        """The cause that was typed as words, if it was one: a tag is more than its letters."""
        typed = " ".join(self.search.q.casefold().split())
        if not typed or self.search.cause:
            return None
        return next((o for o in self.facets.cause if o.answers_to(typed)), None)

    @property
    def words(self) -> dict[int, tuple[str, str, int]]:
        """Names of causes by id, for the cards: (name, slug, colour)."""
        return {o.id: (o.label, o.value, o.colour) for o in self.facets.cause}

    @property
    def colours(self) -> str:
        """Steps of the palette by cause, as "slug:step slug:step", for the map."""
        return " ".join(f"{o.value}:{o.colour}" for o in self.facets.cause)

    @property
    def helps(self) -> dict[int, str]:
        """Names of kinds of help by id."""
        return {o.id: o.label for o in self.facets.needs}

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The choices in force as (facet, label, query without it), to take away one by one."""
        chosen = []
        for facet in self.search.chosen:
            value = getattr(self.search, facet)
            label = next(o.label for o in getattr(self.facets, facet) if o.value == value)
            chosen.append((facet, label, self.search.query_string(**{facet: ""})))
        return chosen
