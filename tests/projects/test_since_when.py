"""Since when a project is live and asks for help: what a digest reckons by."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from leeds_leaders.language.models import Help
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Case
from projects import actions
from projects.models import ProjectNeed
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
WRITTEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = WRITTEN + timedelta(days=9)


def held() -> tuple:
    with time_machine.travel(WRITTEN, tick=False):
        project, moderator = ProjectFactory(standing=Standing.HELD), PeerFactory(is_staff=True)
    Case.objects.update(opened_at=WRITTEN)  # by the database, whose clock does not travel
    return project, moderator


def test_a_project_that_waited_is_live_since_its_approval():
    project, moderator = held()
    with time_machine.travel(LATER, tick=False):
        actions.approve(project, by=moderator)
    project.refresh_from_db()
    assert (project.created_at, project.live_since) == (WRITTEN, LATER)


def test_a_project_that_comes_back_is_live_since_then():
    project, moderator = held()
    with time_machine.travel(WRITTEN, tick=False):
        actions.approve(project, by=moderator)
        ProjectFactory(lead=project.lead)  # so that it may come back live
        actions.withdraw(project, by=project.lead)
    with time_machine.travel(LATER, tick=False):
        assert actions.restore(project, by=project.lead).standing == Standing.LIVE
    project.refresh_from_db()
    assert project.live_since == LATER


def test_what_hides_a_project_leaves_the_moment_alone():
    project, moderator = held()
    with time_machine.travel(LATER, tick=False):
        actions.decline(project, by=moderator, reason="It is an advertisement.")
    project.refresh_from_db()
    assert project.live_since == WRITTEN


def test_each_kind_of_help_is_asked_for_since_it_was_first_named():
    with time_machine.travel(WRITTEN, tick=False):
        project = ProjectFactory(needs=["volunteers"])
    with time_machine.travel(LATER, tick=False):
        project.needs.set(Help.objects.filter(slug__in=["volunteers", "money"]))
    asked = ProjectNeed.objects.filter(content_object=project)
    assert dict(asked.values_list("tag__slug", "asked_at")) == {
        "volunteers": WRITTEN,
        "money": LATER,
    }
