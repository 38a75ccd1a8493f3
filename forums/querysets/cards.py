"""What a list shows of one session."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from forums.choices import State
from leeds_leaders.days import span_in_words

# As a row has them, in the order of the fields below; the last is annotated by `card_rows`.
COLUMNS = (
    "slug", "title", "theme", "starts_at", "ends_at", "state", "room", "venue__name",
    "venue__address", "series__title", "online_link", "ticket_link", "capacity", "taken", "kept",
    "waiting", "some_part",
)  # fmt: skip


@dataclass(slots=True)
class Card:
    """What a list shows of one session; made from a row, without a model object.

    `online_link` and `ticket_link` only tell whether there is one.
    """

    slug: str
    title: str
    theme: str
    starts_at: datetime
    ends_at: datetime
    state: str
    room: str
    venue: str | None
    address: str | None
    series: str | None
    online_link: str
    ticket_link: str
    capacity: int | None
    taken: int
    kept: int
    waiting: int
    some_part: int | None

    def get_absolute_url(self) -> str:
        return reverse("forums:detail", args=[self.slug])

    @property
    def when(self) -> str:
        """From when to when, in the city's own time and in words."""
        return span_in_words(self.starts_at, self.ends_at)

    @property
    def day(self):
        """On which day it begins, in the city's own time."""
        return timezone.localtime(self.starts_at).date()

    @property
    def where(self) -> str:
        """Room, venue and address in one line; empty if it is only online."""
        return ", ".join(filter(None, (self.room, self.venue, self.address)))

    @property
    def is_conference(self) -> bool:
        return self.some_part is not None

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_online(self) -> bool:
        return bool(self.online_link)

    @property
    def takes_answers(self) -> bool:
        """Whether one can still say here that one comes."""
        is_open = self.state == State.PUBLISHED and not self.ticket_link
        return is_open and timezone.now() < self.starts_at

    @property
    def room_left(self) -> int | None:
        """How many places are free for whoever asks now; None without a limit, or too late."""
        if self.capacity is None or not self.takes_answers:
            return None
        return 0 if self.waiting else max(0, self.capacity - self.taken - self.kept)

    @property
    def is_full(self) -> bool:
        """Whether whoever asks now has to wait."""
        return self.room_left == 0
