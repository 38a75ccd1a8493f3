"""What somebody new writes in projects waits, is told to nobody, and is told once it stands."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Help
from leeds_leaders.moderation.choices import Because, Standing
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Act, Candidate, Case, PreElection
from leeds_leaders.notices.models import Notice
from projects import actions, jobs
from projects.actions import (
    associations,
    bids,
    checking,
    cohorts,
    development,
    hubs,
    invitations,
    milestones,
    news,
    replies,
    spreading,
    support,
    team,
)
from projects.actions.associations import AssociationDetails
from projects.actions.bids import BidDetails
from projects.actions.cohorts import CohortDetails
from projects.actions.development import OfferDetails
from projects.actions.hubs import HubDetails
from projects.actions.milestones import Step
from projects.actions.news import Post
from projects.actions.support import SupportDetails
from projects.actions.team import Place
from projects.choices import Gathering, Invited, Scope
from projects.models import Association, Invitation, Project
from tests.conftest import signed_in
from tests.factories import (
    AssociationFactory,
    HubFactory,
    InterestFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
LINKS = "https://one.example https://two.example https://three.example"
TODAY = date(2026, 11, 2)


@pytest.fixture
def moderator(cast):
    return cast.moderator.peer


@pytest.fixture
def project():
    """Of somebody who joined today, on the map already."""
    return ProjectFactory(title="The tool library", led_by="citizens")


def why(thing) -> str:
    """Why a thing waits; its case is the only open one of its kind."""
    case = Case.objects.open().get(kind=kind_of(thing).name, object_id=str(thing.pk))
    assert case.is_held
    return case.because


def test_a_first_project_waits_and_one_with_many_links_says_why(cast, moderator):
    new = PeerFactory()
    details = actions.Details(title="Beans", summary="For all.")
    first = actions.add(details, by=new)
    assert (first.standing, why(first)) == (Standing.HELD, Because.FIRST)
    assert (
        "the first thing of everybody who is new here"
        in signed_in(new).client.get(first.get_absolute_url()).text
    )
    actions.approve(first, by=moderator)
    second = actions.add(actions.Details("Peas", "For all.", story=LINKS), by=new)
    assert (second.standing, why(second)) == (Standing.HELD, Because.LINKS)
    third = actions.add(actions.Details("Corn", "For all."), by=new)
    assert third.standing == Standing.LIVE

    changed = actions.change(
        third, actions.Details("Corn", "For all.", links=LINKS.split()), by=new, revision=1
    )
    assert (changed.standing, why(changed)) == (Standing.HELD, Because.LINKS)
    assert cast.nobody.client.get(third.get_absolute_url()).status_code == 404


def test_what_changes_while_nobody_reads_it_is_looked_at_when_it_comes_back(project):
    lead = project.lead
    ProjectFactory(lead=lead)
    actions.withdraw(project, by=lead)
    actions.change(
        Project.objects.get(pk=project.pk),
        actions.Details(project.title, "All.", story=LINKS, stage=project.stage),
        by=lead,
        revision=project.revision,
    )
    project.refresh_from_db()
    assert project.standing == Standing.WITHDRAWN
    actions.restore(project, by=lead)
    project.refresh_from_db()
    assert (project.standing, why(project)) == (Standing.HELD, Because.LINKS)


def test_lessons_with_many_links_let_a_project_wait(project):
    checking.say_ended(project, by=project.lead, lessons=LINKS)
    project.refresh_from_db()
    assert (project.standing, project.lessons) == (Standing.HELD, LINKS)


def test_held_news_and_milestones_are_told_once_they_stand(project, moderator):
    with time_machine.travel("2026-11-02 09:00:00+00:00", tick=False) as clock:
        lead = project.lead
        lead.joined_at = timezone.now()
        lead.save()
        reader = InterestFactory(project=project).peer
        post = news.write(project, Post("A roof", TODAY, LINKS), by=lead, key=uuid4())
        step = milestones.add(project, Step(LINKS, reached_on=TODAY), by=lead, key=uuid4())
        assert why(post) == why(step) == Because.LINKS
        clock.shift(timedelta(hours=2))
        jobs.tell_news()
        assert not Notice.objects.filter(recipient=reader).exists()
        for thing in (post, step):
            kind_of(thing).approve(thing, by=moderator)
        jobs.tell_news()
        assert not Notice.objects.filter(recipient=reader).exists(), "it settles for an hour"
        clock.shift(timedelta(hours=1, minutes=1))
        jobs.tell_news()
        assert Notice.objects.filter(recipient=reader).count() == 1


def test_a_held_ask_is_no_need_of_its_project_until_it_stands(project, moderator):
    details = SupportDetails("A van", words=LINKS, tags=[Help.objects.get(slug="transport")])
    ask = support.open_support(project, details, key=uuid4(), by=project.lead)
    assert (ask.is_hidden, ask.is_open, why(ask)) == (True, False, Because.LINKS)
    assert "transport" not in {tag.slug for tag in project.needs.all()}
    kind_of(ask).approve(ask, by=moderator)
    assert "transport" in {tag.slug for tag in project.needs.all()}
    other = support.open_support(project, SupportDetails("A cart"), key=uuid4(), by=project.lead)
    changed = support.change_support(other, SupportDetails("A cart", words=LINKS), by=project.lead)
    assert changed.is_hidden


def test_a_held_answer_reaches_the_project_once_it_stands(project, moderator):
    ask, new = SupportFactory(project=project), PeerFactory()
    reply = replies.answer(ask, by=new, words=LINKS)
    assert why(reply) == Because.LINKS
    told = Notice.objects.filter(recipient=project.lead)
    assert not told.exists()
    kind_of(reply).approve(reply, by=moderator)
    assert told.count() == 1
    again = replies.answer(ask, by=new, words="In my own words.")
    assert not again.is_hidden


def test_a_public_body_hears_of_a_held_invitation_once_it_stands(project, moderator):
    keeper = PeerFactory()
    body = OrganisationFactory(form="council", keeper=keeper)
    invitation = invitations.invite(
        project, body, key=uuid4(), words=LINKS, due_on=TODAY + timedelta(days=30), by=project.lead
    )
    assert why(invitation) == Because.LINKS
    told = Notice.objects.filter(recipient=keeper)
    assert not told.exists()
    kind_of(invitation).approve(invitation, by=moderator)
    assert told.count() == 1


def test_a_public_body_has_as_long_to_answer_as_if_the_invitation_had_not_waited(
    project, moderator
):
    body = OrganisationFactory(form="council", keeper=PeerFactory())
    due_on = timezone.localdate() + timedelta(days=7)
    invitation = invitations.invite(
        project, body, key=uuid4(), words=LINKS, due_on=due_on, by=project.lead
    )
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        kind_of(invitation).approve(invitation, by=moderator)
        invitation.refresh_from_db()
        assert invitation.due_on == due_on + timedelta(days=9)
        assert not invitation.is_silent


def test_whoever_invites_reads_why_it_waits(project, moderator):
    keeper = PeerFactory()
    body = OrganisationFactory(name="The council", form="council", keeper=keeper)
    data = {"key": uuid4(), "organisation": body.name, "words": LINKS,
            "due_on": timezone.localdate() + timedelta(days=30)}  # fmt: skip
    address = reverse("projects:invite", args=[project.slug])
    page = signed_in(project.lead).client.post(address, data, follow=True).text
    assert "more than two links" in page
    assert "so will the answer" not in page
    signed_in(moderator).client.post(
        reverse("admin:projects_invitation_changelist"),
        {"action": "let_stand_selected", "_selected_action": [Invitation.objects.get().pk]},
    )
    assert Notice.objects.filter(recipient=keeper).count() == 1  # as by the queue


def test_whoever_asks_or_brings_something_back_reads_that_it_waits(project):
    client = signed_in(project.lead).client
    data = {"key": uuid4(), "kind": "ask", "title": "A van", "words": LINKS, "tags": "transport"}
    ask = reverse("projects:support-new", args=[project.slug])
    page = client.post(ask, data, follow=True).text
    assert page.count("more than two links") == 2  # the message, and on its page from now on
    assert "on the lists now" not in page
    together = AssociationFactory(keeper=project.lead)
    actions.withdraw(project, by=project.lead)
    associations.withdraw(together, by=project.lead)
    for address in ("projects:restore", "projects:association-restore"):
        thing = project if address == "projects:restore" else together
        page = client.post(reverse(address, args=[thing.slug]), follow=True).text
        assert "Not everybody sees this" in page
        assert "Brought back" not in page


def test_what_its_people_took_off_the_site_waits_once_it_comes_back(project):
    new = project.lead
    together = associations.add(AssociationDetails("Gardens", "For all."), by=new)
    hub = HubFactory(added_by=new, ward=Ward.objects.get(slug="armley"))
    Association.objects.filter(pk=together.pk).update(standing=Standing.LIVE)
    actions.withdraw(project, by=new)
    associations.withdraw(together, by=new)
    hubs.withdraw(hub, by=new)
    Case.objects.all().delete()
    things = (
        checking.say_ended(project, by=new, lessons=LINKS),
        associations.change(
            together, AssociationDetails("Gardens", "For all.", about=LINKS), by=new
        ),
        hubs.change(hub, HubDetails(hub.name, hub.kind, hub.ward, opening=LINKS), by=new),
    )
    assert [thing.standing for thing in things] == [Standing.WITHDRAWN] * 3
    assert not Case.objects.exists()
    associations.restore(together, by=new)
    hubs.restore(hub, by=new)
    assert {why(together), why(hub)} == {Because.LINKS}


@pytest.mark.parametrize("reports", [0, 3])
def test_what_waited_waits_again_when_its_people_bring_it_back(project, moderator, reports):
    old = PeerFactory(joined_at=timezone.now() - timedelta(days=99))
    agreed = {"standing": Standing.LIVE, "decided_at": timezone.now()}
    ProjectFactory(lead=old, standing=Standing.LIVE)
    for verbs, thing in (
        (associations, AssociationFactory(keeper=old)),
        (hubs, HubFactory(added_by=old, ward=Ward.objects.get(slug="armley"), **agreed)),
        (actions, ProjectFactory(lead=old, standing=Standing.LIVE)),
    ):
        kind = kind_of(thing)
        cases = Case.objects.filter(kind=kind.name, object_id=str(thing.pk))
        kind.hide(thing)
        cases.update(reports=reports)
        verbs.withdraw(thing, by=old)
        assert not cases.get().is_held
        assert verbs.restore(thing, by=old).standing == Standing.HELD
        assert cases.open().get().is_held
        kind.approve(thing, by=moderator)
        verbs.withdraw(thing, by=old)
        assert verbs.restore(thing, by=old).standing == Standing.LIVE


def test_what_is_public_at_once_names_no_candidate(project, moderator):
    old = PeerFactory(joined_at=timezone.now() - timedelta(days=99))
    TeamMemberFactory(project=project, peer=old, is_lead=True)
    today = timezone.localdate()
    election = PreElection.objects.create(name="Council", starts_on=today, ends_on=today)
    Candidate.objects.create(election=election, name="Ada Ploughwright")
    ask, words = SupportFactory(project=project), "Thanks to Ada Ploughwright"
    body = OrganisationFactory(form="council")
    asked = {"key": uuid4(), "words": "Come!", "due_on": today + timedelta(days=9), "by": old}
    project.refresh_from_db()
    invitation = invitations.invite(project, body, **asked)
    for refused in (
        lambda: support.close(ask, by=old, outcome=words),
        lambda: invitations.answer(invitation, Invited.YES, by=old, answer=words),
        lambda: team.ask(project, PeerFactory(), Place(role=words), by=old),
    ):
        with pytest.raises(TooMuch):
            refused()
    support.close(ask, by=old, outcome="Thanks to all")


def test_whatever_else_somebody_new_posts_with_many_links_waits(project):
    new, ward = project.lead, Ward.objects.get(slug="armley")
    for thing in (
        associations.add(AssociationDetails("Gardens", "For all.", about=LINKS), by=new),
        cohorts.add(project, CohortDetails("Us", Scope.CITY, about=LINKS), by=new),
        development.add(uuid4(), OfferDetails("Chairing", words=LINKS), by=new),
        hubs.add(HubDetails("The hall", Gathering.HUB, ward, opening=LINKS), by=new),
    ):
        assert why(thing) == Because.LINKS


def test_what_nobody_can_hold_is_refused_in_words(project):
    new, ask = project.lead, SupportFactory(project=project)
    reply = replies.answer(ask, by=PeerFactory(), words="I have one.")
    for refused in (
        lambda: replies.accept(reply, by=new, answer=LINKS),
        lambda: support.meet(ask, by=new, outcome=LINKS),
        lambda: bids.begin(project, BidDetails("Roofs", words=LINKS), by=new, key=uuid4()),
        lambda: team.ask(project, PeerFactory(), Place(role=LINKS), by=new),
    ):
        with pytest.raises(TooMuch, match="two links"):
            refused()


def test_the_eleventh_thing_of_a_first_day_waits_and_says_so(project):
    for number in range(10):
        milestones.add(project, Step(f"Step {number}"), by=project.lead, key=uuid4())
    eleventh = milestones.add(project, Step("One more"), by=project.lead, key=uuid4())
    assert why(eleventh) == Because.MANY
    client = signed_in(project.lead).client
    data = {"title": "And one", "key": str(uuid4())}
    address = reverse("projects:milestone-new", args=[project.slug])
    assert "after ten things" in client.post(address, data, follow=True).text
    assert "not seen by others for now" in client.get(project.get_absolute_url()).text
    old = PeerFactory(joined_at=timezone.now() - timedelta(days=2))
    other = ProjectFactory(lead=old)
    for number in range(11):
        last = milestones.add(other, Step(f"Step {number}"), by=old, key=uuid4())
    assert not last.is_hidden


def test_what_staff_do_beside_deciding_is_an_act(project, moderator):
    spreading.feature(project, by=moderator)
    spreading.unfeature(project, by=moderator)
    spreading.unfeature(project, by=moderator)
    project.lead.is_active = False
    project.lead.save()
    actions.parting.release(Project.objects.get(pk=project.pk), by=moderator)
    acts = Act.objects.filter(kind="projects.project", by=moderator).order_by("pk")
    assert [act.what for act in acts] == ["featured", "unfeatured", "released"]
