"""Who has something in common with a peer, and why: the best matches, with their reasons.

A reason can only say what is in the members' entries, and what its reader said themselves. Nothing
is stored, and nobody has a score (docs/decisions/0018).

The city is drawn by lot, so that nobody is shown to everybody. All peers stand on a circle; each
week each viewer starts somewhere else on it and takes the first `POOL` who fit. Of these, those
are admitted whose lot is low enough for about `ADMITTED` viewers to see them in a week, given how
many could. Whoever is not admitted is shown only where a page would be nearly empty.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from leeds_leaders.finding.vocabulary import Choice
from peers.choices import SEEN_BY, Audience, Kind
from peers.querysets.cards import CARD_JSON, Card
from peers.querysets.facts import Facts, facts_of

SHOWN = 9
ADMITTED = 3 * SHOWN  # viewers a week, by about
FEW = 3  # a page is filled up to so many, whatever the lots say
POOL = 100

_GIVES = "offer_ids && %(asks)s::bigint[]"
_TAKES = "ask_ids && %(offers)s::bigint[]"
_CARES = "cause_ids && %(causes)s::bigint[]"
_NEAR = "ward_codes && %(wards)s::varchar[]"


class Tie(NamedTuple):
    """A way to be joined: which entries `fit`, how many `viewers` a peer is joined to by it, and
    whether a viewer has `said` enough for it. Of two things that must meet we take it that neither
    is found with the other more often than alone.
    """

    fit: str
    viewers: str
    said: Callable[[Facts], object]


# From the strongest to the weakest.
TIES = (
    Tie(
        f"{_GIVES} AND {_TAKES}",
        "asking * offering / everybody",
        lambda facts: facts.ask_ids and facts.offer_ids,
    ),
    Tie(
        f"({_GIVES} OR {_TAKES}) AND NOT ({_GIVES} AND {_TAKES})",
        "asking + offering",
        lambda facts: facts.ask_ids or facts.offer_ids,
    ),
    Tie(
        f"{_CARES} AND {_NEAR} AND NOT ({_GIVES} OR {_TAKES})",
        "caring * near / everybody",
        lambda facts: facts.cause_ids and facts.ward_codes,
    ),
    Tie(
        f"{_CARES} AND NOT {_NEAR} AND NOT ({_GIVES} OR {_TAKES})",
        "caring",
        lambda facts: facts.cause_ids,
    ),
)
_SIZES = """
WITH sizes AS MATERIALIZED (
    SELECT jsonb_object_agg(facet || value, n) AS of,
        sum(n) FILTER (WHERE facet = 'all') AS everybody
    FROM (
        SELECT facet, value, sum(count) AS n FROM peers_peertally
        WHERE audience = 'members' AND facet IN ('all', 'offer', 'ask', 'cause', 'ward')
        GROUP BY 1, 2
    ) tallied
)
"""
# How many would have what a peer names, by kind: each who names several things is counted for each.
_COUNTED = ", ".join(
    f"(SELECT coalesce(sum((of->>('{facet}' || v))::numeric), 0) FROM unnest({ids}) v) AS {name}"
    for name, facet, ids in (
        ("asking", "ask", "offer_ids"),
        ("offering", "offer", "ask_ids"),
        ("caring", "cause", "cause_ids"),
        ("near", "ward", "ward_codes"),
    )
)
# The way around the circle has two halves, so that an index leads along each.
_FITTING = f"""
SELECT peer_id, sector_id, offer_ids, ask_ids, cause_ids, ward_codes,
    mod(4294967296 + hashint8(peer_id) - %(start)s, 4294967296) / 4294967296.0 AS distance
FROM peers_entry
WHERE audience = 'members' AND hashint8(peer_id) {{half}} %(start)s
    AND {{fits}} AND NOT peer_id = ANY(%(known)s::bigint[]) AND {{admitted}} < {SHOWN}
ORDER BY hashint8(peer_id) LIMIT {POOL}
"""
# `ticket` is below 1 for whoever is admitted. A full pool is a part of all who fit, and those in it
# win that much more often. Nobody is drawn who pauses, or has as much on as they can take.
_DRAWN = f"""
, pool_{{tie}} AS MATERIALIZED (({{ahead}}) UNION ALL ({{behind}}) LIMIT {POOL})
, drawn_{{tie}} AS MATERIALIZED (
    SELECT peer_id, {{tie}} AS tie, coalesce(sector_id = %(sector)s, false) AS is_of_my_sector, lot,
        lot * reach * least({{viewers}}, everybody) / {ADMITTED} AS ticket
    FROM (
        SELECT *, (hashint8extended(peer_id, %(seed)s) & 4294967295) / 4294967296.0 AS lot,
            CASE WHEN count(*) OVER () = {POOL} THEN max(distance) OVER () ELSE 1 END AS reach
        FROM pool_{{tie}}
    ) pool
    CROSS JOIN sizes CROSS JOIN LATERAL (SELECT
        {_COUNTED}
    ) audience
    WHERE NOT EXISTS (
        SELECT FROM peers_profile f WHERE f.peer_id = pool.peer_id
            AND (f.paused_until > %(today)s
                OR f.takes_on IS NOT NULL AND f.takes_on <= peers_load(f.peer_id))
    )
)
"""
_MATCHES = f"""
, ranked AS (
    SELECT peer_id, ticket, row_number() OVER (ORDER BY
        ticket >= 1, CASE WHEN ticket < 1 THEN tie ELSE ticket END, is_of_my_sector, lot
    ) AS place
    FROM ({{drawn}}) everybody_drawn
)
SELECT {CARD_JSON}, item.cards
FROM ranked r JOIN peers_entry e ON e.peer_id = r.peer_id AND e.audience = 'members'
CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_array(i.kind, i.title, i.slug, tagged.ids)
        ORDER BY i.opened_at DESC, i.id DESC), '[]') AS cards
    FROM peers_item i CROSS JOIN LATERAL (
        SELECT array_agg(tag_id) AS ids FROM peers_itemhelp WHERE content_object_id = i.id
    ) tagged
    WHERE i.peer_id = r.peer_id AND i.hidden_at IS NULL
        AND i.state = 'open' AND (i.until IS NULL OR i.until >= %(today)s)
        AND i.audience = ANY(%(seen)s)
        AND tagged.ids &&
            CASE i.kind WHEN 'offer' THEN %(asks)s::bigint[] ELSE %(offers)s::bigint[] END
) item
WHERE place <= CASE WHEN ticket < 1 THEN {SHOWN} ELSE {FEW} END
ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Fitting:
    """An offer or ask of somebody that fits what the viewer asks for or offers."""

    title: str
    slug: str
    helps: list[Choice]


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody to meet, and why: offers that fit the viewer's asks, asks that fit their offers,
    and the causes and wards that both named."""

    card: Card
    offers: list[Fitting]
    asks: list[Fitting]
    causes: list[Choice]
    wards: list[Choice]

    @property
    def has_reason(self) -> bool:
        """Whether anything joins the two today: entries are a night behind the calendar."""
        return bool(self.offers or self.asks or self.causes)


def matches_of(facts: Facts) -> list[Match]:
    """The best matches, strongest ties first and other sectors before one's own; ties by lot. At
    most `SHOWN`, in one query."""
    if not facts.are_enough:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_query(facts), _values(facts))
        matches = [_match(facts, *row) for row in cursor.fetchall()]
    return [match for match in matches if match.has_reason]


def others_who_offer(help_ids, *, viewer, but) -> list[Match]:
    """Others who offer some kinds of help, for when somebody pauses or has enough on. By the same
    rules and lots as matches; two queries."""
    facts = facts_of(viewer)
    asking = replace(
        facts,
        cause_ids=[],
        offer_ids=[],
        ask_ids=list(help_ids),
        known=[*facts.known, but.pk],
    )
    return matches_of(asking)


def _query(facts: Facts) -> str:
    """All ties for which enough was said, each asked only while the page has room."""
    text, admitted = _SIZES, "0"
    drawn = []
    for number, tie in enumerate(TIES, start=1):
        if not tie.said(facts):
            continue
        ahead, behind = (
            _FITTING.format(half=half, fits=tie.fit, admitted=admitted) for half in (">=", "<")
        )
        text += _DRAWN.format(tie=number, ahead=ahead, behind=behind, viewers=tie.viewers)
        admitted += f" + (SELECT count(*) FROM drawn_{number} WHERE ticket < 1)"
        drawn.append(f"SELECT * FROM drawn_{number}")
    return text + _MATCHES.format(drawn=" UNION ALL ".join(drawn))


def _values(facts: Facts) -> dict:
    """Parameters. A viewer's place on the circle, and their lots, are other ones each week."""
    today = timezone.localdate()
    year, week, _day = today.isocalendar()
    chance = blake2b(f"{facts.peer_id} {year} {week}".encode(), digest_size=12).digest()
    return {
        "start": int.from_bytes(chance[:4], signed=True),
        "seed": int.from_bytes(chance[4:], signed=True),
        "today": today,
        "seen": sorted(SEEN_BY[Audience.MEMBERS]),
        "sector": facts.sector_id,
        "asks": facts.ask_ids,
        "offers": facts.offer_ids,
        "causes": facts.cause_ids,
        "wards": facts.ward_codes,
        "known": facts.known,
    }


def _match(facts: Facts, values: list, items: list) -> Match:
    _card, _sector, ward_codes, cause_ids, _is_organiser = values
    return Match(
        Card.from_json(values, facts.words),
        offers=_fitting(facts, items, Kind.OFFER, facts.ask_ids),
        asks=_fitting(facts, items, Kind.ASK, facts.offer_ids),
        causes=facts.words.named("cause", [i for i in cause_ids if i in facts.cause_ids]),
        wards=facts.words.named("ward", [c for c in ward_codes if c in facts.ward_codes]),
    )


def _fitting(facts: Facts, items: list, kind: Kind, help_ids: list[int]) -> list[Fitting]:
    """Of somebody's items those of one kind that are about some kinds of help."""
    return [
        Fitting(title, slug, facts.words.named("help", [i for i in ids if i in help_ids]))
        for kind_of_item, title, slug, ids in items
        if kind_of_item == kind
    ]
