"""How sectors are connected by their people: numbers alone, and no small ones."""

from django.db import connection

from leeds_leaders.finding.vocabulary import STAMP, Choice, vocabulary

SMALLEST = 5  # a number below this might be about people whom somebody knows
# Whoever has not told members of their sector does not count.
_BETWEEN = f"""
SELECT least(one.sector_id, other.sector_id), greatest(one.sector_id, other.sector_id), count(*)
FROM peers_connection c
JOIN peers_entry one ON one.peer_id = c.asker_id AND one.audience = 'members'
JOIN peers_entry other ON other.peer_id = c.asked_id AND other.audience = 'members'
WHERE c.state = 'accepted' AND one.sector_id IS NOT NULL AND other.sector_id IS NOT NULL
GROUP BY 1, 2 HAVING count(*) >= {SMALLEST}
UNION ALL SELECT NULL, NULL, ({STAMP})
"""


def connections_between_sectors() -> list[tuple[Choice, list[int | None]]]:
    """For each sector its connections within, and with each sector that follows; nothing where
    there are fewer than `SMALLEST`. One query, and one when the vocabulary has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN)
        counts = {(one, other): count for one, other, count in cursor.fetchall()}
    sectors = vocabulary(counts.pop((None, None))).sector
    table = []
    for place, sector in enumerate(sectors):
        pairs = [sorted((int(sector.key), int(other.key))) for other in sectors[place:]]
        table.append((sector, [counts.get((one, other)) for one, other in pairs]))
    return table
