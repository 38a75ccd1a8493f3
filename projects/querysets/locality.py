"""Who may see what a ward has."""

from django.db import models
from django.db.models import Q

from leeds_leaders.moderation.choices import Standing


class HubQuerySet(models.QuerySet):
    """Hubs and civic spaces."""

    def visible_to(self, viewer):
        """The only door to a hub: live ones, those that one has added, and moderators see all."""
        if not viewer.is_authenticated:
            return self.listed()
        if viewer.is_staff and viewer.has_perm("projects.change_hub"):
            return self
        return self.filter(Q(standing=Standing.LIVE) | Q(added_by=viewer))

    def listed(self):
        """What everybody finds."""
        return self.filter(standing=Standing.LIVE)


class WardContactQuerySet(models.QuerySet):
    """People in public service whom a ward may ask."""

    def visible_to(self, viewer):
        """The only door: they agreed to be named to everybody. A member who was suspended is not,
        nor is one who has left: their row has gone with them."""
        return self.filter(Q(peer=None) | Q(peer__is_active=True))
