"""The page of one session, ready for its template."""

from datetime import date, datetime
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from forums.choices import Seat
from forums.models import Session


class SessionPage:
    """A session that came by `for_page`, and what stands around it."""

    def __init__(self, session: Session):
        self.session = session
        around = session.around
        self.causes, self.wards, self.hosts = around["causes"], around["wards"], around["hosts"]
        self.people, self.sectors = around["people"], around["sectors"]
        self.names, self.parts, self.mine = around["names"], around["parts"], around["mine"]
        self.has_projects, self.agenda = around["has_projects"], around["agenda"]
        self.is_closed, self.has_record = around["is_closed"], around["has_record"]
        self.has_perspectives = around["has_perspectives"]
        self.has_responses = around["has_responses"]
        self.parent, self.before, self.after = (
            Neighbour(around[name]) if around[name] else None
            for name in ("parent", "before", "after")
        )

    @property
    def is_over(self) -> bool:
        return self.session.ends_at < timezone.now()

    @property
    def without_sector(self) -> int:
        """How many come of whom no sector is told: guests, companions, and who keep it to
        themselves."""
        return max(0, self.people - sum(sector["count"] for sector in self.sectors))

    @property
    def i_go(self) -> bool:
        return self.mine == Seat.GOING

    @property
    def places_left(self) -> int | None:
        """How many are free for whoever asks now; None without a limit."""
        room = self.session.room_left()
        return room if room is None else 0 if self.session.waiting else max(0, room)

    @property
    def drawn_names(self) -> SafeString:
        """Those who may be named, as items of a list: it is long where many come."""
        before = reverse("peers:list")
        return SafeString("".join(_named(peer, before) for peer in self.names))


class Neighbour:
    """Another session that this page leads to."""

    def __init__(self, row: dict):
        self.title, self.slug = row["title"], row["slug"]
        self.starts_at = datetime.fromisoformat(row["starts_at"])

    def get_absolute_url(self) -> str:
        return reverse("forums:detail", args=[self.slug])

    @property
    def day(self) -> date:
        return timezone.localtime(self.starts_at).date()


def _named(peer: dict, before: str) -> str:
    called = f' <span class="soft">{escape(peer["called"])}</span>' if peer["called"] else ""
    return f'<li><a href="{before}{peer["slug"]}/">{escape(peer["name"])}</a>{called}</li>\n'
