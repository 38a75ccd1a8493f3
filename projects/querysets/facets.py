"""Counts beside the filters: the database counts, and the counts always add up.

For each facet the counts say how many projects its choice would show with all the *other*
choices as they are. All of them, the total, and whether the words had to be read generously,
come from one query. Where nothing is chosen they are read from the tallies, so that the first
page costs the same in a village and in a metropolis.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from leeds_leaders.geography.hexes import WardCount
from projects.choices import Stage
from projects.querysets.search import FACETS, NO_WARD, Search


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a facet: what the address bar says, what a person reads, how many."""

    value: str
    label: str
    count: int
    id: int = 0
    colour: int = 0
    is_part: bool = False
    cell: tuple[int, int] | None = None
    synonyms: tuple[str, ...] = ()

    def answers_to(self, typed: str) -> bool:
        """Whether this is what somebody means who types these small letters."""
        return typed == self.label.casefold() or typed in self.synonyms


@dataclass
class Facets:
    """The counts of one search."""

    total: int = 0
    is_rough: bool = False
    cause: list[Option] = field(default_factory=list)
    ward: list[Option] = field(default_factory=list)
    stage: list[Option] = field(default_factory=list)
    needs: list[Option] = field(default_factory=list)

    @property
    def hexes(self) -> list[WardCount]:
        """The counts per ward for the hexagon city."""
        return [
            WardCount(option.value, option.label, option.cell, option.count)
            for option in self.ward
            if option.value != NO_WARD
        ]

    def knows(self, facet: str, value: str) -> bool:
        """Whether a facet has this choice at all."""
        return any(option.value == value for option in getattr(self, facet))


# Rows: facet, value, label, count, position, id, colour, is_part, hexagon column and row, synonyms
_NAMED = """
SELECT 'cause', c.slug, c.name, coalesce(n.count, 0), c.position, c.id, c.colour,
    c.parent_id IS NOT NULL, NULL::int, NULL::int, c.synonyms
FROM language_cause c LEFT JOIN counts n ON n.facet = 'cause' AND n.value = c.id::text
UNION ALL
SELECT 'needs', h.slug, h.name, coalesce(n.count, 0), h.position, h.id, 0, false, NULL, NULL, NULL
FROM language_help h LEFT JOIN counts n ON n.facet = 'need' AND n.value = h.id::text
UNION ALL
SELECT 'ward', w.slug, w.name, coalesce(n.count, 0), 0, 0, 0, false, w.hex_column, w.hex_row, NULL
FROM geography_ward w LEFT JOIN counts n ON n.facet = 'ward' AND n.value = w.code
UNION ALL
SELECT facet, value, '', count, 0, 0, 0, false, NULL, NULL, NULL
FROM counts WHERE facet IN ('all', 'stage', 'rough') OR (facet = 'ward' AND value = '')
ORDER BY 1, 5, 3
"""

_FROM_TALLIES = """
SELECT facet, value, sum(count)::bigint AS count FROM projects_tally {where} GROUP BY 1, 2
"""

_FROM_HITS = """
exact AS MATERIALIZED ({exact}),
rough AS MATERIALIZED ({rough}),
hits AS (SELECT *{free} FROM (SELECT * FROM exact UNION ALL SELECT * FROM rough) either),
counted AS (
    SELECT 'all' AS facet, '' AS value, count(*) AS count
    FROM hits WHERE cause_fits AND ward_fits AND stage_fits AND needs_fits
    UNION ALL SELECT 'rough', '', count(*) FROM rough
    UNION ALL SELECT 'stage', stage, count(*)
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
)
"""


def count_facets(listed, search: Search) -> Facets:
    """The facets of a search among `listed` projects. One query.

    `listed` must be `Project.objects.visible_to(viewer).listed()`.
    """
    sql, params = _counts(listed, search)
    facets = Facets()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {sql} {_NAMED}", params)
        for (
            facet,
            value,
            label,
            count,
            _position,
            id_,
            colour,
            is_part,
            *cell,
            synonyms,
        ) in cursor.fetchall():
            if facet == "all":
                facets.total = count
            elif facet == "rough":
                facets.is_rough = count > 0
            elif facet == "ward" and not value:
                if count:
                    facets.ward.append(Option(NO_WARD, _("The whole city"), count))
            elif facet == "stage":
                facets.stage.append(Option(value, str(Stage(value).label), count))
            else:
                getattr(facets, facet).append(
                    Option(
                        value, label, count, id_, colour, is_part,
                        cell=tuple(cell) if cell[0] is not None else None,
                        synonyms=tuple(synonyms or ()),
                    )
                )  # fmt: skip
    if search.ward == NO_WARD and not facets.knows("ward", NO_WARD):
        facets.ward.append(Option(NO_WARD, _("The whole city"), 0))
    order = {stage: place for place, stage in enumerate(Stage.values)}
    known = {option.value for option in facets.stage}
    facets.stage += [Option(s.value, str(s.label), 0) for s in Stage if s.value not in known]
    facets.stage.sort(key=lambda option: order[option.value])
    return facets


def _counts(listed, search: Search) -> tuple[str, list]:
    if search.is_bare:
        return f"counts AS ({_FROM_TALLIES.format(where='')})", []
    own = ""
    base = listed
    if not search.q:
        # No words to narrow the scan: read only rows that fit all choices but one, at least.
        base = base.filter(_fit_all_but_one(search))
        own = search.chosen[0] if len(search.chosen) == 1 else ""
    exact, exact_params = _flagged(base.filter(search.exactly()), search)
    if search.q:
        rough, rough_params = _flagged(base.filter(search.roughly()), search)
        rough = f"SELECT * FROM ({rough}) r WHERE NOT EXISTS (SELECT 1 FROM exact)"
    else:
        rough, rough_params = "SELECT * FROM exact WHERE false", ()
    free = "".join(f", true AS {facet}_fits" for facet in FACETS if facet not in search.chosen)
    sql = _FROM_HITS.format(exact=exact, rough=rough, free=free)
    if own:
        # A single choice: the other values of its own facet are counted by the tallies.
        facet = {"needs": "need"}.get(own, own)
        tallies = _FROM_TALLIES.format(where=f"WHERE facet = '{facet}'")
        counts = f"SELECT * FROM counted WHERE facet <> '{facet}' UNION ALL {tallies}"
    else:
        counts = "SELECT * FROM counted"
    return f"{sql}, counts AS ({counts})", [*exact_params, *rough_params]


def _fit_all_but_one(search: Search) -> Q:
    chosen = search.chosen
    if len(chosen) == 1:
        return search.matches(chosen[0])
    condition = Q()
    for left_out in chosen:
        fits = Q()
        for facet in chosen:
            if facet != left_out:
                fits &= search.matches(facet)
        condition |= fits
    return condition


def _flagged(projects, search: Search) -> tuple[str, tuple]:
    """SQL of projects with, for each facet with a choice, whether it fits."""
    flags = {
        f"{facet}_fits": Coalesce(
            ExpressionWrapper(search.matches(facet), output_field=BooleanField()), Value(False)
        )
        for facet in search.chosen
    }
    rows = (
        projects.annotate(**flags)
        .values("ward_id", "stage", "cause_ids", "need_ids", *flags)
        .order_by()
    )
    return rows.query.sql_with_params()
