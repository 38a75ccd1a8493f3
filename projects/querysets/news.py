"""Who may read what a project tells as it goes."""

from django.db import models
from django.db.models import Q

from leeds_leaders.kin import kin


class _OfProject(models.QuerySet):
    """What is seen with its project."""

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


class NewsQuerySet(_OfProject):
    """Dated posts of projects."""

    def visible_to(self, viewer):
        """The only door to news: with its project; what was taken away, for its people alone."""
        seen = self.of_visible(viewer)
        if not viewer.is_authenticated:
            return seen.filter(is_removed=False)
        return seen.filter(Q(is_removed=False) | Q(pk__in=self.of_own(viewer).values("pk")))

    def for_list(self):
        """What a list of news shows of each: its project, and its photos for the door that serves
        them. Two queries."""
        shown = self.select_related("project").defer("project__search", "project__likeness")
        return shown.prefetch_related("photos")


class MilestoneQuerySet(_OfProject):
    """Milestones of projects."""

    def visible_to(self, viewer):
        """The only door to a milestone: with its project."""
        return self.of_visible(viewer)


class PhotoQuerySet(_OfProject):
    """Photos of projects."""

    def visible_to(self, viewer):
        """The only door to a photo: with its project, and with the news that it belongs to."""
        news = kin(self.model, "news").objects.visible_to(viewer)
        return self.of_visible(viewer).filter(Q(news=None) | Q(news__in=news.values("pk")))


class VersionQuerySet(_OfProject):
    """What projects said before."""

    def visible_to(self, viewer):
        """The only door to a project's history: those who answer for it, and moderators."""
        return self.of_own(viewer)


class StillGoingQuerySet(_OfProject):
    """What the people of projects were asked, and said, once a year."""

    def visible_to(self, viewer):
        """The only door: those who answer for the project, and moderators."""
        return self.of_own(viewer)

    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(answered_at=None)
