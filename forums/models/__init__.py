"""Breakfast forums: when and where, who comes, and what they bring."""

from forums.models.agenda import AgendaItem, AgendaSupport
from forums.models.booking import LARGEST_PARTY, Booking, KeptSeats, SeatMove
from forums.models.feed import CalendarFeed
from forums.models.message import SessionMessage
from forums.models.needs import Needs, NeedsView
from forums.models.series import Series
from forums.models.session import Session, SessionCause
from forums.models.venue import Venue

__all__ = [
    "LARGEST_PARTY",
    "AgendaItem",
    "AgendaSupport",
    "Booking",
    "CalendarFeed",
    "KeptSeats",
    "Needs",
    "NeedsView",
    "SeatMove",
    "Series",
    "Session",
    "SessionCause",
    "SessionMessage",
    "Venue",
]
