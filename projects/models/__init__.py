"""What the projects app stores."""

from projects.models.draft import Draft
from projects.models.listing import Listing
from projects.models.project import PrivatePlace, Project, StageMove
from projects.models.tags import ProjectCause, ProjectNeed, ProjectOffer
from projects.models.tallies import Cell, Tally

__all__ = [
    "Cell",
    "Draft",
    "Listing",
    "PrivatePlace",
    "Project",
    "ProjectCause",
    "ProjectNeed",
    "ProjectOffer",
    "StageMove",
    "Tally",
]
