"""What the digest tells of projects, section by section."""

from projects.digest.news import MilestonesOfProjects, NewsOfProjects, StagesOfProjects
from projects.digest.projects import AsksForMyHelp, NewProjects
from projects.digest.searches import NewInMySearches

__all__ = [
    "AsksForMyHelp",
    "MilestonesOfProjects",
    "NewInMySearches",
    "NewProjects",
    "NewsOfProjects",
    "StagesOfProjects",
]
