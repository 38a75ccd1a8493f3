"""Invented places where breakfasts are held."""

from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.models import Venue
from leeds_leaders.text import slug_for


class Venues:
    """Each is saved once, with its pin, and chosen again by its words."""

    def __init__(self, ground: Ground, seed: int):
        self._ground, self._dice = ground, Dice(seed, "venues")
        self._found: dict[str, Venue] = {}

    def of(self, told: dict) -> Venue:
        """The venue that a session tells of: `venue` is its name, a comma, and its address."""
        words = told["venue"]
        if words not in self._found:
            name, _comma, address = words.partition(", ")
            ward = self._ground.ward(told["ward"])
            latitude, longitude = self._ground.near(ward, ward, self._dice)
            self._found[words] = Venue(
                name=name,
                slug=f"{slug_for(words, 'venue')[:120]}-{len(self._found)}",
                address=address,
                access_notes=told["access"],
                ward=ward,
                latitude=latitude,
                longitude=longitude,
            )
        return self._found[words]

    def save(self) -> None:
        """Write them all."""
        Venue.objects.bulk_create(self._found.values())
