"""The verb that tells the news of projects: what was said within an hour is told as one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from leeds_leaders.notices import actions as notices
from projects.emails import news as letters
from projects.emails.news import Bundle
from projects.models import Milestone, News, Project, StageMove

SETTLES = timedelta(hours=1)  # second thoughts, and what else there is to say
NO_NEWS_AFTER = timedelta(days=7)  # of what was held or hidden for so long nobody is told
CHUNK = 500


def tell_news(now: datetime) -> int:
    """Tell what projects said first an hour ago or earlier, with all that they said since. Each is
    told once, however many tell at once. Returns how many projects had something to tell."""
    told = 0
    for project_id in _due(now):
        told += _tell_of(project_id, now)
    return told


def _due(now: datetime) -> Iterable[int]:
    """Live projects that have something to tell which has settled. Three queries."""
    said = [
        rows.filter(project__in=Project.objects.listed()).values_list("project", flat=True)
        for rows in _untold(now - NO_NEWS_AFTER, now - SETTLES)
    ]
    return sorted({pk for rows in said for pk in rows})


def _untold(since: datetime, until: datetime):
    """Posts, milestones and steps that were said in some time and not yet told."""
    news = News.objects.shown().filter(told_at=None)
    first_day = timezone.localdate(since)
    reached = Milestone.objects.shown().filter(told_at=None, reached_on__gte=first_day)
    moves = StageMove.objects.filter(~Q(came_from=""), told_at=None, moved_on__gte=first_day)
    return (
        news.filter(written_at__range=(since, until)).order_by("happened_on", "pk"),
        reached.filter(changed_at__range=(since, until)).order_by("reached_on", "pk"),
        moves.filter(moved_at__range=(since, until)).order_by("pk"),
    )


@transaction.atomic
def _tell_of(project_id: int, now: datetime) -> bool:
    """What one project has to tell, under its lock; nothing where somebody else tells it now."""
    live = Project.objects.listed().select_for_update(of=("self",), skip_locked=True)
    project = live.filter(pk=project_id).first()
    if project is None:
        return False
    said = [rows.filter(project=project) for rows in _untold(now - NO_NEWS_AFTER, now)]
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
