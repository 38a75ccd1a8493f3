"""Which letters are due."""

from django.db import models
from django.utils import timezone

from leeds_leaders.notices.choices import State


class LetterQuerySet(models.QuerySet):
    """The outbox."""

    def visible_to(self, viewer):
        """Letters are seen in the admin alone."""
        return self if viewer.is_active and viewer.is_staff else self.none()

    def due(self):
        """Queued letters whose time has come, oldest first."""
        return self.filter(state=State.QUEUED, not_before__lte=timezone.now()).order_by(
            "not_before", "pk"
        )
