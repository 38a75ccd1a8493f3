"""What was said at breakfast and what became of it, ready for the template: of the network, and
never of a person."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models.functions import TruncQuarter
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.models import Action
from leeds_leaders.paging import page_of

PAGE = 20
QUARTERS = 12
LENGTH = 1000  # of the longest bar, in its own units
FIGURES = ("said", "done", "dropped", "still_open", "overdue", "handed_over", "across")


@dataclass(frozen=True)
class Figures:
    """How many actions were said, and what became of them. Each counts once as said; those that
    are overdue are among those that are open."""

    said: int = 0
    done: int = 0
    dropped: int = 0
    still_open: int = 0
    overdue: int = 0
    handed_over: int = 0
    across: int = 0

    @classmethod
    def sum_of(cls, rows: "list[Figures]") -> "Figures":
        return cls(*(sum(getattr(row, name) for row in rows) for name in FIGURES))


@dataclass(frozen=True)
class Segment:
    """A part of a bar: which figure it draws, from where, how long."""

    name: str
    start: int
    length: int


@dataclass(frozen=True)
class Row:
    """One quarter, or one session, with its figures."""

    name: str
    url: str
    starts_at: datetime
    figures: Figures
    most: int = 0

    @property
    def bar(self) -> list[Segment]:
        """Its figures one beside the other, the fullest row `LENGTH` long."""
        figures, segments, start = self.figures, [], 0
        in_time = figures.still_open - figures.overdue
        parts = {
            "done": figures.done,
            "in-time": in_time,
            "overdue": figures.overdue,
            "dropped": figures.dropped,
        }
        for name, count in parts.items():
            length = count * LENGTH // max(self.most, 1)
            segments.append(Segment(name, start, length))
            start += length
        return segments


class SaidAndDone:
    """What was said and done, by quarter and by session: a query for each, and one that counts the
    sessions."""

    def __init__(self, asked=None, *, latest: int | None = None):
        self._asked, self._latest = asked, latest

    @cached_property
    def quarters(self) -> list[Row]:
        """The quarters of the year in which something was agreed, newest first: all, or the
        `latest`."""
        quarter = TruncQuarter("session__starts_at")
        rows = Action.objects.counted().order_by().annotate(quarter=quarter).values("quarter")
        found = rows.in_figures().order_by("-quarter")[: self._latest]
        return [Row(_name_of(row["quarter"]), "", row["quarter"], _figures(row)) for row in found]

    @property
    def shown(self) -> list[Row]:
        """The latest quarters, as they are drawn: oldest first."""
        latest = self.quarters[:QUARTERS]
        most = max((row.figures.said for row in latest), default=0)
        return [replace(row, most=most) for row in reversed(latest)]

    @cached_property
    def whole(self) -> Figures:
        return Figures.sum_of([row.figures for row in self.quarters])

    @cached_property
    def page(self):
        """Sessions in which something was agreed, newest first."""
        link = ("session", "session__title", "session__slug", "session__starts_at")
        rows = Action.objects.counted().order_by().values(*link).in_figures()
        return page_of(self._asked, rows.order_by("-session__starts_at", "-session"), size=PAGE)

    @property
    def sessions(self) -> list[Row]:
        return [
            Row(
                row["session__title"],
                reverse("forums:detail", args=[row["session__slug"]]),
                row["session__starts_at"],
                _figures(row),
            )
            for row in self.page
        ]


def _figures(row: dict) -> Figures:
    return Figures(*(row[name] for name in FIGURES))


def _name_of(quarter: datetime) -> str:
    return _("%(year)d, quarter %(number)d") % {
        "year": quarter.year,
        "number": (quarter.month + 2) // 3,
    }
