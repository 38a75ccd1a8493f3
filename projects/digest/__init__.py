"""What the digest tells of projects, section by section."""

from projects.digest.projects import AsksForMyHelp, NewProjects

__all__ = ["AsksForMyHelp", "NewProjects"]
