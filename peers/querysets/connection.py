"""What is between peers is seen by those alone whom it is between."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from peers.choices import Tie


def _blocked(viewer, column: str) -> Exists:
    """Whether the viewer has blocked the peer in a column."""
    blocks = viewer.blocks_made.filter(blocked=OuterRef(column))
    return Exists(blocks)


class ConnectionQuerySet(models.QuerySet):
    """Connections, asked for or made."""

    def visible_to(self, viewer):
        """The only door: the asker sees theirs, the asked what waits for them or once did.

        What was withdrawn is nobody's business any more; an ask of somebody whom the viewer has
        blocked is never shown to them.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            Q(asker=viewer) | Q(asked=viewer) & ~Q(state=Tie.WITHDRAWN) & ~_blocked(viewer, "asker")
        )

    def made(self):
        """Those that both wanted."""
        return self.filter(state=Tie.ACCEPTED)

    def between(self, one, other):
        """The one row for two people."""
        return self.filter(Q(asker=one, asked=other) | Q(asker=other, asked=one))


class BlockQuerySet(models.QuerySet):
    """Blocks."""

    def visible_to(self, viewer):
        """Those that the viewer has made."""
        return self.filter(by=viewer) if viewer.is_authenticated else self.none()


class IntroductionQuerySet(models.QuerySet):
    """Introductions, answered or not."""

    def visible_to(self, viewer):
        """The only door: the three of them, but nobody who has blocked one of the others."""
        if not viewer.is_authenticated:
            return self.none()
        mine = self.filter(Q(by=viewer) | Q(first=viewer) | Q(second=viewer))
        return mine.exclude(
            _blocked(viewer, "by") | _blocked(viewer, "first") | _blocked(viewer, "second")
        )


class PairQuerySet(models.QuerySet):
    """Peer pairs."""

    def visible_to(self, viewer):
        """The two of them."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(proposed_by=viewer) | Q(proposed_to=viewer))


class ThanksQuerySet(models.QuerySet):
    """Words of thanks."""

    def visible_to(self, viewer):
        """Whoever gave them, and whoever got them; but for what a blocked person sent."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(giver=viewer) | Q(receiver=viewer) & ~_blocked(viewer, "giver"))
