"""Who could join two associations of one cause that share nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from peers.models import Entry
from projects.models import Association
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
            .apart_from(self.association)
            .for_cards()
            .by_name()[:MOST]
        )

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
        if not self._others:
            return []
        homes = [self.association.pk, *(other.pk for other in self._others)]
        seen = Association.objects.visible_to(self.viewer).filter(pk__in=homes)
        causes = set(self._cause_ids).union(*map(_cause_ids, self._others))
        most = MOST_READ // len(homes) + MOST_NAMES
        members = seen.agreed_memberships()
        return [*self._people(members, causes, most), *self._organisations(members, causes)]

    def _people(self, members, causes: set[int], most: int) -> Iterator[Joiner]:
        """Of each association the first by name who care about one of the causes, as far as they
        let the viewer know it."""
        rows = members.of_people_who_care(causes, self.viewer).first_of_each(most)
        found = list(rows.values_list("association", "peer", "peer__name", "peer__slug"))
        theirs = Entry.objects.visible_to(self.viewer).filter(peer__in=[row[1] for row in found])
        told = dict(theirs.values_list("peer", "cause_ids"))
        for home, peer, name, slug in found:
            address = reverse("peers:detail", args=[slug])
            yield Joiner(home, name, address, frozenset(told.get(peer, ())))

    def _organisations(self, members, causes: set[int]) -> Iterator[Joiner]:
        """Organisations of whose projects one is for one of the causes."""
        rows = members.of_organisations_that_work_for(causes, self.viewer).values_list(
            "association", "organisation__name", "organisation__slug",
            "organisation__projects__cause_ids",
        )  # fmt: skip
        for home, name, slug, cause_ids in rows[:MOST_READ]:
            address = reverse("peers:organisation", args=[slug])
            yield Joiner(home, name, address, frozenset(cause_ids))


def _cause_ids(association: Association) -> frozenset[int]:
    return frozenset(cause["id"] for cause in association.cause_list)


def _why(joiner: Joiner, home: Association, wanted: dict[int, str]) -> str:
    """What makes somebody fit, as one sentence."""
    causes = [name for cause, name in wanted.items() if cause in joiner.cause_ids]
    return _("belongs to “%(home)s” and cares about %(causes)s") % {
        "home": home,
        "causes": get_text_list(causes, _("and")),
    }
