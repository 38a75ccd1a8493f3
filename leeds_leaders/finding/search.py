"""What somebody looks for, as data: the address bar of a list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from leeds_leaders.finding.words import Sql, Words


@dataclass(frozen=True)
class Search:
    """One look at a list: words, one choice for each facet, an order, a page.

    A list names its `FACETS` and has a field for each.
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
        return urlencode({name: value for name, value in values.items() if value})

    def further(self) -> dict[str, str]:
        """What else stands in the address bar of this list."""
        return {}


def all_but_one(conditions: Iterable[Sql]) -> Sql:
    """The condition of rows that fit all choices but one, at least: what the counts of facets are
    made from when no words narrow the scan."""
    conditions = list(conditions)
    if len(conditions) == 1:
        return conditions[0]
    texts, values = [], []
    for left_out in range(len(conditions)):
        others = conditions[:left_out] + conditions[left_out + 1 :]
        texts.append(" AND ".join(condition.text for condition in others))
        values += [value for condition in others for value in condition.values]
    return Sql(f"({' OR '.join(texts)})", tuple(values))
