"""The verbs of parting: projects outlive the lead, and the account, of whoever led them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from peers.models import Peer
from projects.actions.in_hand import locked
from projects.actions.photos import forget_files_of
from projects.choices import Handing
from projects.emails import projects as emails
from projects.emails import team as letters
from projects.errors import AlreadyLed
from projects.models import Handover, PrivatePlace, Project, TeamMember


@transaction.atomic
def let_go_of_projects(lead: Peer) -> None:
    """Part projects from a first lead who is being erased.

    Whoever has answered for one longest beside them goes on with it. Of the others those on the map
    become listings that nobody has claimed, and moderators are told; the rest go, with their
    photos. In any case what could lead to whoever is gone goes: contact and exact place.
    """
    projects = Project.objects.select_for_update().filter(lead=lead).order_by("pk")
    kept = [each for each in projects if each.is_live or heir_of(each)]
    gone = [each for each in projects if each not in kept]
    forget_files_of(gone)
    Project.objects.filter(pk__in=[project.pk for project in gone]).delete()
    _forget_ways_to_lead(kept)
    pass_on(kept)


@transaction.atomic
def release(project: Project, *, by) -> Project:
    """A moderator's verb for a project whose first lead is suspended: whoever has answered for it
    longest goes on, or others may claim it. Raises `AlreadyLed`."""
    project = locked(project)
    if project.lead is None or project.lead.is_active:
        raise AlreadyLed(_("“%(project)s” does not wait for that.") % {"project": project})
    _forget_ways_to_lead([project])
    pass_on([project])
    return project


def heir_of(project: Project) -> Peer | None:
    """Whoever has answered for it longest beside its first lead, and is here."""
    leads = TeamMember.objects.in_it().filter(project=project, is_lead=True, peer__is_active=True)
    others = leads.exclude(peer=project.lead_id).select_related("peer")
    longest = others.order_by("said_yes_at", "pk").first()
    return longest.peer if longest else None


def pass_on(projects: Sequence[Project]) -> None:
    """Take locked projects from their first leads: for whoever has answered for each of them
    longest, or for nobody. Both are told."""
    unclaimed = [project for project in projects if not _inherit(project)]
    _forget_ways_to_lead(unclaimed)
    for project in unclaimed:
        project.lead, project.contact = None, ""
        _write(project)
        TeamMember.objects.now().filter(project=project, is_lead=True).update(is_lead=False)
        TeamMember.objects.now().filter(project=project, said_yes_at=None).delete()
        _end(Handover.objects.waiting().filter(project=project))
    if unclaimed:
        emails.tell_moderators_of_parting(unclaimed)


def take_handovers_back(project: Project, lead: Peer | None) -> None:
    """What somebody asked others to take on, when it is no longer theirs to hand over."""
    _end(Handover.objects.waiting().filter(project=project, handed_by=lead))


def _inherit(project: Project) -> bool:
    """Make the longest-serving of the others its first lead; whether there is one."""
    heir = heir_of(project)
    if heir is None:
        return False
    former, project.lead = project.lead, heir
    _write(project)
    take_handovers_back(project, former)
    notices.tell_many(letters.tellings_of_heir(project, heir))
    return True


def _forget_ways_to_lead(projects: Sequence[Project]) -> None:
    keys = [project.pk for project in projects]
    PrivatePlace.objects.filter(project__in=keys).delete()
    Project.objects.filter(pk__in=keys).update(contact="")


def _write(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(lead=project.lead, revision=F("revision") + 1)


def _end(handovers) -> None:
    handovers.update(state=Handing.WITHDRAWN, answered_at=timezone.now())
