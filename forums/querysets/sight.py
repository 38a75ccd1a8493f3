"""What waits for a moderator, or was taken away, is seen by whoever wrote it alone."""

from django.db.models import Q


def unless_hidden(viewer, author: str) -> Q:
    """The condition that a thing is not hidden, or that its `author` looks at it."""
    shown = Q(hidden_at=None)
    return shown | Q(**{author: viewer.pk}) if viewer.is_authenticated else shown
