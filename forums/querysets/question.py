"""Who may read a question of the register."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from forums.querysets.kin import kin


class QuestionQuerySet(models.QuerySet):
    """Questions that outlive the session they were asked in."""

    def visible_to(self, viewer):
        """The only door to a question: it stands in notes, or in a perspective, that somebody may
        read; or they asked it themselves."""
        notes = kin(self.model, "notes").objects.visible_to(viewer)
        perspectives = kin(self.model, "perspective").objects
        seen = Q(Exists(notes.filter(question=OuterRef("pk")))) | Q(
            perspective__in=perspectives.visible_to(viewer)
        )
        return self.filter(seen | Q(asked_by=viewer) if viewer.is_authenticated else seen)
