"""The verbs of a project's history: what it said is kept, and can be said again."""

from projects.models import Project


def note_version(project: Project, *, by) -> None:
    """Keep what a project says now, as its present revision; kept already, it stays as it is."""


def restore_version(project: Project, revision: int, *, by, current: int) -> Project:
    """Have a project say again what it said at a revision. Raises `StaleEdit` if somebody changed
    it since `current`."""
    return project
