"""Who may see and choose a venue."""

from django.db import models


class VenueQuerySet(models.QuerySet):
    """Places where breakfasts are held."""

    def visible_to(self, viewer):
        """Venues are public: whoever comes must find them."""
        return self

    def to_choose(self):
        """Those that a form offers, without what only a page of them needs."""
        return self.filter(is_retired=False)
