"""What is written to people about organisations and who keeps them."""

from datetime import datetime

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from peers.models import Claim, Organisation, Peer


def tell_of_decision(organisation: Organisation) -> None:
    """Tell whoever has added or keeps an organisation what a moderator decided about it."""
    for peer in {organisation.added_by, organisation.keeper} - {None}:
        notices.tell(
            peer,
            Purpose.DECISION,
            f"organisation-{organisation.pk}-{organisation.decided_at:%Y%m%d%H%M%S%f}",
            "peers/email/organisation_decided",
            {"organisation": organisation},
            url=organisation.get_absolute_url() if organisation.is_live else "",
        )


def tell_of_claim(claim: Claim) -> None:
    """Tell somebody what a moderator decided about their claim."""
    is_there = claim.organisation.is_listed
    notices.tell(
        claim.peer,
        Purpose.DECISION,
        f"claim-{claim.pk}",
        "peers/email/claim_decided",
        {"claim": claim, "organisation": claim.organisation},
        url=claim.organisation.get_absolute_url() if is_there else "",
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
