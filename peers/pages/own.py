"""What somebody's own pages say of their profile, and of what waits for them."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from peers.choices import SEEN_BY, Audience, ItemState, PairState, Part
from peers.models import Connection, Introduction, Item, Pair, Peer, Profile
from peers.models.profile import FIELDS_OF
from peers.pages.portrait import Portrait

SHORT = 160  # characters


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody's answer: how many asks to connect, introductions and pairs, and how
    many of their own offers and asks are past their date."""

    asks: int
    introductions: int
    pairs: int
    past_items: int
    is_new: bool

    @classmethod
    def of(cls, viewer: Peer) -> "Waiting":
        """Five queries."""
        unanswered = Q(first=viewer, first_answer="") | Q(second=viewer, second_answer="")
        introductions = Introduction.objects.visible_to(viewer).for_answer(viewer)
        pairs = Pair.objects.visible_to(viewer).as_cards(viewer)
        items = Item.objects.visible_to(viewer).filter(peer=viewer)
        return cls(
            asks=Connection.objects.visible_to(viewer).waiting_for(viewer).count(),
            introductions=introductions.filter(unanswered).count(),
            pairs=pairs.filter(proposed_to=viewer, state=PairState.PROPOSED).count(),
            past_items=items.filter(state=ItemState.PAST).count(),
            is_new=viewer.profile.welcomed_at is None,
        )

    @property
    def is_something(self) -> bool:
        return bool(self.asks or self.introductions or self.pairs or self.past_items)


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a profile, in short, and who sees it where that is fewer than see the whole."""

    label: str
    words: str
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What somebody has told under one heading, where they change it, and what could be added."""

    name: str
    title: str
    address: str
    told: list[Told]
    could_be_added: list[str]


def section_of(peer: Peer, name: str, title: str, address: str, parts: Iterable[Part]) -> Section:
    """One section for its owner, of a peer that came by `for_page`."""
    portrait = Portrait.of_oneself(peer)
    words = {part: in_short(portrait, part) for part in parts}
    return Section(
        name,
        title,
        address,
        [
            Told(str(part.label), said, _narrower_audience(peer.profile, part))
            for part, said in words.items()
            if said
        ],
        [str(part.label) for part, said in words.items() if not said],
    )


def _narrower_audience(profile: Profile, part: Part) -> str:
    audience = profile.audience_of(part)
    return "" if audience in SEEN_BY[profile.audience] else str(Audience(audience).label)


def in_short(portrait: Portrait, part: Part) -> str:
    """What a portrait says in one part, cut to a line or two; empty if it says nothing."""
    said = {name: getattr(portrait, name) for name in FIELDS_OF[part]}
    words = [_in_words(name, value) for name, value in said.items() if value]
    return Truncator(" · ".join(words)).chars(SHORT)


_SAID = {
    "photo": gettext_lazy("There is one"),
    "comes_as_self": gettext_lazy("I come as myself"),
    "is_organiser": gettext_lazy("Yes"),
}


def _in_words(name: str, value) -> str:
    if name in _SAID:
        return str(_SAID[name])
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, tuple):
        return ", ".join(map(_name, value))
    return str(value)


def _name(entry) -> str:
    return entry["name"] if isinstance(entry, dict) else entry.organisation


def opened_to_all(peer: Peer, audiences: dict[str, str]) -> list[Told]:
    """What visitors would see if the profile was opened with these audiences of its parts."""
    peer, peer.profile = copy(peer), copy(peer.profile)
    peer.profile.audience, peer.profile.audiences = Audience.PUBLIC, audiences
    portrait = Portrait.of(peer, Audience.PUBLIC)
    words = {part: in_short(portrait, part) for part in Part} if portrait else {}
    return [Told(str(part.label), said) for part, said in words.items() if said]
