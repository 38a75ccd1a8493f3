"""What projects that are over leave to others."""

import pytest
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from projects.choices import Stage
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

LESSONS = "Ask the *caretaker* first."


def titles(client, **query) -> set[str]:
    page = client.get(reverse("projects:lessons"), query).context["page"]
    return {project.title for project in page}


def test_lessons_of_what_has_ended_are_read_by_everybody_and_of_nothing_else(cast):
    archived = {"standing": Standing.WITHDRAWN, "archived_at": timezone.now()}
    for title, facts in {
        "ended": {"stage": Stage.ENDED},
        "completed": {"stage": Stage.COMPLETED},
        "archived": {"stage": Stage.ENDED} | archived,
        "going": {"stage": Stage.UNDER_WAY},
        "wordless": {"stage": Stage.ENDED, "lessons": ""},
        "held": {"stage": Stage.ENDED, "standing": Standing.HELD},
        "withdrawn": {"stage": Stage.ENDED, "standing": Standing.WITHDRAWN},
    }.items():
        ProjectFactory(**{"title": title, "lessons": LESSONS} | facts)
    for _who, player in cast:
        assert titles(player.client) == {"ended", "completed", "archived"}
    page = cast.nobody.client.get(reverse("projects:lessons")).text
    assert page.count("<em>caretaker</em>") == 3


def test_they_are_found_by_cause_and_on_their_own_page(cast):
    project = ProjectFactory(stage=Stage.ENDED, lessons=LESSONS)
    other = ProjectFactory(stage=Stage.ENDED, lessons=LESSONS)
    other.causes.clear()
    assert titles(cast.nobody.client, cause="community-growing") == {project.title}
    assert "<em>caretaker</em>" in cast.nobody.client.get(project.get_absolute_url()).text
    for wrong in ("no-such-cause", "\x00"):
        answer = cast.nobody.client.get(reverse("projects:lessons"), {"cause": wrong})
        assert answer.status_code in {400, 404}


def test_where_there_is_nothing_it_says_so(cast):
    assert "Nothing yet." in cast.nobody.client.get(reverse("projects:lessons")).text


@pytest.mark.parametrize("count", [1, 5])
def test_any_number_takes_as_many_queries(cast, count, django_assert_max_num_queries):
    for _each in range(count):
        ProjectFactory(stage=Stage.ENDED, lessons=LESSONS)
    with django_assert_max_num_queries(5):
        cast.nobody.client.get(reverse("projects:lessons"))
