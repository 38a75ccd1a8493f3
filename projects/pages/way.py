"""How a project came this far, and what it hopes to reach: a timeline, which is a list."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import CharField, DateField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.choices import Stage
from projects.models import Milestone, News, Project

MOST_NEWS = 12  # of the newest; all of them stand on a page of their own
ROW = ("kind", "key", "title", "due_on", "day")


@dataclass(frozen=True)
class WayMark:
    """One thing on the way: a `stage` that began, a `milestone`, a piece of `news`. `day` is when
    it was, `due_on` by when a milestone is hoped for."""

    kind: str
    title: str
    day: date | None
    due_on: date | None = None
    key: UUID | None = None

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
    """The way of a project that came by `for_page`, from inception to completion. One query."""

    def __init__(self, project: Project, viewer):
        told = [WayMark(**dict(zip(ROW, row, strict=True))) for row in _told(project, viewer)]
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


def _told(project: Project, viewer):
    """Milestones, and the newest news, as rows of `ROW`. One query."""
    nothing = Cast(Value(None), DateField())
    milestones = (
        Milestone.objects.visible_to(viewer)
        .filter(project=project)
        .order_by()
        .annotate(kind=Value("milestone", CharField()), day=Cast("reached_on", DateField()))
        .values_list("kind", "key", "title", "due_on", "day")
    )
    news = (
        News.objects.visible_to(viewer)
        .filter(project=project, is_removed=False)
        .order_by("-happened_on", "-pk")
        .annotate(
            kind=Value("news", CharField()), due=nothing, day=Cast("happened_on", DateField())
        )
        .values_list("kind", "key", "title", "due", "day")[:MOST_NEWS]
    )
    return milestones.union(news, all=True)
