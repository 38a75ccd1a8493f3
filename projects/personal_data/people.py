"""What somebody does in projects, how these passed on, and the bids they write with others."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Fate, Holding, Told
from peers.personal_data.names import Names
from projects.actions import forgetting
from projects.models import Bid, BidPart, Handover, Project, ProjectClaim, TeamMember
from projects.personal_data.telling import as_seen, some, with_person


def _handovers(rows: QuerySet, peer) -> Iterator[Told]:
    """With whom, and the word that one wrote oneself or got."""
    names = Names(peer, {pk for row in rows for pk in (row.handed_by_id, row.handed_to_id)})
    seen = Project.objects.visible_to(peer).in_bulk({row.project_id for row in rows})
    for row in rows:
        yield {
            "project": str(seen.get(row.project_id, "")),
            "from": names.of(row.handed_by_id),
            "to": names.of(row.handed_to_id),
            **some(row, "words", "stays", "state", "asked_at", "answered_at"),
        }


HOLDINGS = [
    Holding(
        name="teams",
        title=_("What I do in projects"),
        model=TeamMember,
        links=["peer"],
        tell=as_seen(
            "project", "role", "is_paid", "is_lead", "asked_at", "said_yes_at", "left_at"
        ),
        let_go=forgetting.let_go_of_teams,
    ),
    Holding(
        name="team_asked",
        title=_("Whom I asked into the team of a project"),
        model=TeamMember,
        links=["asked_by"],
        fate=Fate.NOBODYS,
        tell=with_person("project", "peer", "asked_at"),
    ),
    Holding(
        name="handovers",
        title=_("Projects that I handed over, or was asked to take on"),
        model=Handover,
        links=["handed_by", "handed_to"],
        fate=Fate.NOBODYS,
        afterwards=_("That it passed on stays, without my name and my words."),
        tell=_handovers,
        let_go=forgetting.let_go_of_handovers,
    ),
    Holding(
        name="project_claims",
        title=_("Projects that I said are ours"),
        model=ProjectClaim,
        links=["peer"],
        tell=as_seen(
            "project", "organisation", "words", "verdict", "reason", "claimed_at", "decided_at"
        ),
    ),
    Holding(
        name="project_claims_decided",
        title=_("Claims to projects that I decided on"),
        model=ProjectClaim,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=with_person("project", "peer", "verdict", "reason", "decided_at"),
    ),
    Holding(
        name="bids",
        title=_("Joint bids that I began"),
        model=Bid,
        links=["made_by"],
        fate=Fate.NOBODYS,
        afterwards=_("Stay with those who write them with me; what nobody else may read goes."),
        tell=as_seen(
            "project", "title", "funder", "amount", "due_on", "words", "state", "made_at",
            "changed_at",
        ),
        let_go=forgetting.let_go_of_bids,
    ),
    Holding(
        name="bid_parts",
        title=_("What I bring to joint bids"),
        model=BidPart,
        links=["peer"],
        tell=as_seen("bid", "organisation", "words", "due_on", "done_at"),
    ),
]  # fmt: skip
