"""Who may see a peer."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, OuterRef

from leeds_leaders.notices.models import Notice

COUNTED_UP_TO = 100


class PeerQuerySet(models.QuerySet):
    """Peers of the network."""

    def visible_to(self, viewer):
        """The only door to a peer: members see active peers; visitors see none yet."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(is_active=True)

    def with_unread_notices(self):
        """Each with `unread_notices`, counted up to 100: an inbox that nobody reads costs no more
        than any other."""
        unread = Notice.objects.filter(recipient=OuterRef("pk")).unread().order_by().values("pk")
        return self.annotate(
            unread_notices=Func(
                ArraySubquery(unread[:COUNTED_UP_TO]),
                function="cardinality",
                output_field=models.IntegerField(),
            )
        )


class PeerManager(BaseUserManager.from_queryset(PeerQuerySet)):
    """Looks peers up by their e-mail address, whatever its letters' case."""

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())
