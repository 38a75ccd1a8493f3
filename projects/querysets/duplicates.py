"""Which entries may be of one and the same thing."""

from dataclasses import dataclass

from django.db import connection

from projects.querysets.project import METRES_PER_DEGREE

LOOKED_AT = 500  # entries at a time, each beside all that are older
ALIKE_IN_WARD, ALIKE_NEAR_BY = 0.6, 0.4  # of the trigrams of their titles
METRES = 60

# Titles are compared within a ward, and with what lies near by: of that, only places that are known
# to the street, since all that are known by their ward alone lie in its middle. In spots the world
# is one wide, and wider towards the poles.
PAIRS = """
WITH looked AS (
    SELECT id, title, ward_id, spot, precision, created_at,
        %(metres)s / cos(radians(latitude)) / (360 * %(metres_per_degree)s) AS reach
    FROM projects_project
    WHERE standing = 'live' ORDER BY created_at DESC, id DESC LIMIT %(most)s OFFSET %(after)s
), pairs AS (
    SELECT a.id AS newer, b.id AS older, similarity(a.title, b.title) AS likeness,
        %(in_ward)s AS needed
    FROM looked a JOIN projects_project b ON b.ward_id = a.ward_id
    WHERE b.standing = 'live' AND (b.created_at, b.id) < (a.created_at, a.id)
    UNION ALL
    SELECT a.id, b.id, similarity(a.title, b.title), %(near_by)s
    FROM looked a JOIN projects_project b ON b.spot <@ box(
        point(a.spot[0] - a.reach, a.spot[1] - a.reach),
        point(a.spot[0] + a.reach, a.spot[1] + a.reach))
    WHERE b.standing = 'live' AND (b.created_at, b.id) < (a.created_at, a.id)
        AND a.precision <> 'ward' AND b.precision <> 'ward' AND (b.spot <-> a.spot) <= a.reach
)
SELECT newer, older, max(likeness) FROM pairs
WHERE likeness >= needed AND NOT EXISTS (
    SELECT FROM projects_keptapart
    WHERE one_id = least(newer, older) AND other_id = greatest(newer, older)
)
GROUP BY newer, older ORDER BY 3 DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two live entries by their keys, and how alike their titles are (0 to 1)."""

    newer: int
    older: int
    likeness: float


def likely_duplicates(after: int = 0) -> list[Pair]:
    """Pairs among the newest `LOOKED_AT` live projects after the first so many, each beside all
    that are older, without those that moderators keep apart. Most alike first. One query."""
    asked = {
        "most": LOOKED_AT,
        "after": after,
        "in_ward": ALIKE_IN_WARD,
        "near_by": ALIKE_NEAR_BY,
        "metres": METRES,
        "metres_per_degree": METRES_PER_DEGREE,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, asked)
        return [Pair(*row) for row in cursor.fetchall()]
