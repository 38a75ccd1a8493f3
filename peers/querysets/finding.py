"""Finding peers: one page of cards, and the counts beside the filters, in one query.

For each facet the counts say how many peers its choice would show with all the *other* choices as
they are; so they always add up. Where nothing is chosen they are read from the tallies, and made
exact for a viewer by the few entries that they find otherwise than their circle does.

Like `projects/querysets/finding.py` this is SQL put together from fixed pieces, with all values as
parameters (docs/decisions/0015 and 0017).
"""

from collections.abc import Sequence
from functools import cached_property

from leeds_leaders.finding import results
from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.finding.search import all_but_one
from leeds_leaders.finding.vocabulary import STAMP, Choice, spoken
from leeds_leaders.finding.words import Sql
from leeds_leaders.statements import prepared_cursor
from peers.choices import Form, Scale
from peers.querysets.cards import CARD_JSON, Card
from peers.querysets.facts import Facts
from peers.querysets.search import YES, Search, order_of
from peers.querysets.sight import Sight

# What each facet is called in the tallies, and where its keys stand in an entry.
_TALLIED = {
    "cause": "cause", "ward": "ward", "offers": "offer", "asks": "ask", "sector": "sector",
    "form": "form", "scale": "scale", "principle": "principle", "free": "free",
    "organiser": "organiser",
}  # fmt: skip
_LISTS = {
    "cause": "cause_ids", "ward": "ward_codes", "offers": "offer_ids", "asks": "ask_ids",
    "form": "forms", "scale": "scales", "principle": "principle_ids",
}  # fmt: skip
_VALUES = {
    "sector": "sector_id::text",
    "free": "offers_free::text",
    "organiser": "is_organiser::text",
}

# Sets of words are few: counting each set first spares taking every row's apart.
_COUNT_LIST = """
SELECT '{facet}' AS facet, v::text AS value, sum(n)::bigint AS count
FROM (SELECT {column}, count(*) AS n FROM {rows} GROUP BY 1) sets, unnest({column}) v GROUP BY 2
"""
_COUNT_VALUE = """
SELECT '{facet}' AS facet, {column} AS value, count(*) AS count FROM {rows}
WHERE {column} IS NOT NULL GROUP BY 2
"""
_COUNT_ALL = "SELECT 'all' AS facet, '' AS value, count(*) AS count FROM {rows}"
_TALLIES = """
SELECT facet, value, sum(count)::bigint AS count FROM (
    SELECT facet, value, count FROM peers_peertally WHERE audience = '{circle}'
    {corrected}
) tallied {where} GROUP BY 1, 2
"""
_CORRECTED = """
UNION ALL
SELECT facet, value, CASE audience WHEN 'connections' THEN 1 ELSE -1 END
FROM peers_entry CROSS JOIN LATERAL (
    SELECT 'all' AS facet, '' AS value
    {marks}
) marks
WHERE audience = '{circle}' AND peer_id = ANY(%s::bigint[])
    OR audience = 'connections' AND peer_id = ANY(%s::bigint[])
"""
_MARKS = " ".join(
    [
        *(f"UNION ALL SELECT '{_TALLIED[facet]}', v::text FROM unnest({column}) v"
          for facet, column in _LISTS.items()),
        *(f"UNION ALL SELECT '{_TALLIED[facet]}', {column}" for facet, column in _VALUES.items()),
    ]
)  # fmt: skip
_COLUMNS = ", ".join(
    (
        "peer_id",
        "audience",
        "sort_name",
        "sector_id",
        "offers_free",
        "is_organiser",
        *_LISTS.values(),
    )
)
_ANSWER = f"""
SELECT facet, value, count FROM counts
UNION ALL SELECT 'stamp', '', ({STAMP})
UNION ALL SELECT 'cards', json_agg(card)::text, 0 FROM ({{cards}}) cards
"""
_CARDS = f"""
SELECT {CARD_JSON} AS card
FROM (SELECT peer_id, audience FROM {{rows}} ORDER BY {{order}} LIMIT {PAGE_SIZE} OFFSET %s) page
JOIN peers_entry e USING (peer_id, audience) ORDER BY {{order}}
"""
_FIRST = f"(SELECT {_COLUMNS} FROM peers_entry WHERE {{way}} ORDER BY {{order}} LIMIT %s)"


class Found(results.Found):
    """What a search in the directory found."""

    TALLIED = _TALLIED

    @cached_property
    def cards(self) -> list[Card]:
        return [Card.from_json(values, self.words) for values in self.written]

    @property
    def total(self) -> int:
        return self.counts.get(("all", ""), 0)

    def choices_of(self, facet: str) -> list[Choice]:
        """Communities stand first among the kinds of organisations."""
        if facet in {"free", "organiser"}:
            return [Choice(YES, "", "true")]
        if facet in {"form", "scale"}:
            return spoken(Form if facet == "form" else Scale)
        return getattr(self.words, "help" if facet in {"offers", "asks"} else facet)

    def count_of(self, switch: str) -> int:
        """How many a switch would show."""
        return self.options_of(switch)[0].count


def find(search: Search, sight: Sight, facts: Facts | None = None) -> Found:
    """The page and the counts of a search among the entries that a viewer may find.

    One query. A second one if nobody has the words to the letter, for what comes close; and one
    for the vocabulary if words or wards have changed since this process last looked. `facts` about
    the viewer are for the order of most in common.
    """
    found = _ask(search, sight, facts, is_rough=False)
    if search.q and search.words.has_leeway and not found.has_hits:
        found = _ask(search, sight, facts, is_rough=True)
    return found


def _ask(search: Search, sight: Sight, facts: Facts | None, *, is_rough: bool) -> Found:
    hits = Sql("") if search.is_bare else _hits(search, sight.ways(), is_rough=is_rough)
    counts, cards = _counts(search, sight), _cards(search, sight, order_of(search.sort, facts))
    text = f"WITH {hits.text} counts AS ({counts.text}) {_ANSWER.format(cards=cards.text)}"
    with prepared_cursor() as cursor:
        cursor.execute(text, (*hits.values, *counts.values, *cards.values))
        return Found(search, cursor.fetchall(), is_rough=is_rough)


def _cards(search: Search, sight: Sight, order: Sql) -> Sql:
    """The cards of one page, in their order."""
    skip = (search.page - 1) * PAGE_SIZE
    rows = _first(sight.ways(), order, skip + PAGE_SIZE) if search.is_bare else Sql("fitting")
    text = _CARDS.format(rows=rows.text, order=order.text)
    return Sql(text, (*rows.values, *order.values, skip, *order.values))


def _first(ways: Sequence[Sql], order: Sql, most: int) -> Sql:
    """The first entries that each way leads to, so that an index can stop early."""
    text = " UNION ALL ".join(_FIRST.format(way=way.text, order=order.text) for way in ways)
    values = [value for way in ways for value in (*way.values, *order.values, most)]
    return Sql(f"({text}) first", tuple(values))


def _hits(search: Search, ways: Sequence[Sql], *, is_rough: bool) -> Sql:
    """Entries that fit the words, and for each facet whether they fit its choice."""
    fits = {facet: search.fits(facet) for facet in search.chosen}
    flags = "".join(f", ({sql.text}) IS TRUE AS {facet}_fits" for facet, sql in fits.items())
    texts: list[str] = []
    values: list = []
    for way in ways:
        if search.q:
            condition = search.roughly(way) if is_rough else search.exactly(way)
        else:
            condition = all_but_one(fits.values())
        texts.append(
            f"SELECT {_COLUMNS}{flags} FROM peers_entry WHERE {way.text} AND {condition.text}"
        )
        values += [value for sql in fits.values() for value in sql.values]
        values += [*way.values, *condition.values]
    all_fit = " AND ".join(f"{facet}_fits" for facet in fits) or "true"
    text = (
        f"hits AS MATERIALIZED ({' UNION ALL '.join(texts)}),"
        f" fitting AS MATERIALIZED (SELECT * FROM hits WHERE {all_fit}),"
    )
    return Sql(text, tuple(values))


def _counts(search: Search, sight: Sight) -> Sql:
    """How many there are, of each facet, with all other choices as they are."""
    if search.is_bare:
        return _tallies(sight)
    own = "" if search.q or len(search.chosen) > 1 else search.chosen[0]
    counts = [
        _counted(facet, _rows_but_for(facet, search)) for facet in Search.FACETS if facet != own
    ]
    counts.append(_COUNT_ALL.format(rows="fitting"))
    if not own:
        return Sql(" UNION ALL ".join(counts))
    # A single choice: the other values of its own facet are counted by the tallies.
    tallies = _tallies(sight, only=own)
    return Sql(" UNION ALL ".join([*counts, tallies.text]), tallies.values)


def _rows_but_for(facet: str, search: Search) -> str:
    """The hits that fit all choices but a facet's own."""
    if facet not in search.chosen:
        return "fitting"
    others = [f"{other}_fits" for other in search.chosen if other != facet]
    return f"(SELECT * FROM hits WHERE {' AND '.join(others)}) others" if others else "hits"


def _counted(facet: str, rows: str) -> str:
    """The counts of one facet among some rows."""
    if facet in _LISTS:
        return _COUNT_LIST.format(facet=_TALLIED[facet], column=_LISTS[facet], rows=rows)
    return _COUNT_VALUE.format(facet=_TALLIED[facet], column=_VALUES[facet], rows=rows)


def _tallies(sight: Sight, *, only: str = "") -> Sql:
    """The tallies of all facets or only one, as the viewer would count them: without the members'
    entries of those whom they find otherwise, with what they find of these instead.
    """
    where = f"WHERE facet = '{_TALLIED[only]}'" if only else ""
    if not sight.apart:
        return Sql(_TALLIES.format(circle=sight.circle, corrected="", where=where))
    corrected = _CORRECTED.format(circle=sight.circle, marks=_MARKS)
    text = _TALLIES.format(circle=sight.circle, corrected=corrected, where=where)
    return Sql(text, (sight.apart, list(sight.connected)))
