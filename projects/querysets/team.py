"""Who may see the people of a project, and what passes between them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

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
        if not viewer.is_authenticated:  # the first lead is named to members alone
            return self.filter(named).exclude(peer=F("project__lead"))
        return self.filter(named | Q(peer=viewer) | Q(project__lead_ids__contains=[viewer.pk]))

    def now(self):
        """Those who have not left."""
        return self.filter(left_at=None)

    def not_asked_by_blocked(self, viewer):
        """Without what waits for a viewer's yes from somebody whom they have blocked."""
        return self.exclude(peer=viewer, said_yes_at=None, asked_by__blocks_received__by=viewer.pk)

    def in_it(self):
        """Those who said yes and have not left."""
        return self.now().filter(said_yes_at__isnull=False)

    def leads_first(self):
        """Who leads first, who answers for it beside them, the others; in the order in which they
        came."""
        place = Case(When(peer=F("project__lead"), then=0), When(is_lead=True, then=1), default=2)
        return self.order_by(place, F("said_yes_at").asc(nulls_last=True), "pk")

    def for_lines(self, viewer):
        """Each with `name`, and `slug` where the viewer may see them. No further query."""
        peers = kin(self.model, "peer").objects.visible_to(viewer).filter(pk=OuterRef("peer"))
        return self.annotate(
            name=F("peer__name"), slug=Case(When(Exists(peers), then=F("peer__slug")))
        )


def team_told(projects, viewer):
    """Each project with what its page tells a viewer of its team: `people` (of each `name`, `slug`,
    `role`, `is_paid`, `is_lead`) and `belongs_to` (`name`, `slug`), and of the viewer themselves
    `own` (their place: `said_yes`, `is_lead`), `handed` (the key of a handover that waits for them)
    and `has_claimed` (whether theirs waits). One query."""
    model = projects.model
    of_it = {"project": OuterRef("pk")}
    team = kin(model, "team").objects
    line = JSONObject(name="name", slug="slug", role="role", is_paid="is_paid", is_lead="is_lead")
    people = team.visible_to(viewer).in_it().filter(**of_it).for_lines(viewer).leads_first()
    organisations = kin(model, "organisation").objects.visible_to(viewer)
    its = organisations.filter(pk=OuterRef("organisation"))
    told = projects.annotate(
        people=ArraySubquery(people.values(json=line)),
        belongs_to=Subquery(its.values(json=JSONObject(name="name", slug="slug"))[:1]),
    )
    if not viewer.is_authenticated:
        return told
    mine = team.now().not_asked_by_blocked(viewer).filter(**of_it, peer=viewer)
    place = JSONObject(said_yes=Q(said_yes_at__isnull=False), is_lead="is_lead", role="role")
    handovers = kin(model, "handovers").objects.visible_to(viewer).waiting()
    handed = handovers.filter(**of_it, handed_to=viewer)
    claims = kin(model, "claims").objects.waiting().filter(**of_it, peer=viewer)
    return told.annotate(
        own=Subquery(mine.values(json=place)[:1]),
        handed=Subquery(handed.values("pk")[:1]),
        has_claimed=Exists(claims),
    )


class HandoverQuerySet(models.QuerySet):
    """How projects passed from one lead to the next."""

    def visible_to(self, viewer):
        """The only door to the log: the two, those who answer for the project, and moderators. What
        somebody is asked to take on by whom they have blocked does not reach them."""
        if not viewer.is_authenticated:
            return self.none()
        blocked = Q(handed_by__blocks_received__by=viewer.pk)
        seen = self.exclude(blocked, state=Handing.ASKED, handed_to=viewer)
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return seen
        return seen.filter(
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
