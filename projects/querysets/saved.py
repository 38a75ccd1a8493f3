"""Who may see a saved search: whoever keeps it."""

from django.db import models


class SavedSearchQuerySet(models.QuerySet):
    """Searches that people keep."""

    def visible_to(self, viewer):
        """One's own, and nobody else's."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()


class FindQuerySet(models.QuerySet):
    """What saved searches found."""

    def visible_to(self, viewer):
        """Those of one's own searches."""
        return self.filter(search__peer=viewer) if viewer.is_authenticated else self.none()

    def to_tell(self):
        """Those that are still to be told."""
        return self.filter(to_tell=True, told_at=None)
