"""Who may see what a project asks for and offers, and who answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from leeds_leaders.kin import kin
from projects.choices import Invited, ReplyState, SupportState


class SupportQuerySet(models.QuerySet):
    """Asks and offers of projects."""

    def visible_to(self, viewer):
        """The only door to an ask or offer: it is seen with its project."""
        projects = kin(self.model, "project").objects
        return self.filter(project__in=projects.visible_to(viewer).values("pk"))

    def open(self):
        """Those on lists: neither met nor closed, and not past their day."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), state=SupportState.OPEN)

    def past(self):
        """Those whose last day is over, though nothing says so yet."""
        return self.filter(state=SupportState.OPEN, until__lt=timezone.localdate())

    def listed(self):
        """Open ones of projects that are on the lists, for whomever."""
        projects = kin(self.model, "project").objects
        return self.open().filter(project__in=projects.listed().values("pk"))


class ReplyQuerySet(models.QuerySet):
    """Answers to asks and offers."""

    def visible_to(self, viewer):
        """The only door to what somebody wrote: they themselves, and who answers for the
        project."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(peer=viewer) | Q(support__project__lead_ids__contains=[viewer.pk]))

    def waiting(self):
        """Those that the project has yet to answer, of what it still asks for."""
        supports = kin(self.model, "support").objects
        return self.filter(state=ReplyState.WAITING, support__in=supports.open())

    def taken(self):
        """Those that the project has said yes to."""
        return self.filter(state__in=[ReplyState.ACCEPTED, ReplyState.DONE])

    def named_to(self, viewer):
        """Those taken whose people want to be named, and whom a viewer may see. Never show their
        words."""
        peers = kin(self.model, "peer").objects
        return self.taken().filter(
            is_named=True, peer__is_active=True, peer__in=peers.visible_to(viewer)
        )


class InvitationQuerySet(models.QuerySet):
    """Public bodies that projects invited."""

    def visible_to(self, viewer):
        """The only door to an invitation: it is seen with its project; what the project took back
        by those alone who answer for it."""
        projects = kin(self.model, "project").objects
        seen = self.filter(project__in=projects.visible_to(viewer).values("pk"))
        stands = ~Q(state=Invited.WITHDRAWN)
        if not viewer.is_authenticated:
            return seen.filter(stands)
        return seen.filter(stands | Q(project__lead_ids__contains=[viewer.pk]))

    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(state=Invited.WAITING)
