"""Who is known to stand behind a project."""

from django.db import models
from django.db.models import Q

from leeds_leaders.kin import kin


class InterestQuerySet(models.QuerySet):
    """Where people stand towards projects."""

    def visible_to(self, viewer):
        """The only door to an interest: one's own, all of projects that one answers for, and of
        others those who are named, where one may see the project and them."""
        projects, peers = kin(self.model, "project").objects, kin(self.model, "peer").objects
        named = Q(
            is_named=True,
            peer__is_active=True,
            peer__in=peers.visible_to(viewer),
            project__in=projects.visible_to(viewer).values("pk"),
        )
        if not viewer.is_authenticated:
            return self.filter(named)
        return self.filter(named | Q(peer=viewer) | Q(project__lead_ids__contains=[viewer.pk]))

    def hearing(self):
        """Those who want to be told of news, and have not left or been suspended."""
        return self.filter(hears=True, peer__is_active=True)
