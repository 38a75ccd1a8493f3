"""What the digest tells of projects. Everything comes through `listed`: live for everybody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices.sources import Found, Item, Reader
from leeds_leaders.text import shorten
from projects.choices import Sort
from projects.models import Project, ProjectNeed

MOST = 8
LINE = 160


class NewProjects:
    """Projects that became live in the wards and for the causes that somebody follows.

    Whoever follows nothing hears of the whole city.
    """

    name = "projects.new"
    title = gettext_lazy("New projects")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """Newest first, never one's own. Four queries."""
        since, until = min(r.since for r in readers), max(r.until for r in readers)
        news = _News(
            Project.objects.listed()
            .filter(live_since__gte=since, live_since__lt=until)
            .order_by("-live_since", "-pk")
            .values_list("pk", "live_since", "lead_ids", "ward", "cause_ids")
        )
        wards = dict(Ward.objects.values_list("code", "slug"))
        causes = dict(Cause.objects.values_list("pk", "slug"))

        def address(reader: Reader) -> str:
            followed = [{"ward": wards[code]} for code in reader.ward_codes]
            followed += [{"cause": causes[pk]} for pk in reader.cause_ids]
            return _list_url(followed)

        chosen = {reader: news.for_reader(reader, self.name) for reader in readers}
        return _found(chosen, address, about)

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that are live. One query."""
        return projects_still(told, about)

    def headline(self, found: Found) -> str:
        """How many there are."""
        count = len(found.items) + found.more
        return ngettext("%d new project", "%d new projects", count) % count


class AsksForMyHelp:
    """Projects that began to ask for what somebody could lend, or became live asking for it."""

    name = "projects.asking"
    title = gettext_lazy("Asking for what you could lend")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """Those that asked last come first, never one's own. At most three queries."""
        readers = [reader for reader in readers if reader.help_ids]
        if not readers:
            return {}
        helps = dict(Help.objects.values_list("pk", "slug"))
        asking = _asking(readers)

        def address(reader: Reader) -> str:
            return _list_url([{"needs": helps[pk]} for pk in reader.help_ids])

        chosen = {reader: _asked_of(reader, asking, self.name) for reader in readers}
        return _found(chosen, address, _asks())

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that are live. Two queries."""
        return projects_still(told, _asks())

    def headline(self, found: Found) -> str:
        """How many there are."""
        count = len(found.items) + found.more
        words = ngettext("%d project asks for your help", "%d projects ask for your help", count)
        return words % count


class _News:
    """What became live in some time, newest first, by ward and cause."""

    def __init__(self, rows: Iterable[tuple]):
        self._pks: list[int] = []
        self._moments: list[datetime] = []
        self._own: dict[int, set[int]] = defaultdict(set)
        self._by: dict[object, set[int]] = defaultdict(set)
        for at, (pk, moment, leads, ward, causes) in enumerate(rows):
            self._pks.append(pk)
            self._moments.append(moment)
            for lead in leads:
                self._own[lead].add(at)
            for followed in (ward, *causes):
                self._by[followed].add(at)

    def for_reader(self, reader: Reader, section: str) -> list[int]:
        """The keys of what is news to somebody."""
        followed = [*reader.ward_codes, *reader.cause_ids]
        found = set().union(*(self._by[each] for each in followed))
        places = sorted(
            (found if followed else {*range(len(self._pks))}) - self._own[reader.peer_id]
        )
        told = reader.was_told(section)
        return [
            self._pks[at]
            for at in places
            if reader.is_new(self._moments[at]) and self._pks[at] not in told
        ]


def _asking(readers: Sequence[Reader]) -> dict[int, list[tuple[datetime, int, list[int]]]]:
    """Who asks for each kind of help: since when they are live and asking, project, its leads."""
    since, until = min(r.since for r in readers), max(r.until for r in readers)
    needs = ProjectNeed.objects.filter(
        Q(asked_at__gte=since) | Q(content_object__live_since__gte=since),
        asked_at__lt=until,
        content_object__live_since__lt=until,
        content_object__in=Project.objects.listed(),
        tag__in=set().union(*(reader.help_ids for reader in readers)),
    )
    asking = defaultdict(list)
    for tag, asked_at, live_since, pk, leads in needs.values_list(
        "tag",
        "asked_at",
        "content_object__live_since",
        "content_object",
        "content_object__lead_ids",
    ):
        asking[tag].append((max(asked_at, live_since), pk, leads))
    return asking


def _asked_of(reader: Reader, asking: Mapping[int, list], section: str) -> list[int]:
    told = reader.was_told(section)
    found: dict[int, datetime] = {}
    for tag in reader.help_ids:
        for moment, pk, leads in asking.get(tag, ()):
            if reader.is_new(moment) and reader.peer_id not in leads and pk not in told:
                found[pk] = max(moment, found.get(pk, moment))
    return sorted(found, key=lambda pk: (found[pk], pk), reverse=True)


def _found(
    chosen: Mapping[Reader, list[int]],
    address: Callable[[Reader], str],
    line: Callable[[Project], str],
) -> dict[int, Found]:
    """What was chosen for each reader, the first few as items. One query."""
    items = project_items((pk for pks in chosen.values() for pk in pks[:MOST]), line)
    return {
        reader.peer_id: Found(
            [items[pk] for pk in pks[:MOST] if pk in items],
            more=len(pks[MOST:]),
            url=address(reader),
        )
        for reader, pks in chosen.items()
        if pks
    }


def projects_still(
    told: Mapping[int, Sequence[int]], line: Callable[[Project], str]
) -> dict[int, list[Item]]:
    """Of the projects told to each reader those that are live, as items. One query."""
    items = project_items((pk for pks in told.values() for pk in pks), line)
    return {peer_id: [items[pk] for pk in pks if pk in items] for peer_id, pks in told.items()}


def project_items(pks: Iterable[int], line: Callable[[Project], str]) -> dict[int, Item]:
    """Live projects as items of a digest, by key. One query."""
    live = (
        Project.objects.listed()
        .filter(pk__in=set(pks))
        .select_related("ward")
        .only("title", "slug", "summary", "need_ids", "ward__name")
    )
    return {
        project.pk: Item(project.pk, project.title, project.get_absolute_url(), line(project))
        for project in live
    }


def about(project: Project) -> str:
    """Where a project is and what it is about, in a line."""
    return _facts(project, project.summary)


def _asks() -> Callable[[Project], str]:
    """A line that says what a project asks for. One query."""
    names = dict(Help.objects.values_list("pk", "name"))

    def line(project: Project) -> str:
        asked = ", ".join(names[pk] for pk in project.need_ids if pk in names)
        return _facts(project, _("Asks for: %(kinds)s") % {"kinds": asked})

    return line


def _facts(project: Project, words: str) -> str:
    place = f"{project.ward.name} · " if project.ward else ""
    return shorten(place + words, LINE)


def _list_url(followed: Sequence[dict[str, str]]) -> str:
    """The list of what somebody follows; of everything, where one filter cannot say it."""
    only = followed[0] if len(followed) == 1 else {}
    return f"{reverse('projects:list')}?{urlencode({**only, 'sort': Sort.NEWEST})}"
