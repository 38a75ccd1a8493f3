"""What is written to people whose account is closed for now, or open again."""

from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from peers.models import Peer


def tell_of_suspension(peer: Peer, decision: Decision) -> None:
    """Tell somebody why they cannot sign in, with a secret link to ask for another look. It is
    account mail: what is for members no longer reaches them."""
    notices.tell(
        peer,
        Purpose.ACCOUNT,
        f"suspended-{decision.key}",
        "peers/email/suspended",
        {"decision": decision},
        link=decision.secret_link(),
    )


def tell_of_return(peer: Peer, decision: Decision) -> None:
    """Tell somebody that they can sign in again."""
    notices.tell(peer, Purpose.ACCOUNT, f"let-in-{decision.key}", "peers/email/let_in_again", {})
