"""The verbs that keep the map true: is it still going?

Once a year those who answer for a project are asked. Whoever says nothing is asked again after a
month; after two the project fades visibly, after four it leaves the lists. A listing that nobody
claimed is asked of nobody: it fades after two years and leaves the lists after three. What leaves
the lists so can still be read, and comes back by one click of its people.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions as notices
from projects.actions import history
from projects.actions.in_hand import locked
from projects.actions.life import answer
from projects.actions.screening import hold_for
from projects.choices import STAGE_MOVES, Stage, StillGoing
from projects.emails import checking as letters
from projects.errors import IllegalMove
from projects.models import Project, StageMove, YearlyAsk

ASKED_AFTER = timedelta(days=365)
REMINDED_AFTER, FADES_AFTER, ARCHIVED_AFTER = (timedelta(days=days) for days in (30, 60, 120))
UNCLAIMED_FADES_AFTER, UNCLAIMED_ARCHIVED_AFTER = (timedelta(days=365 * years) for years in (2, 3))
SEEN_FADED = timedelta(days=60)  # no listing leaves the lists before it was seen to fade so long
OVER = (Stage.COMPLETED, Stage.ENDED)
BATCH = 200
# A file says of what day it is; what came by hand was true when it was written.
HEARD = Coalesce(Cast("source_date", DateTimeField()), F("checked_at"))


# What its people say -----------------------------------------------------------------------------


@transaction.atomic
def say_going(project: Project, *, by, has_changed: bool = False) -> Project:
    """It goes on; much has changed, perhaps. A repeat is harmless. Raises `IllegalMove` of one that
    was taken off the map by hand."""
    project = locked(project)
    if project.is_archived:
        project = _back_on_lists(project)
    elif not project.is_live:
        raise IllegalMove(_("“%(project)s” is not on the map.") % {"project": project})
    project.checked_at, project.faded_at = timezone.now(), None
    project.save(update_fields=["checked_at", "faded_at"])
    said = StillGoing.CHANGED if has_changed else StillGoing.GOING
    answer(project, said, by=by, at=project.checked_at)
    return project


@transaction.atomic
def say_ended(project: Project, *, by, lessons: str = "", is_completed: bool = False) -> Project:
    """It has ended, or done what it set out to do; what others can learn from it stays. A repeat is
    harmless: lessons that were said stand until others are said."""
    project = locked(project)
    because = moderation.screen(by, lessons, before=[project.lessons]) if lessons else ""
    if project.is_archived:
        project = _back_on_lists(project)
    stage = Stage.COMPLETED if is_completed else Stage.ENDED
    now = timezone.now()
    history.note_version(project, by=None)
    if project.stage not in OVER:
        _move(project, stage if stage in STAGE_MOVES[project.stage] else Stage.ENDED, by)
    project.lessons = lessons or project.lessons
    project.checked_at, project.faded_at = now, None
    project.revision, project.changed_at = project.revision + 1, now
    project.save(
        update_fields=["stage", "lessons", "checked_at", "faded_at", "revision", "changed_at"]
    )
    history.note_version(project, by=by)
    answer(project, StillGoing.ENDED, by=by, at=now)
    return hold_for(project, because, by=by)


def _move(project: Project, stage: str, by) -> None:
    StageMove.objects.create(
        project=project,
        came_from=project.stage,
        went_to=stage,
        moved_on=timezone.localdate(),
        moved_by=by,
    )
    project.stage = stage


def _back_on_lists(project: Project) -> Project:
    """Live again, since when it was: nobody is told of it as something new."""
    project.standing, project.archived_at = Standing.LIVE, None
    project.save(update_fields=["standing", "archived_at"])
    return project


# The year's round --------------------------------------------------------------------------------


def go_round(now: datetime) -> int:
    """Ask, ask again, fade and archive whatever is due; each once, however many go round at once.
    Returns how many."""
    steps = (
        *(ask_due, remind_due, fade_due, archive_due),
        *(fade_unclaimed, archive_unclaimed, brighten_unclaimed),
    )
    return sum(done for step in steps for done in _until_nothing_is_left(step, now))


def _until_nothing_is_left(step, now: datetime) -> Iterator[int]:
    while done := step(now):
        yield done


@transaction.atomic
def ask_due(now: datetime) -> int:
    """Ask those who answer for projects that nobody has said anything of for a year."""
    due = Project.objects.listed().filter(checked_at__lt=now - ASKED_AFTER)
    due = due.exclude(lead_ids=[]).exclude(stage__in=OVER)
    due = due.exclude(pk__in=YearlyAsk.objects.waiting().values("project"))
    projects = list(_some(due.order_by("checked_at", "pk")))
    asks = YearlyAsk.objects.bulk_create(
        [YearlyAsk(project=project, asked_at=now) for project in projects]
    )
    notices.tell_many(letters.tellings_of_ask(asks))
    return len(asks)


@transaction.atomic
def remind_due(now: datetime) -> int:
    """Ask again where nobody has said anything for a month."""
    waiting = _waiting(now - REMINDED_AFTER).filter(reminded_at=None, faded_at=None)
    asks = list(_some(waiting.select_related("project")))
    YearlyAsk.objects.filter(pk__in=[ask.pk for ask in asks]).update(reminded_at=now)
    notices.tell_many(letters.tellings_of_ask(asks, is_again=True))
    return len(asks)


@transaction.atomic
def fade_due(now: datetime) -> int:
    """Let fade visibly what nobody has said anything of for two months."""
    asks = _in_hand(_waiting(now - FADES_AFTER).filter(faded_at=None))
    YearlyAsk.objects.filter(pk__in=[ask.pk for ask in asks]).update(faded_at=now)
    Project.objects.filter(pk__in=[ask.project_id for ask in asks]).update(faded_at=now)
    return len(asks)


@transaction.atomic
def archive_due(now: datetime) -> int:
    """Take off the lists what nobody has said anything of for four months, and tell its people."""
    asks = _in_hand(_waiting(now - ARCHIVED_AFTER).filter(archived_at=None, faded_at__lt=now))
    YearlyAsk.objects.filter(pk__in=[ask.pk for ask in asks]).update(archived_at=now)
    _archive([ask.project_id for ask in asks], now)
    notices.tell_many(letters.tellings_of_archiving(asks))
    return len(asks)


@transaction.atomic
def fade_unclaimed(now: datetime) -> int:
    """Let listings fade of which nothing was heard for two years."""
    due = _unclaimed(now - UNCLAIMED_FADES_AFTER).filter(faded_at=None)
    keys = [project.pk for project in _some(due)]
    return Project.objects.filter(pk__in=keys).update(faded_at=now)


@transaction.atomic
def archive_unclaimed(now: datetime) -> int:
    """Take listings off the lists of which nothing was heard for three years, and that were seen
    to fade for two months: a file of old projects is on the map for so long in any case."""
    due = _unclaimed(now - UNCLAIMED_ARCHIVED_AFTER).filter(faded_at__lt=now - SEEN_FADED)
    return _archive([project.pk for project in _some(due)], now)


@transaction.atomic
def brighten_unclaimed(now: datetime) -> int:
    """Let listings fade no more that a newer file tells of."""
    faded = Project.objects.listed().filter(lead_ids=[], faded_at__isnull=False)
    fresh = faded.alias(heard=HEARD).filter(heard__gte=now - UNCLAIMED_FADES_AFTER)
    keys = [project.pk for project in _some(fresh.order_by("pk"))]
    return Project.objects.filter(pk__in=keys).update(faded_at=None)


def _archive(keys: list[int], now: datetime) -> int:
    live = Project.objects.listed().filter(pk__in=keys)
    return live.update(standing=Standing.WITHDRAWN, archived_at=now)


def _waiting(asked_before: datetime) -> QuerySet[YearlyAsk]:
    """What was asked by then, of projects that are still live, and was answered by nobody."""
    waiting = YearlyAsk.objects.waiting().filter(asked_at__lte=asked_before)
    return waiting.filter(project__in=Project.objects.listed()).order_by("asked_at", "pk")


def _unclaimed(heard_before: datetime) -> QuerySet[Project]:
    """Live listings without anybody, of which nothing was heard since."""
    due = Project.objects.listed().filter(lead_ids=[]).exclude(stage__in=OVER)
    return due.alias(heard=HEARD).filter(heard__lt=heard_before).order_by("pk")


def _in_hand(waiting: QuerySet[YearlyAsk]) -> list[YearlyAsk]:
    """A batch of what was asked, after its projects: in this order it is answered, too. A project
    that somebody says something of at this moment is left to them."""
    asked = Project.objects.filter(pk__in=waiting.order_by().values("project"))
    projects = list(_some(asked.order_by("pk")))
    return list(_some(waiting.filter(project__in=projects).select_related("project")))


def _some(rows: QuerySet) -> QuerySet:
    """A batch of rows that nobody else has in hand."""
    return rows.select_for_update(of=("self",), skip_locked=True)[:BATCH]
