"""A month as those who arrange it see it: drafts as well, and what gets in whose way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from forums.models import Session
from forums.pages.clashes import Slot, clash_with, with_hosts
from forums.pages.month import Month


@dataclass(frozen=True, slots=True)
class Row:
    """A session of the month and what it gets in the way of, each in a sentence."""

    session: Session
    clashes: list[str]


class Plan:
    """All that begins in the month of `first`. Three queries."""

    def __init__(self, viewer, first: date):
        sessions = Session.objects.visible_to(viewer)
        found = sessions.starting_between(first, Month.last_day(first))
        self.month = Month(first, found.whole().as_cards())
        self.rows = _rows(with_hosts(found, viewer))
        self.address = reverse("forums:planning")

    @property
    def query_of_month_before(self) -> str:
        return f"month={self.month.before:%Y-%m}" if self.month.before else ""

    @property
    def query_of_month_after(self) -> str:
        return f"month={self.month.after:%Y-%m}" if self.month.after else ""


def _rows(sessions: Iterable[Session]) -> list[Row]:
    by_day: dict[date, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(timezone.localtime(session.starts_at).date(), []).append(session)
    return [
        Row(session, _clashes(session, same_day))
        for same_day in by_day.values()
        for session in same_day
    ]


def _clashes(session: Session, same_day: Iterable[Session]) -> list[str]:
    slot = Slot.of(session)
    others = (other for other in same_day if other.pk != session.pk)
    return [words for other in others for words in clash_with(slot, other)]
