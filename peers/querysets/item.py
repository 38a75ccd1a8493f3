"""Who may see an offer or an ask."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from peers.choices import SEEN_BY, Audience, ItemState

IN_SIGHT = Q(hidden_at=None)


def _open_today() -> Q:
    """Open, and its last day is not over."""
    is_not_over = Q(until=None) | Q(until__gte=timezone.localdate())
    return Q(state=ItemState.OPEN) & is_not_over


class ItemQuerySet(models.QuerySet):
    """Offers and asks, open or not."""

    def visible_to(self, viewer):
        """The only door to an item: its peer must be visible, and the viewer in its audience.

        One that is open no longer is there for its peer and for whoever follows it, who wants to
        know what came of it; to everybody else it is as if it had never been. What is hidden is
        its peer's alone.
        """
        peers = get_user_model().objects
        seen = peers.visible_to(viewer).filter(pk=OuterRef("peer"))
        if not viewer.is_authenticated:
            return self.listed().filter(Exists(seen), audience=Audience.PUBLIC)
        connected = seen.filter(peers.is_connected_with(viewer))
        reached = Q(Exists(seen), audience__in=SEEN_BY[Audience.MEMBERS]) | Q(
            Exists(connected), audience=Audience.CONNECTIONS
        )
        followed = viewer.followings.filter(item=OuterRef("pk"))
        of_others = IN_SIGHT & reached & (_open_today() | Q(Exists(followed)))
        return self.filter(Q(peer=viewer.pk) | of_others)

    def for_members(self):
        """Those that their peers show to all members, open or not: moderators read no others."""
        seen = SEEN_BY[Audience.MEMBERS]
        return self.filter(audience__in=seen, peer__profile__audience__in=seen)

    def for_page(self):
        """With whom each is of and its tags, in two queries."""
        return self.select_related("peer").prefetch_related("tags")

    def open(self):
        """Those that are open today."""
        return self.filter(_open_today())

    def listed(self):
        """Those that others find today, as far as they are for them."""
        return self.filter(_open_today(), IN_SIGHT)

    def past(self):
        """Those whose last day is over, though nothing says so yet."""
        return self.filter(state=ItemState.OPEN, until__lt=timezone.localdate())

    def for_list(self):
        """Open ones first, then those that were closed last."""
        is_open = Case(When(_open_today(), then=True), default=False)
        return (
            self.for_page()
            .annotate(is_listed=is_open)
            .order_by("-is_listed", "-closed_at", "-opened_at", "-pk")
        )


class FollowingQuerySet(models.QuerySet):
    """Who wants to hear what becomes of an item."""

    def to_tell_of(self, item):
        """Of those who follow an item, who may still see it and has not blocked its peer."""
        owner = item.peer
        circles = {item.audience, owner.profile.audience}
        if not owner.is_active or item.is_hidden or Audience.HIDDEN in circles:
            return self.none()
        peers = get_user_model().objects.filter(is_active=True).exclude(blocks_made__blocked=owner)
        if Audience.CONNECTIONS in circles:
            peers = peers.filter(peers.is_connected_with(owner))
        return self.filter(item=item, peer__in=peers).select_related("peer")
