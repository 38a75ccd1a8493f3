"""Who may be named in a letter to whom."""

from leeds_leaders.notices.sources import peers_seen
from peers.models import Peer


def named_to(reader: Peer, peer: Peer | None) -> Peer | None:
    """Somebody, if they may be named to the reader. It is told in any case, but a letter that names
    somebody who may not be named would not leave."""
    return peer if peer and peers_seen({(reader.pk, peer.pk)}) else None
