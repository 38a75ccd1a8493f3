"""The verbs that decide whether others see a project."""

from django.db import transaction
from django.utils import timezone

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.actions.queue import TO_THINK_AGAIN
from leeds_leaders.moderation.choices import Standing
from projects.actions import checking, development, telling
from projects.actions.editing import LOOKED_AT
from projects.actions.in_hand import locked
from projects.actions.screening import hold_for, texts_of
from projects.actions.standing import check_can_become, leave_if_live, say_no, say_yes
from projects.emails import projects as emails
from projects.models import Project

MOVED = ("standing", "live_since", "archived_at", "was_live", "was_archived_at")


@transaction.atomic
def approve(project: Project, *, by) -> Project:
    """Make a held or declined project live and tell its leads once the change is safe; one that is
    live and was reported stays as it is. What others have read before comes back as it was, be it
    off the lists, and is no news. Raises `IllegalMove` and `NotTheirsToDecide`."""
    project = locked(project)
    if leave_if_live(project, by=by):
        return project
    check_can_become(project, Standing.LIVE)
    standing = Standing.WITHDRAWN if project.was_archived_at else Standing.LIVE
    if not (project.was_live or project.is_archived):
        project.live_since = timezone.now()
    project.archived_at = project.was_archived_at
    project.was_live, project.was_archived_at = False, None
    decision = say_yes(project, by=by, also=MOVED, standing=standing)
    development.publish_again(project)
    telling.let_news_stand(project, decision)
    emails.tell_leads_of_decision(project, decision)
    return project


@transaction.atomic
def decline(project: Project, *, by, reason: str, rule: str = "") -> Project:
    """Take a project off the map, or keep it off, with a reason that its leads are told. Raises
    `IllegalMove`, `NoReason` and `NotTheirsToDecide`."""
    project = locked(project)
    check_can_become(project, Standing.DECLINED)
    _remember(project)
    decision = say_no(project, by=by, reason=reason, rule=rule, also=MOVED)
    emails.tell_leads_of_decision(project, decision)
    return project


@transaction.atomic
def hide(project: Project) -> None:
    """How a project lets itself be hidden: it waits for a moderator once more."""
    rows = Project.objects.select_for_update(no_key=True)
    project.refresh_from_db(fields=[*MOVED, "merged_into"], from_queryset=rows)
    _remember(project)
    project.standing = Standing.HELD
    project.save(update_fields=MOVED)


def _remember(project: Project) -> None:
    """What is taken out of sight keeps how it was seen, if it was for longer than somebody needs to
    think again of a yes."""
    if project.is_live or project.is_archived:
        is_old = project.live_since < timezone.now() - TO_THINK_AGAIN
        project.was_live = is_old or project.is_archived
        project.was_archived_at, project.archived_at = project.archived_at, None


@transaction.atomic
def withdraw(project: Project, *, by) -> Project:
    """Take one's own project off the map; it can be restored. What was decided stays on record."""
    return _move(locked(project), Standing.WITHDRAWN)


@transaction.atomic
def restore(project: Project, *, by) -> Project:
    """Bring a withdrawn project back: live if its lead has a live one already, else held.

    One that was last declined, or that waited when it was taken off, is held in any case, until a
    moderator has looked at it again, and so is one whose words wait like those of something new.
    One that left the lists by silence comes back as it was.
    """
    project = locked(project)
    if project.is_archived:
        return checking.say_going(project, by=by)
    same_leads = Project.objects.filter(lead_ids__overlap=project.lead_ids)
    known = same_leads.filter(standing=Standing.LIVE).exists()
    is_clear = known and not project.decision_reason and not moderation.waited(project)
    because = moderation.screen(by, *texts_of(project, LOOKED_AT))
    project = _move(project, Standing.LIVE if is_clear else Standing.HELD)
    return hold_for(project, because, by=by)


def _move(project: Project, standing: str) -> Project:
    check_can_become(project, standing)
    _begin_anew(project, standing)
    project.standing = standing
    project.save(update_fields=MOVED)
    return project


def _begin_anew(project: Project, standing: str) -> None:
    """What its people take off the lists or bring back to them begins anew."""
    if standing == Standing.LIVE:
        project.live_since = timezone.now()
    project.archived_at = project.was_archived_at = None
    project.was_live = False
