"""Who is new to members, and to whom they are strangers; for any number of readers at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from leeds_leaders.finding.vocabulary import STAMP, vocabulary
from peers.querysets.cards import CARD_JSON, Card

# So long somebody is new who says only later what they care about.
STILL_NEW = timedelta(days=60)
# More than so many at a time are a city that has just opened; then the newest stand for all.
MOST = 2_000

_NEWCOMERS = f"""
SELECT e.peer_id,
    CASE WHEN f.found_since >= %(since)s THEN f.found_since ELSE f.changed_at END,
    e.cause_ids, e.ward_codes
FROM peers_profile f JOIN peers_entry e ON e.peer_id = f.peer_id AND e.audience = 'members'
WHERE f.found_since >= %(still_new)s AND f.found_since < %(until)s
    AND (f.found_since >= %(since)s OR f.changed_at >= %(since)s AND f.changed_at < %(until)s)
    AND (e.cause_ids <> '{{}}' OR e.ward_codes <> '{{}}')
ORDER BY 2 DESC, 1 DESC LIMIT {MOST}
"""
_CARDS = f"""
SELECT e.peer_id, {CARD_JSON}, ({STAMP})
FROM peers_entry e WHERE e.audience = 'members' AND e.peer_id = ANY(%s)
"""
_TIES = """
SELECT asker_id, asked_id FROM peers_connection
WHERE asker_id = ANY(%(viewers)s) AND asked_id = ANY(%(peers)s)
UNION ALL SELECT asked_id, asker_id FROM peers_connection
WHERE asked_id = ANY(%(viewers)s) AND asker_id = ANY(%(peers)s)
UNION ALL SELECT by_id, blocked_id FROM peers_block
WHERE by_id = ANY(%(viewers)s) AND blocked_id = ANY(%(peers)s)
UNION ALL SELECT blocked_id, by_id FROM peers_block
WHERE blocked_id = ANY(%(viewers)s) AND by_id = ANY(%(peers)s)
UNION ALL SELECT by_id, peer_id FROM peers_setaside
WHERE by_id = ANY(%(viewers)s) AND peer_id = ANY(%(peers)s)
"""


class Newcomer(NamedTuple):
    """Somebody whom members have begun to find, or who has said more since: when, and for what."""

    peer_id: int
    moment: datetime
    cause_ids: list[int]
    ward_codes: list[str]


def newcomers(since: datetime, until: datetime) -> list[Newcomer]:
    """Who became known to members in some time, newest first. One query."""
    values = {"since": since, "until": until, "still_new": since - STILL_NEW}
    with connection.cursor() as cursor:
        cursor.execute(_NEWCOMERS, values)
        return [Newcomer(*row) for row in cursor.fetchall()]


def cards_for_members(peer_ids: Iterable[int]) -> dict[int, Card]:
    """What members may find of some peers, of those who may be found. One query, and one when the
    vocabulary has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [list(peer_ids)])
        return {
            peer_id: Card.from_json(values, vocabulary(stamp))
            for peer_id, values, stamp in cursor.fetchall()
        }


def strangers(shown: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """Of the peers for each viewer those whom no ask, no block and no "not now" lies between, in
    order. One query."""
    known = defaultdict(set)
    peers = {peer_id for peer_ids in shown.values() for peer_id in peer_ids}
    with connection.cursor() as cursor:
        cursor.execute(_TIES, {"viewers": list(shown), "peers": list(peers)})
        for viewer_id, peer_id in cursor.fetchall():
            known[viewer_id].add(peer_id)
    return {
        viewer_id: [peer_id for peer_id in peer_ids if peer_id not in known[viewer_id]]
        for viewer_id, peer_ids in shown.items()
    }
