"""Finding: one page of cards, and the counts beside the filters, in one query.

For each facet the counts say how many projects its choice would show with all the *other*
choices as they are; so they always add up. Where nothing is chosen they are read from the
tallies, so that the first page costs the same in a village and in a metropolis.

The SQL is put together here, not by the ORM, which takes longer to write this query than
PostgreSQL takes to answer it (docs/decisions/0015). All values go as parameters.
"""

from functools import cached_property

from django.utils.translation import gettext as _

from leeds_leaders.finding import results
from leeds_leaders.finding.results import PAGE_SIZE, Option
from leeds_leaders.finding.search import all_but_one, all_of
from leeds_leaders.finding.vocabulary import STAMP, Choice, spoken
from leeds_leaders.finding.words import Sql
from leeds_leaders.geography.fields import mercator
from leeds_leaders.statements import prepared_cursor
from projects.choices import Sort, Stage
from projects.querysets.cards import CARD_JSON, Card
from projects.querysets.search import FACETS, NO_WARD, Search

RANKED = 300  # of more hits than these, the newest are ranked and the rest follow by date

_FROM_TALLIES = """
SELECT facet, value, sum(count)::bigint AS count FROM projects_tally {where} GROUP BY 1, 2
"""
_HITS = """
hits AS MATERIALIZED (
    SELECT project_id, created_at, spot, ward_id, stage, cause_ids, need_ids, {fits}
    FROM projects_listing WHERE {condition}
),
fitting AS (SELECT * FROM hits WHERE cause_fits AND ward_fits AND stage_fits AND needs_fits),
counted AS (
    SELECT 'stage' AS facet, stage AS value, count(*) AS count
    FROM hits WHERE cause_fits AND ward_fits AND needs_fits GROUP BY 2
    UNION ALL SELECT 'ward', coalesce(ward_id, ''), count(*)
    FROM hits WHERE cause_fits AND stage_fits AND needs_fits GROUP BY 2
    -- Sets of tags are few: counting each set first spares taking every row's apart.
    UNION ALL SELECT 'cause', v::text, sum(n)::bigint
    FROM (
        SELECT cause_ids, count(*) AS n
        FROM hits WHERE ward_fits AND stage_fits AND needs_fits GROUP BY 1
    ) sets, unnest(cause_ids) v GROUP BY 2
    UNION ALL SELECT 'need', v::text, sum(n)::bigint
    FROM (
        SELECT need_ids, count(*) AS n
        FROM hits WHERE cause_fits AND ward_fits AND stage_fits GROUP BY 1
    ) sets, unnest(need_ids) v GROUP BY 2
),
"""
_ANSWER = f"""
SELECT facet, value, count FROM counts
UNION ALL SELECT 'stamp', '', ({STAMP})
UNION ALL SELECT 'cards', json_agg(card)::text, 0
FROM (
    SELECT {CARD_JSON} AS card
    FROM ({{ids}}) page JOIN projects_project p ON p.id = page.project_id
    ORDER BY {{order}} LIMIT {PAGE_SIZE} OFFSET %s
) cards
"""
_IDS = f"SELECT project_id FROM {{rows}} ORDER BY {{order}} LIMIT {PAGE_SIZE} OFFSET %s"
_NEWEST_IDS = f"SELECT project_id FROM {{rows}} ORDER BY {{order}} LIMIT {RANKED}"


class Found(results.Found):
    """What a search among the listings found."""

    TALLIED = {"cause": "cause", "ward": "ward", "stage": "stage", "needs": "need"}

    @cached_property
    def cards(self) -> list[Card]:
        wards = {choice.key: choice.label for choice in self.words.ward}
        return [Card.from_json(values, wards) for values in self.written]

    @cached_property
    def total(self) -> int:
        """Each project is at one stage, so the stages share out the whole."""
        at_stage = {value: n for (facet, value), n in self.counts.items() if facet == "stage"}
        chosen = self.search.stage
        return at_stage.get(chosen, 0) if chosen else sum(at_stage.values())

    def choices_of(self, facet: str) -> list[Choice]:
        """Among the wards "the whole city" comes first where it holds anything or is chosen."""
        if facet == "stage":
            return spoken(Stage)
        if facet != "ward":
            return self.words.help if facet == "needs" else self.words.cause
        if self.counts.get(("ward", "")) or NO_WARD in self.search.choices("ward"):
            return [Choice(NO_WARD, _("The whole city"), ""), *self.words.ward]
        return self.words.ward

    @property
    def cause(self) -> list[Option]:
        return self.options_of("cause")

    @property
    def needs(self) -> list[Option]:
        return self.options_of("needs")

    @property
    def stage(self) -> list[Option]:
        return self.options_of("stage")

    @property
    def ward(self) -> list[Option]:
        return self.options_of("ward")


def find(search: Search) -> Found:
    """The page and the counts of a search among the listings.

    One query. A second one if nothing has the words to the letter, for what comes close; and one
    for the vocabulary if words or wards have changed since this process last looked.
    """
    found = _ask(search, is_rough=False)
    if search.q and search.words.has_leeway and not found.has_hits:
        found = _ask(search, is_rough=True)
    return found


def _ask(search: Search, *, is_rough: bool) -> Found:
    sql = _query(search, is_rough=is_rough)
    with prepared_cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        return Found(search, cursor.fetchall(), is_rough=is_rough)


def _query(search: Search, *, is_rough: bool) -> Sql:
    hits, counts = Sql(""), _FROM_TALLIES.format(where="")
    if not search.is_bare:
        hits, counts = _hits(search, is_rough=is_rough), "SELECT * FROM counted"
    if not (search.q or search.reach) and len(search.chosen) == 1:
        # A single facet: its other values are counted by the tallies.
        own = Found.TALLIED[search.chosen[0]]
        tallies = _FROM_TALLIES.format(where=f"WHERE facet = '{own}'")
        counts += f" WHERE facet <> '{own}' UNION ALL {tallies}"
    answer = _answer(search, is_rough=is_rough)
    text = f"WITH {hits.text} counts AS ({counts}) {answer.text}"
    return Sql(text, (*hits.values, *answer.values))


def _hits(search: Search, *, is_rough: bool) -> Sql:
    """Listings near enough with the words, and for each facet whether they fit its choices."""
    fits = {facet: search.fits(facet) for facet in search.chosen}
    flags = ", ".join(
        f"({fits[facet].text}) IS TRUE AS {facet}_fits"
        if facet in fits
        else f"true AS {facet}_fits"
        for facet in FACETS
    )
    values = [value for condition in fits.values() for value in condition.values]
    conditions = search.in_reach()
    if search.q:
        conditions.append(search.roughly() if is_rough else search.exactly())
    elif fits:
        conditions.append(all_but_one(fits.values()))
    condition = all_of(conditions)
    text = _HITS.format(fits=flags, condition=condition.text)
    return Sql(text, (*values, *condition.values))


def _answer(search: Search, *, is_rough: bool) -> Sql:
    """Counts, stamp, and one page of cards in the order asked for. Ties go to the newer."""
    rows = "projects_listing" if search.is_bare else "fitting"
    skip = (search.page - 1) * PAGE_SIZE
    newest = "created_at DESC, project_id DESC"
    if search.order == Sort.RELEVANCE and skip < RANKED:
        rank = search.likeness() if is_rough else search.rank()
        ids = _NEWEST_IDS.format(rows=rows, order=newest)
        order = f"{rank.text} DESC, p.created_at DESC, p.id DESC"
        return Sql(_ANSWER.format(ids=ids, order=order), (*rank.values, skip))
    if search.order == Sort.NEAREST:
        # Those without a place come last.
        distance = Sql("spot <-> point(%s, %s)", mercator(*search.near))
        ids = _IDS.format(rows=rows, order=f"{distance.text}, project_id DESC")
        order = f"p.{distance.text}, p.id DESC"
        values = (*distance.values, skip, *distance.values, 0)
        return Sql(_ANSWER.format(ids=ids, order=order), values)
    ids = _IDS.format(rows=rows, order=newest)
    return Sql(_ANSWER.format(ids=ids, order="p.created_at DESC, p.id DESC"), (skip, 0))
