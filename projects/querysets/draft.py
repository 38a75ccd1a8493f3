"""Who may see a draft: its writer."""

from django.db import models


class DraftQuerySet(models.QuerySet):
    """Unsent forms."""

    def visible_to(self, viewer):
        """A draft is for the eyes of who is writing it, and for nobody else's."""
        return self.filter(peer=viewer)
