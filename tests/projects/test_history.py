"""What a project said before: who reads it, what differs, and saying it again."""

import pytest
from django.utils import timezone

from peers.choices import Audience
from peers.models import Profile
from projects import actions
from projects.actions.history import restore_version
from projects.choices import Seek
from projects.errors import StaleEdit
from projects.forms.editing import initial_of
from projects.models import Project, Version
from tests.conftest import in_threads
from tests.factories import PeerFactory, ProjectFactory, SupportFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db

STORY = "It began with **one bench**.\n\nThen came the beans."
EXACT = (53.8008, -1.5491)


def details(project: Project, **changes) -> actions.Details:
    """What a project says, with something else said in places."""
    said = {name: getattr(project, name) for name in actions.Details.PLAIN}
    tags = {name: list(getattr(project, name).all()) for name in ("causes", "needs", "offers")}
    point = (project.latitude, project.longitude)
    return actions.Details(**{**said, **tags, "stage": project.stage, "point": point, **changes})


def changed(project: Project, by, **changes) -> Project:
    project = Project.objects.get(pk=project.pk)
    return actions.change(project, details(project, **changes), by=by, revision=project.revision)


def address(project, tail: str = "") -> str:
    return f"/projects/{project.slug}/history/{tail}"


def compared(cast, project, query: str) -> str:
    """What differs, as the lead reads it."""
    text = cast.lead.client.get(address(project, query)).text
    return text.split("differences")[1].split("</dl>")[0]


@pytest.fixture
def project(cast):
    return ProjectFactory(slug="the-one", title="Beans", lead=cast.lead.peer, needs=["money"])


def test_the_history_says_who_changed_what_and_what_went_and_what_came(cast, project):
    by = cast.lead.peer
    changed(project, by, title="Broad beans", story=STORY.replace("one bench", "two benches"))
    changed(project, by, stage="sustained", links=["https://beans.example.org/"], needs=[])
    html = cast.lead.client.get(address(project)).text
    assert html.count("Lee Lead") == 2, "the first is from before, and nobody's"
    assert "What it is called, The story" in html
    assert "<del>Under way</del> <ins>Sustained</ins>" in html
    assert "<ins>https://beans.example.org/</ins>" in html
    assert "<del>Money</del>" in html
    html = compared(cast, project, "?from=1&to=2")
    assert "<ins>Broad </ins>" in html or "<ins>Broad beans</ins>" in html
    assert "<del>one</del><ins>two</ins>" in html
    assert compared(cast, project, "?from=2&to=1") == html, "in either order"
    assert cast.lead.client.get(address(project, "?from=1&to=9")).status_code == 404
    assert cast.lead.client.get(address(project, "?from=x")).status_code == 400


def test_a_version_holds_nothing_of_where_a_project_is_nor_of_how_to_reach_it(cast, project):
    by = cast.lead.peer
    secrets = {"place": "12 Hidden Row", "contact": "Ring 0113 496 0000", "photo_alt": "Our door"}
    changed(project, by, precision="street", point=EXACT, **secrets)
    changed(project, by, precision="ward", point=EXACT, **secrets)
    kept = str(list(Version.objects.filter(project=project).values_list("content", flat=True)))
    for secret in (*secrets.values(), "53.8", "1.54", "armley", "ward", "street"):
        assert secret.casefold() not in kept.casefold(), secret
    html = cast.lead.client.get(address(project)).text
    assert "The place, the contact or the photo may have been changed." in html
    assert not any(secret in html for secret in secrets.values())


def test_what_was_said_before_is_said_again_as_a_new_version(cast, project):
    by = cast.lead.peer
    changed(project, by, title="Wrong", story="", needs=[], ends_on=timezone.localdate())
    moved = changed(project, by, point=EXACT, place="The new hall", stage="sustained")
    SupportFactory(project=project, kind=Seek.ASK, tags=["volunteers"])
    answer = cast.lead.client.post(
        address(project, "1/restore/"), {"current": moved.revision}, follow=True
    )
    assert "It says again what it said then, as a new version." in answer.text
    project.refresh_from_db()
    assert (project.title, project.story, project.ends_on) == ("Beans", STORY, None)
    assert set(project.needs.slugs()) == {"money", "volunteers"}, "open asks stay what it needs"
    assert (project.place, project.latitude) == ("The new hall", EXACT[0]), (
        "where it is today stays"
    )
    assert project.stage == "sustained"
    newest = Version.objects.filter(project=project).first()
    assert (newest.revision, newest.by) == (4, by)
    assert newest.content["title"] == "Beans"


def test_putting_a_version_back_says_that_the_project_goes_on(cast, project):
    seen = changed(project, cast.lead.peer, title="Wrong").revision
    Project.objects.filter(pk=project.pk).update(faded_at=timezone.now())
    restore_version(project, 1, by=cast.moderator.peer, current=seen)
    assert Project.objects.get(pk=project.pk).faded_at is not None
    restore_version(project, 1, by=cast.lead.peer, current=seen + 1)
    assert Project.objects.get(pk=project.pk).faded_at is None


def test_nothing_is_put_back_over_what_somebody_wrote_meanwhile(cast, project):
    seen = changed(project, cast.lead.peer, title="Wrong").revision
    changed(project, cast.moderator.peer, title="Better")
    answer = cast.lead.client.post(address(project, "1/restore/"), {"current": seen}, follow=True)
    assert "Somebody else changed this project while you were looking." in answer.text
    assert Project.objects.get(pk=project.pk).title == "Better"
    with pytest.raises(StaleEdit):
        restore_version(project, 1, by=cast.lead.peer, current=seen)


@pytest.mark.django_db(transaction=True)
def test_of_several_who_put_it_back_at_once_one_does():
    project = changed(ProjectFactory(title="Beans"), PeerFactory(), title="Wrong")
    refused = []

    def put_back():
        try:
            restore_version(project, 1, by=project.lead, current=project.revision)
        except StaleEdit as refusal:
            refused.append(refusal)

    in_threads(*[put_back] * 6)
    assert len(refused) == 5
    assert Version.objects.filter(project=project).count() == 3


def test_a_declined_project_that_is_put_back_waits_for_a_moderator_again(cast, project_of):
    declined = project_of("declined")
    now = changed(declined, cast.moderator.peer, title="Wrong")
    restore_version(declined, 1, by=cast.lead.peer, current=now.revision)
    assert project_of("declined").standing == "held"


def test_who_wrote_it_is_named_to_those_alone_who_may_see_them(cast, project):
    hidden = PeerFactory(name="Hid Den")
    Profile.objects.filter(peer=hidden).update(audience=Audience.HIDDEN)
    TeamMemberFactory(project=project, peer=hidden, is_lead=True)
    changed(project, hidden, title="Broad beans")
    html = cast.lead.client.get(address(project)).text
    assert "Hid Den" not in html
    assert "Somebody" in html


def test_the_history_costs_the_same_however_long_it_is(
    cast, project, django_assert_max_num_queries
):
    for number in range(35):
        changed(project, cast.lead.peer, title=f"Title {number}")
    with django_assert_max_num_queries(12):
        html = cast.lead.client.get(address(project)).text
    assert "Page 1 of 2" in html
    assert "As it came here" in cast.lead.client.get(address(project, "?page=2")).text


def test_a_project_that_nobody_changed_says_so(cast, project):
    assert "Nothing was changed yet." in cast.lead.client.get(address(project)).text
    assert initial_of(project, with_private_place=False)["title"] == "Beans"
