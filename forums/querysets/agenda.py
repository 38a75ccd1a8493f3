"""Who may see what is proposed for a session, and in which order."""

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, JSONObject

from forums.choices import AgendaState, Seat, ShownTo
from forums.querysets.sight import unless_hidden
from leeds_leaders.kin import kin


class AgendaItemQuerySet(models.QuerySet):
    """Proposals for the agenda."""

    def visible_to(self, viewer):
        """The only door to them. Everybody reads what is on the agenda of a session that they may
        see, members also what is proposed; what was set aside is for whoever proposed it, and for
        those who arrange the session. What is hidden is seen by whoever proposed it."""
        sessions = kin(self.model, "session").objects
        seen = self.filter(
            unless_hidden(viewer, "proposed_by"), session__in=sessions.visible_to(viewer)
        )
        if not viewer.is_authenticated:
            return seen.filter(state=AgendaState.CHOSEN)
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return seen
        hosted = sessions.filter(hosts=viewer).values("pk")
        return seen.filter(
            ~Q(state=AgendaState.SET_ASIDE)
            | Q(proposed_by=viewer)
            | Q(session__proposed_by=viewer)
            | Q(session__in=hosted)
            | Q(session__parent__in=hosted)
        )

    def in_order(self):
        """As the organiser put them, the rest as they came; but what the community raised is never
        below what institutions did."""
        return self.order_by(
            "-is_community_raised", F("place").asc(nulls_last=True), "proposed_at", "pk"
        )

    def chosen(self):
        """What is on the agenda."""
        return self.filter(state=AgendaState.CHOSEN)

    def open_ones(self):
        """What is not set aside."""
        return self.exclude(state=AgendaState.SET_ASIDE)

    def with_support(self):
        """How many support each; nobody is counted against it, and it orders nothing."""
        supports = kin(self.model, "supports").objects.filter(item=OuterRef("pk"))
        count = supports.order_by().values("item").annotate(count=Count("pk")).values("count")
        return self.annotate(support=Coalesce(Subquery(count), 0))

    def with_proposer(self, viewer, *, keeps: bool = False):
        """Each with its `proposer`: a name, and a slug where there is a page to read; or nobody.

        Whoever proposes something comes, so that they are named to those alone who may read that
        they come, and who may see them; to whoever keeps the list of the session, always.
        """
        return self.annotate(proposer=self._proposer(viewer, keeps))

    def supported_by(self, viewer):
        """Each with whether the viewer supports it."""
        own = kin(self.model, "supports").objects.filter(peer=viewer.pk)
        return self.annotate(is_supported=Exists(own.filter(item=OuterRef("pk"))))

    def _proposer(self, viewer, keeps: bool):
        peers = kin(self.model, "proposed_by").objects
        if keeps:
            return Subquery(_told(peers.all(), "name"))
        named = Subquery(_told(peers.visible_to(viewer), "name", "slug"))
        return Case(When(self._may_be_named(viewer), then=named))

    def _may_be_named(self, viewer) -> Q:
        """Those who host, and those who consented."""
        sessions = kin(self.model, "session")
        bookings = sessions.bookings.rel.related_model.objects.filter(session=OuterRef("session"))
        theirs = bookings.filter(peer=OuterRef("proposed_by"))
        host = sessions.hosts.through.objects.filter(
            session=OuterRef("session"), peer=OuterRef("proposed_by")
        )
        named = Exists(theirs.filter(shown_to=ShownTo.EVERYONE)) | Exists(host)
        if viewer.is_authenticated:
            goes = Exists(bookings.filter(peer=viewer, state=Seat.GOING))
            named |= Q(proposed_by=viewer) | (Exists(theirs.filter(shown_to=ShownTo.GOING)) & goes)
        return Q(named)


def _told(peers, *names: str):
    """What is told of whoever proposed an item, if they are among these peers."""
    told = JSONObject(**{name: F(name) for name in names})
    return peers.filter(pk=OuterRef("proposed_by")).values(told=told)
