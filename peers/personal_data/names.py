"""Whom somebody may take along the names of."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext

from leeds_leaders.notices import sources
from peers.models import Peer


class Names:
    """Names of those people whom somebody may see, be it by what is between them. Five queries."""

    def __init__(self, peer, ids: Collection[int | None]):
        others = {other for other in ids if other is not None}
        told = {other for _me, other in sources.peers_seen({(peer.pk, one) for one in others})}
        seen = Peer.objects.visible_to(peer).filter(pk__in=others)
        named = Peer.objects.filter(Q(pk__in=told) | Q(pk__in=seen.values("pk")))
        self._names = dict(named.values_list("pk", "name")) | {peer.pk: gettext("me")}

    def of(self, pk: int | None) -> str:
        """The name, or that it is somebody."""
        return self._names.get(pk) or gettext("somebody whom I cannot see now")
