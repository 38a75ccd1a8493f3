"""What a list shows of one peer to one circle."""

from dataclasses import dataclass
from pathlib import PurePath

from django.urls import reverse

from leeds_leaders.finding.vocabulary import Choice, Vocabulary

# A card of the entry `e`, as `Card.from_json` reads it.
CARD_JSON = """json_build_array(
    (SELECT card FROM peers_entrytext t WHERE t.peer_id = e.peer_id AND t.audience = e.audience),
    e.sector_id, e.ward_codes, e.cause_ids, e.is_organiser)"""


def photo_name(photo: str, side: int) -> str:
    """What a photo is called in one of its sizes."""
    return f"{PurePath(photo).stem}-{side}"


@dataclass(slots=True)
class Card:
    """What a list shows of one peer; made from their `Entry`, so it holds nothing that the circle
    of that entry may not see.

    `roles` are (title, organisation, its slug); `offers` are (title, slug, cost); `asks` are
    (title, slug).
    """

    slug: str
    name: str
    pronouns: str
    called: str
    one_line: str
    photo: str
    photo_alt: str
    comes_as_self: bool
    roles: list[tuple[str, str, str]]
    offers: list[tuple[str, str, str]]
    asks: list[tuple[str, str]]
    sector: str
    wards: list[str]
    causes: list[Choice]
    is_organiser: bool

    @classmethod
    def from_json(cls, values: list, words: Vocabulary) -> "Card":
        """Of what `CARD_JSON` wrote, and the names of sectors, wards and causes."""
        written, sector_id, ward_codes, cause_ids, is_organiser = values
        sectors = words.named("sector", [sector_id])
        return cls(
            **written,
            sector=sectors[0].label if sectors else "",
            wards=[ward.label for ward in words.named("ward", ward_codes)],
            causes=words.named("cause", cause_ids),
            is_organiser=is_organiser,
        )

    def get_absolute_url(self) -> str:
        return reverse("peers:detail", args=[self.slug])

    def photo_address(self, side: int) -> str:
        """Where the photo is in one of its sizes; nowhere if there is none to be seen."""
        return reverse("peers:photo", args=[photo_name(self.photo, side)]) if self.photo else ""
