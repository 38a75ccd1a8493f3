"""The verbs of milestones: what a project hopes to reach by when, and what it has reached."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import actions as moderation
from projects.actions.in_hand import locked
from projects.actions.life import note_life
from projects.actions.screening import screened
from projects.errors import NotALine, TooMany
from projects.models import Milestone, Project

MOST = 100
TEXTS = ("title",)
PLAIN = ("title", "due_on", "reached_on")


@dataclass(frozen=True)
class Step:
    """What somebody says of a milestone, checked for shape by the form."""

    title: str
    due_on: date | None = None
    reached_on: date | None = None


@transaction.atomic
def add(project: Project, step: Step, *, by, key: UUID) -> Milestone:
    """Put a milestone on the way of a project. Sent again with the same key it is the same one."""
    project = locked(project)
    sent_before = Milestone.objects.filter(key=key).first()
    if sent_before is not None and sent_before.project_id == project.pk:
        return sent_before
    if sent_before is not None:
        raise NotALine(_("This was sent for another project. Please write it again."))
    if project.milestones.count() >= MOST:
        raise TooMany(_("A project has at most %d milestones.") % MOST)
    note_life(project, by=by)
    milestone = Milestone(key=key, project=project, made_by=by, **_plain(step))
    because = screened(milestone, TEXTS, step, by=by)
    milestone.save()
    return moderation.hold(milestone, because, author=by)


@transaction.atomic
def change(milestone: Milestone, step: Step, *, by) -> Milestone:
    """Say it anew: in other words, by another day, reached or not."""
    milestone = _locked(milestone)
    because = screened(milestone, TEXTS, step, by=by)
    for name, value in _plain(step).items():
        setattr(milestone, name, value)
    milestone.changed_at = timezone.now()
    milestone.save(update_fields=[*PLAIN, "changed_at"])
    return moderation.hold(milestone, because, author=by)


@transaction.atomic
def reach(milestone: Milestone, *, by) -> Milestone:
    """It is reached, today. A repeat keeps the day that stands there."""
    milestone = _locked(milestone)
    if milestone.reached_on is None:
        milestone.reached_on, milestone.changed_at = timezone.localdate(), timezone.now()
        milestone.save(update_fields=["reached_on", "changed_at"])
        note_life(milestone.project, by=by)
    return milestone


@transaction.atomic
def remove(milestone: Milestone, *, by) -> None:
    """Take it off the way. A repeat does nothing."""
    Milestone.objects.filter(pk=milestone.pk).delete()


def _plain(step: Step) -> dict:
    return {name: getattr(step, name) for name in PLAIN}


def _locked(milestone: Milestone) -> Milestone:
    """The milestone as it is now, after its project: in this order they are merged, too."""
    project = locked(milestone.project)
    found = project.milestones.select_for_update().get(pk=milestone.pk)
    found.project = project
    return found
