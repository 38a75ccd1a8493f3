"""What was said at breakfast and what became of it, ready for the template: of the network, and
never of a person."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from forums.querysets.said import Figures, Said, said_by_session
from leeds_leaders import stamps
from leeds_leaders.paging import page_of

PAGE = 20
QUARTERS = 12  # that are drawn
LENGTH = 1000  # of the longest bar, in its own units
LATELY = timedelta(days=365)


@dataclass(frozen=True)
class Segment:
    """A part of a bar: which figure it draws, from where, how long."""

    name: str
    start: int
    length: int


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year with its figures; `most` were said in the fullest that is drawn."""

    name: str
    figures: Figures
    most: int = 0

    @property
    def bar(self) -> list[Segment]:
        """Its figures one beside the other."""
        figures, segments, start = self.figures, [], 0
        parts = {
            "done": figures.done,
            "in-time": figures.still_open - figures.overdue,
            "overdue": figures.overdue,
            "dropped": figures.dropped,
        }
        for name, count in parts.items():
            length = count * LENGTH // max(self.most, 1)
            segments.append(Segment(name, start, length))
            start += length
        return segments


class SaidAndDone:
    """What was said and done, session by session and quarter by quarter. One query, and one more
    once something has changed."""

    def __init__(self, asked=None):
        self._asked = asked

    @cached_property
    def sessions(self) -> list[Said]:
        """Sessions in which something was agreed, newest first."""
        today = timezone.localdate()
        told = stamps.kept(
            lambda: json.dumps(said_by_session(today)),
            "said and done",
            today,
            stamps.read("records", "sessions", "peers", "projects"),
        )
        return [Said.from_row(row) for row in json.loads(told)]

    @cached_property
    def page(self):
        """The sessions that are asked for."""
        return page_of(self._asked, self.sessions, size=PAGE)

    @cached_property
    def quarters(self) -> list[Quarter]:
        """The quarters in which something was agreed, newest first."""
        return [
            Quarter(_name_of(*quarter), _sum_of(sessions))
            for quarter, sessions in groupby(self.sessions, key=_quarter_of)
        ]

    @property
    def drawn(self) -> list[Quarter]:
        """The latest quarters, oldest first."""
        latest = self.quarters[:QUARTERS]
        most = max((quarter.figures.said for quarter in latest), default=0)
        return [replace(quarter, most=most) for quarter in reversed(latest)]

    @cached_property
    def whole(self) -> Figures:
        return _sum_of(self.sessions)

    @cached_property
    def lately(self) -> Figures:
        """Those of the last year."""
        since = timezone.localdate() - LATELY
        return _sum_of(said for said in self.sessions if said.day >= since)


def _sum_of(sessions: Iterable[Said]) -> Figures:
    return Figures(*map(sum, zip(*(said.figures for said in sessions), strict=True)))


def _quarter_of(said: Said) -> tuple[int, int]:
    return said.day.year, (said.day.month + 2) // 3


def _name_of(year: int, number: int) -> str:
    return _("%(year)d, quarter %(number)d") % {"year": year, "number": number}
