"""Who may read what belongs to a project, and what of it is hidden."""

from django.db import models
from django.db.models import Q

from leeds_leaders.kin import kin


class OfProjectQuerySet(models.QuerySet):
    """What is seen with its `project`; what is hidden (`Hideable`), by its people alone."""

    def of_visible(self, viewer):
        """Of projects that somebody may see."""
        projects = kin(self.model, "project").objects
        return self.filter(project__in=projects.visible_to(viewer).values("pk"))

    def of_own(self, viewer):
        """Of projects that somebody answers for; moderators for all."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return self
        return self.filter(project__lead_ids__contains=[viewer.pk])

    def shown(self):
        """What is not hidden: lists and counts show no more to anybody."""
        return self.filter(hidden_at=None)

    def unless_hidden(self, viewer, *, or_if: Q | None = None):
        """What somebody may read of these: what is hidden only where they answer for the project,
        or look after projects, or for another reason."""
        if not viewer.is_authenticated:
            return self.shown()
        if viewer.is_staff and viewer.has_perm("projects.change_project"):
            return self
        theirs = Q(project__lead_ids__contains=[viewer.pk]) | (or_if or Q())
        return self.filter(Q(hidden_at=None) | theirs)


class KeptApartQuerySet(models.QuerySet):
    """Two projects that are no duplicates, as moderators said."""

    def visible_to(self, viewer):
        """The only door to such a pair: those who see both projects, of those who look after
        projects."""
        if not (viewer.is_staff and viewer.has_perm("projects.change_project")):
            return self.none()
        seen = kin(self.model, "one").objects.visible_to(viewer).values("pk")
        return self.filter(one__in=seen, other__in=seen)
