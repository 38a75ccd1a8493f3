"""What the page of an association shows, and how associations hang together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.paging import page_of
from projects import rules
from projects.models import Association, Membership
from projects.querysets.belonging import Line, belonging, lines_around

SHOWN, PER_PAGE = 12, 60
MOST_LINES, DEEPEST = 200, 6
MOST_WAITING = 100
# In the order in which they are shown: people and what they form before what stands for itself.
KINDS = {"people": "peer", "associations": "part", "organisations": "organisation",
         "projects": "project"}  # fmt: skip
HEADINGS = {
    "people": _("People"),
    "associations": _("Associations"),
    "organisations": _("Organisations"),
    "projects": _("Projects"),
}


@dataclass
class Branch:
    """An association in a tree. One that is reached again (`is_repeated`) has its branches where it
    stands first; where a tree is cut short, it `goes_on`."""

    name: str
    slug: str
    branches: list["Branch"] = field(default_factory=list)
    is_repeated: bool = False
    goes_on: bool = False


def branches(lines: Iterable[Line], root: int, way: str) -> list[Branch]:
    """The tree of all that lies one way of an association, by name; what is shared, once."""
    after: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.way == way:
            after[line.start].append(line)
    grown: set[int] = set()

    def grow(start: int, depth: int) -> list[Branch]:
        found = []
        for line in after[start]:
            branch = Branch(line.name, line.slug, is_repeated=line.goal in grown)
            found.append(branch)
            branch.goes_on = depth == DEEPEST and bool(after[line.goal])
            if not branch.is_repeated and not branch.goes_on:
                grown.add(line.goal)
                branch.branches = grow(line.goal, depth + 1)
        return found

    return grow(root, 1)


@dataclass(frozen=True)
class Members:
    """Members of one kind whom the viewer may see: the first few, by name."""

    key: str
    kind: str
    memberships: list[Membership]
    has_more: bool

    @property
    def heading(self):
        return HEADINGS[self.key]


class AssociationPage:
    """One association, for one viewer. `kind` asks for all members of a kind, a page at a time."""

    def __init__(self, association: Association, viewer, *, kind: str = "", asked=None):
        self.association, self.viewer = association, viewer
        self.kind, self.asked = kind, asked

    @cached_property
    def in_all(self):
        """How much belongs to it in all. One query."""
        return belonging([self.association.pk])[self.association.pk]

    @cached_property
    def members(self) -> list[Members]:
        """Each kind of which somebody is there. One query each."""
        found = []
        for key, kind in KINDS.items():
            rows = list(self._of(kind)[: SHOWN + 1])
            if rows:
                found.append(Members(key, kind, rows[:SHOWN], len(rows) > SHOWN))
        return found

    @cached_property
    def all_of_kind(self):
        """A page of the members of the kind that was asked for."""
        return page_of(self.asked, self._of(KINDS[self.kind]), size=PER_PAGE)

    @property
    def heading(self):
        return HEADINGS[self.kind]

    @property
    def kinds(self):
        """The kinds there are, in words, for whoever looks after all of them."""
        return HEADINGS

    def _of(self, kind: str):
        return self.association.memberships.of_kind(kind, self.viewer)

    @cached_property
    def _lines(self) -> list[Line]:
        seen = Association.objects.visible_to(self.viewer).listed()
        return lines_around(self.association, seen, depth=DEEPEST, most=MOST_LINES)

    @property
    def above(self) -> list[Branch]:
        """What it belongs to, and what that belongs to."""
        return branches(self._lines, self.association.pk, "above")

    @property
    def below(self) -> list[Branch]:
        """What belongs to it, and what belongs to that."""
        return branches(self._lines, self.association.pk, "below")

    @property
    def is_cut_short(self) -> bool:
        return len(self._lines) == MOST_LINES

    @cached_property
    def wards(self) -> list[Ward]:
        """Where those are who belong to it, as far as each lets this viewer know. One query."""
        every = Association.objects.visible_to(self.viewer).filter(pk__in=self.in_all.ids)
        return list(every.wards_of_members(self.viewer).only("name", "slug").order_by("name"))

    # What the viewer may do ----------------------------------------------------------------------

    @cached_property
    def mine(self) -> Membership | None:
        """How the viewer stands to it. One query for members, none for visitors."""
        if not self.viewer.is_authenticated:
            return None
        return self.association.memberships.filter(peer=self.viewer).first()

    @property
    def can_join(self) -> bool:
        return rules.can_join(self.viewer, self.association)

    @property
    def is_kept(self) -> bool:
        return self.association.is_kept

    @cached_property
    def waiting(self) -> list[Membership]:
        """What waits for an answer of this viewer, or of those they asked. One query."""
        if not self.viewer.is_authenticated:
            return []
        here = self.association.memberships.waiting()
        if not self.is_kept:
            here = here.answered_for_by(self.viewer).exclude(peer=self.viewer)
        named = here.filter(here.is_named_to(self.viewer))
        rows = named.select_related("peer", "organisation", "project", "part", "asked_by")
        return list(rows[:MOST_WAITING])

    @property
    def to_answer(self) -> list[Membership]:
        """Those that wait for the viewer's yes."""
        return [each for each in self.waiting if self._is_for_viewer(each)]

    @property
    def asked_others(self) -> list[Membership]:
        """Those that wait for others."""
        return [each for each in self.waiting if not self._is_for_viewer(each)]

    def _is_for_viewer(self, membership: Membership) -> bool:
        return self.is_kept == (membership.association_said_yes_at is None)

    @cached_property
    def keepers(self) -> list:
        """Those who answer for it, as far as the viewer may see them. One query."""
        beside = self.association.memberships.agreed().filter(is_keeper=True).values("peer")
        peers = get_user_model().objects.visible_to(self.viewer)
        kept = peers.filter(Q(pk=self.association.keeper_id) | Q(pk__in=beside))
        return list(kept.only("name", "slug").order_by("name"))
