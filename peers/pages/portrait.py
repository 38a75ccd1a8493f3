"""A peer as one circle of people may see them.

Beside the entries of migration `0004_entries`, which say what each circle may find, this is the one
place that says what a circle may read. A test holds the two against each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from leeds_leaders.geography.hexes import WardCount
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.moderation.choices import Standing
from peers.choices import SEEN_BY, Audience, Cost, Form, Kind
from peers.models import Peer
from peers.models.profile import FIELDS_OF
from peers.querysets.cards import photo_name

# What a moderator has not looked at yet is for members.
STANDINGS_FOR_VISITORS = frozenset({Standing.LIVE})
STANDINGS_FOR_MEMBERS = frozenset({Standing.LIVE, Standing.HELD})


@dataclass(frozen=True, slots=True)
class Post:
    """What a peer does, or did, in an organisation."""

    title: str
    organisation: str
    slug: str
    form: str
    starts_on: date | None
    ends_on: date | None

    @property
    def is_past(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An offer or an ask that is on lists today."""

    title: str
    slug: str
    cost: str
    until: date | None

    @property
    def cost_in_words(self) -> str:
        return str(Cost(self.cost).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """What one circle may see of a peer; whatever it may not see is empty here.

    `circle` is who looks: `public`, `members`, `connections`, or `hidden` for the peer themselves.
    `city` is all wards, of which `wards` count one.
    Made by `of`, from a peer that came by `for_page`.
    """

    circle: str
    slug: str
    name: str
    city: tuple[WardCount, ...]
    offers: list[OpenItem]
    asks: list[OpenItem]
    pronouns: str = ""
    called: str = ""
    photo: str = ""
    photo_alt: str = ""
    one_line: str = ""
    story: str = ""
    comes_as_self: bool = False
    roles: tuple[Post, ...] = ()
    sector: Sector | None = None
    wards: tuple[dict, ...] = ()
    causes: tuple[dict, ...] = ()
    principles: tuple[dict, ...] = ()
    talents: str = ""
    lived_experience: str = ""
    agenda: str = ""
    fighting_for: str = ""
    parked_until: date | None = None
    interests: str = ""
    languages: str = ""
    contact: str = ""
    is_organiser: bool = False
    organises_in: str = ""
    elected_as: str = ""
    elected_ward: Ward | None = None
    term_ends_on: date | None = None

    @classmethod
    def of(cls, peer: Peer, circle: str) -> "Portrait | None":
        """The peer for this circle; nothing where it may not see them at all."""
        return cls._drawn(peer, circle) if peer.profile.is_seen_by(circle) else None

    @classmethod
    def of_oneself(cls, peer: Peer) -> "Portrait":
        """All of it, for the peer alone."""
        return cls._drawn(peer, Audience.HIDDEN)

    @classmethod
    def _drawn(cls, peer: Peer, circle: str) -> "Portrait":
        profile = peer.profile
        told = {
            "photo": str(profile.photo),
            "roles": _posts(peer.role_list, circle),
            "wards": tuple(ward for ward in peer.ward_list if ward["is_active"]),
            "causes": tuple(peer.cause_list),
            "principles": tuple(peer.principle_list),
        }
        shown: dict[str, Any] = {
            name: told[name] if name in told else getattr(profile, name)
            for part, names in FIELDS_OF.items()
            if profile.shows(part, circle)
            for name in names
        }
        items = [item for item in peer.item_list if item["audience"] in SEEN_BY[circle]]
        return cls(
            circle=circle,
            slug=peer.slug,
            name=peer.name,
            city=_city(shown.get("wards", ()), peer.ward_list),
            offers=_open_items(items, Kind.OFFER),
            asks=_open_items(items, Kind.ASK),
            **shown,
        )

    def get_absolute_url(self) -> str:
        return reverse("peers:detail", args=[self.slug])

    def photo_address(self, side: int) -> str:
        """Where the photo is in one of its sizes."""
        return reverse("peers:photo", args=[photo_name(self.photo, side)])

    @property
    def first_name(self) -> str:
        """What they would be called to their face."""
        return self.name.split()[0]

    @property
    def roles_now(self) -> list[Post]:
        """Communities before institutions."""
        now = [role for role in self.roles if not role.is_past]
        return sorted(now, key=lambda role: _PLACE_OF_FORM.get(role.form, len(_PLACE_OF_FORM)))

    @property
    def roles_before(self) -> list[Post]:
        return [role for role in self.roles if role.is_past]

    @property
    def is_parked(self) -> bool:
        """Whether what they fight for rests until a day that is still to come."""
        return self.parked_until is not None and self.parked_until > timezone.localdate()

    @property
    def tells_who(self) -> bool:
        """Whether there is more than a name."""
        return any(getattr(self, name) for names in FIELDS_OF.values() for name in names) or bool(
            self.offers or self.asks
        )


_PLACE_OF_FORM = {form.value: place for place, form in enumerate(Form)}


def _posts(rows: list[dict], circle: str) -> tuple[Post, ...]:
    standings = STANDINGS_FOR_VISITORS if circle == Audience.PUBLIC else STANDINGS_FOR_MEMBERS
    return tuple(
        Post(
            title=row["title"],
            organisation=row["organisation"],
            slug=row["slug"],
            form=row["form"],
            starts_on=_day(row["starts_on"]),
            ends_on=_day(row["ends_on"]),
        )
        for row in rows
        if row["standing"] in standings
    )


def _city(shown: Iterable[dict], wards: list[dict]) -> tuple[WardCount, ...]:
    """All wards for the hexagon city; those that are shown count one."""
    slugs = {ward["slug"] for ward in shown}
    return tuple(
        WardCount(
            ward["slug"],
            ward["name"],
            None if ward["column"] is None else (ward["column"], ward["row"]),
            int(ward["slug"] in slugs),
        )
        for ward in wards
    )


def _open_items(rows: list[dict], kind: str) -> list[OpenItem]:
    return [
        OpenItem(row["title"], row["slug"], row["cost"], _day(row["until"]))
        for row in rows
        if row["kind"] == kind
    ]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
