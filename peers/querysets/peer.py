"""Who may see a peer, and who of those is listed."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q

from leeds_leaders.notices.models import Notice
from peers.choices import SEEN_BY, Audience, Tie

COUNTED_UP_TO = 100


class PeerQuerySet(models.QuerySet):
    """Peers of the network."""

    def visible_to(self, viewer):
        """The only door to a peer: themselves, and whoever their profile is for.

        Staff pass by the same door; what they need for their work is in the admin. Whoever
        blocked the viewer looks like before: they are not to notice.
        """
        active = self.filter(is_active=True)
        if not viewer.is_authenticated:
            return active.filter(profile__audience=Audience.PUBLIC)
        return active.filter(
            Q(profile__audience__in=SEEN_BY[Audience.MEMBERS])
            | Q(profile__audience=Audience.CONNECTIONS) & self.is_connected_with(viewer)
            | Q(pk=viewer.pk)
        )

    def is_connected_with(self, viewer):
        """The condition that a peer and the viewer are connected."""
        accepted = self.model.asks_made.rel.related_model.objects.filter(state=Tie.ACCEPTED)
        return Q(
            Exists(accepted.filter(asker=OuterRef("pk"), asked=viewer.pk))
            | Exists(accepted.filter(asked=OuterRef("pk"), asker=viewer.pk))
        )

    def not_blocked_by(self, viewer):
        """Without those whom the viewer has blocked: they see them on no list."""
        return self.exclude(blocks_received__by=viewer.pk)

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
