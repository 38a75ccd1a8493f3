"""Composes what people are told of interest and support; does not send it.

A letter goes to those alone who may reach one another: nobody is told of somebody whom they have
blocked, or who has blocked them, and a name stands in it only where its reader may know it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.models import Hideable
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import peers_seen
from peers.models import Item, Peer
from projects.choices import ReplyState
from projects.models import Interest, Invitation, Project, Reply, Support

SUPPORT = "projects.support"  # what a letter keeps of the project, and of what it tells
# Of what a letter may tell: the key of the row is kept by this name, and what that field said as
# `state`. The letter leaves while it says the same.
ROWS: dict[str, tuple[type[Model], str]] = {
    "reply": (Reply, "state"),
    "support": (Support, "state"),
    "invitation": (Invitation, "state"),
    "said": (Interest, "said"),
    "confirmed": (Interest, "confirmed"),
}


# Standing behind a project -------------------------------------------------------------------


def tellings_of_interest(interest: Interest, project: Project) -> list[Telling]:
    """Ask the project's people whether it is so; once for each rung, whatever is said between."""
    return _tell(
        _leads(project),
        "interest_said",
        f"interest-{project.pk}-{interest.peer_id}-{interest.said}",
        {"project": project, "rung": interest.get_said_display()},
        about={
            "project": project.pk,
            "said": interest.pk,
            "state": interest.said,
            "to_leads": True,
        },
        by=interest.peer,
        path=reverse("projects:behind", args=[project.slug]),
    )


def tellings_of_confirming(interest: Interest, *, by) -> list[Telling]:
    """Tell somebody that the project says the same as they do."""
    project = interest.project
    return _tell(
        _only(interest.peer_id),
        "interest_confirmed",
        f"interest-confirmed-{project.pk}-{interest.peer_id}-{interest.confirmed}",
        {"project": project, "rung": interest.get_confirmed_display()},
        about={"project": project.pk, "confirmed": interest.pk, "state": interest.confirmed},
        by=by,
        path=project.get_absolute_url(),
    )


# Answering what a project asks for -----------------------------------------------------------


def tellings_of_reply(reply: Reply) -> list[Telling]:
    """Tell the project's people of an answer, once a day however often its words change."""
    return _of_reply(
        reply, _leads(reply.support.project), "reply", f"{timezone.localdate()}", to_leads=True
    )


def tellings_of_taking_back(reply: Reply) -> list[Telling]:
    """Tell the project's people that somebody on whom they count cannot after all."""
    said_at = f"{timezone.now():%Y%m%d%H%M}"
    leads = _leads(reply.support.project)
    return _of_reply(reply, leads, "reply_taken_back", said_at, to_leads=True)


def tellings_of_decision(reply: Reply, *, by) -> list[Telling]:
    """Tell somebody what the project says to their answer; each of its words once a day."""
    day = f"{reply.state}-{timezone.localdate()}"
    return _of_reply(reply, _only(reply.peer_id), "reply_decided", day, by=by)


def _of_reply(
    reply: Reply, recipients: QuerySet, name: str, mark: str, *, by=None, to_leads: bool = False
) -> list[Telling]:
    support = reply.support
    about = {"project": support.project_id, "reply": reply.pk, "state": reply.state}
    return _tell(
        recipients,
        name,
        f"{name}-{reply.pk}-{mark}",
        {"reply": reply, "support": support, "project": support.project},
        about=about | {"to_leads": to_leads},
        by=by or reply.peer,
        path=support.get_absolute_url(),
    )


def tellings_of_end(support: Support, *, by) -> list[Telling]:
    """Tell whoever answered, and was not turned down, how it ended; once a day."""
    answered = support.replies.filter(state__in=[ReplyState.WAITING, ReplyState.ACCEPTED])
    return _tell(
        Peer.objects.filter(pk__in=answered.values("peer")),
        "support_ended",
        f"support-{support.pk}-{support.state}-{timezone.localdate()}",
        {"support": support, "project": support.project},
        about=_of_support(support),
        by=by,
        path=support.get_absolute_url(),
        is_named=False,
    )


def _of_support(support: Support) -> dict[str, Any]:
    return {"project": support.project_id, "support": support.pk, "state": support.state}


def tellings_of_match(support: Support, item: Item, *, by) -> list[Telling]:
    """Ask whoever offers something whether it is for this; once for each ask and offer."""
    return _tell(
        _only(item.peer_id),
        "match_asked",
        f"match-{support.pk}-{item.pk}",
        {"support": support, "project": support.project, "item": item},
        about=_of_support(support),
        by=by,
        path=support.get_absolute_url(),
    )


# Calling in public bodies --------------------------------------------------------------------


def tellings_of_invitation(invitation: Invitation) -> list[Telling]:
    """Tell whoever keeps the public body, if anybody does."""
    return _of_invitation(
        invitation, _only(invitation.organisation.keeper_id), "invited", invitation.invited_by
    )


def tellings_of_body(invitation: Invitation, *, by) -> list[Telling]:
    """Tell the other side what was answered: the project's people, or the public body's keeper."""
    keeper = invitation.organisation.keeper_id
    recipients = _only(keeper) if invitation.was_written_down else _leads(invitation.project)
    return _of_invitation(invitation, recipients, "invitation_answered", by)


def _of_invitation(
    invitation: Invitation, recipients: QuerySet, name: str, by: Peer | None
) -> list[Telling]:
    return _tell(
        recipients,
        name,
        f"{name}-{invitation.pk}-{invitation.state}-{timezone.localdate()}",
        {
            "invitation": invitation,
            "project": invitation.project,
            "organisation": invitation.organisation,
        },
        about={
            "project": invitation.project_id,
            "invitation": invitation.pk,
            "state": invitation.state,
        },
        by=by,
        path=invitation.get_absolute_url(),
        is_named=False,
    )


# Passing a project on ------------------------------------------------------------------------


def passed_on_key(by) -> str:
    """How the keys of what somebody passes on begin."""
    return f"passed-on-by-{by.pk}-"


def tellings_of_passing_on(project: Project, *, by, to, words: str) -> list[Telling]:
    """Tell somebody of a project, for a person whom they know; each of them once."""
    return _tell(
        _only(to.pk),
        "passed_on",
        f"{passed_on_key(by)}{project.pk}",
        {"project": project, "words": words},
        about={"project": project.pk},
        by=by,
        path=project.get_absolute_url(),
    )


# Just before they leave ----------------------------------------------------------------------


def still_so(letters: Sequence[Letter]) -> set[int]:
    """Of letters about interest and support those (by key) that still say what is: their reader may
    see the project, or answers for it where they are asked to decide, and what they tell of stands
    as it did. One query for the projects, one for each of `ROWS` that is told of."""
    told = {letter.pk: (letter.recipient_id, letter.items[SUPPORT]) for letter in letters}
    about = [kept for _reader, kept in told.values()]
    projects = Project.objects.in_bulk({kept["project"] for kept in about})
    now = {name: _now(name, {kept[name] for kept in about if name in kept}) for name in ROWS}
    return {
        pk
        for pk, (reader, kept) in told.items()
        if _is_for(projects.get(kept["project"]), reader, kept)
        and all(now[name].get(kept[name]) == kept["state"] for name in ROWS if name in kept)
    }


def _now(name: str, keys: set[int]) -> dict[int, str]:
    """What some rows say by now, by their keys; nothing of those that are gone or hidden."""
    model, field = ROWS[name]
    rows = model._default_manager.filter(pk__in=keys)
    if issubclass(model, Hideable):
        rows = rows.filter(hidden_at=None)
    return dict(rows.values_list("pk", field)) if keys else {}


def _is_for(project: Project | None, reader: int | None, kept: dict[str, Any]) -> bool:
    if project is None:
        return False
    answers_for_it = reader in project.lead_ids
    return answers_for_it if kept.get("to_leads") else answers_for_it or project.is_live


# Beneath -------------------------------------------------------------------------------------


def _leads(project: Project) -> QuerySet:
    return Peer.objects.filter(pk__in=project.lead_ids)


def _only(peer_id: int | None) -> QuerySet:
    return Peer.objects.filter(pk=peer_id)


def _tell(
    recipients: QuerySet,
    name: str,
    key: str,
    context: dict[str, Any],
    *,
    about: dict[str, Any],
    by: Peer | None,
    path: str,
    is_named: bool = True,
) -> list[Telling]:
    """The same words to each of those whom `by` may reach."""
    reached = list(_within_reach(recipients, by))
    named = _who_may_know(reached, by) if by and is_named else set()
    return [
        Telling(
            peer,
            Purpose.PEOPLE,
            key,
            f"projects/email/{name}",
            context | {"by": by if peer.pk in named else None},
            url=path,
            items={SUPPORT: about} | ({"peers": [by.pk]} if by and peer.pk in named else {}),
        )
        for peer in reached
    ]


def _within_reach(recipients: QuerySet, by: Peer | None) -> QuerySet:
    """Those who are here, and between whom and `by` nobody has blocked the other."""
    here = recipients.filter(is_active=True)
    if by is None:
        return here
    reached = here.exclude(pk=by.pk).exclude(blocks_made__blocked=by.pk)
    return reached.exclude(blocks_received__by=by.pk)


def _who_may_know(recipients: Iterable[Peer], by: Peer) -> set[int]:
    """Of some people those to whom somebody may be named."""
    seen = peers_seen({(peer.pk, by.pk) for peer in recipients})
    return {recipient for recipient, _other in seen}
