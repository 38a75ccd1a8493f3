"""What the digest tells of peers. Everything comes from the members' entries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from leeds_leaders.notices.sources import Found, Item, Reader
from leeds_leaders.text import shorten
from peers.querysets.cards import Card
from peers.querysets.newcomers import Newcomer, cards_for_members, newcomers, strangers

MOST = 5
LINE = 160


class PeersInCommon:
    """Peers who joined, or opened their profile, for causes or in wards that somebody follows.

    Whoever follows nothing hears of nobody: that somebody joined is no news by itself.
    """

    name = "peers.common"
    title = gettext_lazy("New peers with something in common")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """Newest first; never oneself, nor whom one has to do with already. At most three queries,
        and one when the vocabulary has changed."""
        readers = [reader for reader in readers if reader.cause_ids or reader.ward_codes]
        if not readers:
            return {}
        news = _News(newcomers(min(r.since for r in readers), max(r.until for r in readers)))
        chosen = {reader.peer_id: news.for_reader(reader, self.name) for reader in readers}
        chosen = {peer_id: pks for peer_id, pks in chosen.items() if pks}
        if not chosen:
            return {}
        chosen = strangers(chosen)
        items = _items(pk for pks in chosen.values() for pk in pks[:MOST])
        url = reverse("peers:common")
        found = {
            peer_id: Found(
                [items[pk] for pk in pks[:MOST] if pk in items], more=len(pks[MOST:]), url=url
            )
            for peer_id, pks in chosen.items()
        }
        return {peer_id: each for peer_id, each in found.items() if each.items}

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those whom members may find, and whom nothing has come between meanwhile. Two queries,
        and one when the vocabulary has changed."""
        if not told:
            return {}
        items = _items(pk for pks in told.values() for pk in pks)
        return {
            peer_id: [items[pk] for pk in pks if pk in items]
            for peer_id, pks in strangers(told).items()
        }

    def headline(self, found: Found) -> str:
        """How many there are."""
        count = len(found.items) + found.more
        return ngettext("%d new peer to meet", "%d new peers to meet", count) % count


class _News:
    """Who is new, newest first, by what they care about and where."""

    def __init__(self, rows: Sequence[Newcomer]):
        self._ids = [row.peer_id for row in rows]
        self._moments = [row.moment for row in rows]
        self._by: dict[object, set[int]] = defaultdict(set)
        for at, row in enumerate(rows):
            for followed in (*row.cause_ids, *row.ward_codes):
                self._by[followed].add(at)

    def for_reader(self, reader: Reader, section: str) -> list[int]:
        """The ids of those who are news to somebody."""
        followed = (*reader.cause_ids, *reader.ward_codes)
        known = reader.was_told(section) | {reader.peer_id}
        since, until, moments, ids = reader.since, reader.until, self._moments, self._ids
        return [
            ids[at]
            for at in sorted(set().union(*(self._by[each] for each in followed)))
            if since <= moments[at] < until and ids[at] not in known
        ]


def _items(peer_ids: Iterable[int]) -> dict[int, Item]:
    """Peers as items of a digest, by id, as far as members may find them."""
    cards = cards_for_members(set(peer_ids))
    return {
        pk: Item(pk, card.name, card.get_absolute_url(), _about(card)) for pk, card in cards.items()
    }


def _about(card: Card) -> str:
    """Where they are active, what they care about, and their own line about themselves."""
    parts = [cause for cause in card.causes if cause.is_part] or card.causes
    facts = [
        ", ".join(card.wards),
        ", ".join(cause.label for cause in parts),
        card.one_line,
    ]
    return shorten(" · ".join(fact for fact in facts if fact), LINE)
