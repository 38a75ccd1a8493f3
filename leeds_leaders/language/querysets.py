"""Shared words are public."""

from django.db import models


class SharedWordQuerySet(models.QuerySet):
    """Causes or kinds of help."""

    def visible_to(self, viewer):
        """Shared words are there for everybody."""
        return self

    def meant_by(self, text: str):
        """Those whose name or synonym is exactly what somebody typed."""
        text = " ".join(text.split())
        return self.filter(
            models.Q(name__iexact=text) | models.Q(synonyms__contains=[text.casefold()])
        )
