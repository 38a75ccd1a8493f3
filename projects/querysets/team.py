"""Who may see the people of a project, and what passes between them."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from leeds_leaders.kin import kin
from peers.choices import Verdict
from projects.choices import Handing


class TeamMemberQuerySet(models.QuerySet):
    """People in projects."""

    def visible_to(self, viewer):
        """The only door to a team: who said yes, where one may see the project and them; one's own
        place; everybody, for those who answer for the project."""
        projects, peers = kin(self.model, "project").objects, kin(self.model, "peer").objects
        named = Q(
            said_yes_at__isnull=False,
            peer__is_active=True,
            peer__in=peers.visible_to(viewer),
            project__in=projects.visible_to(viewer).values("pk"),
        )
        if not viewer.is_authenticated:
            return self.filter(named)
        return self.filter(named | Q(peer=viewer) | Q(project__lead_ids__contains=[viewer.pk]))

    def now(self):
        """Those who have not left."""
        return self.filter(left_at=None)

    def in_it(self):
        """Those who said yes and have not left."""
        return self.now().filter(said_yes_at__isnull=False)


class HandoverQuerySet(models.QuerySet):
    """How projects passed from one lead to the next."""

    def visible_to(self, viewer):
        """The only door to the log: the two, those who answer for the project, and moderators."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return self
        return self.filter(
            Q(handed_by=viewer) | Q(handed_to=viewer) | Q(project__lead_ids__contains=[viewer.pk])
        )

    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(state=Handing.ASKED)


class ProjectClaimQuerySet(models.QuerySet):
    """Claims to projects."""

    def visible_to(self, viewer):
        """One's own; moderators see all."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return self
        return self.filter(peer=viewer)

    def waiting(self):
        """Those that no moderator has decided on."""
        return self.filter(verdict=Verdict.WAITING)


class BidQuerySet(models.QuerySet):
    """Joint bids."""

    def visible_to(self, viewer):
        """The only door to a bid: those who take a part in it, the project's team and its leads."""
        if not viewer.is_authenticated:
            return self.none()
        parts = kin(self.model, "parts").objects.filter(bid=OuterRef("pk"), peer=viewer)
        team = kin(self.model, "project", "team").objects.in_it()
        mine = team.filter(project=OuterRef("project"), peer=viewer)
        leads = Q(project__lead_ids__contains=[viewer.pk])
        return self.filter(leads | Q(Exists(parts)) | Q(Exists(mine)))
