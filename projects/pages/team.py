"""The team of a project, ready for its panel and its page."""

from functools import cached_property
from typing import Any

from peers.models import Peer
from projects import rules
from projects.choices import Handing
from projects.models import Handover, Project, TeamMember

LOG = 20  # handovers, and people who were in the team
FEW = 8  # people on the project's own page


class Team:
    """What a viewer may read of a team, and what they may do about it. `project` came `with_team`.

    Each of `people` is a mapping of `name`, `slug`, `role`, `is_paid` and `is_lead`. No query.
    """

    def __init__(self, project: Project, viewer):
        self.project = project
        self.people: list[dict[str, Any]] = project.people
        self.belongs_to: dict[str, str] | None = project.belongs_to
        is_known = viewer.is_authenticated
        self.own: dict[str, Any] | None = project.own if is_known else None
        self.handed: int | None = project.handed if is_known else None
        self.has_claimed: bool = is_known and project.has_claimed
        self.leads = rules.can_speak_for(viewer, project)
        self.can_claim = rules.can_claim(viewer, project)

    @property
    def few(self) -> list[dict[str, Any]]:
        return self.people[:FEW]

    @property
    def more(self) -> int:
        return max(0, len(self.people) - FEW)

    @property
    def is_asked(self) -> bool:
        """Whether it waits for the viewer's own yes or no."""
        return self.own is not None and not self.own["said_yes"]

    @property
    def is_in(self) -> bool:
        """Whether the viewer has a place that they can leave."""
        return self.leads or (self.own is not None and self.own["said_yes"])


class TeamPage(Team):
    """The same with what those who answer for the project need: who is asked, who was there, and
    how it passed on. At most five queries."""

    def __init__(self, project: Project, viewer):
        super().__init__(project, viewer)
        self._viewer = viewer
        seen = TeamMember.objects.visible_to(viewer).filter(project=project).for_lines(viewer)
        now = seen.now().leads_first()
        self.members = list(now.filter(said_yes_at__isnull=False))
        self.asked = list(now.filter(said_yes_at=None)) if self.leads else []

    @cached_property
    def former(self) -> list[TeamMember]:
        """Who has left, for those who answer for the project."""
        if not self.leads:
            return []
        seen = TeamMember.objects.visible_to(self._viewer).filter(project=self.project)
        return list(seen.filter(left_at__isnull=False).for_lines(self._viewer)[:LOG])

    @cached_property
    def first(self) -> Peer | None:
        """Who leads it first, where they are not named among the others: to members alone, as on
        the project's own page."""
        is_among = any(each.peer_id == self.project.lead_id for each in self.members)
        if is_among or not self._viewer.is_authenticated:
            return None
        seen = Peer.objects.visible_to(self._viewer).filter(pk=self.project.lead_id)
        return seen.only("name", "slug").first()

    @cached_property
    def waiting(self) -> Handover | None:
        """A handover that nobody has answered yet."""
        return next((each for each in self._handovers if each.state == Handing.ASKED), None)

    @property
    def log(self) -> list[Handover]:
        """How it passed on, the latest first; for the two, and those who answer for it."""
        return [each for each in self._handovers if each.state != Handing.ASKED]

    @cached_property
    def _handovers(self) -> list[Handover]:
        seen = Handover.objects.visible_to(self._viewer).filter(project=self.project)
        return list(seen.select_related("handed_by", "handed_to")[:LOG])
