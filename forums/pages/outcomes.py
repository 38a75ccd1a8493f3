"""The page of one outcome, and what came of a project."""

from functools import cached_property

from forums import rules
from forums.choices import Verdict
from forums.models import Outcome
from peers.models import Peer
from projects.models import Project

MOST = 30


class OutcomePage:
    """An outcome as somebody may read it, and what they can do with it."""

    def __init__(self, outcome: Outcome, viewer):
        self.outcome, self.viewer = outcome, viewer

    @cached_property
    def decides(self) -> bool:
        return rules.can_decide_outcomes(self.viewer, self.outcome.project)

    @cached_property
    def can_change(self) -> bool:
        return rules.can_change_outcome(self.viewer, self.outcome)

    @cached_property
    def can_withdraw(self) -> bool:
        return rules.can_withdraw_outcome(self.viewer, self.outcome)

    @property
    def is_mine(self) -> bool:
        return self.outcome.said_by_id == self.viewer.pk is not None

    @cached_property
    def sayer(self) -> Peer | None:
        """Whoever said so, for members who may see them; visitors read what the project says."""
        if not self.viewer.is_authenticated:
            return None
        return Peer.objects.visible_to(self.viewer).filter(pk=self.outcome.said_by_id).first()


class OutcomesOf:
    """What came of a project, as somebody may read it; whoever answers for it reads first what
    waits for their word. One query."""

    def __init__(self, project: Project, viewer):
        self.project = project
        seen = Outcome.objects.visible_to(viewer).filter(project=project).confirmed_first()
        found = list(seen.exclude(state=Verdict.DECLINED)[:MOST])
        self.confirmed = [outcome for outcome in found if outcome.is_confirmed]
        self.waiting = [outcome for outcome in found if not outcome.is_confirmed]
        self.can_say = viewer.is_authenticated
