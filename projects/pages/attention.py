"""What of projects needs attention, for the first page of the admin."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.pages.attention import Line
from projects import rules
from projects.models import Project


def without_a_lead(viewer) -> Iterator[Line]:
    """Live projects whose leads are all suspended. One query."""
    if rules.is_moderator(viewer):
        live = Project.objects.visible_to(viewer).filter(standing=Standing.LIVE)
        url = f"{reverse('admin:projects_project_changelist')}?led=away"
        count = live.without_active_lead().count()
        words = ngettext(
            "project whose lead is away for good", "projects whose lead is away for good", count
        )
        yield Line(count, words, url)
