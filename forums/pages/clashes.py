"""Sessions that get in each other's way: pointed out, never forbidden."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.actions import Details
from forums.choices import State
from forums.models import Session
from peers.models import Peer


@dataclass(frozen=True, slots=True)
class Slot:
    """When, where and by whom something is held. `head` is the key of its conference, or its own
    key; nothing for what is not written down yet."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    room: str
    hosts: Collection[Peer]
    head: int | None = None

    @classmethod
    def of(cls, session: Session) -> "Slot":
        """That of a session which came by `with_hosts`."""
        return cls(
            session.starts_at, session.ends_at, session.venue_id, session.room,
            session.hosts.all(), session.parent_id or session.pk,
        )  # fmt: skip

    @classmethod
    def proposed(cls, details: Details, head: int | None) -> "Slot":
        """That of what somebody is about to write down."""
        return cls(
            details.starts_at, details.ends_at, details.venue.pk if details.venue else None,
            details.room, details.hosts, head,
        )  # fmt: skip

    def overlaps(self, other: "Slot") -> bool:
        """Whether both are held at some moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def is_where(self, other: "Slot") -> bool:
        """Whether both are at one venue, as far as we know in one room."""
        rooms = {self.room.casefold(), other.room.casefold()} - {""}
        return self.venue_id is not None and self.venue_id == other.venue_id and len(rooms) < 2


def with_hosts(sessions, viewer) -> Iterator[Session]:
    """Sessions that take place, with those of their hosts whom the viewer may see. Two queries."""
    hosts = Prefetch("hosts", Peer.objects.visible_to(viewer).order_by("name", "pk"))
    return sessions.exclude(state=State.CANCELLED).select_related("venue").prefetch_related(hosts)


def clashes_of(
    details: Details, viewer, *, session: Session | None = None, whole: Session | None = None
) -> list[str]:
    """What else is on that day, at that place, with those hosts, in words. Two queries."""
    day = timezone.localtime(details.starts_at).date()
    morning = timezone.make_aware(datetime.combine(day, time()))
    others = Session.objects.visible_to(viewer).filter(
        starts_at__lt=morning + timedelta(days=1), ends_at__gt=morning
    )
    if session:
        others = others.exclude(pk=session.pk)
        whole = session.parent if session.parent_id else session
    slot = Slot.proposed(details, whole.pk if whole else None)
    found = with_hosts(others.order_by("starts_at", "pk"), viewer)
    return [words for other in found for words in clash_with(slot, other)]


def clash_with(slot: Slot, other: Session) -> Iterable[str]:
    """How a session gets in the way, each in a sentence. A whole and its parts do not, but nobody
    hosts two parts at once."""
    there = Slot.of(other)
    is_kin = slot.head == there.head
    if is_kin and other.parent_id is None:
        return
    names = {"other": other.title, "hours": _hours(other)}
    if slot.overlaps(there):
        for host in sorted(set(slot.hosts) & set(there.hosts), key=str):
            yield _("%(host)s hosts “%(other)s” at that time (%(hours)s).") % {
                **names, "host": host,
            }  # fmt: skip
    if not is_kin and slot.overlaps(there) and slot.is_where(there):
        yield _("“%(other)s” is at that place at that time (%(hours)s).") % names
    elif not is_kin and other.parent_id is None:
        yield _("“%(other)s” is on the same day (%(hours)s).") % names


def _hours(session: Session) -> str:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return f"{date_format(start, 'G:i')}–{date_format(end, 'G:i')}"
