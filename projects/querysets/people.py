"""What people say to projects: who they are to a reader, and whose words reach whom."""

from django.db import models
from django.db.models import Q

from leeds_leaders.kin import kin


class OfPeopleQuerySet(models.QuerySet):
    """Rows each of which is one `peer`'s, perhaps in the name of an `organisation`."""

    def with_known(self, viewer):
        """Each with `is_known`: whether a viewer may read who it is, and `speaks_for`: whether they
        may still speak in the name of the organisation that they named."""
        known = kin(self.model, "peer").objects.visible_to(viewer).values("pk")
        organisations = kin(self.model, "organisation").objects
        return self.select_related("peer", "organisation").annotate(
            is_known=Q(peer__in=known), speaks_for=organisations.still_spoken_for()
        )

    def said_to(self, viewer):
        """What reaches one who answers for the project: not what comes from those whom they have
        blocked, on a page either."""
        return self.exclude(peer__blocks_received__by=viewer.pk)
