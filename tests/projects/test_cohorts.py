"""Cohorts: people who learn by one project, each of whom said yes."""

import pytest
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Notice
from projects import actions
from projects.actions import cohorts as verbs
from projects.choices import Scope
from projects.errors import AlreadyLed, IllegalMove, NotTheirs, TooMany
from projects.models import Cohort, CohortMember
from tests.factories import CohortFactory, PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def said(name="Street stewards"):
    return verbs.CohortDetails(name=name, scope=Scope.CITY)


def test_those_who_answer_for_a_project_or_organise_make_it_common_work(cast, project_of):
    live = project_of("live")
    with pytest.raises(NotTheirs):
        verbs.add(live, said(), by=cast.peer.peer)
    cohort = verbs.add(live, said(), by=cast.lead.peer)
    assert verbs.add(live, said(), by=cast.lead.peer) == cohort
    with pytest.raises(AlreadyLed, match="Street stewards"):
        verbs.add(live, said("Another"), by=cast.organiser.peer)
    assert verbs.add(ProjectFactory(), said(), by=cast.organiser.peer).keeper == cast.organiser.peer
    with pytest.raises(IllegalMove):
        verbs.add(project_of("held"), said(), by=cast.lead.peer)


def test_people_are_asked_and_are_in_it_once_they_say_yes(cast):
    cohort = CohortFactory(name="Street stewards", keeper=cast.connection.peer)
    ask = reverse("projects:cohort-ask", args=[cohort.slug])
    assert cast.peer.client.get(ask).status_code == 403
    for _click in range(2):
        assert cast.connection.client.post(ask, {"peers": "Pat Peer"}).status_code == 302
    titles = Notice.objects.filter(recipient=cast.peer.peer).values_list("title", flat=True)
    assert list(titles) == ["Would you learn along in “Street stewards”?"]

    def page(player):
        return player.client.get(cohort.get_absolute_url()).content.decode()

    assert "Pat Peer" not in page(cast.lead)
    assert "Asked, and not answered yet" in page(cast.connection)
    assert "You are asked to take part" in page(cast.peer)
    yes, leave = (
        reverse(f"projects:cohort-{verb}", args=[cohort.slug]) for verb in ("yes", "leave")
    )
    assert cast.lead.client.post(yes).status_code == 403
    for _click in range(2):
        cast.peer.client.post(yes)
    assert "Pat Peer" in page(cast.lead)
    for _click in range(2):
        assert cast.peer.client.post(leave).status_code == 302
    assert not cohort.members.exists()


def test_whoever_keeps_it_lets_somebody_go_and_nobody_else_does(cast):
    cohort = CohortFactory(keeper=cast.connection.peer)
    member = verbs.ask(cohort, cast.lead.peer, by=cast.connection.peer)
    verbs.say_yes(member, by=cast.lead.peer)
    let_go = reverse("projects:cohort-let-go", args=[member.pk])
    assert cast.peer.client.post(let_go).status_code == 403
    assert cast.connection.client.post(let_go).status_code == 302
    assert not CohortMember.objects.exists()


def test_a_cohort_has_room_for_a_hundred(monkeypatch):
    monkeypatch.setattr(verbs, "MOST", 1)
    cohort = CohortFactory()
    verbs.ask_all(cohort, [PeerFactory()], by=cohort.keeper)
    with pytest.raises(TooMany):
        verbs.ask_all(cohort, [PeerFactory()], by=cohort.keeper)


def test_it_is_seen_with_its_project_and_kept_by_co_leads_too(cast, django_assert_max_num_queries):
    cohort = CohortFactory(name="Street stewards")
    project = cohort.project
    TeamMemberFactory(project=project, peer=cast.connection.peer, is_lead=True)
    edit = reverse("projects:cohort-edit", args=[cohort.slug])
    filled = {
        "name": "Stewards",
        "scope": "city",
        "starts_on": "2026-02-01",
        "ends_on": "2026-01-01",
    }
    assert cast.connection.client.post(edit, filled).status_code == 422
    assert cast.connection.client.post(edit, filled | {"ends_on": ""}).status_code == 302
    with django_assert_max_num_queries(8):
        assert "Stewards" in cast.peer.client.get(cohort.get_absolute_url()).content.decode()
    assert "Stewards" in cast.nobody.client.get("/cohorts/").content.decode()
    page = cast.nobody.client.get(project.get_absolute_url()).content.decode()
    assert "This is the common work of" in page
    actions.withdraw(project, by=project.lead)
    assert project.__class__.objects.get(pk=project.pk).standing == Standing.WITHDRAWN
    assert cast.nobody.client.get(cohort.get_absolute_url()).status_code == 404
    assert "Stewards" not in cast.nobody.client.get("/cohorts/").content.decode()


def test_one_is_begun_on_the_site(cast, project_of):
    new = reverse("projects:cohort-new")
    assert cast.peer.client.get(new).status_code == 403
    filled = {"project": "The live project", "name": "Stewards", "scope": "neighbourhood"}
    assert cast.lead.client.post(new, filled | {"project": "No such"}).status_code == 422
    answer = cast.lead.client.post(new, filled)
    assert answer.url == Cohort.objects.get(name="Stewards").get_absolute_url()
    assert cast.organiser.client.post(new, filled).status_code == 422
