"""How a project came this far, and what it hopes to reach: a timeline, which is a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.choices import Stage
from projects.models import News, Project


@dataclass(frozen=True)
class WayMark:
    """One thing on the way: a `stage` that began, a `milestone`, a piece of `news`. `day` is when
    it was, `due_on` by when a milestone is hoped for. What `is_hidden` only its people are told."""

    kind: str
    title: str
    day: date | None
    due_on: date | None = None
    key: UUID | None = None
    is_hidden: bool = False

    @property
    def url(self) -> str:
        """Where to read more, if there is more."""
        return reverse("projects:news", args=[self.key]) if self.kind == "news" else ""

    @property
    def is_ahead(self) -> bool:
        return self.day is None

    @property
    def is_overdue(self) -> bool:
        """Whether the day that was hoped for has passed."""
        return self.is_ahead and self.due_on is not None and self.due_on < timezone.localdate()


class Way:
    """The way of a project that came by `for_page`, `with_told`, from inception to completion."""

    def __init__(self, project: Project):
        told = [*map(_milestone, project.milestone_list), *map(_news, project.news_list)]
        stages = [WayMark("stage", label, day) for label, day in project.moves]
        been = [mark for mark in told if not mark.is_ahead] + (stages or [_begun(project)])
        self.been = sorted(been, key=lambda mark: (mark.day, mark.kind != "stage"))
        self.ahead = sorted(
            (mark for mark in told if mark.is_ahead), key=lambda mark: mark.due_on or date.max
        )
        self.ends_with = project.end_point if project.stage not in _OVER else ""
        self.ends_on = project.ends_on


_OVER = (Stage.COMPLETED, Stage.ENDED)


def _begun(project: Project) -> WayMark:
    """Where nobody has said when it reached its stage: since when it is here."""
    stage = project.get_stage_display()
    return WayMark(
        "stage", _("%(stage)s, when it came here") % {"stage": stage}, _day_of(project.created_at)
    )


def _day_of(moment) -> date:
    return timezone.localdate(moment)


def _milestone(row: Mapping[str, Any]) -> WayMark:
    reached, due = _read(row["reached_on"]), _read(row["due_on"])
    return WayMark("milestone", row["title"], reached, due, UUID(row["key"]), row["is_hidden"])


def _news(row: Mapping[str, Any]) -> WayMark:
    return WayMark("news", row["title"], _read(row["happened_on"]), key=UUID(row["key"]))


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def news_told(row: Mapping[str, Any]) -> News:
    """A row of `news_list` as news, with the beginning of its words."""
    return News(**{**row, "happened_on": _read(row["happened_on"])})
