"""Who stands behind a project, on a page of their own: for everybody, and with what waits for those
who answer for it."""

from functools import cached_property

from django.core.paginator import Page
from django.db.models import Case, Value, When

from leeds_leaders.paging import page_of
from projects import rules
from projects.choices import Rung
from projects.models import Interest, Project
from projects.pages.behind import NEAREST_FIRST, Strength

PAGE = 60
MOST = 200  # that wait, at a time


class Supporters:
    """The whole ladder of a project, nearest first."""

    def __init__(self, project: Project, viewer, asked):
        self.project, self._viewer, self._asked = project, viewer, asked
        self.speaks = rules.can_speak_for(viewer, project)

    @cached_property
    def strength(self) -> Strength:
        return Strength.of(self.project, self._viewer)

    @property
    def rungs(self) -> list[tuple[str, str]]:
        """What one can say of oneself."""
        return [(rung.value, str(rung.label)) for rung in Rung]

    @cached_property
    def others(self) -> list[tuple[str, int]]:
        """On each rung how many are not named to the reader."""
        return [(rank.label, rank.unnamed) for rank in self.strength.ranks if rank.unnamed]

    @cached_property
    def waiting(self) -> list[Interest]:
        """What the project has yet to confirm, for those who answer for it."""
        if not self.speaks:
            return []
        found = self._all().waiting().said_to(self._viewer).with_known(self._viewer)
        return list(found.order_by("said_at", "pk")[:MOST])

    @cached_property
    def page(self) -> Page:
        """Those who are named; those who answer for the project read everybody's name."""
        rows = self._all().counting().told_to(self._viewer).with_known(self._viewer)
        if not self.speaks:
            rows = rows.filter(is_told=True)
        rungs = (When(rung=rung, then=Value(place)) for place, rung in enumerate(NEAREST_FIRST))
        return page_of(
            self._asked, rows.order_by(Case(*rungs), "community", "said_at", "pk"), size=PAGE
        )

    @property
    def groups(self) -> list[tuple[str, list[Interest]]]:
        """Those of this page, rung by rung."""
        rows = list(self.page)
        found = [(rung.label, [row for row in rows if row.rung == rung]) for rung in NEAREST_FIRST]
        return [(label, some) for label, some in found if some]

    def _all(self):
        return Interest.objects.visible_to(self._viewer).filter(project=self.project)
