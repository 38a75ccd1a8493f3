"""The way of a project from inception to completion: what was, what is hoped for, in words."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.actions import milestones as verbs
from projects.actions.milestones import Step
from projects.choices import Stage
from projects.errors import NotALine, TooMany
from projects.models import Milestone, Project, StageMove
from projects.pages.way import Way
from tests.factories import NewsFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def way_of(project, viewer) -> Way:
    rows = Project.objects.visible_to(viewer).for_page(viewer).with_told(viewer)
    return Way(rows.get(pk=project.pk))


def test_stages_milestones_and_news_stand_in_the_order_of_their_days(cast):
    project = ProjectFactory(end_point="Every street has a bench")
    for stage, month in ((Stage.IDEA, 1), (Stage.STARTING, 4)):
        StageMove.objects.create(project=project, went_to=stage, moved_on=date(2026, month, 1))
    NewsFactory(project=project, title="A bench", happened_on=date(2026, 3, 1))
    NewsFactory(project=project, title="Taken away", is_removed=True)
    for title, due, reached in (
        ("Ten benches", date(2026, 1, 9), date(2026, 2, 1)),
        ("A hundred", date(2030, 5, 1), None),
        ("Some day", None, None),
        ("A map", date(2026, 2, 2), None),
    ):
        Milestone.objects.create(project=project, title=title, due_on=due, reached_on=reached)
    way = way_of(project, cast.nobody.peer)
    been = [mark.title for mark in way.been]
    assert been == ["Idea", "Ten benches", "A bench", "Starting"]
    ahead = [(mark.title, mark.is_overdue) for mark in way.ahead]
    assert ahead == [("A map", True), ("A hundred", False), ("Some day", False)]
    page = cast.nobody.client.get(project.get_absolute_url()).text
    timeline = page[page.index('id="way"') :]
    said = [
        *("Idea", "Reached: Ten benches", "A bench", "Starting", "Still ahead", "A map"),
        *("was hoped for by 2 February 2026", "A hundred", "hoped for by 1 May 2030"),
        *("Some day", "Done when: Every street has a bench"),
    ]
    places = [timeline.index(words) for words in said]
    assert places == sorted(places)
    assert "Taken away" not in page


def test_a_project_that_never_said_when_has_a_way_all_the_same(cast):
    project = ProjectFactory(stage=Stage.UNDER_WAY)
    assert [mark.title for mark in way_of(project, cast.nobody.peer).been] == [
        "Under way, when it came here"
    ]


def test_a_lead_adds_changes_reaches_and_takes_off(cast, project_of):
    project, lead = project_of("live"), cast.lead.client
    fields = {"title": "First harvest", "due_on": "2030-09-01", "key": str(uuid4())}
    for _double_click in range(2):
        lead.post(reverse("projects:milestone-new", args=[project.slug]), fields)
    step = Milestone.objects.get()
    assert (step.title, step.due_on, step.made_by) == (
        "First harvest", date(2030, 9, 1), cast.lead.peer,
    )  # fmt: skip
    edit = reverse("projects:milestone-edit", args=[step.key])
    assert 'value="First harvest"' in lead.get(edit).text
    lead.post(edit, {"title": "First beans", "due_on": "2029-09-01"})
    reach = reverse("projects:milestone-reach", args=[step.key])
    for _double_click in range(2):
        assert lead.post(reach).status_code == 302
    step.refresh_from_db()
    assert (step.title, step.reached_on) == ("First beans", timezone.localdate())
    assert "Reached: First beans" in cast.nobody.client.get(project.get_absolute_url()).text
    lead.post(reverse("projects:milestone-remove", args=[step.key]))
    assert not Milestone.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "a\x00"},
        {"due_on": "1999-01-01"},
        {"reached_on": (timezone.localdate() + timedelta(days=2)).isoformat()},
    ],
)
def test_what_cannot_be_is_refused_in_words(cast, project_of, wrong):
    address = reverse("projects:milestone-new", args=[project_of("live").slug])
    answer = cast.lead.client.post(address, {"title": "Beans", "key": str(uuid4())} | wrong)
    assert answer.status_code == 422
    assert "errors" in answer.text


def test_no_way_is_endless_and_a_key_is_of_one_project(cast, project_of, monkeypatch):
    monkeypatch.setattr(verbs, "MOST", 1)
    project, lead, key = project_of("live"), cast.lead.peer, uuid4()
    verbs.add(project, Step("Beans"), by=lead, key=key)
    with pytest.raises(TooMany):
        verbs.add(project, Step("Peas"), by=lead, key=uuid4())
    with pytest.raises(NotALine):
        verbs.add(project_of("held"), Step("Beans"), by=lead, key=key)
