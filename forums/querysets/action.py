"""Who may read what was agreed, and who is named for it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from forums.querysets.kin import kin


class ActionQuerySet(models.QuerySet):
    """What was agreed in sessions."""

    def visible_to(self, viewer):
        """The only door to an action: it stands in notes that somebody may read, or was handed over
        from one that did; or it is theirs to do."""
        notes = kin(self.model, "notes").objects.visible_to(viewer)
        records = kin(self.model, "session", "record").objects
        seen = Q(Exists(notes.filter(action=OuterRef("pk")))) | Q(
            handed_from__isnull=False, session__record__in=records.visible_to(viewer)
        )
        if not viewer.is_authenticated:
            return self.filter(seen)
        owners = kin(self.model, "owners").objects
        return self.filter(seen | Q(Exists(owners.filter(action=OuterRef("pk"), peer=viewer))))


class ActionOwnerQuerySet(models.QuerySet):
    """Those who do something."""

    def visible_to(self, viewer):
        """Who is named to a viewer: those who said yes and whom the viewer may see; to those of the
        circle of the session everybody who was named, and one is named to oneself."""
        peers = kin(self.model, "peer").objects
        named = Q(said_yes_at__isnull=False) & Q(peer__in=peers.visible_to(viewer))
        if not viewer.is_authenticated:
            return self.filter(named)
        records = kin(self.model, "action", "session", "record").objects
        circle = records.of_circle(viewer).values("pk")
        return self.filter(named | Q(peer=viewer) | Q(action__session__in=circle))
