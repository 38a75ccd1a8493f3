"""What the projects app stores."""

from projects.models.association import Association, AssociationCause, Membership
from projects.models.beside import KeptApart, PrivatePlace, StageMove
from projects.models.cohort import Cohort, CohortMember, DevelopmentOffer
from projects.models.draft import Draft
from projects.models.interest import Interest
from projects.models.listing import Listing
from projects.models.locality import Hub, WardContact
from projects.models.news import Milestone, News, Photo, Version, YearlyAsk
from projects.models.project import Project
from projects.models.saved import Find, SavedSearch
from projects.models.support import Invitation, NotThis, Reply, Support, SupportHelp
from projects.models.tags import ProjectCause, ProjectNeed, ProjectOffer
from projects.models.tallies import Cell, Tally
from projects.models.team import Bid, BidPart, Handover, ProjectClaim, TeamMember

__all__ = [
    "Association", "AssociationCause", "Bid", "BidPart", "Cell", "Cohort", "CohortMember",
    "DevelopmentOffer", "Draft", "Find", "Handover", "Hub", "Interest", "Invitation", "KeptApart",
    "Listing", "Membership", "Milestone", "News", "NotThis", "Photo", "PrivatePlace", "Project",
    "ProjectCause", "ProjectClaim", "ProjectNeed", "ProjectOffer", "Reply", "SavedSearch",
    "StageMove", "Support", "SupportHelp", "Tally", "TeamMember", "Version", "WardContact",
    "YearlyAsk",
]  # fmt: skip
