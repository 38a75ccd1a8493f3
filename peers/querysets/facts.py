"""What a peer said themselves: what others are sought by who have something in common with them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from leeds_leaders.finding.vocabulary import STAMP, Vocabulary, vocabulary

# What a peer said themselves, and whom they are never shown: themselves, whoever asked or was
# asked, blocked or was blocked, and whom they set aside.
_FACTS = f"""
SELECT f.audience, f.paused_until, f.takes_on IS NOT NULL AND f.takes_on <= peers_load(f.peer_id),
    f.sector_id, peers_causes_of(f.peer_id),
    ARRAY(SELECT ward_id FROM peers_profile_wards WHERE profile_id = f.peer_id),
    item.offer_ids, item.ask_ids,
    ARRAY(
        SELECT f.peer_id
        UNION SELECT asked_id FROM peers_connection WHERE asker_id = f.peer_id
        UNION SELECT asker_id FROM peers_connection WHERE asked_id = f.peer_id
        UNION SELECT blocked_id FROM peers_block WHERE by_id = f.peer_id
        UNION SELECT by_id FROM peers_block WHERE blocked_id = f.peer_id
        UNION SELECT peer_id FROM peers_setaside WHERE by_id = f.peer_id
    ),
    ({STAMP})
FROM peers_profile f CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(DISTINCT tag_id) FILTER (WHERE kind = 'offer'), '{{}}') AS offer_ids,
        coalesce(array_agg(DISTINCT tag_id) FILTER (WHERE kind = 'ask'), '{{}}') AS ask_ids
    FROM peers_item i JOIN peers_itemhelp h ON h.content_object_id = i.id
    WHERE i.peer_id = f.peer_id AND i.hidden_at IS NULL
        AND i.state = 'open' AND (i.until IS NULL OR i.until >= %s)
) item
WHERE f.peer_id = %s
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a peer said themselves, for matching; ids. `known` are not to be shown to them."""

    peer_id: int
    audience: str
    paused_until: date | None
    has_enough_on: bool
    sector_id: int | None
    cause_ids: list[int]
    ward_codes: list[str]
    offer_ids: list[int]
    ask_ids: list[int]
    known: list[int]
    words: Vocabulary

    @property
    def are_enough(self) -> bool:
        """Whether anything was said by which somebody could be found."""
        return bool(self.cause_ids or self.offer_ids or self.ask_ids)


def facts_of(viewer) -> Facts:
    """What a viewer said themselves. One query, and one when the vocabulary has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [timezone.localdate(), viewer.pk])
        *facts, stamp = cursor.fetchone()
    return Facts(viewer.pk, *facts, words=vocabulary(stamp))
