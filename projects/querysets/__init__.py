"""Who may see which project, and what one screen needs in one query."""

from projects.querysets.draft import DraftQuerySet
from projects.querysets.listing import ListingQuerySet
from projects.querysets.project import ProjectQuerySet
from projects.querysets.search import Search

__all__ = ["DraftQuerySet", "ListingQuerySet", "ProjectQuerySet", "Search"]
