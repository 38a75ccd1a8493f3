"""What somebody's own pages say of their profile."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from peers.choices import Audience, Part
from peers.models import Peer
from peers.models.profile import FIELDS_OF
from peers.pages.portrait import Portrait

SHORT = 160  # characters


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a profile, in short, and who sees it."""

    label: str
    words: str
    audience: str


@dataclass(frozen=True, slots=True)
class Section:
    """What somebody has told under one heading, and what could be added there."""

    name: str
    title: str
    told: list[Told]
    could_be_added: list[str]


def section_of(peer: Peer, name: str, title: str, parts: Iterable[Part]) -> Section:
    """One section for its owner, of a peer that came by `for_page`."""
    portrait = Portrait.of(peer, Audience.HIDDEN)
    profile = peer.profile
    words = {part: in_short(portrait, part) for part in parts}
    return Section(
        name,
        title,
        [
            Told(part.label, said, Audience(profile.audience_of(part)).label)
            for part, said in words.items()
            if said
        ],
        [part.label for part, said in words.items() if not said],
    )


def in_short(portrait: Portrait | None, part: Part) -> str:
    """What a portrait says in one part, cut to a line or two; empty if it says nothing."""
    values = [getattr(portrait, name, None) for name in FIELDS_OF[part]]
    return Truncator(" · ".join(_in_words(value) for value in values if value)).chars(SHORT)


def _in_words(value) -> str:
    if value is True:
        return _("yes")
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
    label = Audience.PUBLIC.label
    return [Told(p.label, said, label) for p in Part if (said := in_short(portrait, p))]
