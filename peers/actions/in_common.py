"""The verbs of matches: somebody is not wanted now, or is again."""

from peers.models import Peer, SetAside


def set_aside(peer: Peer, *, by: Peer) -> None:
    """Propose a peer to `by` no more. They are not told; asked again it changes nothing."""
    SetAside.objects.get_or_create(by=by, peer=peer)


def bring_back(peer: Peer, *, by: Peer) -> None:
    """Propose a peer to `by` again, as soon as they fit."""
    SetAside.objects.filter(by=by, peer=peer).delete()
