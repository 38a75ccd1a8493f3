"""Shared words are public."""

from django.db import models


class SharedWordQuerySet(models.QuerySet):
    """Causes or kinds of help."""

    def visible_to(self, viewer):
        """Shared words are there for everybody."""
        return self
