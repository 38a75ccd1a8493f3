"""Moderating in the admin: approving and declining many at once, with the verbs of everywhere."""

import pytest

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter
from projects.models import Project
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/projects/project/"


def act(client, action: str, projects, **more):
    chosen = {"action": action, "_selected_action": [p.pk for p in projects]}
    return client.post(LIST, chosen | more, follow=True)


def standings(projects) -> list[str]:
    found = dict(Project.objects.values_list("pk", "standing"))
    return [found[p.pk] for p in projects]


@pytest.fixture
def held(cast) -> list[Project]:
    return [ProjectFactory(standing=Standing.HELD) for _ in range(3)]


def test_many_are_approved_at_once_and_each_lead_is_told(cast, held):
    answer = act(cast.moderator.client, "approve_selected", held)
    assert standings(held) == [Standing.LIVE] * 3
    assert {letter.address for letter in Letter.objects.all()} == {p.lead.email for p in held}
    assert "3 projects decided." in answer.content.decode()


def test_declining_asks_for_the_reason_first(cast, held):
    answer = act(cast.moderator.client, "decline_selected", held)
    body = answer.content.decode()
    assert standings(held) == [Standing.HELD] * 3
    assert all(project.title in body for project in held)
    assert 'name="reason"' in body


def test_many_are_declined_with_one_reason(cast, held):
    act(cast.moderator.client, "decline_selected", held, reason="Please say where it is.")
    assert standings(held) == [Standing.DECLINED] * 3
    assert all("Please say where it is." in letter.text for letter in Letter.objects.all())


def test_an_empty_reason_declines_nothing(cast, held):
    act(cast.moderator.client, "decline_selected", held, reason="  ")
    assert standings(held) == [Standing.HELD] * 3
    assert not Letter.objects.exists()


def test_one_that_cannot_be_approved_is_named_and_stops_no_other(cast, held):
    own = ProjectFactory(lead=cast.moderator.peer, standing=Standing.HELD, title="My own")
    live = ProjectFactory(standing=Standing.LIVE, title="Long live")
    answer = act(cast.moderator.client, "approve_selected", [own, live, *held])
    assert standings([own, live, *held]) == [Standing.HELD, *[Standing.LIVE] * 4]
    body = answer.content.decode()
    assert "Nobody decides on something of their own." in body
    assert "Long live" in body
    assert "3 projects decided." in body


def test_an_organiser_decides_nothing(cast, held):
    for action in ("approve_selected", "decline_selected"):
        act(cast.organiser.client, action, held, reason="x")
    assert standings(held) == [Standing.HELD] * 3


def test_an_organiser_sees_in_the_admin_what_they_see_on_the_site(cast, held):
    listed = cast.organiser.client.get(LIST).content.decode()
    assert "The live project" in listed
    assert not any(project.title in listed for project in held)
    answer = cast.organiser.client.get(f"{LIST}{held[0].pk}/change/", follow=True)
    assert held[0].summary not in answer.content.decode()
    found = cast.organiser.client.get(
        "/admin/autocomplete/",
        {"app_label": "forums", "model_name": "session", "field_name": "projects", "term": ""},
    )
    assert {row["text"] for row in found.json()["results"]} == {"The live project"}


def test_a_moderator_sees_a_held_project_whole(cast, held):
    project = held[0]
    answer = cast.moderator.client.get(f"{LIST}{project.pk}/change/")
    assert project.summary in answer.content.decode()


def test_nothing_of_a_project_is_typed_in_the_admin(cast, held):
    project = held[0]
    address = f"{LIST}{project.pk}/change/"
    cast.admin.client.post(
        address, {"title": "Hacked", "standing": "live", "lead": cast.peer.peer.pk}
    )
    again = Project.objects.get(pk=project.pk)
    assert (again.title, again.standing, again.lead) == (project.title, Standing.HELD, project.lead)
    assert cast.admin.client.get(f"{LIST}add/").status_code == 403
    assert cast.admin.client.post(f"{LIST}{project.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Project.objects.filter(pk=project.pk).exists()


def test_the_exact_place_is_not_for_moderators(cast, held):
    project = held[0]
    kept = project._meta.get_field("private_place").related_model
    kept.objects.create(project=project, latitude=53.8123987, longitude=-1.5123987)
    for address in (LIST, f"{LIST}{project.pk}/change/", f"/projects/{project.slug}/edit/"):
        assert b"123987" not in cast.moderator.client.get(address).content, address


def test_staff_without_a_second_step_stay_outside_where_it_is_no_local_demo(cast, settings):
    settings.LOCAL_RUN = False
    for player in (cast.moderator, cast.admin, cast.organiser):
        answer = player.client.get("/admin/")
        assert answer.status_code == 302
        assert player.client.get(LIST).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["q=%27", "standing__exact=nonsense", "ward__code__exact=x", "created_at__year=99999", "p=-1",
     "p=99", "o=1.2.-3.x", "o=99", "lead__password=a", "e=1", "all=", "created_at__year=0",
     "ward__isnull=maybe", "_popup=1", "_to_field=password", "q=" + "%22" * 50],
)  # fmt: skip
def test_no_filter_of_the_list_breaks_it(cast, held, query):
    client = cast.moderator.client
    client.raise_request_exception = False
    assert client.get(f"{LIST}?{query}").status_code in {200, 302, 400}
