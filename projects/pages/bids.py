"""A joint bid, ready for its page."""

from functools import cached_property

from projects import rules
from projects.models import Bid, BidPart, Project, TeamMember


def writes_bids(viewer, project: Project) -> bool:
    """Whether somebody answers for a project or is in its team. At most one query."""
    if not viewer.is_authenticated:
        return False
    if rules.can_speak_for(viewer, project):
        return True
    team = TeamMember.objects.visible_to(viewer).in_it().filter(project=project, peer=viewer)
    return rules.can_write_bids(viewer, project, is_in_team=team.exists())


class BidPage:
    """A bid that came by its door, its parts, and what a viewer may do with it."""

    def __init__(self, bid: Bid, viewer):
        self.bid, self._viewer = bid, viewer
        self.writes = writes_bids(viewer, bid.project)

    @cached_property
    def parts(self) -> list[BidPart]:
        """Who brings what; each knows whether the viewer may mark and take it off (`is_mine`)."""
        parts = list(self.bid.parts.select_related("peer", "organisation"))
        for part in parts:
            part.is_mine = rules.can_look_after_part(self._viewer, part, writes=self.writes)
        return parts
