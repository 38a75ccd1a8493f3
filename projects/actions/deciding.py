"""The verbs that decide whether others see a project."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.choices import Standing
from projects.actions import checking
from projects.actions.in_hand import locked
from projects.emails import projects as emails
from projects.errors import IllegalMove
from projects.models import Project

MOVED = ("standing", "live_since", "archived_at")


def _moved(project: Project, standing: str) -> Project:
    """Another standing, still to be saved. What left the lists by silence is back as of the day
    when it was live before: nobody is told of it as something new."""
    project = locked(project)
    if not project.can_become(standing):
        raise IllegalMove(
            _("“%(project)s” is %(standing)s; this cannot be done to it now.")
            % {"project": project, "standing": project.get_standing_display()}
        )
    project.standing = standing
    if standing == Standing.LIVE and not project.is_archived:
        project.live_since = timezone.now()
    project.archived_at = None
    return project


def _decide(project: Project, standing: str, *, by, reason: str) -> Project:
    project = _moved(project, standing)
    project.decided_by, project.decided_at, project.decision_reason = by, timezone.now(), reason
    project.save(update_fields=[*MOVED, "decided_by", "decided_at", "decision_reason"])
    return project


def _refuse_own(project: Project, *, by) -> None:
    if Project.objects.answered_for_by(by).filter(pk=project.pk).exists():
        raise IllegalMove(_("Nobody decides on a project of their own."))


@transaction.atomic
def approve(project: Project, *, by) -> Project:
    """Make a held or declined project live and tell its lead once the change is safe."""
    _refuse_own(project, by=by)
    project = _decide(project, Standing.LIVE, by=by, reason="")
    emails.tell_leads_of_decision(project)
    return project


@transaction.atomic
def decline(project: Project, *, by, reason: str) -> Project:
    """Take a project off the map, or keep it off, with a reason that its lead is told."""
    _refuse_own(project, by=by)
    if not reason.strip():
        raise IllegalMove(_("Say why, in words that its lead can use."))
    project = _decide(project, Standing.DECLINED, by=by, reason=reason)
    emails.tell_leads_of_decision(project)
    return project


@transaction.atomic
def withdraw(project: Project, *, by) -> Project:
    """Take one's own project off the map; it can be restored. What was decided stays on record."""
    project = _moved(project, Standing.WITHDRAWN)
    project.save(update_fields=MOVED)
    return project


@transaction.atomic
def restore(project: Project, *, by) -> Project:
    """Bring a withdrawn project back: live if its lead has a live one already, else held.

    One that was last declined is held in any case, until a moderator has looked at it again. One
    that left the lists by silence comes back as it was.
    """
    project = locked(project)
    if project.is_archived:
        return checking.say_going(project, by=by)
    same_leads = Project.objects.filter(lead_ids__overlap=project.lead_ids)
    known = same_leads.filter(standing=Standing.LIVE).exists()
    is_clear = known and not project.decision_reason
    project = _moved(project, Standing.LIVE if is_clear else Standing.HELD)
    project.save(update_fields=MOVED)
    return project
