"""What moderators see and decide of projects."""

from projects.admin import associations, locality, strength
from projects.admin.claims import ProjectClaimAdmin
from projects.admin.projects import ProjectAdmin

__all__ = ["ProjectAdmin", "ProjectClaimAdmin", "associations", "locality", "strength"]
