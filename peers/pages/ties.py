"""What is between the viewer and others, ready for a template.

Of others' profiles nothing is read here but whether they pause or have enough on, which they let
everybody know who would ask them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from peers import rules
from peers.actions.people import load_of
from peers.choices import Audience, Kind, Part, Tie
from peers.models import Block, Connection, Introduction, Item, Pair, Peer, Profile, Thanks
from peers.models.profile import FIELDS_OF
from peers.pages.portrait import Portrait
from peers.querysets.cards import Card
from peers.querysets.matching import Match, others_who_offer

FEW = 3  # others are proposed instead of somebody who has enough on
SHOWN = 50  # of what waits; the next come up as these are answered


@dataclass(frozen=True, slots=True)
class Between:
    """Where two peers stand, as far as the viewer may know: an ask that was declined waits."""

    connection: Connection | None
    is_waiting: bool = False
    asks_me: bool = False
    was_refused: bool = False
    is_connected: bool = False
    is_blocked: bool = False

    @classmethod
    def of(cls, viewer: Peer, peer: Peer) -> "Between":
        """Two queries."""
        connection = Connection.objects.visible_to(viewer).between(viewer, peer).first()
        is_blocked = Block.objects.visible_to(viewer).filter(blocked=peer.pk).exists()
        if connection is None:
            return cls(None, is_blocked=is_blocked)
        return cls(
            connection,
            is_waiting=rules.waits_for_other(connection, viewer),
            asks_me=rules.can_say_no(connection, viewer),
            was_refused=connection.asked_id == viewer.pk and connection.state == Tie.DECLINED,
            is_connected=connection.state == Tie.ACCEPTED,
            is_blocked=is_blocked,
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """Whether a peer takes on one more thing, and who is there while they are away."""

    is_paused: bool
    is_full: bool
    until: date | None
    stand_in: Peer | None

    @classmethod
    def of(cls, peer: Peer, viewer: Peer) -> "Pace":
        """At most two queries beside the profile."""
        profile = peer.profile
        if rules.is_paused(profile, timezone.localdate()):
            others = Peer.objects.visible_to(viewer).not_blocked_by(viewer).exclude(pk=viewer.pk)
            stand_in = others.filter(pk=profile.stand_in_id).first()
            return cls(True, False, profile.paused_until, stand_in)
        return cls(False, not rules.has_room(profile, load_of(peer)), None, None)

    @property
    def takes_asks(self) -> bool:
        return not (self.is_paused or self.is_full)


def others_instead(peer: Peer, viewer: Peer, about: Item | None) -> list[Match]:
    """A few others who offer what a peer does, or what an ask would be about. Three queries."""
    offers = Item.objects.visible_to(viewer).open().filter(peer=peer, kind=Kind.OFFER)
    if about is not None:
        offers = offers.filter(pk=about.pk)
    help_ids = set(offers.exclude(tags=None).values_list("tags", flat=True))
    return others_who_offer(help_ids, viewer=viewer, but=peer)[:FEW] if help_ids else []


@dataclass(frozen=True, slots=True)
class Reveals:
    """What somebody's own settings let others see of them: who is asked, and who is connected.

    `parts` are those that connections see and members do not, as far as something stands there.
    """

    is_closed: bool
    parts: list[str]
    has_items: bool

    @classmethod
    def of(cls, viewer: Peer) -> "Reveals":
        """Two queries."""
        peer = Peer.objects.visible_to(viewer).for_page(viewer).get(pk=viewer.pk)
        portrait = Portrait.of(peer, Audience.CONNECTIONS)
        if portrait is None:
            return cls(True, [], False)
        parts = [
            str(Part(part).label)
            for part, names in FIELDS_OF.items()
            if not peer.profile.shows(part, Audience.MEMBERS)
            and any(getattr(portrait, name) for name in names)
        ]
        is_closed = peer.profile.audience == Audience.CONNECTIONS
        has_items = any(item["audience"] == Audience.CONNECTIONS for item in peer.item_list)
        return cls(is_closed, parts, has_items)


@dataclass(frozen=True, slots=True)
class Meeting:
    """An introduction as one of the two sees it: the other has a name only if they may see them."""

    introduction: Introduction
    other: Peer | None
    said_yes: bool


def seen_of(viewer: Peer, peer_ids: Iterable[int]) -> set[int]:
    """Of these people those whom the viewer may see. One query."""
    seen = Peer.objects.visible_to(viewer).filter(pk__in=set(peer_ids))
    return set(seen.values_list("pk", flat=True))


def connections_of(viewer: Peer):
    """The people whom somebody is connected with, to choose from."""
    others = Connection.objects.visible_to(viewer).of_others(viewer)
    return Peer.objects.visible_to(viewer).filter(pk__in=others.values("other_id"))


def with_cards(connections: Iterable[Connection]) -> list[Connection]:
    """Connections that came by `as_cards`, each with its `card` ready for a template."""
    rows = list(connections)
    for row in rows:
        row.card = Card(**row.card, sector="", wards=[], causes=[], is_organiser=False)
    return rows


def waiting_for(viewer: Peer) -> dict:
    """What waits for the viewer's answer, or was answered so that it can be answered anew. A fixed
    number of queries."""
    ties = Connection.objects.visible_to(viewer).select_related("asker", "about")
    return {
        "most": SHOWN,
        "asks": ties.waiting_for(viewer).order_by("asked_at", "pk")[:SHOWN],
        "declined": ties.declined_by(viewer).order_by("-declined_at", "pk")[:SHOWN],
        "meetings": meetings_of(viewer),
    }


def meetings_of(viewer: Peer) -> list[Meeting]:
    """The introductions that the viewer may answer, the others named only where the viewer may
    see them. Two queries."""
    introductions = Introduction.objects.visible_to(viewer).for_answer(viewer)
    rows = introductions.select_related("by", "first", "second").order_by("proposed_at", "pk")
    others = {row: row.second if row.first_id == viewer.pk else row.first for row in rows[:SHOWN]}
    seen = seen_of(viewer, (other.pk for other in others.values()))
    return [
        Meeting(
            introduction=row,
            other=other if other.pk in seen else None,
            said_yes=bool(row.first_answer if row.first_id == viewer.pk else row.second_answer),
        )
        for row, other in others.items()
    ]


def begun_by(viewer: Peer) -> dict:
    """What the viewer has begun with others. A fixed number of queries."""
    proposed = Introduction.objects.visible_to(viewer).proposed_by(viewer)
    return {
        "asked": Connection.objects.visible_to(viewer).asked_by(viewer)[:SHOWN],
        "proposed": proposed.select_related("first", "second")[:SHOWN],
        "pairs": Pair.objects.visible_to(viewer).as_cards(viewer)[:SHOWN],
        "blocks": Block.objects.visible_to(viewer).select_related("blocked").order_by("-since"),
    }


def thanks_of(viewer: Peer, got: Iterable[Thanks], given: Iterable[Thanks]) -> dict:
    """Thanks with whom they came from and went to, as far as the viewer may still see them."""
    got, given = list(got), list(given)
    seen = seen_of(viewer, [*(one.giver_id for one in got), *(one.receiver_id for one in given)])
    return {
        "got": [(one, one.giver if one.giver_id in seen else None) for one in got],
        "given": [(one, one.receiver if one.receiver_id in seen else None) for one in given],
    }


@dataclass(frozen=True, slots=True)
class OwnPace:
    """What somebody has on, and for whom they stand in."""

    peer: Peer
    profile: Profile
    load: int
    is_paused: bool
    stands_in_for: list[Peer]

    @classmethod
    def of(cls, peer: Peer) -> "OwnPace":
        """Three queries."""
        today = timezone.localdate()
        profile = peer.profile
        pausing = Peer.objects.visible_to(peer).filter(
            profile__stand_in=peer, profile__paused_until__gt=today
        )
        return cls(
            peer=peer,
            profile=profile,
            load=load_of(peer),
            is_paused=rules.is_paused(profile, today),
            stands_in_for=list(pausing.select_related("profile")),
        )

    @property
    def pause(self) -> dict:
        """What the form about the pause begins with."""
        if not self.is_paused:
            return {}
        stand_in = self.profile.stand_in
        slug = stand_in.slug if stand_in else None
        return {"until": self.profile.paused_until, "stand_in": slug}
