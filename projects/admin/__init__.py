"""What moderators see and decide of projects."""

from projects.admin.projects import ProjectAdmin

__all__ = ["ProjectAdmin"]
