"""The pages of what was agreed: reading it, answering for it, saying what became of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.choices import Doing, RecordState, ShownTo
from forums.forms.agreed import ActionFields
from forums.models import Action
from peers.models import Profile
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    BookingFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def owner(db):
    peer = PeerFactory(name="Ola Owner")
    Profile.objects.filter(peer=peer).update(audience="public")
    return peer


@pytest.fixture
def record(db):
    return RecordFactory(session__title="Talk")


@pytest.fixture
def action(record, owner):
    return ActionFactory(session=record.session, record=record, owner=owner, words="Bring *soup*")


def text_of(client, path) -> str:
    return client.get(path).content.decode()


def post(client, action, step, **data):
    return client.post(f"{action.get_absolute_url()}{step}/", data)


# One action --------------------------------------------------------------------------------------


def test_everybody_reads_who_does_it_by_when_and_where_it_came_from(client, action):
    page = text_of(client, action.get_absolute_url())
    for words in ("Ola Owner", "Bring soup", "Talk", "to be done", f"{action.due_on:%Y}"):
        assert words in page
    assert "It is done" not in page
    action.owners.update(said_yes_at=None)
    assert "Ola Owner" not in text_of(client, action.get_absolute_url())


def test_an_action_of_a_draft_is_as_missing_as_no_action(client, action, record):
    record.state = RecordState.DRAFT
    record.save()
    hidden = client.get(action.get_absolute_url())
    missing = client.get(f"/actions/{uuid4()}/")
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    assert hidden.status_code == 404


def test_whoever_does_it_says_that_it_is_done_and_what_came_of_it(client, owner, action):
    own = signed_in(owner).client
    assert "What came of it?" in text_of(own, f"{action.get_absolute_url()}done/")
    answer = post(own, action, "done", result="  Forty   bowls ")
    assert (answer.status_code, answer.headers["Location"]) == (302, action.get_absolute_url())
    assert "Forty bowls" in text_of(client, action.get_absolute_url())
    assert post(own, action, "done", result="").status_code == 302
    assert post(own, action, "reopen").status_code == 302
    action.refresh_from_db()
    assert (action.state, action.result) == (Doing.OPEN, "")


def test_it_is_dropped_with_a_reason_alone(owner, action):
    own = signed_in(owner).client
    answer = post(own, action, "drop", reason="")
    assert answer.status_code == 422
    assert post(own, action, "drop", reason="Not needed").status_code == 302
    assert "Not needed" in text_of(own, action.get_absolute_url())
    refused = post(own, action, "done", result="")
    assert refused.status_code == 422
    assert "that step is not possible" in refused.content.decode()


def test_it_is_handed_over_by_name_and_whoever_goes_on_answers(owner, action):
    own, to = signed_in(owner).client, PeerFactory(name="Nia Next")
    for name in ("", "Nobody Known", "http://[/x"):
        assert post(own, action, "hand-over", to=name).status_code == 422
    assert post(own, action, "hand-over", to="nia next").status_code == 302
    following = Action.objects.get(handed_from=action)
    assert "Nia Next" in text_of(own, following.get_absolute_url())
    theirs = signed_in(to).client
    assert "Do you do this?" in text_of(theirs, following.get_absolute_url())
    assert post(theirs, following, "done").status_code == 403
    assert post(theirs, following, "yes").status_code == 302
    assert post(theirs, following, "done").status_code == 302
    page = text_of(theirs, following.get_absolute_url())
    assert "Handed over from" in page
    goes_on = text_of(own, action.get_absolute_url()).split("Goes on with")[1]
    assert "Nia Next" in goes_on.split("</dd>")[0]


def test_no_is_fine_and_a_second_click_finds_it_gone(record, owner):
    record.state = RecordState.DRAFT
    record.save()
    action = ActionFactory(session=record.session, record=record, owner=owner)
    own = signed_in(owner).client
    for _ in range(2):
        answer = post(own, action, "no")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/me/actions/")
    assert not action.owners.exists()


def test_who_does_it_is_changed_and_nobody_writes_over_what_they_have_not_read(owner, action):
    own, other = signed_in(owner).client, PeerFactory(name="Nia Next")
    form = own.get(f"{action.get_absolute_url()}edit/").context["form"]
    said = {
        "agreed-mine": "on", "agreed-more_owners": "Nia Next", "agreed-due_on": "2027-01-31",
        "agreed-cost": "low", "agreed-scope": "own", "agreed-was": form["was"].value(),
    }  # fmt: skip
    assert post(own, action, "edit", **said).status_code == 302
    action.refresh_from_db()
    assert {row.peer for row in action.owners.all()} == {owner, other}
    assert (str(action.due_on), action.cost, action.scope) == ("2027-01-31", "low", "own")
    stale = post(own, action, "edit", **said | {"agreed-more_owners": ""})
    assert stale.status_code == 422
    assert "Somebody else changed" in stale.content.decode()
    assert post(own, action, "edit", **said | {"agreed-due_on": "1999-01-01"}).status_code == 422


def test_whoever_leads_the_project_says_whether_it_is_served(client, owner, action):
    project = ProjectFactory(title="Community kitchen")
    action.project = project
    action.save()
    lead = signed_in(project.lead).client
    assert "Community kitchen" not in text_of(client, action.get_absolute_url())
    assert "Does it serve “Community kitchen”?" in text_of(lead, action.get_absolute_url())
    assert "Does it serve my project?" in text_of(lead, "/me/actions/")
    assert post(signed_in(owner).client, action, "serves").status_code == 403
    read = action.mark
    assert text_of(lead, action.get_absolute_url()).count(read) == 2
    Action.objects.filter(pk=action.pk).update(words="Bring a band")
    for stale in ({"was": read}, {}):
        answer = lead.post(f"{action.get_absolute_url()}serves/", stale, follow=True)
        assert "changed meanwhile" in answer.content.decode()
    assert "Community kitchen" not in text_of(client, action.get_absolute_url())
    action.refresh_from_db()
    assert post(lead, action, "serves", was=action.mark).status_code == 302
    assert "Community kitchen" in text_of(client, action.get_absolute_url())
    assert post(lead, action, "serves-not", was=action.mark).status_code == 302
    assert "Community kitchen" not in text_of(client, action.get_absolute_url())


def test_whoever_keeps_the_organisation_says_what_became_of_it(record):
    keeper = PeerFactory()
    organisation = OrganisationFactory(keeper=keeper)
    action = ActionFactory(session=record.session, record=record, organisation=organisation)
    assert post(signed_in(keeper).client, action, "done").status_code == 302
    assert post(signed_in(PeerFactory()).client, action, "reopen").status_code == 403


# My own ------------------------------------------------------------------------------------------


def test_my_own_are_asked_first_then_to_be_done_then_closed(record, owner):
    for words, facts in {
        "Late one": {"due_on": timezone.localdate() - timedelta(days=3)},
        "Next one": {},
        "Closed one": {"state": Doing.DONE, "closed_at": timezone.now()},
    }.items():
        ActionFactory(session=record.session, record=record, owner=owner, words=words, **facts)
    asked = ActionFactory(session=record.session, record=record, words="Asked one")
    asked.owners.create(peer=owner, named_by=PeerFactory())
    page = text_of(signed_in(owner).client, "/me/actions/")
    order = ["I am asked", "Asked one", "Late one", "overdue", "Next one", "Closed one"]
    assert sorted(order, key=page.index) == order
    asked.notes.update(is_removed=True)
    assert "Asked one" not in text_of(signed_in(owner).client, "/me/actions/")
    assert "Nothing yet" in text_of(signed_in(PeerFactory()).client, "/me/actions/")


@pytest.mark.parametrize("count", [1, 5])
def test_my_own_take_as_many_queries_however_many_they_are(record, owner, count):
    for state in (Doing.OPEN, Doing.DONE):
        closed = timezone.now() if state == Doing.DONE else None
        for _ in range(count):
            action = ActionFactory(
                session=record.session, record=record, owner=owner, state=state, closed_at=closed
            )
            action.owners.create(peer=PeerFactory(), said_yes_at=timezone.now())
    own = signed_in(owner).client
    with CaptureQueriesContext(connection) as asked:
        own.get("/me/actions/")
    assert len(asked) == 6  # two of them find who is signed in


# The form beside an item of notes ----------------------------------------------------------------


def offered(viewer, session) -> set[str]:
    form = ActionFields(viewer=viewer, session=session)
    return {peer.name for peer in form.fields["owners"].queryset}


def test_those_who_come_are_offered_as_far_as_one_may_read_that_they_do(record):
    host, taker, goer = PeerFactory(), PeerFactory(), PeerFactory(name="Gus Goes")
    record.session.hosts.add(host)
    for name, shown_to in (
        ("Eva", ShownTo.EVERYONE), ("Gil", ShownTo.GOING), ("Nan", ShownTo.NOBODY),
    ):  # fmt: skip
        peer = PeerFactory(name=name)
        BookingFactory(session=record.session, peer=peer, shown_to=shown_to)
    BookingFactory(session=record.session, peer=goer, shown_to=ShownTo.NOBODY)
    assert offered(host, record.session) == {"Eva", "Gil", "Nan", "Gus Goes"}
    assert offered(goer, record.session) == {"Eva", "Gil"}
    assert offered(taker, record.session) == {"Eva"}


def test_an_organisation_and_a_project_are_named_as_they_stand_on_their_pages(record):
    viewer = PeerFactory()
    organisation, project = OrganisationFactory(name="Tea & Co"), ProjectFactory(title="Kitchen")
    said = {"agreed-scope": "shared", "agreed-organisation": "tea & co"}
    form = ActionFields(
        said | {"agreed-other_project": project.get_absolute_url()},
        viewer=viewer, session=record.session,
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert (form.agreed().organisation, form.agreed().project) == (organisation, project)
    for unknown in ("No such", "http://[/x"):
        form = ActionFields(said | {"agreed-other_project": unknown}, viewer=viewer)
        assert not form.is_valid()
