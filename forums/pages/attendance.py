"""Who comes to a session in figures, and as a list to take along; for its organisers."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.choices import HAS_A_TURN, Seat
from forums.models import Booking, Session
from leeds_leaders.text import plain_cell
from peers.models import Peer

BYTE_ORDER_MARK = "\ufeff"  # or spreadsheets take UTF-8 for something else
LISTED = HAS_A_TURN | {Seat.WALKED_IN}
MOST_MEMBERS = 8  # are proposed for a name


@dataclass(frozen=True, slots=True)
class Figures:
    """How many come: people, but for `waiting_parties`."""

    going: int
    offered: int
    waiting: int
    waiting_parties: int
    walked_in: int
    here: int
    kept_free: int

    @classmethod
    def of(cls, session: Session) -> "Figures":
        """Two queries."""
        kept = session.kept_seats.with_room().aggregate(
            free=Sum(F("places") - F("taken"), default=0)
        )
        people = {
            name: Sum("places", filter=Q(state=state), default=0)
            for name, state in (
                ("going", Seat.GOING),
                ("offered", Seat.OFFERED),
                ("waiting", Seat.WAITING),
                ("walked_in", Seat.WALKED_IN),
            )
        }
        return cls(
            **session.bookings.aggregate(
                **people,
                waiting_parties=Count("pk", filter=Q(state=Seat.WAITING)),
                here=Sum("arrived", default=0),
            ),
            kept_free=kept["free"],
        )

    @property
    def expected(self) -> int:
        """How many have a place."""
        return self.going + self.offered


def members_named(words: str, session: Session, viewer) -> list[Peer]:
    """A few members of a name who have no turn at a session, as far as the viewer sees them."""
    if not words:
        return []
    there = session.bookings.filter(state__in=LISTED, peer__isnull=False)
    others = Peer.objects.visible_to(viewer).exclude(pk__in=there.values("peer"))
    return list(others.filter(name__icontains=words).order_by(Lower("name"), "pk")[:MOST_MEMBERS])


def as_spreadsheet(session: Session) -> str:
    """Who comes and who waits, as CSV for a spreadsheet; nothing of what they need."""
    written = StringIO()
    written.write(BYTE_ORDER_MARK)
    rows = csv.writer(written)
    rows.writerow(
        [_("Turn"), _("Name"), _("With"), _("Places"), _("How it stands"), _("Asked"), _("Here")]
    )
    rows.writerows(map(plain_cell, row) for row in _rows(session))
    return written.getvalue()


def _rows(session: Session) -> Iterator[list[object]]:
    for booking in session.bookings.filter(state__in=LISTED).named().order_by("number", "pk"):
        yield [
            booking.number or "",
            booking.who,
            ", ".join(booking.companions),
            booking.places,
            booking.get_state_display(),
            _moment(booking),
            booking.arrived,
        ]


def _moment(booking: Booking) -> str:
    return date_format(timezone.localtime(booking.asked_at), "Y-m-d H:i")
