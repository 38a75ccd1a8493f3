"""What projects ask for and what peers offer, brought together, with the reason.

A match says only what both show each other: of peers what stands in their entries for members. On
whose side the other has something to give, too, comes first, then who is near; among equals the lot
decides, another one each week, so that nobody is proposed to everybody. Nothing is stored but what
somebody has set aside.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from django.db import connection
from django.utils import timezone

from peers.choices import SEEN_BY, Audience
from peers.querysets.facts import Facts

SHOWN = 9

_OPEN = """{0}.state = 'open' AND ({0}.until IS NULL OR {0}.until >= %(today)s)
    AND {0}.hidden_at IS NULL"""
_HELPS = "ARRAY(SELECT name::text FROM language_help WHERE id = ANY(fit.tags) ORDER BY position)"
_CAUSES = """ARRAY(
    SELECT name::text FROM language_cause
    WHERE id = ANY({theirs}) AND id = ANY({ours}) ORDER BY position
)"""
# An ask and an offer that share a kind of help, and which; nothing that the viewer is done with, or
# that was answered.
_FITTING = f"""
SELECT s.id AS support_id, i.id AS item_id, i.peer_id, array_agg(sh.tag_id) AS tags
FROM projects_support s
JOIN projects_supporthelp sh ON sh.content_object_id = s.id
JOIN peers_itemhelp ih ON ih.tag_id = sh.tag_id
JOIN peers_item i ON i.id = ih.content_object_id
WHERE s.kind = 'ask' AND i.kind = 'offer' AND {_OPEN.format("s")} AND {_OPEN.format("i")}
    AND {{narrower}}
    AND NOT EXISTS (
        SELECT FROM projects_notthis n
        WHERE n.support_id = s.id AND n.item_id = i.id AND n.by_id = %(viewer)s
    )
    AND NOT EXISTS (
        SELECT FROM projects_reply r WHERE r.support_id = s.id AND r.peer_id = i.peer_id
    )
GROUP BY s.id, i.id
"""
_OF_PROJECT = "s.project_id = %(project)s AND i.audience = ANY(%(seen)s)"
_FOR_PROJECT = f"""
WITH fit AS ({_FITTING.format(narrower=_OF_PROJECT)}),
each_once AS (
    SELECT DISTINCT ON (fit.peer_id) fit.*, e.cause_ids,
        e.ask_ids && %(offers)s::bigint[] AS gives_back,
        %(ward)s::varchar = ANY(e.ward_codes) AS is_near
    FROM fit JOIN peers_entry e ON e.peer_id = fit.peer_id AND e.audience = 'members'
    ORDER BY fit.peer_id, cardinality(fit.tags) DESC, fit.item_id DESC
)
SELECT s.key, s.title, i.slug, i.title, p.name, p.slug, {_HELPS}, fit.is_near,
    {_CAUSES.format(theirs="fit.cause_ids", ours="%(causes)s::bigint[]")}, fit.gives_back
FROM each_once fit
JOIN peers_peer p ON p.id = fit.peer_id AND p.is_active
JOIN peers_profile f ON f.peer_id = p.id
JOIN projects_support s ON s.id = fit.support_id JOIN peers_item i ON i.id = fit.item_id
WHERE p.id <> ALL(%(leads)s::bigint[])
    AND NOT coalesce(f.paused_until > %(today)s, false)
    AND NOT coalesce(f.takes_on <= peers_load(p.id), false)
    AND NOT EXISTS (
        SELECT FROM peers_block b
        WHERE b.by_id = p.id AND b.blocked_id = %(viewer)s
            OR b.by_id = %(viewer)s AND b.blocked_id = p.id
    )
ORDER BY fit.gives_back DESC, fit.is_near DESC NULLS LAST, hashint8extended(p.id, %(seed)s)
LIMIT {SHOWN}
"""
_OF_PEER = "i.peer_id = %(viewer)s"
_FOR_PEER = f"""
WITH fit AS ({_FITTING.format(narrower=_OF_PEER)}),
each_once AS (
    SELECT DISTINCT ON (p.id) fit.*, p.id AS project_id, p.title AS project, p.slug, p.cause_ids,
        p.offer_ids && %(asks)s::bigint[] AS gives_back,
        p.ward_id = ANY(%(wards)s::varchar[]) AS is_near
    FROM fit JOIN projects_support s ON s.id = fit.support_id
    JOIN projects_project p ON p.id = s.project_id
    WHERE p.standing = 'live' AND NOT %(viewer)s = ANY(p.lead_ids)
        AND NOT EXISTS (
            SELECT FROM peers_block b
            WHERE b.by_id = ANY(p.lead_ids) AND b.blocked_id = %(viewer)s
                OR b.by_id = %(viewer)s AND b.blocked_id = ANY(p.lead_ids)
        )
    ORDER BY p.id, cardinality(fit.tags) DESC, fit.support_id DESC
)
SELECT s.key, s.title, i.slug, i.title, fit.project, fit.slug, {_HELPS}, fit.is_near,
    {_CAUSES.format(theirs="fit.cause_ids", ours="%(causes)s::bigint[]")}, fit.gives_back
FROM each_once fit
JOIN projects_support s ON s.id = fit.support_id JOIN peers_item i ON i.id = fit.item_id
ORDER BY fit.gives_back DESC, fit.is_near DESC NULLS LAST,
    hashint8extended(fit.project_id, %(seed)s)
LIMIT {SHOWN}
"""


@dataclass(frozen=True, slots=True)
class Match:
    """An ask of a project and an offer that fits it, and what joins them. `name` and `slug` are of
    the other side: a peer for a project, a project for a peer."""

    support_key: str
    support: str
    item_slug: str
    item: str
    name: str
    slug: str
    helps: list[str]
    is_near: bool
    causes: list[str]
    gives_back: bool


def offers_for(project, viewer) -> list[Match]:
    """Offers of peers that fit what a project asks for, for one of its people; each peer once.

    Nobody is proposed who pauses or has enough on, or between whom and the viewer there is a block.
    One query.
    """
    return _matches(
        _FOR_PROJECT,
        viewer.pk,
        project=project.pk,
        seen=sorted(SEEN_BY[Audience.MEMBERS]),
        offers=project.offer_ids,
        causes=project.cause_ids,
        ward=project.ward_id,
        leads=project.lead_ids,
    )


def asks_for(facts: Facts) -> list[Match]:
    """What projects on the map ask for that fits what somebody offers; each project once. One
    query."""
    return _matches(
        _FOR_PEER,
        facts.peer_id,
        asks=facts.ask_ids,
        causes=facts.cause_ids,
        wards=facts.ward_codes,
    )


def _matches(query: str, viewer: int, **values) -> list[Match]:
    today = timezone.localdate()
    values |= {"viewer": viewer, "today": today, "seed": _lot(viewer, today)}
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [Match(*row) for row in cursor.fetchall()]


def _lot(viewer: int, today: date) -> int:
    """A number by which somebody draws, another one each week."""
    year, week, _day = today.isocalendar()
    chance = blake2b(f"{viewer} {year} {week}".encode(), digest_size=8).digest()
    return int.from_bytes(chance, signed=True)
