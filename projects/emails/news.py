"""Composes what people are told of the news of projects whose news they want; does not send it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from peers.models import Block, Peer
from projects.models import Interest, Milestone, News, Project, StageMove

NEWS = "projects.told"  # what a letter keeps of the news that it tells


@dataclass
class Bundle:
    """What one project told within an hour, to be told to others as one."""

    project: Project
    posts: list[News] = field(default_factory=list)
    reached: list[Milestone] = field(default_factory=list)
    moves: list[StageMove] = field(default_factory=list)

    @property
    def written_by(self) -> set[int]:
        """Who said it; of milestones nobody is known to have."""
        said = {post.written_by_id for post in self.posts} | {m.moved_by_id for m in self.moves}
        return {pk for pk in said if pk is not None}

    @property
    def count(self) -> int:
        return len(self.posts) + len(self.reached) + len(self.moves)

    @property
    def only(self) -> News | Milestone | None:
        """The one thing that it tells of, if it is one with a title."""
        titled: list[News | Milestone] = [*self.posts, *self.reached]
        return titled[0] if self.count == 1 and titled else None

    @property
    def url(self) -> str:
        """Where to read on: the one post, or all news."""
        if self.count == 1 and self.posts:
            return self.posts[0].get_absolute_url()
        return reverse("projects:news-of", args=[self.project.slug])


def key_of(project_id: int, told_at: datetime) -> str:
    """What the letters of one bundle are told apart by: each reader gets one."""
    return f"project-news:{project_id}:{told_at:%Y%m%d%H%M%S%f}"


def hearers_of(bundle: Bundle) -> list[Peer]:
    """Who wants to hear of the project: not who said it, nor whoever blocked them or was blocked by
    them. Two queries."""
    authors = bundle.written_by
    blocks = Block.objects.filter(Q(by__in=authors) | Q(blocked__in=authors))
    apart = {pk for pair in blocks.values_list("by", "blocked") for pk in pair}
    hearing = Interest.objects.hearing().filter(project=bundle.project)
    hearing = hearing.exclude(peer__in=authors | apart)
    return [interest.peer for interest in hearing.select_related("peer").order_by("pk")]


def tellings_of(bundle: Bundle, told_at: datetime, hearers: Iterable[Peer]) -> list[Telling]:
    """One letter and notice for each, whatever was told."""
    kept = {
        "project": bundle.project.pk,
        "news": [post.pk for post in bundle.posts],
        "milestones": [milestone.pk for milestone in bundle.reached],
    }
    return [
        Telling(
            recipient=peer,
            purpose=Purpose.PEOPLE,
            key=key_of(bundle.project.pk, told_at),
            template="projects/email/news",
            context={"bundle": bundle, "project": bundle.project},
            url=bundle.url,
            items={NEWS: kept},
        )
        for peer in hearers
    ]


def still_told(letters: Collection[Letter]) -> set[int]:
    """Of letters with news those (by key) whose project is on the lists, whose posts and milestones
    are all there, and whose reader wants to hear of them still. Four queries."""
    told = {letter.pk: letter.items[NEWS] for letter in letters}
    projects = {kept["project"] for kept in told.values()}
    listed = set(Project.objects.listed().filter(pk__in=projects).values_list("pk", flat=True))
    removed = _not_shown(News, "news", told.values())
    hidden = _not_shown(Milestone, "milestones", told.values())
    hearing = set(
        Interest.objects.hearing()
        .filter(project__in=projects, peer__in=[letter.recipient_id for letter in letters])
        .values_list("peer", "project")
    )
    return {
        letter.pk
        for letter in letters
        if (kept := told[letter.pk])["project"] in listed
        and removed.isdisjoint(kept["news"])
        and hidden.isdisjoint(kept.get("milestones", []))
        and (letter.recipient_id, kept["project"]) in hearing
    }


def _not_shown(model, name: str, told: Iterable[dict]) -> set[int]:
    """Of what letters tell of (`name`) that which is gone, taken away or hidden by now."""
    keys = {pk for kept in told for pk in kept.get(name, [])}
    return keys - set(model.objects.shown().filter(pk__in=keys).values_list("pk", flat=True))
