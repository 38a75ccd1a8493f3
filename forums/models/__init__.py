"""Breakfast forums: when and where, who comes, what they bring, what was said and came of it."""

from forums.models.action import Action, ActionOwner
from forums.models.afterwards import Lesson, Outcome, Pulse, PulseGiven
from forums.models.agenda import AgendaItem, AgendaSupport
from forums.models.booking import LARGEST_PARTY, Booking, KeptSeats, SeatMove
from forums.models.feed import CalendarFeed
from forums.models.message import SessionMessage
from forums.models.needs import Needs, NeedsView
from forums.models.question import Answer, Question
from forums.models.record import Note, NoteCause, NoteVersion, Record
from forums.models.series import Series
from forums.models.session import Session, SessionCause
from forums.models.venue import Venue
from forums.models.writing import Citation, Perspective, Response

__all__ = [
    "LARGEST_PARTY",
    "Action",
    "ActionOwner",
    "AgendaItem",
    "AgendaSupport",
    "Answer",
    "Booking",
    "CalendarFeed",
    "Citation",
    "KeptSeats",
    "Lesson",
    "Needs",
    "NeedsView",
    "Note",
    "NoteCause",
    "NoteVersion",
    "Outcome",
    "Perspective",
    "Pulse",
    "PulseGiven",
    "Question",
    "Record",
    "Response",
    "SeatMove",
    "Series",
    "Session",
    "SessionCause",
    "SessionMessage",
    "Venue",
]
