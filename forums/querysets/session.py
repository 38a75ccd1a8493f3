"""Who may see a session."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from forums.choices import State


class SessionQuerySet(models.QuerySet):
    """Breakfast forum sessions."""

    def visible_to(self, viewer):
        """The only door to a session: drafts are for organisers, and for whoever hosts them or
        proposed them."""
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        if not viewer.is_authenticated:
            return self.exclude(state=State.DRAFT)
        return self.filter(
            ~Q(state=State.DRAFT)
            | Q(proposed_by=viewer)
            | Exists(self.model.hosts.through.objects.filter(session=OuterRef("pk"), peer=viewer))
        )

    def upcoming(self):
        """Sessions that have not ended, soonest first."""
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Sessions that have ended, newest first."""
        return self.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")

    def for_cards(self):
        """What a list shows of each session."""
        return self.select_related("venue__ward").defer("venue__ward__boundary", "purpose")
