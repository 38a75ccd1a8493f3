"""What moderators know of somebody whose thing they look at."""

from functools import cached_property

from django.db.models import CharField, Count, QuerySet, Value

from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import Case, Decision, Hideable, Moderated
from leeds_leaders.moderation.pages.listed import about_the_nameless, glances

FEW = 5


class History:
    """What moderators know of somebody: since when they are here, what they have made, and what was
    decided on it. Four queries."""

    def __init__(self, author, case: Case, viewer):
        self.author, self._case, self._viewer = author, case, viewer

    def _theirs(self) -> QuerySet[Decision]:
        """What was decided on theirs, but on what they wrote without their name."""
        decided = Decision.objects.visible_to(self._viewer).standing()
        decided = decided.filter(author=self.author.pk)
        return decided.exclude(about_the_nameless())

    @cached_property
    def decided(self) -> list[tuple[str, int]]:
        """How often what was decided on theirs."""
        theirs = self._theirs().order_by()
        counted = theirs.values_list("outcome").annotate(count=Count("pk")).order_by("outcome")
        return [(Outcome(outcome).label, count) for outcome, count in counted]

    @cached_property
    def lately(self) -> list[Decision]:
        """The last that went against them, with the reasons that they were told."""
        theirs = self._theirs().exclude(reason="")
        return list(theirs[:FEW])

    @cached_property
    def live(self) -> list[tuple[str, int]]:
        """How many things of theirs stand, by kind. One query."""
        made = [
            kind
            for kind in kinds().values()
            if kind.mine and not isinstance(self.author, kind.model)
        ]
        parts = [_standing(kind, self.author) for kind in made]
        if not parts:
            return []
        first, *rest = parts
        counts = dict(first.union(*rest, all=True)) if rest else dict(first)
        return [(str(kinds()[name].plural), count) for name, count in counts.items() if count]

    @cached_property
    def waiting(self) -> list[tuple[Case, str]]:
        """Other open cases about theirs, each with how its thing begins; what is written without a
        name is not among them."""
        others = (
            Case.objects.visible_to(self._viewer)
            .open()
            .filter(author=self.author.pk)
            .exclude(pk=self._case.pk)
        )
        cases = list(others[: FEW * 2])
        seen = glances(cases)
        named = [(case, seen.get((case.kind, case.object_id))) for case in cases]
        return [(case, glance.words) for case, glance in named if glance and not glance.is_nameless]


def _standing(kind: Kind, author) -> QuerySet:
    """How many of a kind are somebody's and are seen, under its name."""
    theirs = kind.model._base_manager.filter(**{kind.mine: author.pk}).order_by()
    if issubclass(kind.model, Moderated):
        theirs = theirs.filter(standing=Standing.LIVE)
    elif issubclass(kind.model, Hideable):
        theirs = theirs.filter(hidden_at=None)
    if kind.nameless is not None:
        theirs = theirs.exclude(kind.nameless)
    named = theirs.annotate(of_kind=Value(kind.name, CharField()))
    return named.values_list("of_kind").annotate(count=Count("pk", distinct=True))
