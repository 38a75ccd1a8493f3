"""Why two peers should meet, in words; ready for a template."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from leeds_leaders.finding.vocabulary import Choice
from peers.choices import SEEN_BY, Audience
from peers.models import Peer
from peers.querysets.facts import Facts
from peers.querysets.matching import Match

MOST_OF_A_KIND = 2  # the newest are reason enough
MOST_SET_ASIDE = 200


def set_aside_by(viewer):
    """Whom a viewer has set aside and may still see. One query."""
    peers = Peer.objects.visible_to(viewer).not_blocked_by(viewer)
    set_aside = peers.filter(pk__in=viewer.set_asides.values("peer"))
    return set_aside.only("name", "slug")[:MOST_SET_ASIDE]


def in_words(choices: list[Choice]) -> str:
    """Names from a curated list within a sentence: "money, transport and a place to meet"."""
    return get_text_list([_within(choice.label) for choice in choices], _("and"))


def _within(label: str) -> str:
    """A name without its capital, unless it is one of those that keep it ("IT", "NHS")."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A match, and its reasons as a page says them."""

    match: Match

    @property
    def card(self):
        return self.match.card

    @property
    def first_name(self) -> str:
        return self.match.card.name.split()[0]

    @property
    def offers(self) -> list[tuple]:
        """What they offer that I ask for: (item, kinds of help in words)."""
        return [(item, in_words(item.helps)) for item in self.match.offers[:MOST_OF_A_KIND]]

    @property
    def asks(self) -> list[tuple]:
        """What they ask for that I offer: (item, kinds of help in words)."""
        return [(item, in_words(item.helps)) for item in self.match.asks[:MOST_OF_A_KIND]]

    @property
    def causes(self) -> str:
        """What both care about. A part says more than the cause that it is a part of."""
        parts = [cause for cause in self.match.causes if cause.is_part]
        return in_words(parts or self.match.causes)

    @property
    def wards(self) -> str:
        """Where both are active; names of places keep their capitals."""
        return get_text_list([ward.label for ward in self.match.wards], _("and"))

    @property
    def about(self) -> str:
        """The offer or ask that a first word would be about, if there is one."""
        return next((item.slug for item in (*self.match.offers, *self.match.asks)), "")


@dataclass(frozen=True, slots=True)
class InCommon:
    """What the page says of its reader, before it says whom they could meet."""

    facts: Facts
    proposals: list[Proposal]

    @property
    def is_found_by_members(self) -> bool:
        """Whether others are shown the reader at all."""
        return self.facts.audience in SEEN_BY[Audience.MEMBERS]

    @property
    def pauses_until(self):
        """The day on which the reader is back, if they are away."""
        until = self.facts.paused_until
        return until if until and until > timezone.localdate() else None

    @property
    def could_say_causes(self) -> bool:
        return not self.facts.cause_ids

    @property
    def could_say_help(self) -> bool:
        return not (self.facts.offer_ids and self.facts.ask_ids)
