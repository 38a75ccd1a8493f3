"""Who could join two associations of one cause that share nobody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from peers.choices import Audience
from peers.models import Entry, Organisation, Peer
from projects.models import Association, Membership, Project
from projects.pages.association import DEEPEST, MOST_LINES
from projects.querysets.belonging import lines_around

MOST, MOST_NAMES, MOST_READ = 12, 3, 200


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who belongs to one of two associations and works for, or cares about, what the
    other is for."""

    home: int
    name: str
    address: str
    cause_ids: frozenset[int]


@dataclass(frozen=True)
class Bridge:
    """Another association, the causes in common, and who could join the two: pairs of who it is and
    why, in words."""

    other: Association
    causes: str
    people: list[tuple[Joiner, str]]


class Bridges:
    """Associations with a cause in common with this one, and neither a member nor a whole; who of
    both could join them. A fixed number of queries, within what the viewer may see."""

    def __init__(self, association: Association, viewer):
        self.association, self.viewer = association, viewer

    @cached_property
    def found(self) -> list[Bridge]:
        """By name. None comes first for being large."""
        bridges = []
        for other in self._others:
            shared = [cause["name"] for cause in other.cause_list if cause["id"] in self._cause_ids]
            people = [
                *self._joiners_from(self.association, other),
                *self._joiners_from(other, self.association),
            ]
            bridges.append(Bridge(other, get_text_list(shared, _("and")), people))
        return bridges

    @cached_property
    def _cause_ids(self) -> frozenset[int]:
        return _cause_ids(self.association)

    @cached_property
    def _others(self) -> list[Association]:
        if not self._cause_ids:
            return []
        seen = Association.objects.visible_to(self.viewer).listed()
        lines = lines_around(self.association, seen, depth=DEEPEST, most=MOST_LINES)
        linked = {self.association.pk, *(line.goal for line in lines)}
        of_cause = seen.filter(cause_items__tag__in=self._cause_ids).distinct()
        return list(
            of_cause.exclude(pk__in=linked)
            .exclude(Exists(self._shared()))
            .exclude(Exists(self._wholes()))
            .for_cards()
            .by_name()[:MOST]
        )

    def _shared(self):
        """Memberships in another association of whoever belongs here, too."""
        here = Membership.objects.agreed().filter(association=self.association)
        same = Q()
        for kind in ("peer", "organisation", "project", "part"):
            same |= Q(**{f"{kind}__in": here.filter(**{f"{kind}__isnull": False}).values(kind)})
        return Membership.objects.agreed().filter(same, association=OuterRef("pk"))

    def _wholes(self):
        """What another belongs to, and this one as well."""
        mine = Membership.objects.agreed().filter(part=self.association).values("association")
        return Membership.objects.agreed().filter(part=OuterRef("pk"), association__in=mine)

    # Who -----------------------------------------------------------------------------------------

    def _joiners_from(self, home: Association, other: Association) -> list[tuple[Joiner, str]]:
        wanted = {cause["id"]: cause["name"] for cause in other.cause_list}
        fitting = [
            joiner
            for joiner in self._joiners
            if joiner.home == home.pk and joiner.cause_ids & wanted.keys()
        ]
        return [(each, _why(each, home, wanted)) for each in fitting[:MOST_NAMES]]

    @cached_property
    def _joiners(self) -> list[Joiner]:
        homes = [self.association.pk, *(other.pk for other in self._others)]
        causes = set(self._cause_ids).union(*map(_cause_ids, self._others))
        if len(homes) == 1:
            return []
        return [*self._people(homes, causes), *self._organisations(homes, causes)]

    def _people(self, homes: list[int], causes: set[int]) -> Iterator[Joiner]:
        """Of each association the first by name who care about one of the causes, as far as they
        let the viewer know it."""
        circle = Audience.MEMBERS if self.viewer.is_authenticated else Audience.PUBLIC
        caring = Entry.objects.filter(
            peer=OuterRef("peer"), audience=circle, cause_ids__overlap=list(causes)
        )
        seen = Peer.objects.visible_to(self.viewer).not_blocked_by(self.viewer)
        rows = (
            _belonging(homes)
            .filter(Exists(caring), peer__in=seen)
            .annotate(place=_place("peer__name"))
            .filter(place__lte=MOST_READ // len(homes) + MOST_NAMES)
        )
        found = list(rows.values_list("association", "peer", "peer__name", "peer__slug"))
        told = dict(
            Entry.objects.filter(
                audience=circle, peer__in=[peer for _home, peer, *_names in found]
            ).values_list("peer", "cause_ids")
        )
        for home, peer, name, slug in found:
            address = reverse("peers:detail", args=[slug])
            yield Joiner(home, name, address, frozenset(told.get(peer, ())))

    def _organisations(self, homes: list[int], causes: set[int]) -> Iterator[Joiner]:
        """Organisations of whose projects one is for one of the causes."""
        seen = Organisation.objects.visible_to(self.viewer).listed()
        projects = Project.objects.visible_to(self.viewer).listed()
        rows = (
            _belonging(homes)
            .filter(
                organisation__in=seen,
                organisation__projects__in=projects.filter(cause_ids__overlap=list(causes)),
            )
            .order_by("organisation__likeness", "pk")
            .values_list(
                "association", "organisation__name", "organisation__slug",
                "organisation__projects__cause_ids",
            )
        )  # fmt: skip
        for home, name, slug, cause_ids in rows[:MOST_READ]:
            address = reverse("peers:organisation", args=[slug])
            yield Joiner(home, name, address, frozenset(cause_ids))


def _belonging(homes: Iterable[int]):
    return Membership.objects.agreed().filter(association__in=homes)


def _place(name: str) -> Window:
    """Which one of its association somebody is, by name."""
    return Window(RowNumber(), partition_by=F("association"), order_by=[F(name), F("pk")])


def _cause_ids(association: Association) -> frozenset[int]:
    return frozenset(cause["id"] for cause in association.cause_list)


def _why(joiner: Joiner, home: Association, wanted: dict[int, str]) -> str:
    """What makes somebody fit, as one sentence."""
    causes = [name for cause, name in wanted.items() if cause in joiner.cause_ids]
    return _("belongs to “%(home)s” and cares about %(causes)s") % {
        "home": home,
        "causes": get_text_list(causes, _("and")),
    }
