"""What somebody looks for, as data and as conditions on listings."""

from dataclasses import dataclass
from typing import ClassVar

from leeds_leaders.finding import search
from leeds_leaders.finding.words import Sql
from projects.choices import Sort

NO_WARD = "city-wide"
FACETS = ("cause", "ward", "stage", "needs")

# Slugs are looked up by the database, without a join; what is not there holds nothing.
_FITS = {
    "cause": "cause_ids && ARRAY(SELECT id FROM language_cause WHERE slug = %s)",
    "ward": "ward_id = (SELECT code FROM geography_ward WHERE slug = %s)",
    "stage": "stage = %s",
    "needs": "need_ids && ARRAY(SELECT id FROM language_help WHERE slug = %s)",
}


@dataclass(frozen=True)
class Search(search.Search):
    """One look at the list of projects, perhaps near a point.

    `cause`, `ward`, `needs` are slugs; `near` is (latitude, longitude) in WGS 84 degrees.
    """

    FACETS: ClassVar[tuple[str, ...]] = FACETS

    cause: str = ""
    ward: str = ""
    stage: str = ""
    needs: str = ""
    near: tuple[float, float] | None = None

    @property
    def order(self) -> str:
        """The order asked for, or the natural one for what is asked."""
        if self.near and self.sort in {"", Sort.NEAREST}:
            return Sort.NEAREST
        asks_for_best = self.sort == Sort.RELEVANCE or not (self.sort or self.near)
        return Sort.RELEVANCE if self.q and asks_for_best else Sort.NEWEST

    def further(self) -> dict[str, str]:
        return {"near": "{:.5f},{:.5f}".format(*self.near) if self.near else ""}

    # Conditions on the columns of a listing -------------------------------------------------

    def fits(self, facet: str) -> Sql:
        """The condition of one facet's choice."""
        choice = getattr(self, facet)
        if facet == "ward" and choice == NO_WARD:
            return Sql("ward_id IS NULL")
        return Sql(_FITS[facet], (choice,))

    def exactly(self) -> Sql:
        """Those whose texts hold all the words."""
        words = self.words.query()
        return Sql(f"projects_words_of(project_id) @@ {words.text}", words.values)

    def roughly(self) -> Sql:
        """Where none holds all the words: those that hold each of them or one spelt much like it
        (in title, group, place or causes).
        """
        exactly, nearly = self.exactly(), self.words.nearly(Sql("search @@ {}"), Sql("{}"))
        return Sql(
            f"NOT EXISTS (SELECT 1 FROM projects_listing WHERE {exactly.text})"
            f" AND project_id IN (SELECT id FROM projects_project WHERE {nearly.text})",
            (*exactly.values, *nearly.values),
        )

    def rank(self) -> Sql:
        """How well a project `p` goes with the words; more is better."""
        words = self.words.query()
        return Sql(f"ts_rank(p.search, {words.text}, 1)", words.values)

    def likeness(self) -> Sql:
        """How much a project `p` is spelt like what was typed, from 0 to 1."""
        return Sql("similarity(p.likeness, %s)", (self.q.casefold(),))
