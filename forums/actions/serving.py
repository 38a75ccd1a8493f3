"""The verbs between an action and the project that it is to serve: asked, it says so or not."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.actions import in_hand
from forums.emails import agreed as letters
from forums.errors import NotAgreed, OutOfDate
from forums.models import Action, Record
from leeds_leaders.notices import actions as notices
from projects.emails.leads import leads_of
from projects.models import Project


@transaction.atomic
def confirm_service(action: Action, *, by, was: str | None = None) -> Action:
    """The project says that it is served: from now on everybody may read so. A repeat changes
    nothing. `was` is the mark of what the page showed. Raises `NotAgreed` where it serves another
    project meanwhile, and `OutOfDate` where it says something else."""
    action = _locked_for_lead(action, was)
    if action.project_confirmed_at is None:
        action.project_confirmed_at = timezone.now()
        action.save(update_fields=["project_confirmed_at"])
        notices.tell_many(letters.tellings_of_service(action, by=by, is_served=True))
    return action


@transaction.atomic
def refuse_service(action: Action, *, by, was: str | None = None) -> Action:
    """The project says that it is not served: nothing leads from one to the other any more. Raises
    as `confirm_service` does."""
    action = _locked_for_lead(action, was)
    notices.tell_many(letters.tellings_of_service(action, by=by, is_served=False))
    action.project, action.project_confirmed_at = None, None
    action.save(update_fields=["project", "project_confirmed_at"])
    return action


@transaction.atomic
def ask_projects(record: Record) -> None:
    """Ask those who lead projects about actions of notes that they may read by now, each once."""
    actions = Action.objects.of_record(record).filter(
        project__isnull=False, project_confirmed_at=None
    )
    for action in actions.select_related("project", "session"):
        ask_project(action)


def ask_project(action: Action) -> None:
    """Ask those who lead the project that an action is to serve, unless it said yes; each once."""
    if action.project and action.project_confirmed_at is None:
        _ask_leads(action, action.project)


def serve(action: Action, project: Project | None, *, by) -> None:
    """Link it to a project, which is asked, unless whoever links it answers for that project."""
    if project == action.project:
        return
    action.project, action.project_confirmed_at = project, None
    if project and project.is_led_by(by):
        action.project_confirmed_at = timezone.now()
    elif project:
        _ask_leads(action, project)


def _ask_leads(action: Action, project: Project) -> None:
    """Ask those who answer for the project, as soon as they may read the action."""
    notices.tell_many(
        [
            letters.telling_of_asking(action, project, lead)
            for lead in leads_of(project)
            if Action.objects.visible_to(lead).filter(pk=action.pk).exists()
        ]
    )


def _locked_for_lead(action: Action, was: str | None) -> Action:
    found = in_hand.locked(action)
    if found.project is None or found.project_id != action.project_id:
        raise NotAgreed(_("This is not linked to your project any more."))
    if was is not None and was != found.mark:
        raise OutOfDate(_("It was changed meanwhile. Does it serve you, as it stands now?"))
    return found
