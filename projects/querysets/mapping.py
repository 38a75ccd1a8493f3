"""What the map draws: points where there is room, clusters where there is not.

The world is cut into squares of 64 screen pixels at the zoom asked for. Squares that lie wholly
in view are read from the stored cells, those on the edge are counted from the projects, so that
the numbers are exact and a million projects cost no more than a thousand. When more squares are
taken than may be drawn, four are joined into one, as often as it takes. A view far larger than
any screen has larger squares from the start.
"""

from dataclasses import dataclass
from math import ceil, floor

from django.db import connection

from leeds_leaders.finding.search import all_of
from leeds_leaders.finding.words import Sql
from leeds_leaders.geography.fields import mercator
from projects.querysets.search import Search

MOST = 300
STORED_LEVELS = range(9, 17)
POINTS_FROM_ZOOM = 16
SMALLEST_LEVEL = 24
MOST_SQUARES = 10_000  # in view; the largest screens show some 2,000


@dataclass(frozen=True)
class View:
    """A part of the map: bounds in WGS 84 degrees and the zoom of Web Mercator tiles."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    def clipped(self, bounds: tuple[float, float, float, float]) -> "View":
        """This view without what lies outside the city's bounds."""
        west, south, east, north = bounds
        return View(
            max(self.west, west),
            max(self.south, south),
            min(self.east, east),
            min(self.north, north),
            self.zoom,
        )

    @property
    def is_empty(self) -> bool:
        return self.west > self.east or self.south > self.north

    @property
    def level(self) -> int:
        """The level whose squares are 64 pixels wide, or a coarser one for a view too large."""
        level = min(self.zoom + 2, SMALLEST_LEVEL)
        while self._squares(level) > MOST_SQUARES:
            level -= 1
        return level

    @property
    def steps(self) -> int:
        """How often four squares must be joined at worst, so that what is left may be drawn."""
        level, steps = self.level, 0
        while self._squares(level - steps) > MOST:
            steps += 1
        return steps

    def _squares(self, level: int) -> float:
        """At most so many squares of a level have a part in this view."""
        left, top, right, bottom = (edge * 2**level for edge in self.box)
        return (right - left + 2) * (bottom - top + 2)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, north, east, south in the unit square of Web Mercator."""
        return *mercator(self.north, self.west), *mercator(self.south, self.east)


_LIVE = """
SELECT floor((spot[0]) * {side})::int AS x, floor((spot[1]) * {side})::int AS y,
    {apart} AS apart, count(*) AS count,
    sum(latitude) AS latitude_sum, sum(longitude) AS longitude_sum,
    sum(project_id) AS id_sum
FROM {hits} WHERE {where} GROUP BY 1, 2, 3
"""
_STORED = """
SELECT x, y, 0 AS apart, sum(count)::bigint AS count, sum(latitude_sum) AS latitude_sum,
    sum(longitude_sum) AS longitude_sum, sum(id_sum)::bigint AS id_sum
FROM projects_cell WHERE level = %s AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s
GROUP BY 1, 2 HAVING sum(count) > 0
"""
_DRAWN = """
WITH {before} fine AS MATERIALIZED ({fine}),
steps AS (
    SELECT s, count(DISTINCT (x >> s, y >> s, apart)) AS squares
    FROM fine, generate_series(0, %s) s GROUP BY s
),
step AS (SELECT min(s) FILTER (WHERE squares <= %s) AS s FROM steps),
drawn AS (
    SELECT sum(count)::bigint AS count, sum(latitude_sum) / sum(count) AS latitude,
        sum(longitude_sum) / sum(count) AS longitude, sum(id_sum)::bigint AS id_sum
    FROM fine, step GROUP BY x >> s, y >> s, apart
)
SELECT d.count, round(d.longitude::numeric, 5)::float8, round(d.latitude::numeric, 5)::float8,
    p.slug, p.title, c.slug
FROM drawn d
LEFT JOIN projects_project p ON d.count = 1 AND p.id = d.id_sum
LEFT JOIN language_cause c ON c.id = p.cause_ids[1]
ORDER BY d.count DESC, 3 DESC, 2
"""

_IN_BOX = "spot <@ box(point(%s, %s), point(%s, %s))"
_BOXED = "boxed AS MATERIALIZED (SELECT * FROM {hits} WHERE {where}),"
_HITS = """
hits AS MATERIALIZED (
    SELECT * FROM projects_listing WHERE {exactly}
    UNION ALL SELECT * FROM projects_listing WHERE {roughly}
),
"""


def draw(search: Search, view: View) -> dict:
    """The features of a view: `{"points": [[lon, lat, slug, title, cause]…],
    "clusters": [[lon, lat, count]…], "total": n}`, WGS 84 degrees, at most 300 features.

    One query, of listings.
    """
    if view.is_empty:
        return {"points": [], "clusters": [], "total": 0}
    stored = search.is_bare and view.level in STORED_LEVELS
    sql = _from_cells(view) if stored else _from_listings(search, view)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        rows = cursor.fetchall()
    return {
        "points": [
            [longitude, latitude, slug, title, cause or ""]
            for count, longitude, latitude, slug, title, cause in rows
            if count == 1
        ],
        "clusters": [
            [longitude, latitude, count] for count, longitude, latitude, *_rest in rows if count > 1
        ],
        "total": sum(row[0] for row in rows),
    }


def _from_cells(view: View) -> Sql:
    side = 2**view.level
    left, top, right, bottom = (edge * side for edge in view.box)
    inner = [ceil(left), floor(right) - 1, ceil(top), floor(bottom) - 1]
    # The rim: four strips between the view's edge and the first whole square.
    x1, x2 = min(inner[0], right) / side, max(inner[1] + 1, left) / side
    y1, y2 = min(inner[2], bottom) / side, max(inner[3] + 1, top) / side
    x0, y0, x3, y3 = view.box
    strips = [(x0, y0, x1, y3), (x2, y0, x3, y3), (x0, y0, x3, y1), (x0, y2, x3, y3)]
    in_rim = " OR ".join([_IN_BOX] * 4)
    not_inner = (
        f"NOT (floor(spot[0] * {side}) BETWEEN %s AND %s"
        f" AND floor(spot[1] * {side}) BETWEEN %s AND %s)"
    )
    live = _LIVE.format(
        side=side, hits="projects_listing", where=f"({in_rim}) AND {not_inner}", apart="0"
    )
    rim = [edge for strip in strips for edge in strip]
    return Sql(
        _DRAWN.format(before="", fine=f"{_STORED} UNION ALL {live}"),
        (view.level, *inner, *rim, *inner, view.steps, MOST),
    )


def _from_listings(search: Search, view: View) -> Sql:
    apart = "0"
    if view.zoom >= POINTS_FROM_ZOOM:  # close up, projects on one spot are drawn one by one
        apart = f"CASE WHEN (SELECT count(*) FROM boxed) <= {MOST} THEN project_id ELSE 0 END"
    fine = _LIVE.format(side=2**view.level, hits="boxed", where="true", apart=apart)
    boxed = _boxed(search, view)
    return Sql(_DRAWN.format(before=boxed.text, fine=fine), (*boxed.values, view.steps, MOST))


def _boxed(search: Search, view: View) -> Sql:
    """What a search finds within a view."""
    fits = (search.fits(facet) for facet in search.chosen)
    chosen = all_of([Sql("spot IS NOT NULL"), *fits, *search.in_reach()])
    if not search.q:
        text = _BOXED.format(hits="projects_listing", where=f"{_IN_BOX} AND {chosen.text}")
        return Sql(text, (*view.box, *chosen.values))
    exactly, roughly = (
        search.exactly(),
        search.roughly() if search.words.has_leeway else Sql("false"),
    )
    hits = _HITS.format(exactly=exactly.text, roughly=roughly.text)
    text = hits + _BOXED.format(hits="hits", where=f"{_IN_BOX} AND {chosen.text}")
    return Sql(text, (*exactly.values, *roughly.values, *view.box, *chosen.values))
