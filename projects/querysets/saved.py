"""Who may see a saved search, and what many of them find at once."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from leeds_leaders.finding.search import all_of
from leeds_leaders.finding.words import Sql
from leeds_leaders.kin import kin
from leeds_leaders.moderation.choices import Standing
from projects.choices import Pace
from projects.querysets.search import Search

AT_A_TIME = 200  # searches in one statement
LATEST = 3

# What a search finds, for all who keep the same one.
_FOUND = "SELECT %s AS query, project_id FROM projects_listing WHERE {condition}"
_NEW = """
WITH found AS ({found})
SELECT s.id, p.id, p.lead_ids @> ARRAY[s.peer_id]
FROM found
JOIN projects_savedsearch s ON s.query = found.query AND s.id = ANY(%s)
JOIN projects_project p ON p.id = found.project_id
WHERE NOT EXISTS (
    SELECT FROM projects_find known WHERE known.search_id = s.id AND known.project_id = p.id
)
"""


class SavedSearchQuerySet(models.QuerySet):
    """Searches that people keep."""

    def visible_to(self, viewer):
        """One's own, and nobody else's."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()

    def kept(self):
        """Those that were not removed."""
        return self.filter(removed_at=None)

    def removed(self):
        """Those that can be brought back."""
        return self.exclude(removed_at=None)

    def to_ask(self, stamp: int):
        """Those to be asked what is new: the list has changed since. Who waits longest is first."""
        told = self.kept().exclude(pace=Pace.NEVER).filter(peer__is_active=True)
        return told.exclude(stamp=stamp).order_by("looked_at", "pk")

    def for_page(self):
        """With the latest finds that are live, as mappings. One query."""
        finds = kin(self.model, "finds").objects.filter(search=OuterRef("pk"), to_tell=True)
        live = finds.filter(project__standing=Standing.LIVE).order_by("-found_at", "-pk")
        card = JSONObject(title="project__title", slug="project__slug")
        return self.annotate(latest=ArraySubquery(live.values(json=card)[:LATEST]))

    def new_finds(self) -> list[tuple[int, int, bool]]:
        """What these find and do not know yet: (search, project, is it their own). Two queries for
        so many searches as are asked at a time."""
        rows = list(self.values_list("pk", "query"))
        found = []
        for some in _batches({query for _pk, query in rows}):
            sql = _found_by(some)
            values = (*sql.values, [pk for pk, _query in rows])
            with connection.cursor() as cursor:
                cursor.execute(_NEW.format(found=sql.text), values)
                found += cursor.fetchall()
        return found


class Told(NamedTuple):
    """A find that is to be told, and to whom."""

    pk: int
    search_id: int
    project_id: int
    peer_id: int
    query: str
    pace: str


class FindQuerySet(models.QuerySet):
    """What saved searches found."""

    def visible_to(self, viewer):
        """Those of one's own searches."""
        return self.filter(search__peer=viewer) if viewer.is_authenticated else self.none()

    def to_tell(self):
        """Those that are still to be told."""
        return self.filter(to_tell=True, told_at=None, search__removed_at=None)

    def still_so(self) -> list[Told]:
        """Those that the list shows at this moment, and that are not the searcher's own project.
        Two queries for so many searches as are asked at a time."""
        others = self.exclude(project__lead_ids__contains=[F("search__peer")])
        names = ("pk", "search", "project", "search__peer", "search__query", "search__pace")
        rows = [Told(*row) for row in others.order_by("search", "pk").values_list(*names)]
        shown = _shown({row.query for row in rows}, {row.project_id for row in rows})
        return [row for row in rows if (row.query, row.project_id) in shown]


def shown_by(wanted: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Of (query, project) those that the list shows at this moment. One query for so many searches
    as are asked at a time."""
    shown = _shown({query for query, _project in wanted}, {project for _query, project in wanted})
    return shown & set(wanted)


def _shown(queries: Iterable[str], projects: Collection[int]) -> set[tuple[str, int]]:
    shown = set()
    for some in _batches(queries):
        sql = _found_by(some, among=projects)
        with connection.cursor() as cursor:
            cursor.execute(sql.text, sql.values)
            shown.update(cursor.fetchall())
    return shown


def _found_by(queries: Sequence[str], *, among: Collection[int] | None = None) -> Sql:
    """(query, project) of all that some searches find, perhaps among some projects only."""
    near = [] if among is None else [Sql("project_id = ANY(%s)", (list(among),))]
    conditions = [
        (query, all_of([*near, condition]))
        for query in queries
        for condition in Search.of(query).everything()
    ]
    text = " UNION ALL ".join(_FOUND.format(condition=each.text) for _query, each in conditions)
    return Sql(text, tuple(v for query, each in conditions for v in (query, *each.values)))


def _batches(queries: Iterable[str]):
    rest = iter(sorted(queries))
    while some := list(islice(rest, AT_A_TIME)):
        yield some
