"""Who may read what people write, and what others answer."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from forums.choices import ReadBy
from forums.querysets.kin import kin
from leeds_leaders.moderation.choices import Standing


class PerspectiveQuerySet(models.QuerySet):
    """Reflections and articles."""

    def visible_to(self, viewer):
        """The only door to a perspective: published and live, for whom its author meant it; to its
        author always."""
        published = Q(published_at__isnull=False, standing=Standing.LIVE)
        everyone = published & Q(read_by=ReadBy.EVERYONE)
        if not viewer.is_authenticated:
            return self.filter(everyone)
        records = kin(self.model, "session", "record").objects.of_circle(viewer).values("pk")
        came = Q(read_by=ReadBy.CAME) & Q(session__in=records)
        return self.filter((published & (~Q(read_by=ReadBy.CAME) | came)) | Q(author=viewer))


class ResponseQuerySet(models.QuerySet):
    """Responses to perspectives, items of notes and sessions."""

    def visible_to(self, viewer):
        """The only door to a response: live, and to something that somebody may read; to its author
        always. What is said between closed sessions is for those who came."""
        perspectives = kin(self.model, "perspective").objects.visible_to(viewer)
        notes = kin(self.model, "note").objects.visible_to(viewer)
        sessions = kin(self.model, "session").objects.visible_to(viewer)
        records = kin(self.model, "session", "record").objects
        closed = records.filter(pk=OuterRef("session"), is_closed=True)
        in_circle = Q(session__in=records.of_circle(viewer).values("pk"))
        in_session = Q(session__in=sessions) & (~Q(Exists(closed)) | in_circle)
        seen = Q(standing=Standing.LIVE) & (
            Q(perspective__in=perspectives) | Q(note__in=notes) | in_session
        )
        return self.filter(seen | Q(author=viewer) if viewer.is_authenticated else seen)
