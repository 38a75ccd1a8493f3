"""What is written to people about organisations and who keeps them."""

from datetime import datetime

from leeds_leaders.moderation.emails import beside_a_yes
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from peers.choices import Verdict
from peers.models import Claim, Organisation, Peer


def tell_of_decision(organisation: Organisation, decision: Decision) -> None:
    """Tell whoever has added or keeps an organisation what a moderator decided about it; of a no,
    where its author can ask for another look."""
    for peer in filter(None, {organisation.added_by, organisation.keeper}):
        notices.tell(
            peer,
            Purpose.DECISION,
            f"organisation-{organisation.pk}-{organisation.decided_at:%Y%m%d%H%M%S%f}",
            "peers/email/organisation_decided",
            {"organisation": organisation} | beside_a_yes(decision, peer),
            url=organisation.get_absolute_url() if organisation.is_live else _of(decision, peer),
        )


def tell_of_claim(claim: Claim, decision: Decision) -> None:
    """Tell somebody what a moderator decided about their claim; of a no, where they can ask for
    another look."""
    is_yes = claim.verdict == Verdict.APPROVED
    notices.tell(
        claim.peer,
        Purpose.DECISION,
        f"claim-{decision.key}",
        "peers/email/claim_decided",
        {"claim": claim, "organisation": claim.organisation},
        url=claim.organisation.get_absolute_url() if is_yes else _of(decision, claim.peer),
    )


def tell_keeper_of_release(organisation: Organisation, keeper: Peer, at: datetime) -> None:
    """Tell somebody that they keep an organisation no longer."""
    notices.tell(
        keeper,
        Purpose.DECISION,
        f"released-{organisation.pk}-{at:%Y%m%d%H%M%S%f}",
        "peers/email/keeper_released",
        {"organisation": organisation},
        url=organisation.get_absolute_url() if organisation.is_listed else "",
    )


def _of(decision: Decision, peer: Peer) -> str:
    """The page of a decision, for whom it was made against."""
    return decision.get_absolute_url() if decision.author_id == peer.pk else ""
