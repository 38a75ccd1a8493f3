"""What the digest tells of the news of projects that somebody wants to hear of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.sources import Found, Item, Reader
from leeds_leaders.text import shorten
from peers.models import Block
from projects.emails.news import key_of
from projects.models import Interest, News, Project

MOST = 8
LINE = 160
UNTOLD = frozenset({State.WITHHELD, State.CANCELLED, State.FAILED})


class NewsOfProjects:
    """What projects told of which somebody wants the news; not what a letter has told them, which
    comes an hour after it is written to whoever takes such letters."""

    name = "projects.news"
    title = gettext_lazy("News of what I follow")

    def gather(self, readers: Sequence[Reader]) -> dict[int, Found]:
        """Newest first, never one's own, nor of whom a block parts from the reader.
        Four queries."""
        hearing = _hearing(reader.peer_id for reader in readers)
        since, until = min(r.since for r in readers), max(r.until for r in readers)
        projects = {project for followed in hearing.values() for project in followed}
        news = list(_shown(projects).filter(told_at__gte=since, told_at__lt=until))
        lettered, parted = _told_by_letter(hearing, news), _parted(hearing, news)
        found = {}
        for reader in readers:
            told, followed = reader.was_told(self.name), hearing[reader.peer_id]
            mine = [
                post
                for post in news
                if post.project_id in followed
                and reader.is_new(post.told_at)
                and post.written_by_id != reader.peer_id
                and (reader.peer_id, post.written_by_id) not in parted
                and post.pk not in told
                and (reader.peer_id, key_of(post.project_id, post.told_at)) not in lettered
            ]
            if mine:
                found[reader.peer_id] = Found(
                    [_item(post) for post in mine[:MOST]],
                    more=len(mine[MOST:]),
                    url=reverse("notices:inbox"),
                )
        return found

    def still(self, told: Mapping[int, Sequence[int]]) -> dict[int, list[Item]]:
        """Those that are there, of projects whose news the reader wants, without what a block
        parts from them. Three queries."""
        hearing = _hearing(told)
        wanted = {pk for pks in told.values() for pk in pks}
        projects = {project for followed in hearing.values() for project in followed}
        news = {post.pk: post for post in _shown(projects).filter(pk__in=wanted)}
        parted = _parted(told, news.values())
        return {
            peer_id: [
                _item(news[pk])
                for pk in pks
                if pk in news
                and news[pk].project_id in hearing[peer_id]
                and (peer_id, news[pk].written_by_id) not in parted
            ]
            for peer_id, pks in told.items()
        }

    def headline(self, found: Found) -> str:
        """How much there is."""
        count = len(found.items) + found.more
        return ngettext("%d piece of news", "%d pieces of news", count) % count


def _hearing(peers: Iterable[int]) -> dict[int, set[int]]:
    """Of which projects each of these people wants the news. One query."""
    hearing = defaultdict(set)
    interests = Interest.objects.hearing().filter(peer__in=list(peers))
    for peer, project in interests.values_list("peer", "project"):
        hearing[peer].add(project)
    return hearing


def _shown(projects: Iterable[int]):
    """News of these projects as far as they are on the lists, last told first."""
    listed = Project.objects.listed().filter(pk__in=list(projects))
    shown = News.objects.filter(is_removed=False, project__in=listed).select_related("project")
    return shown.order_by("-told_at", "-pk").only(
        "key", "title", "words", "told_at", "written_by", "project__title", "project__slug"
    )


def _parted(readers: Iterable[int], news: Iterable[News]) -> set[tuple[int, int]]:
    """Readers and writers that a block parts, whoever of them made it. One query."""
    readers, writers = set(readers), {post.written_by_id for post in news if post.written_by_id}
    made = Q(by__in=readers, blocked__in=writers) | Q(by__in=writers, blocked__in=readers)
    pairs = Block.objects.filter(made).values_list("by", "blocked")
    return {pair for by, blocked in pairs for pair in ((by, blocked), (blocked, by))}


def _told_by_letter(hearing: Iterable[int], news: Iterable[News]) -> set[tuple[int, str]]:
    """Whom a letter has told, or is about to tell, by what it is told apart by. One query."""
    keys = {key_of(post.project_id, post.told_at) for post in news if post.told_at}
    letters = Letter.objects.filter(purpose=Purpose.PEOPLE, key__in=keys, recipient__in=hearing)
    return set(letters.exclude(state__in=UNTOLD).values_list("recipient", "key"))


def _item(post: News) -> Item:
    line = shorten(f"{post.project.title} · {post.in_short or post.title}", LINE)
    return Item(post.pk, post.title, post.get_absolute_url(), line)
