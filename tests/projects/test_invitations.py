"""Public bodies called into citizens' projects: invited, answered, written down, silent."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from peers.models import Organisation
from projects.actions import invitations as verbs
from projects.choices import Invited
from projects.errors import NotALine, TooMany
from projects.models import Invitation, Project
from projects.pages.behind import Strength
from tests.conftest import in_threads, signed_in
from tests.factories import OrganisationFactory, PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def browser(peer) -> Client:
    return signed_in(peer).client


@pytest.fixture
def project():
    return ProjectFactory(slug="garden", title="The garden", led_by="citizens")


@pytest.fixture
def council():
    return OrganisationFactory(name="The council", form="council", keeper=PeerFactory())


def invite(project, body, *, days=10, **said) -> Invitation:
    said = {"key": uuid4(), "words": "Come and **look**.", "by": project.lead} | said
    day = timezone.localdate() + timedelta(days=days)
    return verbs.invite(project, body, due_on=day, **said)


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def line(project):
    vars(project).pop("_strength", None)
    [found] = Strength.of(project, NOBODY).called_in
    return found


def test_a_body_is_invited_answers_and_its_answer_stands_in_public(project, council):
    invitation = invite(project, council)
    assert told(council.keeper) == ["“The garden” invites The council"]
    assert (line(project).says, line(project).is_silent) == ("no answer yet", False)
    verbs.answer(invitation, Invited.PARTLY, by=council.keeper, answer="We *come*.")
    verbs.answer(invitation, Invited.PARTLY, by=council.keeper, answer="We *come*.")
    assert told(project.lead) == ["The council and “The garden”: partly"]
    assert (line(project).says, line(project).was_written_down) == ("partly", False)
    page = Client().get(invitation.get_absolute_url()).content.decode()
    assert "<em>come</em>" in page
    with pytest.raises(NotALine):
        verbs.answer(invitation, Invited.NO, by=project.lead)
    with pytest.raises(NotALine):
        verbs.withdraw(invitation, by=project.lead)


def test_what_came_on_another_way_is_written_down_until_the_body_speaks_itself(project, council):
    invitation = invite(project, council)
    verbs.answer(invitation, Invited.NO, by=project.lead, answer="By telephone.")
    assert line(project).was_written_down
    assert told(council.keeper)[1:] == ["The council and “The garden”: no"]
    verbs.answer(invitation, Invited.YES, by=council.keeper)
    assert (line(project).says, line(project).was_written_down) == ("yes", False)


def test_silence_is_shown_after_the_day_and_only_then(project, council):
    invitation = invite(project, council, days=3)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert not line(project).is_silent
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert line(project).is_silent
        page = Client().get(invitation.get_absolute_url()).content.decode()
        assert "There is none. The project had hoped for one" in page
        verbs.answer(invitation, Invited.YES, by=council.keeper)
        assert not line(project).is_silent


@pytest.mark.parametrize("case", ["group", "led by a council", "withdrawn", "stranger", "twice"])
def test_who_invites_whom(project, council, case):
    said = {}
    if case == "group":
        Organisation.objects.update(form="community")
        council.refresh_from_db()
    elif case == "led by a council":
        Project.objects.update(led_by="public-body")
    elif case == "withdrawn":
        Project.objects.update(standing="withdrawn")
    elif case == "stranger":
        said = {"by": PeerFactory()}
    else:
        invite(project, council)
    with pytest.raises(NotALine):
        invite(project, council, **said)


def test_a_project_waits_for_so_many_at_a_time(project, council, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_WAITING", 1)
    first = invite(project, council)
    with pytest.raises(TooMany):
        invite(project, OrganisationFactory(form="nhs"))
    verbs.withdraw(first, by=project.lead)
    verbs.withdraw(first, by=project.lead)
    invite(project, council)


def test_pages_invite_answer_and_take_back(project, council):
    lead, keeper, stranger = (
        browser(peer) for peer in (project.lead, council.keeper, PeerFactory())
    )
    page = reverse("projects:invite", args=["garden"])
    due_on = timezone.localdate() + timedelta(days=9)
    sent = {"key": uuid4(), "organisation": "the council", "words": "Come.", "due_on": due_on}
    assert lead.get(page).status_code == 200
    assert lead.post(page, sent | {"due_on": timezone.localdate()}).status_code == 422
    for _double_click in range(2):
        assert lead.post(page, sent).status_code == 302
    invitation = Invitation.objects.get()
    assert lead.post(page, sent | {"key": uuid4()}).status_code == 422
    assert stranger.get(page).status_code == 403
    answer = reverse("projects:invitation-answer", args=[invitation.key])
    assert stranger.get(answer).status_code == 403
    assert "What does The council say?" in keeper.get(answer).content.decode()
    assert "What did The council answer?" in lead.get(answer).content.decode()
    assert keeper.post(answer, {"state": "waiting"}).status_code == 422
    assert keeper.post(answer, {"state": "yes", "answer": "Gladly."}).status_code == 302
    assert "Gladly." in Client().get(invitation.get_absolute_url()).content.decode()
    second = invite(project, council)
    withdraw = reverse("projects:invitation-withdraw", args=[second.key])
    assert stranger.post(withdraw).status_code == 403
    lead.post(withdraw)
    assert Client().get(second.get_absolute_url()).status_code == 404
    assert lead.get(second.get_absolute_url()).status_code == 200
    Organisation.objects.update(standing="declined")
    assert Client().get(invitation.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_same_invitation_sent_at_once_is_one():
    project, council, key = ProjectFactory(), OrganisationFactory(form="council"), uuid4()
    in_threads(*[partial(invite, project, council, key=key)] * 8)
    assert Invitation.objects.count() == 1


def test_an_invitation_that_was_taken_back_leaves_by_no_letter(project, council):
    invitation = invite(project, council)
    letter = Letter.objects.get(recipient=council.keeper)
    assert recheck([letter]) == ([], [])
    verbs.withdraw(invitation, by=project.lead)
    assert recheck([letter]) == ([], [letter])


def test_a_form_that_was_sent_for_another_project_says_so(project, council):
    key = uuid4()
    invite(project, council, key=key)
    with pytest.raises(NotALine, match="another project"):
        invite(ProjectFactory(led_by="citizens"), council, key=key)
