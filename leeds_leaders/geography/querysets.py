"""Who may see the ground: everybody."""

from django.db import models


class WardQuerySet(models.QuerySet):
    """Wards; all of them are public."""

    def visible_to(self, viewer):
        """Wards are the city's own and seen by all; their heavy boundaries stay behind."""
        return self.defer("boundary")
