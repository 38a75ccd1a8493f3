"""The verbs that tell the news of projects: what was said within an hour is told as one, and what
waited for a moderator once it may be read."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices import actions as notices
from projects.emails import news as letters
from projects.emails.news import Bundle
from projects.models import Milestone, News, Project, StageMove

SETTLES = timedelta(hours=1)  # second thoughts, and what else there is to say
NO_NEWS_AFTER = timedelta(days=7)  # unless it waited for a moderator
CHUNK = 500


def tell_news(now: datetime) -> int:
    """Tell what projects said first an hour ago or earlier, with all that they said since. Each is
    told once, however many tell at once. Returns how many projects had something to tell."""
    told = 0
    for project_id in _due(now):
        told += _tell_of(project_id, now)
    return told


@transaction.atomic
def let_stand(thing: News | Milestone, *, by) -> Decision:
    """Show a post or a milestone that waited or was taken away, and have it told if it would have
    been told then."""
    hidden_at = type(thing).objects.values_list("hidden_at", flat=True).get(pk=thing.pk)
    decision = moderation.let_stand(thing, by=by)
    if hidden_at is not None:
        _tell_from_now(SAID[type(thing)], hidden_at, pk=thing.pk)
    return decision


def let_news_stand(project: Project, decision: Decision) -> None:
    """Have told what would have been while a project waited for a decision."""
    if decision.waited is not None:
        for said in SAID.values():
            _tell_from_now(said, decision.at - decision.waited, project=project)


def _tell_from_now(said: Callable[..., QuerySet], waited_since: datetime, **which) -> None:
    """What was said lately when it began to wait is news from now on, as if it was said now."""
    now = timezone.now()
    said(waited_since - NO_NEWS_AFTER, now).filter(**which).update(let_stand_at=now)


def _due(now: datetime) -> Iterable[int]:
    """Live projects that have something to tell which has settled. Three queries."""
    told_by = [
        rows.filter(project__in=Project.objects.listed()).values_list("project", flat=True)
        for rows in _untold(now, now - SETTLES)
    ]
    return sorted({pk for rows in told_by for pk in rows})


def _untold(now: datetime, until: datetime) -> list[QuerySet]:
    """Posts, milestones and steps that were said or let stand lately and not yet told."""
    return [said(now - NO_NEWS_AFTER, until) for said in SAID.values()]


def _posts(since: datetime, until: datetime) -> QuerySet:
    said = Q(let_stand_at=None, written_at__range=(since, until))
    said |= Q(let_stand_at__range=(since, until))
    return News.objects.shown().filter(said, told_at=None).order_by("happened_on", "pk")


def _reached(since: datetime, until: datetime) -> QuerySet:
    first_day = timezone.localdate(since)
    said = Q(let_stand_at=None, changed_at__range=(since, until), reached_on__gte=first_day)
    said |= Q(let_stand_at__range=(since, until), reached_on__isnull=False)
    return Milestone.objects.shown().filter(said, told_at=None).order_by("reached_on", "pk")


def _moves(since: datetime, until: datetime) -> QuerySet:
    first_day = timezone.localdate(since)
    said = Q(let_stand_at=None, moved_at__range=(since, until), moved_on__gte=first_day)
    said |= Q(let_stand_at__range=(since, until))
    return StageMove.objects.filter(said, ~Q(came_from=""), told_at=None).order_by("pk")


# What was said between two moments, or let stand if it waited, and not yet told.
SAID: dict[type, Callable[[datetime, datetime], QuerySet]] = {
    News: _posts,
    Milestone: _reached,
    StageMove: _moves,
}


@transaction.atomic
def _tell_of(project_id: int, now: datetime) -> bool:
    """What one project has to tell, under its lock; nothing where somebody else tells it now."""
    live = Project.objects.listed().select_for_update(of=("self",), skip_locked=True)
    project = live.filter(pk=project_id).first()
    if project is None:
        return False
    said = [rows.filter(project=project) for rows in _untold(now, now)]
    bundle = Bundle(project, *map(list, said))
    if not bundle.count:
        return False
    for rows in (bundle.posts, bundle.reached, bundle.moves):
        if rows:
            type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).update(
                told_at=now
            )
    hearers = letters.hearers_of(bundle)
    for start in range(0, len(hearers), CHUNK):
        notices.tell_many(letters.tellings_of(bundle, now, hearers[start : start + CHUNK]))
    return True
