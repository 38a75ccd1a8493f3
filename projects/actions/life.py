"""Whatever the people of a project do for it says that it goes on."""

from datetime import datetime

from django.utils import timezone

from projects.choices import StillGoing
from projects.models import Project


def note_life(project: Project, *, by) -> None:
    """Its people did something for it: that says as much as an answer does. What moderators do says
    nothing, and what left the lists comes back by saying so. Inside the caller's transaction."""
    if project.is_archived or not project.is_led_by(by):
        return
    now = timezone.now()
    Project.objects.filter(pk=project.pk).update(checked_at=now, faded_at=None)
    answer(project, StillGoing.GOING, by=by, at=now)


def answer(project: Project, said: str, *, by, at: datetime) -> None:
    """Answer what the people of a project were asked this year, if it waits."""
    project.yearly_asks.waiting().update(answer=said, answered_at=at, answered_by=by)
