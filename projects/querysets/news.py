"""Who may read what a project tells as it goes."""

from django.db.models import Prefetch, Q

from leeds_leaders.kin import kin
from projects.querysets.of_project import OfProjectQuerySet


class NewsQuerySet(OfProjectQuerySet):
    """Dated posts of projects."""

    def visible_to(self, viewer):
        """The only door to news: with its project; what was taken away or is hidden, for its people
        alone."""
        seen = self.of_visible(viewer).unless_hidden(viewer)
        if not viewer.is_authenticated:
            return seen.filter(is_removed=False)
        return seen.filter(Q(is_removed=False) | Q(pk__in=self.of_own(viewer).values("pk")))

    def shown(self):
        """What neither its people nor a moderator took away."""
        return super().shown().filter(is_removed=False)

    def for_list(self):
        """What a list of news shows of each: its project, and its photos for the door that serves
        them. Two queries."""
        shown = self.select_related("project").defer("project__search", "project__likeness")
        photos = kin(self.model, "photos").objects.shown()
        return shown.prefetch_related(Prefetch("photos", queryset=photos))


class MilestoneQuerySet(OfProjectQuerySet):
    """Milestones of projects."""

    def visible_to(self, viewer):
        """The only door to a milestone: with its project."""
        return self.of_visible(viewer).unless_hidden(viewer)


class PhotoQuerySet(OfProjectQuerySet):
    """Photos of projects."""

    def visible_to(self, viewer):
        """The only door to a photo: with its project, and with the news that it belongs to."""
        news = kin(self.model, "news").objects.visible_to(viewer)
        seen = self.of_visible(viewer).unless_hidden(viewer)
        return seen.filter(Q(news=None) | Q(news__in=news.values("pk")))


class VersionQuerySet(OfProjectQuerySet):
    """What projects said before."""

    def visible_to(self, viewer):
        """The only door to a project's history: those who answer for it, and moderators."""
        return self.of_own(viewer)


class StillGoingQuerySet(OfProjectQuerySet):
    """What the people of projects were asked, and said, once a year."""

    def visible_to(self, viewer):
        """The only door: those who answer for the project, and moderators."""
        return self.of_own(viewer)

    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(answered_at=None)
