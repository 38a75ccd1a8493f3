"""Who may see a peer."""

from django.contrib.auth.base_user import BaseUserManager
from django.db import models


class PeerQuerySet(models.QuerySet):
    """Peers of the network."""

    def visible_to(self, viewer):
        """The only door to a peer: members see active peers; visitors see none yet."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(is_active=True)


class PeerManager(BaseUserManager.from_queryset(PeerQuerySet)):
    """Looks peers up by their e-mail address, whatever its letters' case."""

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())
