"""Who may see an offer or an ask."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from peers.choices import SEEN_BY, Audience, ItemState


class ItemQuerySet(models.QuerySet):
    """Offers and asks, open or not."""

    def visible_to(self, viewer):
        """The only door to an item: its peer must be visible, and the viewer in its audience."""
        peers = get_user_model().objects
        seen = peers.visible_to(viewer).filter(pk=OuterRef("peer"))
        if not viewer.is_authenticated:
            return self.filter(Exists(seen), audience=Audience.PUBLIC)
        connected = seen.filter(peers.is_connected_with(viewer))
        return self.filter(
            Q(peer=viewer.pk)
            | Q(Exists(seen), audience__in=SEEN_BY[Audience.MEMBERS])
            | Q(Exists(connected), audience=Audience.CONNECTIONS)
        )

    def open(self):
        """Those that are on lists today."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), state=ItemState.OPEN)
