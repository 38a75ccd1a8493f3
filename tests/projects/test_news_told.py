"""Whoever wants a project's news hears of it once for each hour, by notice, letter and digest."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import sources
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Notice, Preference
from leeds_leaders.notices.sources import Reader
from leeds_leaders.notices.tasks import drain
from peers.models import Block
from projects import jobs
from projects.actions import milestones, news
from projects.actions.milestones import Step
from projects.actions.news import Post
from projects.choices import Stage
from projects.digest import MilestonesOfProjects, NewsOfProjects, StagesOfProjects
from projects.models import Interest, Milestone, Project, StageMove
from tests.conftest import in_threads
from tests.factories import InterestFactory, NewsFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TUESDAY = "2026-05-05 09:00:00+00:00"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def project(clock):
    return ProjectFactory(title="The tool library")


def tell(project, title="The shed has a roof", words="Eleven people came.", by=None):
    post = Post(title, timezone.localdate(), words)
    return news.write(project, post, by=by or project.lead, key=uuid4())


def follower(project, **more):
    return InterestFactory(project=project, **more).peer


def test_posts_and_changes_of_an_hour_are_one_letter_and_one_notice(project, clock, mailoutbox):
    reader = follower(project)
    first = tell(project, "Ther shed has a rof")
    clock.shift(timedelta(minutes=20))
    for revision in (1, 2, 3):
        post = Post("The shed has a roof", timezone.localdate(), f"Draft {revision}.")
        news.change(first, post, by=project.lead, revision=revision)
    clock.shift(timedelta(minutes=20))
    tell(project, "And a door")
    step = milestones.add(project, Step("First tool lent"), by=project.lead, key=uuid4())
    milestones.reach(step, by=project.lead)
    StageMove.objects.create(
        project=project, came_from=Stage.STARTING, went_to=Stage.UNDER_WAY,
        moved_on=timezone.localdate(),
    )  # fmt: skip
    clock.shift(timedelta(minutes=19))
    assert jobs.tell_news() == 0
    clock.shift(timedelta(minutes=2))
    assert jobs.tell_news() == 1
    assert jobs.tell_news() == 0
    notice = Notice.objects.get()
    assert notice.recipient == reader
    assert notice.title == "News of “The tool library”"
    drain()
    [letter] = mailoutbox
    for part in (
        *("The shed has a roof", "And a door", "Draft 3.", "5 May 2026"),
        *("Reached on 5 May 2026: First tool lent", "new stage: Under way"),
        "You can stop hearing of it",
    ):
        assert part in letter.body
    assert "Ther shed" not in letter.body
    assert "Draft 2" not in letter.body
    clock.shift(DAY)
    assert jobs.tell_news() == 0


def test_one_post_leads_to_its_own_page_and_names_itself(project, clock):
    follower(project)
    post = tell(project)
    clock.shift(HOUR)
    jobs.tell_news()
    notice = Notice.objects.get()
    assert notice.title == "The tool library: The shed has a roof"
    assert notice.url == post.get_absolute_url()


def test_only_those_who_want_to_hear_are_told_and_nobody_of_what_they_said_themselves(
    project, clock
):
    reader = follower(project)
    follower(project, hears=False)
    follower(project, peer__is_active=False)
    follower(project, peer=project.lead)
    blocked, blocking = follower(project), follower(project)
    Block.objects.create(by=project.lead, blocked=blocked)
    Block.objects.create(by=blocking, blocked=project.lead)
    follower(ProjectFactory())
    tell(project)
    clock.shift(HOUR)
    jobs.tell_news()
    assert list(Notice.objects.values_list("recipient", flat=True)) == [reader.pk]


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.DECLINED, Standing.WITHDRAWN])
def test_a_project_that_is_not_on_the_lists_tells_nothing_and_old_news_are_none(
    project, clock, standing
):
    follower(project)
    tell(project)
    Project.objects.filter(pk=project.pk).update(standing=standing)
    clock.shift(HOUR)
    assert jobs.tell_news() == 0
    clock.shift(8 * DAY)
    Project.objects.filter(pk=project.pk).update(standing=Standing.LIVE)
    assert jobs.tell_news() == 0
    assert not Notice.objects.exists()


def test_what_was_taken_away_within_the_hour_is_told_to_nobody(project, clock):
    follower(project)
    news.remove(tell(project), by=project.lead)
    clock.shift(HOUR)
    assert jobs.tell_news() == 0


@pytest.mark.parametrize("what", ["withdrawn", "removed", "stopped", "nothing"])
def test_a_letter_is_looked_at_again_before_it_leaves(project, clock, what, mailoutbox):
    reader = follower(project)
    post = tell(project)
    clock.shift(HOUR)
    jobs.tell_news()
    if what == "withdrawn":
        Project.objects.filter(pk=project.pk).update(standing=Standing.WITHDRAWN)
    if what == "removed":
        news.remove(post, by=project.lead)
    if what == "stopped":
        Interest.objects.filter(peer=reader).update(hears=False)
    drain()
    assert len(mailoutbox) == (what == "nothing")


def reader_of(peer, *, told=()):
    now = timezone.now()
    known = {NewsOfProjects.name: frozenset(told)}
    return Reader(peer.pk, now - DAY, now + DAY, told=known)


def test_the_digest_tells_whom_no_letter_told_and_each_thing_once(project, clock):
    by_letter, by_digest, writer = follower(project), follower(project), project.lead
    follower(project, peer=writer)
    Preference.objects.create(peer=by_digest, muted=[Purpose.PEOPLE])
    post = tell(project)
    section = NewsOfProjects()
    readers = [reader_of(peer) for peer in (by_letter, by_digest, writer)]
    assert section.gather(readers) == {}
    clock.shift(HOUR)
    jobs.tell_news()
    found = section.gather(readers)
    assert set(found) == {by_digest.pk}
    [item] = found[by_digest.pk].items
    assert (item.id, item.title, item.url) == (post.pk, post.title, post.get_absolute_url())
    assert item.line == "The tool library · Eleven people came."
    assert section.headline(found[by_digest.pk]) == "1 piece of news"
    assert section.gather([reader_of(by_digest, told=[post.pk])]) == {}
    assert section.still({by_digest.pk: [post.pk]}) == {by_digest.pk: [item]}
    news.remove(post, by=writer)
    assert section.gather(readers) == {}
    assert section.still({by_digest.pk: [post.pk]}) == {by_digest.pk: []}


@pytest.mark.parametrize("count", [1, 5])
def test_a_digest_takes_as_many_queries_for_any_number_of_readers(
    clock, count, django_assert_num_queries
):
    now, readers = timezone.now(), []
    for _each in range(count):
        project = ProjectFactory()
        post = NewsFactory(project=project, written_by=project.lead, told_at=now)
        readers.append(reader_of(follower(post.project)))
    with django_assert_num_queries(4):
        assert len(NewsOfProjects().gather(readers)) == count


def test_a_digest_tells_of_milestones_and_of_new_stages(project, django_assert_num_queries):
    reader, now = follower(project), timezone.now()
    said = {"project": project, "told_at": now}
    reached = Milestone.objects.create(
        title="The roof is on", reached_on=now, made_by=project.lead, **said
    )
    Milestone.objects.create(title="A stove", project=project)
    step = StageMove.objects.create(
        came_from=Stage.IDEA, went_to=Stage.UNDER_WAY, moved_on=now, moved_by=project.lead, **said
    )
    StageMove.objects.create(went_to=Stage.IDEA, moved_on=now, **said)
    for section, row, title, line in (
        (MilestonesOfProjects(), reached, "The roof is on", project.title),
        (StagesOfProjects(), step, project.title, step.get_went_to_display()),
    ):
        with django_assert_num_queries(4):
            found = section.gather([reader_of(reader), reader_of(project.lead)])
        assert set(found) == {reader.pk}
        [item] = found[reader.pk].items
        assert (item.id, item.title, item.line) == (row.pk, title, line)
        assert section.headline(found[reader.pk]).startswith("1 ")
        assert section.still({reader.pk: [row.pk]}) == {reader.pk: [item]}
        Interest.objects.filter(peer=reader).update(hears=False)
        assert section.still({reader.pk: [row.pk]}) == {reader.pk: []}
        Interest.objects.filter(peer=reader).update(hears=True)


@pytest.mark.parametrize("by_reader", [True, False])
def test_a_digest_tells_nothing_of_whom_a_block_parts_from_the_reader(project, by_reader):
    reader, other = follower(project), follower(project)
    post = NewsFactory(project=project, written_by=project.lead, told_at=timezone.now())
    pair = (reader, project.lead) if by_reader else (project.lead, reader)
    Block.objects.create(by=pair[0], blocked=pair[1])
    section = NewsOfProjects()
    assert set(section.gather([reader_of(reader), reader_of(other)])) == {other.pk}
    still = section.still({reader.pk: [post.pk], other.pk: [post.pk]})
    assert (still[reader.pk], len(still[other.pk])) == ([], 1)


def test_a_hidden_projects_news_leave_a_digest_that_was_written(project, clock):
    reader = follower(project)
    Preference.objects.create(peer=reader, muted=[Purpose.PEOPLE])
    post = tell(project)
    clock.shift(HOUR)
    jobs.tell_news()
    letter = Letter(
        recipient=reader,
        purpose=Purpose.DIGEST,
        items={NewsOfProjects.name: {"ids": [post.pk], "more": 0, "url": ""}},
    )
    assert sources.recheck([letter]) == ([], [])
    Project.objects.filter(pk=project.pk).update(standing=Standing.WITHDRAWN)
    assert sources.recheck([letter]) == ([], [letter])


@pytest.mark.django_db(transaction=True)
def test_three_that_tell_at_once_tell_once():
    project = ProjectFactory()
    for _each in range(3):
        follower(project)
    post = tell(project)
    type(post).objects.update(written_at=timezone.now() - HOUR)
    in_threads(*[jobs.tell_news] * 3)
    assert Notice.objects.count() == 3
    assert Letter.objects.count() == 3
