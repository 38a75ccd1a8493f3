"""Those who answer for a project together are equal: what one may, sees and hears, all do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from forums.actions import outcomes, serving
from forums.actions.outcomes import Told
from forums.choices import Gain
from forums.models import Action, Outcome
from forums.pages.agreed import MyActions
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.errors import NotTheirsToDecide
from leeds_leaders.notices.models import Notice
from leeds_leaders.notices.sources import Reader
from projects import actions, rules
from projects.digest import NewProjects
from projects.emails.leads import leads_of
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    OutcomeFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    """Led by two, one first, one beside them; a third is suspended, a fourth only in the team."""
    project = ProjectFactory(lead=PeerFactory(name="Fay First"), title="The shed", slug="shed")
    TeamMemberFactory(project=project, peer__name="Bea Beside", is_lead=True)
    TeamMemberFactory(project=project, peer__is_active=False, is_lead=True)
    TeamMemberFactory(project=project)
    return Project.objects.get(pk=project.pk)


@pytest.fixture
def beside(project):
    return project.team.get(peer__name="Bea Beside").peer


def told(peer) -> list[str]:
    return list(Notice.objects.filter(recipient=peer).values_list("title", flat=True))


def test_they_may_the_same(project, beside):
    fourth = project.team.get(is_lead=False).peer
    for rule in (rules.can_edit, rules.can_speak_for, rules.can_see_private_place):
        assert rule(beside, project)
        assert rule(project.lead, project)
        assert not rule(fourth, project)
    Project.objects.filter(pk=project.pk).update(standing=Standing.HELD)
    assert Project.objects.visible_to(beside).exists()
    assert not Project.objects.visible_to(fourth).exists()
    assert signed_in(beside).client.get("/projects/shed/edit/").status_code == 200
    assert "The shed" in signed_in(beside).client.get("/me/").text


def test_both_are_told_and_nobody_who_is_away(project, beside, cast):
    assert set(leads_of(project)) == {project.lead, beside}
    assert set(leads_of(project, by=beside)) == {project.lead}
    actions.decline(project, by=cast.moderator.peer, reason="Say where it is.")
    assert told(beside) == told(project.lead) == ["About your project “The shed”"]


def test_nobody_decides_on_a_project_that_they_lead_beside_others(project, cast):
    Project.objects.filter(pk=project.pk).update(standing=Standing.HELD)
    TeamMemberFactory(project=project, peer=cast.moderator.peer, is_lead=True)
    project.refresh_from_db()
    assert not rules.can_decide(cast.moderator.peer, project)
    with pytest.raises(NotTheirsToDecide, match="of their own"):
        actions.approve(project, by=cast.moderator.peer)


def test_both_are_asked_whether_an_action_serves_it_and_either_says_so(project, beside):
    by = PeerFactory()
    record = RecordFactory()
    action = ActionFactory(owner=by, record=record, session=record.session)
    serving.serve(action, project, by=by)
    action.save()
    assert action.project_confirmed_at is None
    assert len(told(beside)) == len(told(project.lead)) == 1
    for lead in (beside, project.lead):
        assert [each.pk for each in MyActions(lead, {}).for_projects] == [action.pk]
        line = Action.objects.visible_to(lead).for_lines(lead).get(pk=action.pk)
        assert line.serves["name"] == "The shed"
    serving.confirm_service(action, by=beside)
    assert MyActions(project.lead, {}).for_projects == []
    own = ActionFactory(owner=beside)
    serving.serve(own, project, by=beside)
    assert own.project_confirmed_at is not None


def test_both_read_and_are_told_of_what_came_of_it(project, beside):
    said = OutcomeFactory(project=project)
    for lead in (beside, project.lead):
        assert said in Outcome.objects.visible_to(lead)
    assert said not in Outcome.objects.visible_to(PeerFactory())
    told_now = Told(kind=Gain.PEOPLE, words="Three more came.")
    outcomes.say_outcome(project, told_now, by=PeerFactory(), key=uuid4())
    assert len(told(beside)) == len(told(project.lead)) == 1


def test_what_one_leads_is_no_news_to_them(project, beside):
    now = timezone.now()
    readers = [
        Reader(peer.pk, now - timedelta(days=1), now + timedelta(days=1))
        for peer in (project.lead, beside, PeerFactory())
    ]
    found = NewProjects().gather(readers)
    has_it = [bool(found.get(reader.peer_id) and found[reader.peer_id].items) for reader in readers]
    assert has_it == [False, False, True]


def test_a_peers_page_and_forms_of_breakfasts_know_what_they_lead_beside_others(project, beside):
    viewer = signed_in(PeerFactory())
    assert "The shed" in viewer.client.get(f"/peers/{beside.slug}/").text
    mine = signed_in(beside)
    assert "The shed" in mine.client.get("/forums/new/").text
