"""What somebody looks for, as data: the address bar of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from leeds_leaders.finding.words import Sql, Words


@dataclass(frozen=True)
class Search:
    """One look at a list: words, a choice for each facet, an order, a page.

    A list names its `FACETS` and has a field for each. Where a facet takes several choices, any of
    which will do, its field holds them joined by commas.
    """

    FACETS: ClassVar[tuple[str, ...]] = ()

    q: str = ""
    sort: str = ""
    page: int = 1

    @property
    def words(self) -> Words:
        return Words(self.q)

    @property
    def chosen(self) -> list[str]:
        """The facets with a choice."""
        return [facet for facet in self.FACETS if getattr(self, facet)]

    def choices(self, facet: str) -> list[str]:
        """What is chosen of a facet, one by one."""
        chosen = getattr(self, facet)
        return chosen.split(",") if chosen else []

    def without(self, facet: str, choice: str) -> str:
        """What is chosen of a facet, but for one choice."""
        return ",".join(each for each in self.choices(facet) if each != choice)

    @property
    def is_bare(self) -> bool:
        """Whether everything that is listed matches."""
        return not (self.q or self.chosen)

    def query_string(self, **changes) -> str:
        """The address bar's part for this search with some changes; page 1 and blanks left out."""
        search = replace(self, **{"page": 1, **changes})
        values = {
            "q": search.q,
            **{facet: getattr(search, facet) for facet in self.FACETS},
            **search.further(),
            "sort": search.sort,
            "page": search.page if search.page > 1 else "",
        }
        return urlencode({name: value for name, value in values.items() if value}, safe=",")

    def further(self) -> dict[str, str]:
        """What else stands in the address bar of this list."""
        return {}


def all_of(conditions: Iterable[Sql]) -> Sql:
    """The condition of rows that fit all of these: at least one."""
    conditions = list(conditions)
    values = [value for condition in conditions for value in condition.values]
    return Sql(" AND ".join(condition.text for condition in conditions), tuple(values))


def all_but_one(conditions: Iterable[Sql]) -> Sql:
    """The condition of rows that fit all choices but one, at least: what the counts of facets are
    made from when no words narrow the scan."""
    conditions = list(conditions)
    if len(conditions) == 1:
        return conditions[0]
    others = [all_of(conditions[:at] + conditions[at + 1 :]) for at in range(len(conditions))]
    values = [value for condition in others for value in condition.values]
    return Sql(f"({' OR '.join(condition.text for condition in others)})", tuple(values))
