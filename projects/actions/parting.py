"""The verbs of parting: projects outlive the lead, and the account, of whoever led them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import note
from leeds_leaders.moderation.actions.forgetting import blank_words_on
from leeds_leaders.notices import actions as notices
from peers.models import Peer
from projects.actions.in_hand import locked
from projects.actions.photos import forget_files_of
from projects.choices import Handing
from projects.emails import projects as emails
from projects.emails import team as letters
from projects.errors import AlreadyLed, IllegalMove
from projects.models import Cohort, Handover, PrivatePlace, Project, TeamMember, Version


@transaction.atomic
def let_go_of_projects(lead: Peer) -> None:
    """Part projects from a first lead who is being erased.

    Whoever has answered for one longest beside them goes on with it. Of the others those that
    everybody may read, on the map or archived, become listings that nobody has claimed, and
    moderators are told. Of those that are part of another project the address is left, which leads
    there. The rest go, with their photos and with what became part of them. In any case what could
    lead to whoever is gone goes: contact and exact place.
    """
    projects = Project.objects.select_for_update().filter(lead=lead).order_by("pk")
    own = [each for each in projects if each.merged_into_id is None]
    kept = [each for each in own if each.is_live or each.is_archived or heir_of(each)]
    gone = [each for each in own if each not in kept]
    gone += Project.objects.select_for_update().filter(merged_into__in=gone).order_by("pk")
    _delete(gone)
    _leave_addresses([each for each in projects if each.merged_into_id and each not in gone])
    pass_on(kept)


@transaction.atomic
def release(project: Project, *, by) -> Project:
    """A moderator's verb for a project whose first lead is suspended: whoever has answered for it
    longest goes on, or others may claim it. Raises `AlreadyLed`, and `IllegalMove` for a moderator
    who answers for it beside them."""
    project = locked(project)
    if project.is_led_by(by):
        raise IllegalMove(_("Nobody decides who goes on with a project of their own."))
    if project.lead is None or project.lead.is_active:
        raise AlreadyLed(_("“%(project)s” does not wait for that.") % {"project": project})
    pass_on([project])
    note("released", project, by=by)
    return project


def heir_of(project: Project) -> Peer | None:
    """Whoever has answered for it longest beside its first lead, and is here."""
    leads = TeamMember.objects.in_it().filter(project=project, is_lead=True, peer__is_active=True)
    others = leads.exclude(peer=project.lead_id).select_related("peer")
    longest = others.order_by("said_yes_at", "pk").first()
    return longest.peer if longest else None


def pass_on(projects: Sequence[Project]) -> None:
    """Take locked projects from their first leads: for whoever has answered for each of them
    longest, or for nobody. Both are told. In any case what could lead to whoever led them goes:
    contact and exact place."""
    forget_ways_to_lead(projects)
    unclaimed = [project for project in projects if not _inherit(project)]
    for project in unclaimed:
        project.lead, project.contact = None, ""
        _write(project)
        TeamMember.objects.now().filter(project=project, is_lead=True).update(is_lead=False)
        TeamMember.objects.now().filter(project=project, said_yes_at=None).delete()
        _end(Handover.objects.waiting().filter(project=project))
    if unclaimed:
        emails.tell_moderators_of_parting(unclaimed)


def forget_ways_to_lead(projects: Sequence[Project]) -> None:
    """Contact and exact place are most often those of whoever leaves."""
    keys = [project.pk for project in projects]
    PrivatePlace.objects.filter(project__in=keys).delete()
    Project.objects.filter(pk__in=keys).update(contact="")


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


def _delete(projects: Sequence[Project]) -> None:
    """Without what protects them from each other, or from being deleted by mistake: what became
    part of what, and the cohort whose common work one was."""
    forget_files_of(projects)
    rows = Project.objects.filter(pk__in=[project.pk for project in projects])
    Cohort.objects.filter(project__in=rows.values("pk")).delete()
    rows.update(merged_into=None)
    rows.delete()


def _leave_addresses(merged: Sequence[Project]) -> None:
    """Of projects that became part of another leave title and address: nobody reads their words,
    and nobody can claim them."""
    forget_files_of(merged)
    forget_ways_to_lead(merged)
    rows = Project.objects.filter(pk__in=[project.pk for project in merged])
    blank_words_on(rows)
    Version.objects.filter(project__in=rows.values("pk")).delete()
    rows.update(
        lead=None, summary="", story="", lessons="", run_by="", place="", links=[], end_point="",
        money_holder="", photo="", photo_alt="", revision=F("revision") + 1,
    )  # fmt: skip


def _write(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(lead=project.lead, revision=F("revision") + 1)


def _end(handovers) -> None:
    handovers.update(state=Handing.WITHDRAWN, answered_at=timezone.now())
