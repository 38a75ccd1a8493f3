"""The programme of a conference: its parts by time and room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from forums.querysets.cards import Card


@dataclass(frozen=True, slots=True)
class Slot:
    """What begins at one time: the parts in the order of the rooms, and a cell for each room."""

    starts_at: datetime
    cells: list[list[Card]]

    @property
    def cards(self) -> list[Card]:
        return [card for cell in self.cells for card in cell]

    @property
    def day(self) -> date:
        return timezone.localtime(self.starts_at).date()


class Programme:
    """Slots from morning to evening, by rooms in the order of their names; parts that have no room
    yet stand last."""

    def __init__(self, parts: Iterable[Card]):
        parts = sorted(parts, key=lambda card: (card.starts_at, card.title))
        self.rooms = sorted({card.room for card in parts}, key=lambda room: (not room, room))
        by_start: dict[datetime, list[Card]] = {}
        for card in parts:
            by_start.setdefault(card.starts_at, []).append(card)
        self.slots = [
            Slot(start, [[card for card in cards if card.room == room] for room in self.rooms])
            for start, cards in by_start.items()
        ]
        self.columns = len(self.rooms) + 1
        self.has_days = len({slot.day for slot in self.slots}) > 1
