"""Who may see a series."""

from django.db import models


class SeriesQuerySet(models.QuerySet):
    """Sessions that come again."""

    def visible_to(self, viewer):
        """A series says what everybody may know; its sessions have a door of their own."""
        return self
