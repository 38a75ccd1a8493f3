"""Cohorts: people who learn by one project, each of whom said yes."""

import pytest
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from projects import actions
from projects.actions import cohorts as verbs
from projects.choices import Scope
from projects.errors import AlreadyLed, IllegalMove, NotTheirs, TooMany
from projects.models import Cohort, CohortMember, Project
from tests.factories import CohortFactory, PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def said(name="Street stewards"):
    return verbs.CohortDetails(name=name, scope=Scope.CITY)


def cohort_of(lead, **more):
    """A cohort that somebody began, who leads its project."""
    return CohortFactory(project=ProjectFactory(lead=lead), keeper=lead, **more)


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
    cohort = cohort_of(cast.connection.peer, name="Street stewards")
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
    cohort = cohort_of(cast.connection.peer)
    member = verbs.ask(cohort, cast.lead.peer, by=cast.connection.peer)
    verbs.say_yes(member, by=cast.lead.peer)
    let_go = reverse("projects:cohort-let-go", args=[member.pk])
    assert cast.peer.client.post(let_go).status_code == 403
    assert cast.connection.client.post(let_go).status_code == 302
    assert not CohortMember.objects.exists()


def test_a_cohort_has_room_for_a_hundred(monkeypatch):
    monkeypatch.setattr(verbs, "MOST", 1)
    cohort = CohortFactory()
    lead = cohort.project.lead
    verbs.ask_all(cohort, [PeerFactory()], by=lead)
    with pytest.raises(TooMany):
        verbs.ask_all(cohort, [PeerFactory()], by=lead)


def test_whoever_began_it_keeps_it_only_while_they_answer_for_its_project(cast):
    began = cast.connection.peer
    cohort = cohort_of(began)
    asked = verbs.ask(cohort, cast.peer.peer, by=began)
    edit = reverse("projects:cohort-edit", args=[cohort.slug])
    assert cast.connection.client.get(edit).status_code == 200
    Project.objects.filter(pk=cohort.project_id).update(lead=cast.lead.peer)
    assert cast.connection.client.get(edit).status_code == 403
    assert cast.lead.client.get(edit).status_code == 200
    assert not CohortMember.objects.visible_to(began).filter(pk=asked.pk).exists()
    with pytest.raises(NotTheirs):
        verbs.change(Cohort.objects.get(), said(), by=began)


def test_of_two_who_change_it_at_once_the_later_is_told(cast):
    cohort = cohort_of(cast.lead.peer)
    edit = reverse("projects:cohort-edit", args=[cohort.slug])
    was = cast.lead.client.get(edit).context["form"].initial["was"]
    filled = {"name": "Stewards", "scope": "city", "was": was}
    assert cast.lead.client.post(edit, filled).status_code == 302
    later = cast.lead.client.post(edit, filled | {"name": "Others"})
    assert later.status_code == 422
    assert "Somebody else changed it" in later.content.decode()


def test_it_ends_for_good_and_its_project_may_be_the_common_work_of_another(cast):
    cohort = cohort_of(cast.lead.peer, name="Street stewards")
    project, learner = cohort.project, PeerFactory()
    verbs.say_yes(verbs.ask(cohort, learner, by=cast.lead.peer), by=learner)
    end = reverse("projects:cohort-end", args=[cohort.slug])
    edit = reverse("projects:cohort-edit", args=[cohort.slug])
    assert end in cast.lead.client.get(edit).content.decode()
    assert cast.peer.client.post(end).status_code == 403
    assert cast.lead.client.post(end).url == project.get_absolute_url()
    titles = Notice.objects.filter(recipient=learner).values_list("title", flat=True)
    assert "“Street stewards” has ended" in titles
    assert verbs.end(cohort, by=cast.lead.peer) == project
    assert verbs.add(project, said("Another"), by=cast.lead.peer).name == "Another"


def test_two_of_one_name_at_the_same_moment_are_two_addresses(monkeypatch):
    taken, project = CohortFactory(slug="street-stewards"), ProjectFactory()
    slugs = iter([taken.slug, "street-stewards-2"])
    monkeypatch.setattr(verbs, "_new_slug", lambda _name: next(slugs))
    assert verbs.add(project, said(), by=project.lead).slug == "street-stewards-2"


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


def test_whoever_is_asked_no_more_gets_no_letter():
    cohort, pat = CohortFactory(), PeerFactory()
    lead = cohort.project.lead
    member = verbs.ask(cohort, pat, by=lead)
    letter = Letter.objects.get(recipient=pat)
    assert recheck([letter]) == ([], [])
    actions.withdraw(cohort.project, by=lead)
    assert recheck([letter]) == ([], [letter])
    actions.restore(cohort.project, by=lead)
    verbs.leave(member, by=lead)
    assert recheck([letter]) == ([], [letter])
