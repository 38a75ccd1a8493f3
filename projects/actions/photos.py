"""The verbs of a project's photos, and of those of its news."""

from collections.abc import Sequence

from projects.models import News, Photo, Project


def add(project: Project, photos: Sequence, *, by, news: News | None = None) -> list[Photo]:
    """Put photos after those that are there. `photos` are what `PhotoRows.photos()` gives."""
    return []
