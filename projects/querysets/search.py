"""What somebody looks for, as data and as conditions on listings."""

from dataclasses import dataclass
from math import cos, radians
from typing import ClassVar, Self
from urllib.parse import parse_qsl

from leeds_leaders.finding import search
from leeds_leaders.finding.search import all_of
from leeds_leaders.finding.words import Sql
from leeds_leaders.geography.fields import mercator
from projects.choices import Sort

NO_WARD = "city-wide"
FACETS = ("cause", "ward", "stage", "needs")
KILOMETRES_AROUND = 40_030  # the earth

# Slugs are looked up by the database, without a join; what is not there holds nothing.
_FITS = {
    "cause": "cause_ids && ARRAY(SELECT id FROM language_cause WHERE slug = %s)",
    "ward": "ward_id = (SELECT code FROM geography_ward WHERE slug = %s)",
    "stage": "stage = %s",
    "needs": "need_ids && ARRAY(SELECT id FROM language_help WHERE slug = %s)",
}
_FITS_ANY = {
    "cause": "cause_ids && ARRAY(SELECT id FROM language_cause WHERE slug = ANY(%s))",
    "ward": "ward_id = ANY(ARRAY(SELECT code FROM geography_ward WHERE slug = ANY(%s)))",
}


@dataclass(frozen=True)
class Search(search.Search):
    """One look at the list of projects, perhaps near a point.

    `cause`, `ward`, `needs` are slugs, of causes and wards several joined by commas: any of them
    will do. `near` is (latitude, longitude) in WGS 84 degrees, `within` kilometres around it, 0
    for any distance. All distances are those of public points.
    """

    FACETS: ClassVar[tuple[str, ...]] = FACETS

    cause: str = ""
    ward: str = ""
    stage: str = ""
    needs: str = ""
    near: tuple[float, float] | None = None
    within: int = 0

    @classmethod
    def of(cls, query: str) -> Self:
        """The search that `query_string` wrote, page and all."""
        said: dict = dict(parse_qsl(query))
        if "near" in said:
            latitude, longitude = said["near"].split(",")
            said["near"] = float(latitude), float(longitude)
        numbers = {name: int(said[name]) for name in ("within", "page") if name in said}
        return cls(**said | numbers)

    @property
    def order(self) -> str:
        """The order asked for, or the natural one for what is asked."""
        if self.near and self.sort in {"", Sort.NEAREST}:
            return Sort.NEAREST
        asks_for_best = self.sort == Sort.RELEVANCE or not (self.sort or self.near)
        return Sort.RELEVANCE if self.q and asks_for_best else Sort.NEWEST

    @property
    def reach(self) -> int:
        """Kilometres around `near` beyond which nothing is found; 0 for any distance."""
        return self.within if self.near else 0

    @property
    def is_bare(self) -> bool:
        return super().is_bare and not self.reach

    def further(self) -> dict[str, str]:
        return {
            "near": "{:.5f},{:.5f}".format(*self.near) if self.near else "",
            "within": str(self.reach or ""),
        }

    # Conditions on the columns of a listing -------------------------------------------------

    def fits(self, facet: str) -> Sql:
        """The condition of one facet's choices."""
        choices = self.choices(facet)
        if len(choices) == 1 and NO_WARD not in choices:
            return Sql(_FITS[facet], (choices[0],))
        if NO_WARD not in choices:
            return Sql(_FITS_ANY[facet], (choices,))
        if len(choices) == 1:
            return Sql("ward_id IS NULL")
        return Sql(f"(ward_id IS NULL OR {_FITS_ANY[facet]})", (choices,))

    def in_reach(self) -> list[Sql]:
        """The condition of what lies near enough, if that is asked.

        A circle on the map, as the order by distance is: who is in it are the first of all in
        that order. Over 50 km the map's scale changes by less than a hundredth.
        """
        if not self.near or not self.reach:
            return []
        radius = self.reach / (KILOMETRES_AROUND * cos(radians(self.near[0])))
        return [Sql("spot <@ circle(point(%s, %s), %s)", (*mercator(*self.near), radius))]

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

    def by_words(self) -> list[Sql]:
        """The conditions of those with the words, to the letter or nearly: never both at once."""
        if not self.q:
            return [Sql("true")]
        return [self.exactly(), self.roughly()] if self.words.has_leeway else [self.exactly()]

    def everything(self) -> list[Sql]:
        """The conditions of all that the list shows on its pages, each project under one alone."""
        others = [*(self.fits(facet) for facet in self.chosen), *self.in_reach()]
        return [all_of([by_words, *others]) for by_words in self.by_words()]

    # Values of a project `p` ----------------------------------------------------------------

    def rank(self) -> Sql:
        """How well a project `p` goes with the words; more is better."""
        words = self.words.query()
        return Sql(f"ts_rank(p.search, {words.text}, 1)", words.values)

    def likeness(self) -> Sql:
        """How much a project `p` is spelt like what was typed, from 0 to 1."""
        return Sql("similarity(p.likeness, %s)", (self.q.casefold(),))
