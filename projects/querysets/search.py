"""What somebody looks for, as data and as conditions on projects."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, CharField, Q, TextField
from django.db.models.expressions import RawSQL

from projects.choices import Sort

NO_WARD = "city-wide"
FACETS = ("cause", "ward", "stage", "needs")
_WORD = re.compile(r"\w+")
_HAS_OPERATORS = re.compile(r"[\"“”]|(^|\s)-\w|\sor\s", re.IGNORECASE)


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
        if self.sort:
            return self.sort
        return Sort.NEAREST if self.near else Sort.RELEVANCE if self.q else Sort.NEWEST

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

    # Conditions ---------------------------------------------------------------------------

    def matches(self, facet: str) -> Q:
        """The condition of one facet's choice. Slugs are looked up by the database."""
        choice = getattr(self, facet)
        if facet == "stage":
            return Q(stage=choice)
        if facet == "ward":
            return Q(ward=None) if choice == NO_WARD else Q(ward=_ward_of(choice))
        if facet == "cause":
            return Q(cause_ids__overlap=_ids_of("language_cause", choice))
        return Q(need_ids__overlap=_ids_of("language_help", choice))

    def text_query(self) -> SearchQuery | None:
        """The words as a full-text query; the last word counts as a beginning."""
        if not self.q:
            return None
        words = _WORD.findall(self.q)
        if _HAS_OPERATORS.search(self.q) or not words:
            return SearchQuery(self.q, search_type="websearch", config="house")
        return SearchQuery(f"{' & '.join(words)}:*", search_type="raw", config="house")

    def exactly(self) -> Q:
        """Projects whose texts hold all the words."""
        query = self.text_query()
        return Q() if query is None else Q(search=query)

    def roughly(self) -> Q:
        """Projects that hold each word or one spelt much like it (title, group, place, causes).

        Who writes operators, or no word at all, means exactly what they write.
        """
        words = _WORD.findall(self.q)
        if not words or _HAS_OPERATORS.search(self.q):
            return self.exactly()
        condition = ~Q(_is_all_stop_words(" & ".join(words)))
        for word in words:
            like = Q(_is_all_stop_words(word)) | Q(
                search=SearchQuery(f"{word}:*", search_type="raw", config="house")
            )
            if len(word) > 3:
                like |= Q(likeness__trigram_word_similar=_unplanned(word.casefold()))
            condition &= like
        return condition


def _is_all_stop_words(query: str) -> RawSQL:
    """Whether nothing is left of some words once "the", "of" and their like are gone."""
    sql = "numnode(to_tsquery('house', %s)) = 0"
    return RawSQL(sql, [query], output_field=BooleanField())


def _unplanned(word: str) -> RawSQL:
    """A word that the planner does not see.

    It would compare it with hundreds of sampled texts to guess at the hits: 3 ms for a query that
    is rarely run at all.
    """
    return RawSQL("(SELECT %s)", [word], output_field=TextField())


def _ward_of(slug: str) -> RawSQL:
    """The code of a ward by its slug, without a join; nothing is in a ward that is not there."""
    sql = "(SELECT code FROM geography_ward WHERE slug = %s)"
    return RawSQL(sql, [slug], output_field=CharField())


def _ids_of(table: str, slug: str):
    """The tag of a slug as an array of one id; an empty one, which overlaps nothing, if unknown."""
    return RawSQL(f"ARRAY(SELECT id FROM {table} WHERE slug = %s)", [slug])
