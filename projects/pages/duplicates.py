"""What moderators see of entries that may be twice."""

from dataclasses import dataclass

from projects.actions.merging import links_to_projects
from projects.models import KeptApart, Project
from projects.querysets.duplicates import LOOKED_AT, Pair, likely_duplicates

MOST = 100  # pairs of a page
MOST_APART = 50  # the latest


@dataclass(frozen=True)
class Alike:
    """Two entries that may be of one thing; percent of their titles are alike."""

    newer: Project
    older: Project
    percent: int


class LikelyDuplicates:
    """Pairs among some hundred entries and all that are older. Three queries."""

    def __init__(self, after: int, viewer):
        pairs = likely_duplicates(after)[:MOST]
        keys = {pk for pair in pairs for pk in (pair.newer, pair.older)}
        listed = Project.objects.visible_to(viewer).listed()
        rows = listed.select_related("ward", "lead")
        projects = rows.defer("ward__boundary", "search", "likeness", "story").in_bulk(keys)
        self.pairs = [_alike(pair, projects) for pair in pairs]
        self.looked_at = after + LOOKED_AT
        self.has_older = listed.count() > self.looked_at
        self.newer_after = max(0, after - LOOKED_AT) if after else None


def _alike(pair: Pair, projects: dict[int, Project]) -> Alike:
    return Alike(projects[pair.newer], projects[pair.older], round(pair.likeness * 100))


def kept_apart(viewer) -> list[KeptApart]:
    """Those that moderators keep apart, the latest first. One query."""
    pairs = KeptApart.objects.visible_to(viewer).select_related("one", "other")
    return list(
        pairs.only("one__title", "one__slug", "other__title", "other__slug", "said_at")[:MOST_APART]
    )


@dataclass(frozen=True)
class Merging:
    """Two entries side by side, before they become one."""

    gone: Project
    kept: Project

    @property
    def both(self) -> tuple[Project, Project]:
        return self.gone, self.kept

    @property
    def moves(self) -> list[tuple[str, int]]:
        """What belongs to the duplicate and would move: kinds of things in words, and how many of
        each. A query for each kind."""
        counts: dict[str, int] = {}
        for field in links_to_projects():
            name = str(field.model._meta.verbose_name_plural)
            rows = field.model._base_manager.filter(**{field.name: self.gone})
            counts[name] = counts.get(name, 0) + rows.count()
        return [(name, count) for name, count in counts.items() if count]
