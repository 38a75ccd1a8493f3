"""Who may see and choose a venue."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from forums.querysets.sight import unless_hidden


class VenueQuerySet(models.QuerySet):
    """Places where breakfasts are held."""

    def visible_to(self, viewer):
        """The only door to a venue. Whoever may see a session or a series there must find it;
        what somebody saves for a draft is theirs and the organisers' until then, and so is what is
        hidden."""
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        sessions = self.model.sessions.rel.related_model.objects.visible_to(viewer)
        series = self.model.series.rel.related_model.objects.visible_to(viewer)
        there = Exists(sessions.filter(venue=OuterRef("pk"))) | Exists(
            series.filter(venue=OuterRef("pk"))
        )
        seen = Q(there) | Q(created_by=viewer.pk) if viewer.pk else Q(there)
        return self.filter(unless_hidden(viewer, "created_by"), seen)

    def to_choose(self):
        """Those that a form offers, without what only a page of them needs."""
        return self.filter(is_retired=False, hidden_at=None)
