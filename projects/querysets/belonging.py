"""What belongs to what, through any number of associations. In the database, in one query each.

Associations that nobody finds lead nowhere: what belongs to them alone counts for none above.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

AGREED = "m.member_said_yes_at IS NOT NULL AND m.association_said_yes_at IS NOT NULL"

# Pairs, each once: whatever diamonds the associations form, nothing is walked twice.
_BELOW = f"""
WITH RECURSIVE below (root, id) AS (
    SELECT id, id FROM projects_association WHERE id = ANY(%s)
    UNION
    SELECT below.root, m.part_id FROM below
    JOIN projects_membership m ON m.association_id = below.id
    JOIN projects_association a ON a.id = m.part_id
    WHERE {AGREED} AND a.standing = 'live'
)
"""
_BELONGING = f"""
{_BELOW}
SELECT below.root, array_agg(DISTINCT below.id),
    count(DISTINCT p.id), count(DISTINCT o.id), count(DISTINCT j.id)
FROM below
LEFT JOIN projects_membership m ON m.association_id = below.id AND {AGREED}
LEFT JOIN peers_peer p ON p.id = m.peer_id AND p.is_active
LEFT JOIN peers_organisation o ON o.id = m.organisation_id AND o.standing = 'live'
LEFT JOIN projects_project j ON j.id = m.project_id AND j.standing = 'live'
GROUP BY below.root
"""
_LINES = """
WITH RECURSIVE seen AS MATERIALIZED (%(seen)s),
line AS MATERIALIZED (
    SELECT m.association_id AS whole, m.part_id AS part FROM projects_membership m
    WHERE m.part_id IS NOT NULL AND %(agreed)s
        AND m.association_id IN (TABLE seen) AND m.part_id IN (TABLE seen)
),
below (id, depth) AS (
    SELECT %%s::bigint, 0
    UNION SELECT line.part, depth + 1 FROM below JOIN line ON line.whole = below.id
    WHERE depth < %%s
),
above (id, depth) AS (
    SELECT %%s::bigint, 0
    UNION SELECT line.whole, depth + 1 FROM above JOIN line ON line.part = above.id
    WHERE depth < %%s
),
found AS (
    SELECT DISTINCT 'below' AS way, line.whole AS start, line.part AS goal
    FROM line JOIN below ON below.id = line.whole
    UNION ALL
    SELECT DISTINCT 'above', line.part, line.whole FROM line JOIN above ON above.id = line.part
)
SELECT found.way, found.start, a.id, a.name, a.slug
FROM found JOIN projects_association a ON a.id = found.goal
ORDER BY a.likeness, a.id
LIMIT %%s
"""


@dataclass(frozen=True, slots=True)
class Belonging:
    """How much belongs to an association in all, through others or not; whatever belongs to several
    of them counts once. `ids` are those of the associations, its own among them."""

    ids: tuple[int, ...]
    people: int
    organisations: int
    projects: int

    @property
    def parts(self) -> int:
        return len(self.ids) - 1


def belonging(roots: Collection[int]) -> dict[int, Belonging]:
    """What belongs to each of some associations, by their ids. One query for any number."""
    with connection.cursor() as cursor:
        cursor.execute(_BELONGING, [list(roots)])
        return {root: Belonging(tuple(ids), *counts) for root, ids, *counts in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Line:
    """From one association (`start`, its id) to the next, below or above it."""

    way: str
    start: int
    goal: int
    name: str
    slug: str


def lines_around(association, seen, *, depth: int, most: int) -> list[Line]:
    """How an association hangs together with those below and above it, by name: at most so many
    steps away, and so many lines. `seen` are the associations that the viewer may see. One query.
    """
    sql, params = seen.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES % {"seen": sql, "agreed": AGREED},
            [*params, association.pk, depth, association.pk, depth, most],
        )
        return [Line(*row) for row in cursor.fetchall()]
