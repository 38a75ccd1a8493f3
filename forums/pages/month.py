"""A month of sessions, week by week."""

from calendar import MONDAY, Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from forums.querysets.cards import Card
from leeds_leaders.days import EARLIEST, LATEST

AT_A_GLANCE = 4  # sessions of one day; the rest is folded away


@dataclass(slots=True)
class DayOfMonth:
    """One square of the page: a day, and what begins on it."""

    date: date
    is_outside: bool
    is_today: bool
    cards: list[Card] = field(default_factory=list)

    @property
    def first(self) -> list[Card]:
        return self.cards[:AT_A_GLANCE]

    @property
    def rest(self) -> list[Card]:
        return self.cards[AT_A_GLANCE:]


class Month:
    """The weeks that a month touches, Monday first, with the sessions of its own days.

    `first` is its first day. `cards` are those that begin in it.
    """

    def __init__(self, first: date, cards: Iterable[Card]):
        self.first = first
        self.cards = list(cards)
        by_day: dict[date, list[Card]] = {}
        for card in self.cards:
            by_day.setdefault(card.day, []).append(card)
        today = timezone.localdate()
        self.weeks = [
            [
                DayOfMonth(day, day.month != first.month, day == today, by_day.get(day, []))
                for day in week
            ]
            for week in Calendar(MONDAY).monthdatescalendar(first.year, first.month)
        ]

    @staticmethod
    def last_day(first: date) -> date:
        """The last day of the month that begins on `first`."""
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> date | None:
        """The first day of the month before, as far as there is one to choose."""
        before = (self.first - timedelta(days=1)).replace(day=1)
        return before if before >= EARLIEST else None

    @property
    def after(self) -> date | None:
        after = self.last_day(self.first) + timedelta(days=1)
        return after if after <= LATEST else None
