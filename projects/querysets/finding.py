"""Finding: one page of cards, and the counts beside the filters, in one query.

For each facet the counts say how many projects its choice would show with all the *other*
choices as they are; so they always add up. Where nothing is chosen they are read from the
tallies, so that the first page costs the same in a village and in a metropolis.

The SQL is put together here, not by the ORM, which takes longer to write this query than
PostgreSQL takes to answer it (docs/decisions/0015). All values go as parameters.
"""

import json
from functools import cached_property

from django.utils.translation import gettext as _

from leeds_leaders.finding.results import PAGE_SIZE, Option
from leeds_leaders.finding.search import all_but_one
from leeds_leaders.finding.vocabulary import STAMP, Choice, spoken, vocabulary
from leeds_leaders.finding.words import Sql
from leeds_leaders.geography.fields import mercator
from leeds_leaders.geography.hexes import WardCount
from leeds_leaders.statements import prepared_cursor
from projects.choices import Sort, Stage
from projects.querysets.cards import CARD_JSON, Card
from projects.querysets.search import FACETS, NO_WARD, Search

RANKED = 300  # of more hits than these, the newest are ranked and the rest follow by date

# What each facet is called in the tallies.
_TALLIED = {"cause": "cause", "ward": "ward", "stage": "stage", "needs": "need"}
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


class Found:
    """What a search found: the total, the counts of each facet, and one page of cards."""

    def __init__(self, search: Search, rows: list[tuple[str, str, int]], *, is_rough: bool):
        self.search = search
        self._counts = {(facet, value): count for facet, value, count in rows if facet != "cards"}
        self._vocabulary = vocabulary(self._counts["stamp", ""])
        written = next(value for facet, value, _count in rows if facet == "cards")
        wards = {choice.key: choice.label for choice in self._vocabulary.ward}
        self.cards = [Card.from_json(values, wards) for values in json.loads(written or "[]")]
        # Each project is at one stage, so the stages share out the whole.
        at_stage = {v: n for (facet, v), n in self._counts.items() if facet == "stage"}
        self.total = at_stage.get(search.stage, 0) if search.stage else sum(at_stage.values())
        self.is_rough = is_rough and self.has_hits

    @cached_property
    def cause(self) -> list[Option]:
        return self._options("cause", self._vocabulary.cause)

    @cached_property
    def needs(self) -> list[Option]:
        return self._options("needs", self._vocabulary.help)

    @cached_property
    def stage(self) -> list[Option]:
        return self._options("stage", spoken(Stage))

    @cached_property
    def ward(self) -> list[Option]:
        """The wards; before them "the whole city" where it holds anything or is chosen."""
        no_ward = Choice(NO_WARD, _("The whole city"), "")
        whole = Option(no_ward, self._counts.get(("ward", ""), 0))
        wards = self._options("ward", self._vocabulary.ward)
        return [whole, *wards] if whole.count or self.search.ward == NO_WARD else wards

    @property
    def hexes(self) -> list[WardCount]:
        """The counts per ward for the hexagon city."""
        return [
            WardCount(option.value, option.label, option.choice.cell, option.count)
            for option in self.ward
            if option.value != NO_WARD
        ]

    @property
    def has_hits(self) -> bool:
        """Whether any choice holds anything at all."""
        return self.total > 0 or any(
            count for (facet, _value), count in self._counts.items() if facet != "stamp"
        )

    def knows(self, facet: str, value: str) -> bool:
        """Whether a facet has this choice at all."""
        return any(option.value == value for option in getattr(self, facet))

    def _options(self, facet: str, choices: list[Choice]) -> list[Option]:
        name, counts = _TALLIED[facet], self._counts
        return [Option(choice, counts.get((name, choice.key), 0)) for choice in choices]


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
    if not search.q and len(search.chosen) == 1:
        # A single choice: the other values of its own facet are counted by the tallies.
        own = _TALLIED[search.chosen[0]]
        tallies = _FROM_TALLIES.format(where=f"WHERE facet = '{own}'")
        counts += f" WHERE facet <> '{own}' UNION ALL {tallies}"
    answer = _answer(search, is_rough=is_rough)
    text = f"WITH {hits.text} counts AS ({counts}) {answer.text}"
    return Sql(text, (*hits.values, *answer.values))


def _hits(search: Search, *, is_rough: bool) -> Sql:
    """Listings that fit the words, and for each facet whether they fit its choice."""
    fits = {facet: search.fits(facet) for facet in search.chosen}
    flags = ", ".join(
        f"({fits[facet].text}) IS TRUE AS {facet}_fits"
        if facet in fits
        else f"true AS {facet}_fits"
        for facet in FACETS
    )
    values = [value for condition in fits.values() for value in condition.values]
    if not search.q:
        condition = all_but_one(fits.values())
    else:
        condition = search.roughly() if is_rough else search.exactly()
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
