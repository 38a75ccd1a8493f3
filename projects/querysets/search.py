"""What somebody looks for, as data and as conditions on listings."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from projects.choices import Sort

NO_WARD = "city-wide"
FACETS = ("cause", "ward", "stage", "needs")
_WORD = re.compile(r"\w+")
_HAS_OPERATORS = re.compile(r"[\"“”]|(^|\s)-\w|\sor\s", re.IGNORECASE)


class Sql(NamedTuple):
    """A piece of SQL and the values of its placeholders."""

    text: str
    values: tuple = ()


# Slugs are looked up by the database, without a join; what is not there holds nothing.
_FITS = {
    "cause": "cause_ids && ARRAY(SELECT id FROM language_cause WHERE slug = %s)",
    "ward": "ward_id = (SELECT code FROM geography_ward WHERE slug = %s)",
    "stage": "stage = %s",
    "needs": "need_ids && ARRAY(SELECT id FROM language_help WHERE slug = %s)",
}
_IS_ALL_STOP_WORDS = "numnode(to_tsquery('house', %s)) = 0"


@dataclass(frozen=True)
class Search:
    """One look at the list: words, one choice per facet, a point to be near, an order, a page.

    `cause`, `ward`, `needs` are slugs; `near` is (latitude, longitude) in WGS 84 degrees.
    """

    q: str = ""
    cause: str = ""
    ward: str = ""
    stage: str = ""
    needs: str = ""
    near: tuple[float, float] | None = None
    sort: str = ""
    page: int = 1

    @property
    def order(self) -> str:
        """The order asked for, or the natural one for what is asked."""
        if self.near and self.sort in {"", Sort.NEAREST}:
            return Sort.NEAREST
        asks_for_best = self.sort == Sort.RELEVANCE or not (self.sort or self.near)
        return Sort.RELEVANCE if self.q and asks_for_best else Sort.NEWEST

    @property
    def chosen(self) -> list[str]:
        """The facets with a choice."""
        return [facet for facet in FACETS if getattr(self, facet)]

    @property
    def is_bare(self) -> bool:
        """Whether every listed project matches."""
        return not (self.q or self.chosen)

    def query_string(self, **changes) -> str:
        """The address bar's part for this search with some changes; page 1 and blanks left out."""
        search = replace(self, **{"page": 1, **changes})
        values = {
            "q": search.q,
            "cause": search.cause,
            "ward": search.ward,
            "stage": search.stage,
            "needs": search.needs,
            "near": "{:.5f},{:.5f}".format(*search.near) if search.near else "",
            "sort": search.sort,
            "page": search.page if search.page > 1 else "",
        }
        return urlencode({name: value for name, value in values.items() if value})

    # Conditions on the columns of a listing -------------------------------------------------

    def fits(self, facet: str) -> Sql:
        """The condition of one facet's choice."""
        choice = getattr(self, facet)
        if facet == "ward" and choice == NO_WARD:
            return Sql("ward_id IS NULL")
        return Sql(_FITS[facet], (choice,))

    def words(self) -> Sql:
        """What is typed as a full-text query; the last word counts as a beginning."""
        if not self.has_leeway:
            return Sql("websearch_to_tsquery('house', %s)", (self.q,))
        return Sql("to_tsquery('house', %s)", (f"{' & '.join(_WORD.findall(self.q))}:*",))

    def exactly(self) -> Sql:
        """Those whose texts hold all the words."""
        words = self.words()
        return Sql(f"projects_words_of(project_id) @@ {words.text}", words.values)

    def roughly(self) -> Sql:
        """Where none holds all the words: those that hold each of them or one spelt much like it
        (in title, group, place or causes).
        """
        words = _WORD.findall(self.q)
        conditions, values = [f"NOT {_IS_ALL_STOP_WORDS}"], [" & ".join(words)]
        for word in words:
            either = f"{_IS_ALL_STOP_WORDS} OR search @@ to_tsquery('house', %s)"
            values += [word, f"{word}:*"]
            if len(word) > 3:
                # The subquery hides the word from the planner, who would compare it with
                # hundreds of sampled texts: 3 ms for a query that is rarely run at all.
                either += " OR likeness %%> (SELECT %s)"
                values.append(word.casefold())
            conditions.append(f"({either})")
        exactly = self.exactly()
        alike = f"SELECT id FROM projects_project WHERE {' AND '.join(conditions)}"
        return Sql(
            f"NOT EXISTS (SELECT 1 FROM projects_listing WHERE {exactly.text})"
            f" AND project_id IN ({alike})",
            (*exactly.values, *values),
        )

    def rank(self) -> Sql:
        """How well a project `p` goes with the words; more is better."""
        words = self.words()
        return Sql(f"ts_rank(p.search, {words.text}, 1)", words.values)

    def likeness(self) -> Sql:
        """How much a project `p` is spelt like what was typed, from 0 to 1."""
        return Sql("similarity(p.likeness, %s)", (self.q.casefold(),))

    @property
    def has_leeway(self) -> bool:
        """Whether words may be spelt otherwise. Who writes operators, or no word at all, means
        exactly what they write.
        """
        return bool(_WORD.search(self.q)) and not _HAS_OPERATORS.search(self.q)
