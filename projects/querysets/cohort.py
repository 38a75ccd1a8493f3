"""Who may see a cohort, its people, and what it offers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from leeds_leaders.kin import kin
from projects.querysets.of_project import OfProjectQuerySet


class CohortQuerySet(OfProjectQuerySet):
    """Cohorts and their common projects."""

    def visible_to(self, viewer):
        """The only door to a cohort: it is seen with its project; a hidden one, by whoever keeps it
        and its project's people."""
        return self.of_visible(viewer).unless_hidden(viewer, or_if=Q(keeper=viewer.pk))

    def listed(self):
        """Those whose project is on lists, and that are not hidden."""
        projects = kin(self.model, "project").objects
        return self.shown().filter(project__in=projects.listed().values("pk"))


class CohortMemberQuerySet(models.QuerySet):
    """People in cohorts."""

    def visible_to(self, viewer):
        """The only door: who said yes, where one may see the cohort and them; one's own place; all,
        for those who answer for its project, and for an organiser who began it."""
        cohorts, peers = kin(self.model, "cohort").objects, kin(self.model, "peer").objects
        named = Q(
            said_yes_at__isnull=False,
            peer__is_active=True,
            peer__in=peers.visible_to(viewer),
            cohort__in=cohorts.visible_to(viewer).values("pk"),
        )
        if not viewer.is_authenticated:
            return self.filter(named)
        kept = Q(cohort__project__lead_ids__contains=[viewer.pk])
        if viewer.is_staff and viewer.has_perm("projects.view_project"):
            kept |= Q(cohort__keeper=viewer)
        return self.filter(named | Q(peer=viewer) | kept)

    def in_it(self):
        """Those who said yes."""
        return self.filter(said_yes_at__isnull=False)


class DevelopmentOfferQuerySet(models.QuerySet):
    """Offers to learn and grow."""

    def visible_to(self, viewer):
        """The only door to an offer: published with a project that is live; before that, for
        whoever makes it; what is hidden, for moderators, too."""
        if not viewer.is_authenticated:
            return self.published()
        seen = Q(pk__in=self.published().values("pk")) | Q(made_by=viewer)
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            seen |= Q(hidden_at__isnull=False)
        return self.filter(seen)

    def published(self):
        """Those for everybody."""
        projects = kin(self.model, "project").objects
        listed = projects.listed().values("pk")
        return self.filter(is_published=True, hidden_at=None, project__in=listed)

    def open(self):
        """Those that have not ended."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
