"""Ending sign-ins: one's own in other browsers, or all of somebody's."""

from leeds_leaders.models import SignIn
from peers.models import Peer


def end_all(peer: Peer) -> int:
    """Sign somebody out everywhere, at once: what their browsers hold opens nothing more. Returns
    how many there were."""
    return SignIn.objects.filter(peer=peer).delete()[0]


def end_others(peer: Peer, *, kept: str) -> int:
    """Sign somebody out everywhere but in the browser with the session `kept`. Returns how many
    there were."""
    return SignIn.objects.filter(peer=peer).exclude(pk=kept).delete()[0]


def end_one(peer: Peer, mark: str, *, kept: str) -> int:
    """Sign somebody out in one other browser, by its `mark`; one that is gone is no matter."""
    others = SignIn.objects.filter(peer=peer).exclude(pk=kept)
    return sum(one.delete()[0] for one in others if one.mark == mark)
