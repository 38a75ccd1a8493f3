"""What the digest tells of the news, milestones and stages of projects that somebody wants to hear
of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import Found, Item, Reader
from leeds_leaders.text import shorten
from peers.models import Block
from projects.emails.news import key_of
from projects.models import Interest, Milestone, News, Project, StageMove

MOST = 8
LINE = 160
Row = TypeVar("Row", News, Milestone, StageMove)
UNTOLD = frozenset({State.WITHHELD, State.CANCELLED, State.FAILED})


class _ToldByProjects(Generic[Row]):
    """What projects told of which somebody wants the news; not what a letter has told them, which
    comes an hour after it is written to whoever takes such letters. `author` is the field of who
    said it."""

    name: str
    author: ClassVar[str]

    def rows(self) -> QuerySet:
        """What there is to tell, of any project."""
        raise NotImplementedError

    def item(self, row: Row) -> Item:
        """One of them as a line of the digest."""
        raise NotImplementedError

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """Newest first, never one's own, nor of whom a block parts from the reader.
        Four queries."""
        hearing = _hearing(reader.peer_id for reader in readers)
        since, until = min(r.since for r in readers), max(r.until for r in readers)
        rows = list(self._of(hearing).filter(told_at__gte=since, told_at__lt=until))
        lettered, parted = _told_by_letter(hearing, rows), self._parted(hearing, rows)
        found = {}
        for reader in readers:
            told, followed = reader.was_told(self.name), hearing[reader.peer_id]
            mine = [
                row
                for row in rows
                if row.project_id in followed
                and reader.is_new(row.told_at)
                and self._said(row) != reader.peer_id
                and (reader.peer_id, self._said(row)) not in parted
                and row.pk not in told
                and (reader.peer_id, key_of(row.project_id, row.told_at)) not in lettered
            ]
            if mine:
                found[reader.peer_id] = Found(
                    [self.item(row) for row in mine[:MOST]],
                    more=len(mine[MOST:]),
                    url=reverse("notices:inbox"),
                )
        return found

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that are there, of projects whose news the reader wants, without what a block
        parts from them. Three queries."""
        hearing = _hearing(told)
        wanted = {pk for pks in told.values() for pk in pks}
        rows = {row.pk: row for row in self._of(hearing).filter(pk__in=wanted)}
        parted = self._parted(told, rows.values())
        return {
            peer_id: [
                self.item(rows[pk])
                for pk in pks
                if pk in rows
                and rows[pk].project_id in hearing[peer_id]
                and (peer_id, self._said(rows[pk])) not in parted
            ]
            for peer_id, pks in told.items()
        }

    def _of(self, hearing: Mapping[int, set[int]]) -> QuerySet:
        """Of the projects that these people hear of, as far as they are on the lists, last told
        first."""
        projects = {project for followed in hearing.values() for project in followed}
        listed = Project.objects.listed().filter(pk__in=projects)
        told = self.rows().filter(project__in=listed, told_at__isnull=False)
        return told.select_related("project").order_by("-told_at", "-pk")

    def _said(self, row: Row) -> int | None:
        return getattr(row, self.author)

    def _parted(self, readers: Iterable[int], rows: Iterable[Row]) -> set[tuple[int, int]]:
        """Readers and writers that a block parts, whoever of them made it. One query."""
        readers, writers = set(readers), {self._said(row) for row in rows} - {None}
        made = Q(by__in=readers, blocked__in=writers) | Q(by__in=writers, blocked__in=readers)
        pairs = Block.objects.filter(made).values_list("by", "blocked")
        return {pair for by, blocked in pairs for pair in ((by, blocked), (blocked, by))}


class NewsOfProjects(_ToldByProjects[News]):
    """Dated posts."""

    name = "projects.news"
    title = gettext_lazy("News of what I follow")
    author = "written_by_id"

    def rows(self):
        """Posts that nobody took away."""
        return News.objects.shown().only(
            "key", "title", "words", "told_at", "written_by", "project__title", "project__slug"
        )

    def item(self, row: News) -> Item:
        """Its title, its project and how it begins."""
        line = shorten(f"{row.project.title} · {row.in_short or row.title}", LINE)
        return Item(row.pk, row.title, row.get_absolute_url(), line)

    def headline(self, found: Found) -> str:
        """How much there is."""
        count = len(found.items) + found.more
        return ngettext("%d piece of news", "%d pieces of news", count) % count


class MilestonesOfProjects(_ToldByProjects[Milestone]):
    """Milestones that were reached."""

    name = "projects.milestones"
    title = gettext_lazy("Reached by what I follow")
    author = "made_by_id"

    def rows(self):
        """Those that are there by now."""
        return (
            Milestone.objects.shown()
            .filter(reached_on__isnull=False)
            .only("title", "reached_on", "told_at", "made_by", "project__title", "project__slug")
        )

    def item(self, row: Milestone) -> Item:
        """What was reached, by which project."""
        return Item(row.pk, row.title, row.project.get_absolute_url(), row.project.title)

    def headline(self, found: Found) -> str:
        """How many there are."""
        count = len(found.items) + found.more
        return ngettext("%d milestone reached", "%d milestones reached", count) % count


class StagesOfProjects(_ToldByProjects[StageMove]):
    """Steps from one stage to the next."""

    name = "projects.stages"
    title = gettext_lazy("New stages of what I follow")
    author = "moved_by_id"

    def rows(self):
        """Steps, without where a project began."""
        return StageMove.objects.exclude(came_from="").only(
            "went_to", "told_at", "moved_by", "project__title", "project__slug"
        )

    def item(self, row: StageMove) -> Item:
        """Which project, and where it is."""
        project = row.project
        return Item(row.pk, project.title, project.get_absolute_url(), row.get_went_to_display())

    def headline(self, found: Found) -> str:
        """How many there are."""
        count = len(found.items) + found.more
        return ngettext("%d project at a new stage", "%d projects at a new stage", count) % count


def _hearing(peers: Iterable[int]) -> dict[int, set[int]]:
    """Of which projects each of these people wants the news. One query."""
    hearing = defaultdict(set)
    interests = Interest.objects.hearing().filter(peer__in=list(peers))
    for peer, project in interests.values_list("peer", "project"):
        hearing[peer].add(project)
    return hearing


def _told_by_letter(hearing: Iterable[int], rows: Iterable[Row]) -> set[tuple[int, str]]:
    """Whom a letter has told, or is about to tell, by what it is told apart by. One query."""
    keys = {key_of(row.project_id, row.told_at) for row in rows if row.told_at}
    letters = Letter.objects.filter(purpose=Purpose.PEOPLE, key__in=keys, recipient__in=hearing)
    return set(letters.exclude(state__in=UNTOLD).values_list("recipient", "key"))
