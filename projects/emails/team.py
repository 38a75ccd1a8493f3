"""Composes what people are told of teams and of who answers for a project; does not send it."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from peers.emails.naming import named_to
from peers.models import Block, Organisation, Peer
from projects.emails.leads import leads_of
from projects.models import BidPart, Handover, Project, ProjectClaim, TeamMember

ASKED = "projects.asked"  # what a letter keeps of somebody's place in a team that waits for a yes
HANDED = "projects.handed"  # what a letter keeps of a handover that waits for an answer
BROUGHT = "projects.bid-part"  # what a letter keeps of somebody's part in a joint bid
TEAM, HANDOVER, CLAIM, BID = (
    f"projects/email/{name}" for name in ("team", "handover", "claim", "bid")
)


# The team ----------------------------------------------------------------------------------------


def tellings_of_asking(member: TeamMember) -> list[Telling]:
    """Would they be in the team?"""
    context = {"member": member}
    key = f"team-asked:{member.pk}"
    return _to(
        [member.peer], f"{TEAM}_asked", key, member.project, member.asked_by, context,
        items={ASKED: member.pk},
    )  # fmt: skip


def tellings_of_answer(member: TeamMember) -> list[Telling]:
    """To whoever asked: yes, or not this time."""
    said = "yes" if member.said_yes_at else "no"
    key, context = f"team-{said}:{member.pk}", {"member": member}
    return _to([member.asked_by], f"{TEAM}_answered", key, member.project, member.peer, context)


def tellings_of_change(member: TeamMember, *, by: Peer) -> list[Telling]:
    """They answer for the project now, or no longer."""
    key, context = f"team-lead:{member.pk}:{_moment()}", {"member": member}
    return _to([member.peer], f"{TEAM}_lead", key, member.project, by, context)


def tellings_of_removal(member: TeamMember, *, by: Peer) -> list[Telling]:
    """They are in the team no longer."""
    key = f"team-removed:{member.pk}"
    return _to([member.peer], f"{TEAM}_removed", key, member.project, by)


def tellings_of_leaving(project: Project, peer: Peer) -> list[Telling]:
    """To those who answer for it: somebody has left the team."""
    key = f"team-left:{project.pk}:{_moment()}"
    return _to(leads_of(project, by=peer), f"{TEAM}_left", key, project, peer)


def tellings_of_heir(project: Project, heir: Peer) -> list[Telling]:
    """They go on with it first, since whoever did has left."""
    return _to([heir], f"{TEAM}_heir", f"team-heir:{project.pk}:{_moment()}", project, None)


# Handing over ------------------------------------------------------------------------------------


def tellings_of_handover(handover: Handover) -> list[Telling]:
    """Would they take it on?"""
    key, context = f"handover:{handover.pk}", {"handover": handover}
    return _to(
        [handover.handed_to], f"{HANDOVER}_asked", key, handover.project, handover.handed_by,
        context, items={HANDED: handover.pk},
    )  # fmt: skip


def tellings_of_handover_answer(handover: Handover) -> list[Telling]:
    """To whoever handed it over, and to the others who answer for it once it has passed on."""
    readers: set[Peer | None] = {handover.handed_by}
    if handover.state == "accepted":
        readers |= set(leads_of(handover.project, by=handover.handed_to))
    key, context = f"handover-{handover.state}:{handover.pk}", {"handover": handover}
    return _to(readers, f"{HANDOVER}_answered", key, handover.project, handover.handed_to, context)


# Claims ------------------------------------------------------------------------------------------


def telling_of_claim(claim: ProjectClaim, decision: Decision) -> Telling:
    """What a moderator decided about somebody's claim, and how to have it looked at again."""
    its_page = claim.project.get_absolute_url() if claim.project.is_live else ""
    return Telling(
        recipient=claim.peer,
        purpose=Purpose.DECISION,
        key=f"project-claim-{claim.pk}-{decision.key}",
        template=f"{CLAIM}_decided",
        context={"claim": claim, "project": claim.project, "decision": decision},
        url=decision.get_absolute_url() if decision.can_be_appealed else its_page,
    )


def tellings_of_release(project: Project, organisation: Organisation, *, by: Peer) -> list[Telling]:
    """To those who answer for a project: it does not stand under an organisation's name."""
    key = f"project-released:{project.pk}:{_moment()}"
    context, readers = {"organisation": organisation}, leads_of(project, by=by)
    return _to(readers, "projects/email/released", key, project, None, context)


# Joint bids --------------------------------------------------------------------------------------


def tellings_of_part(part: BidPart, *, by: Peer) -> list[Telling]:
    """They are written down for a part of a bid, and may read it from now on."""
    key = f"bid-part:{part.pk}"
    context = {"part": part, "bid": part.bid}
    url = part.bid.get_absolute_url()
    return _to(
        [part.peer], f"{BID}_part", key, part.bid.project, by, context,
        url=url, items={BROUGHT: part.pk},
    )  # fmt: skip


# Before they leave -------------------------------------------------------------------------------


def still_asked(letters: Sequence[Letter]) -> set[int]:
    """Of letters that ask somebody into a team those (by key) whose question still waits."""
    asked = TeamMember.objects.now().filter(said_yes_at=None)
    return _still(letters, ASKED, asked)


def still_handed(letters: Sequence[Letter]) -> set[int]:
    """Of letters that hand a project over those (by key) that still wait for an answer."""
    return _still(letters, HANDED, Handover.objects.waiting())


def still_brought(letters: Sequence[Letter]) -> set[int]:
    """Of letters about a part of a bid those (by key) whose reader is still written down for it:
    nobody else may read of the bid."""
    return _still(letters, BROUGHT, BidPart.objects.all())


def _still(letters: Sequence[Letter], name: str, rows) -> set[int]:
    told = {letter.pk: letter.items[name] for letter in letters}
    waiting = set(rows.filter(pk__in=told.values()).values_list("pk", flat=True))
    return {pk for pk, row in told.items() if row in waiting}


def _to(
    readers: Iterable[Peer | None], template: str, key: str, project: Project, other: Peer | None,
    context: dict | None = None, *, url: str = "", items: dict | None = None,
) -> list[Telling]:  # fmt: skip
    """The same to each reader who is here and whom no block parts from the `other`, who is named
    where the reader may see them."""
    tellings = []
    for reader in readers:
        if reader is None or not reader.is_active:
            continue
        if other and Block.objects.among(reader, other).exists():
            continue
        named = named_to(reader, other)
        tellings.append(
            Telling(
                recipient=reader,
                purpose=Purpose.PEOPLE,
                key=key,
                template=template,
                context={"project": project, "other": named} | (context or {}),
                url=url or reverse("projects:team", args=[project.slug]),
                items=(items or {}) | ({"peers": [named.pk]} if named else {}),
            )
        )
    return tellings


def _moment() -> str:
    return f"{timezone.now():%Y%m%d%H%M%S%f}"
