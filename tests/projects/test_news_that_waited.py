"""What waited for a moderator is news from when it was let stand, however long that took, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.moderation.actions import hold, queue
from leeds_leaders.moderation.actions.hiding import hide
from leeds_leaders.moderation.choices import Because, Outcome, Standing
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Case, Decision
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import Reader
from projects import jobs
from projects.actions import milestones, news, searches
from projects.actions.milestones import Step
from projects.actions.news import Post
from projects.choices import Pace, Stage
from projects.digest import AsksForMyHelp, NewProjects, NewsOfProjects
from projects.models import Project, ProjectNeed, StageMove
from projects.querysets import Search
from tests.factories import InterestFactory, PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TUESDAY = "2026-05-05 09:00:00+00:00"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = "It sells something."


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def moderator():
    return PeerFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def project(clock):
    return ProjectFactory(title="The tool library")


def tell(project, title="The shed has a roof"):
    post = Post(title, timezone.localdate(), "Eleven people came.")
    return news.write(project, post, by=project.lead, key=uuid4())


def reach(project, title="The roof is on"):
    step = Step(title, reached_on=timezone.localdate())
    return milestones.add(project, step, by=project.lead, key=uuid4())


def let_stand(thing, moderator) -> None:
    kind_of(thing).approve(thing, by=moderator)


def told(peer) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(recipient=peer, key__contains="news")]


def tell_after_an_hour(clock) -> int:
    clock.shift(HOUR)
    return jobs.tell_news()


@pytest.mark.parametrize("days", [1, 10, 40])
@pytest.mark.parametrize("say", [tell, reach])
def test_what_waited_is_told_once_it_stands_and_only_once(project, clock, moderator, say, days):
    reader = InterestFactory(project=project).peer
    thing = say(project)
    hold(thing, Because.LINKS, author=project.lead)
    for _day in range(days):
        clock.shift(DAY)
        assert jobs.tell_news() == 0
    let_stand(thing, moderator)
    assert jobs.tell_news() == 0  # the moderator may think again
    assert tell_after_an_hour(clock) == 1
    [text] = told(reader)
    assert thing.title in text
    for _day in range(9):
        assert tell_after_an_hour(clock) == 0
    kind_of(thing).decline(thing, by=moderator, reason=WHY)
    let_stand(thing, moderator)
    assert tell_after_an_hour(clock) == 0


def test_the_digest_tells_what_waited_when_it_stands(project, clock, moderator):
    reader = InterestFactory(project=project).peer
    post = tell(project)
    hold(post, Because.LINKS, author=project.lead)
    clock.shift(10 * DAY)
    let_stand(post, moderator)
    tell_after_an_hour(clock)
    Letter.objects.all().delete()
    now = timezone.now()
    today = Reader(reader.pk, now - DAY, now + DAY)
    assert [item.id for item in NewsOfProjects().gather([today])[reader.pk].items] == [post.pk]


def test_what_a_project_said_is_told_when_it_stands_again(project, clock, moderator):
    reader = InterestFactory(project=project).peer
    post, milestone = tell(project), reach(project)
    step = StageMove.objects.create(
        project=project, came_from=Stage.IDEA, went_to=Stage.UNDER_WAY,
        moved_on=timezone.localdate(), moved_by=project.lead,
    )  # fmt: skip
    kept_back = tell(project, "Another")
    hold(project, Because.REPORTED, author=project.lead)
    clock.shift(10 * DAY)
    hide(kept_back)
    let_stand(project, moderator)
    assert tell_after_an_hour(clock) == 1
    [text] = told(reader)
    assert (post.title in text, milestone.title in text) == (True, True)
    assert step.get_went_to_display().lower() in text.lower()
    assert kept_back.title not in text
    assert tell_after_an_hour(clock) == 0


def test_what_was_old_when_it_began_to_wait_is_no_news(project, clock, moderator):
    reader = InterestFactory(project=project).peer
    post, milestone = tell(project), reach(project)
    news.remove(post, by=project.lead)
    Project.objects.update(standing=Standing.WITHDRAWN)
    clock.shift(20 * DAY)
    Project.objects.update(standing=Standing.LIVE)
    news.bring_back(post, by=project.lead)
    for thing in (post, milestone):
        thing.refresh_from_db()
        hold(thing, Because.REPORTED, author=project.lead)
        let_stand(thing, moderator)
    hold(project, Because.REPORTED, author=project.lead)
    let_stand(project, moderator)
    assert tell_after_an_hour(clock) == 0
    assert told(reader) == []


def test_a_yes_that_is_taken_back_tells_nobody(project, clock, moderator):
    reader = InterestFactory(project=project).peer
    post = tell(project)
    hold(post, Because.LINKS, author=project.lead)
    clock.shift(10 * DAY)
    case = Case.objects.open().get(object_id=str(post.pk), kind="news")
    queue.answer(case, outcome=Outcome.APPROVED, by=moderator)
    jobs.tell_news()
    queue.undo(Decision.objects.get(kind="news"), by=moderator)
    assert tell_after_an_hour(clock) == 0
    assert told(reader) == []


@pytest.mark.parametrize("pace", [Pace.AT_ONCE, Pace.DIGEST])
def test_a_project_that_waited_is_new_to_a_saved_search_when_it_stands(clock, moderator, pace):
    peer = PeerFactory()
    waiting = ProjectFactory(standing=Standing.HELD)
    saved = searches.keep(Search(ward="armley"), by=peer, name="Armley", pace=pace)
    for _day in range(10):
        clock.shift(DAY)
        jobs.look_for_searches()
        assert not saved.finds.exists()
    let_stand(waiting, moderator)
    clock.shift(HOUR)
    jobs.look_for_searches()
    jobs.look_for_searches()
    assert [find.project_id for find in saved.finds.all()] == [waiting.pk]
    if pace == Pace.AT_ONCE:
        assert Letter.objects.filter(recipient=peer).count() == 1
    else:
        assert list(searches.take([peer.pk], pace, timezone.now())) == [peer.pk]
        assert searches.take([peer.pk], pace, timezone.now()) == {}


def test_a_project_that_waited_is_new_to_the_digest_when_it_stands(clock, moderator):
    waiting = ProjectFactory(standing=Standing.HELD, needs=["money"])
    ProjectNeed.objects.update(asked_at=timezone.now())  # and not by the database's own clock
    clock.shift(10 * DAY)
    let_stand(waiting, moderator)
    clock.shift(HOUR)
    now, reader = timezone.now(), PeerFactory()
    helps = frozenset(waiting.needs.values_list("pk", flat=True))
    today = Reader(reader.pk, now - DAY, now, help_ids=helps)
    for section in (NewProjects(), AsksForMyHelp()):
        assert [item.id for item in section.gather([today])[reader.pk].items] == [waiting.pk]
