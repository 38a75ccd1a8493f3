"""The verbs of a team: who does what in a project, and who answers for it.

Nobody is in a team because others wrote it down: whoever is asked says yes or no. Somebody answers
for every project that is claimed: the last of them leaves only by handing it over, or by saying in
so many words that nobody will.
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.notices import actions as notices
from peers.models import Peer
from projects.actions import parting
from projects.actions.in_hand import locked, locked_for_lead
from projects.actions.screening import check_said
from projects.emails import projects as emails
from projects.emails import team as letters
from projects.emails.leads import leads_of
from projects.errors import LastLead, NotAmongThem, TooMany
from projects.models import Project, TeamMember

MOST = 60  # people in a team, asked or in it


@dataclass(frozen=True)
class Place:
    """What somebody does in a team, checked for shape by the form."""

    role: str = ""
    is_paid: bool | None = None
    is_lead: bool = False


@transaction.atomic
def ask(project: Project, peer: Peer, place: Place, *, by) -> TeamMember:
    """Ask somebody into the team; oneself one writes down. Asked again before they answered, the
    latest words count. Raises `NotAmongThem` and `TooMany`."""
    project = locked_for_lead(project, by=by)
    _check_can_come(project, peer)
    member = _row_of(project, peer) or TeamMember(project=project, peer=peer)
    check_said(by, place.role, before=member.role)
    if member.said_yes_at:
        raise NotAmongThem(_("%(name)s is in the team already.") % {"name": peer})
    is_new = member.pk is None
    if is_new:
        _check_room(project)
    _put(member, place)
    member.asked_by = by
    if peer == by:
        member.said_yes_at = timezone.now()
    member.save()
    if is_new and peer != by:
        notices.tell_many(letters.tellings_of_asking(member))
    return member


@transaction.atomic
def say_yes(project: Project, *, by) -> TeamMember:
    """I am in it. A repeat changes nothing. Raises `NotAmongThem` for whoever is not asked."""
    member = _row_of(locked(project), by)
    if member is None:
        raise NotAmongThem(_("You are not asked for this any more."))
    if member.said_yes_at is None:
        member.said_yes_at = timezone.now()
        member.save(update_fields=["said_yes_at"])
        notices.tell_many(letters.tellings_of_answer(member))
    return member


@transaction.atomic
def say_no(project: Project, *, by) -> None:
    """Not this time. Whoever asked is told; a repeat does nothing."""
    member = _row_of(locked(project), by)
    if member and member.said_yes_at is None:
        notices.tell_many(letters.tellings_of_answer(member))
        member.delete()


@transaction.atomic
def change_place(member: TeamMember, place: Place, *, by) -> TeamMember:
    """Say anew what somebody does. Those who answer for a project say it of everybody, others of
    themselves; nobody makes themselves one of those who answer. Raises `NotAmongThem`, and
    `LastLead` for whoever gives answering back while nobody else who is here does."""
    project = locked(member.project)
    member = _locked_member(member)
    leads = project.is_led_by(by)
    if not leads and member.peer_id != by.pk:
        raise NotAmongThem(_("You do not answer for “%(project)s” now.") % {"project": project})
    check_said(by, place.role, before=member.role)
    was_lead, is_first = member.is_lead, project.lead_id == member.peer_id
    _put(member, place)
    member.is_lead = place.is_lead and (leads or was_lead) and not is_first
    if was_lead and not (member.is_lead or is_first):
        _check_goes_on(project, member.peer)
        parting.take_handovers_back(project, member.peer)
    member.save(update_fields=["role", "is_paid", "is_lead"])
    if member.is_lead != was_lead and member.said_yes_at and member.peer != by:
        notices.tell_many(letters.tellings_of_change(member, by=by))
    return member


@transaction.atomic
def remove(member: TeamMember, *, by) -> None:
    """Take somebody out of the team, or an ask back. Whoever was in it is told; a repeat does
    nothing. The first lead goes by leaving or handing over alone. Raises `NotAmongThem`, and
    `LastLead` for whoever takes themselves out while nobody else who is here answers for it."""
    project = locked_for_lead(member.project, by=by)
    row = TeamMember.objects.now().filter(pk=member.pk).select_related("peer").first()
    if row is None:
        return
    if row.peer_id == project.lead_id:
        raise NotAmongThem(_("%(name)s leads it first, and can hand it over.") % {"name": row.peer})
    if row.said_yes_at is None:
        row.delete()
        return
    if row.is_lead:
        _check_goes_on(project, row.peer)
    _end(row)
    parting.take_handovers_back(project, row.peer)
    notices.tell_many(letters.tellings_of_removal(row, by=by))


@transaction.atomic
def leave(project: Project, *, by, lets_go: bool = False) -> Project:
    """Leave the team, and answer for the project no longer; a repeat does nothing. Of several who
    do the longest-serving goes on first. Raises `LastLead` for the only one who is here, unless
    they say that the project is to be nobody's; while its first lead is suspended it stays theirs,
    and moderators see to it."""
    project = locked(project)
    is_first, is_last = project.lead_id == by.pk, is_last_lead(project, by)
    if is_last:
        _check_can_let_go(project, lets_go, is_first=is_first)
    member = _row_of(project, by)
    if member:
        _end(member)
    if is_first:
        parting.pass_on([project])
    elif is_last:
        emails.tell_moderators_of_standstill([project])
    if is_first or (member and member.is_lead):
        parting.take_handovers_back(project, by)
    if member or is_first:
        notices.tell_many(letters.tellings_of_leaving(project, by))
    return project


def is_last_lead(project: Project, peer: Peer) -> bool:
    """Whether somebody answers for it, and nobody else who is here does. One query."""
    return project.is_led_by(peer) and not leads_of(project).exclude(pk=peer.pk).exists()


# Beneath -----------------------------------------------------------------------------------------


def _check_goes_on(project: Project, peer: Peer) -> None:
    if is_last_lead(project, peer):
        raise LastLead(
            _("Nobody else who is here answers for “%(project)s”. Hand it over first, or leave the"
              " team and say that nobody can.")
            % {"project": project}
        )  # fmt: skip


def _check_can_let_go(project: Project, lets_go: bool, *, is_first: bool) -> None:
    if not lets_go:
        raise LastLead(
            _("You are the only one who answers for “%(project)s”. Hand it over first, or say that"
              " it is to be nobody's.")
            % {"project": project}
        )  # fmt: skip
    if is_first and not project.is_live:
        raise LastLead(
            _("“%(project)s” is not on the map, so that nobody else could find it. Hand it over, or"
              " keep it.")
            % {"project": project}
        )  # fmt: skip


def _check_can_come(project: Project, peer: Peer) -> None:
    """Whoever is asked has to be able to read what for."""
    if not Project.objects.visible_to(peer).filter(pk=project.pk).exists():
        raise NotAmongThem(
            _("%(name)s cannot see it yet. Ask them once it is on the map.") % {"name": peer}
        )


def _check_room(project: Project) -> None:
    if TeamMember.objects.now().filter(project=project).count() >= MOST:
        raise TooMany(_("At most %(most)s people are in a team.") % {"most": MOST})


def _row_of(project: Project, peer: Peer) -> TeamMember | None:
    """Somebody's place in the team as it is now, asked or in it."""
    rows = TeamMember.objects.now().select_related("project", "peer", "asked_by")
    return rows.filter(project=project, peer=peer).first()


def _locked_member(member: TeamMember) -> TeamMember:
    rows = TeamMember.objects.now().select_related("project", "peer", "asked_by")
    found = rows.filter(pk=member.pk).first()
    if found is None:
        raise NotAmongThem(_("%(name)s is not in the team any more.") % {"name": member.peer})
    return found


def _put(member: TeamMember, place: Place) -> None:
    for name, value in asdict(place).items():
        setattr(member, name, value)


def _end(member: TeamMember) -> None:
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])
