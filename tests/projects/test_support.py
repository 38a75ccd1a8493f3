"""What a project asks for and offers: on lists while it is open, and what that means for needs."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.language.models import Help
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from projects import jobs
from projects.actions import editing
from projects.actions import support as verbs
from projects.actions.editing import Details
from projects.actions.support import SupportDetails, mark_of
from projects.choices import Seek, SupportState
from projects.errors import IllegalMove, TooMany, WrittenMeanwhile
from projects.models import Listing, Project, Support
from tests.conftest import in_threads, signed_in
from tests.factories import (
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def browser(peer) -> Client:
    return signed_in(peer).client


ASKS = "/asks/"


@pytest.fixture
def project():
    return ProjectFactory(slug="garden", title="The garden", needs=["no-such-help"])


def details(*tags, **said) -> SupportDetails:
    chosen = list(Help.objects.filter(slug__in=tags))
    return SupportDetails(**{"title": "Somebody with a van", "tags": chosen} | said)


def ask(project, *tags, **said) -> Support:
    return verbs.open_support(project, details(*tags, **said), key=uuid4(), by=project.lead)


def needs(project) -> set[str]:
    return set(project.needs.values_list("slug", flat=True))


def on_the_list(address=ASKS, client=None) -> list[str]:
    page = (client or Client()).get(address).context["page"]
    return [support.title for support in page]


def test_an_ask_is_a_need_of_its_project_for_as_long_as_it_is_open(project):
    van = ask(project, "transport", "equipment-and-tools")
    other = ask(project, "equipment-and-tools")
    assert needs(project) == {"transport", "equipment-and-tools"}
    assert set(Listing.objects.get(project=project).need_ids) == {tag.pk for tag in van.tags.all()}
    verbs.meet(van, by=project.lead, outcome="Ann drove.")
    assert needs(project) == {"equipment-and-tools"}
    assert len(Listing.objects.get(project=project).need_ids) == 1
    verbs.reopen(van, by=project.lead)
    assert needs(project) == {"transport", "equipment-and-tools"}
    verbs.change_support(van, details("equipment-and-tools"), by=project.lead)
    assert needs(project) == {"equipment-and-tools"}
    verbs.close(van, by=project.lead)
    verbs.close(other, by=project.lead)
    assert needs(project) == set()


def test_only_asks_are_needs_and_what_is_ticked_by_hand_stays(project):
    project.needs.set(Help.objects.filter(slug="money"))
    ask(project, "equipment-and-tools", kind=Seek.OFFER)
    van = ask(project, "transport")
    assert needs(project) == {"money", "transport"}
    ticked = list(Help.objects.filter(slug="money"))
    said = Details(title=project.title, summary="Beans.", stage=project.stage, needs=ticked)
    editing.change(project, said, by=project.lead, revision=project.revision)
    assert needs(project) == {"money", "transport"}
    verbs.meet(van, by=project.lead)
    assert needs(project) == {"money"}


def test_the_list_shows_what_is_open_today_of_projects_on_the_map(project):
    today = timezone.localdate()
    open_ask = SupportFactory(project=project, title="Open", until=today)
    SupportFactory(project=project, title="Past", until=today - timedelta(days=1))
    SupportFactory(title="Held", project__standing=Standing.HELD)
    closed = {"state": SupportState.MET, "closed_at": timezone.now()}
    SupportFactory(project=project, title="Met", **closed)
    assert on_the_list() == on_the_list(client=browser(project.lead)) == ["Open"]
    verbs.meet(open_ask, by=project.lead)
    assert on_the_list() == []


def test_the_list_is_narrowed_by_kind_help_ward_and_cause(project):
    SupportFactory(project=project, title="Van")
    SupportFactory(
        title="Chairs", kind=Seek.OFFER, tags=["equipment-and-tools"], project__ward=None
    )
    SupportFactory(
        title="Both", tags=["transport", "equipment-and-tools"], project__causes=["older-people"]
    )
    assert on_the_list() == ["Both", "Chairs", "Van"]
    assert on_the_list(f"{ASKS}?kind=offer") == ["Chairs"]
    assert on_the_list(f"{ASKS}?help=equipment-and-tools") == ["Both", "Chairs"]
    assert on_the_list(f"{ASKS}?ward=armley&help=transport") == ["Both", "Van"]
    assert on_the_list(f"{ASKS}?cause=older-people") == ["Both"]
    for odd in ("?ward=nowhere", "?kind=gift", "?page=x"):
        assert Client().get(ASKS + odd).status_code == 400


def test_the_list_takes_as_many_queries_for_five_as_for_one(project, django_assert_max_num_queries):
    client = browser(PeerFactory())
    for count in (1, 4):
        SupportFactory.create_batch(count, project=project)
        with django_assert_max_num_queries(7):
            client.get(ASKS)


def test_what_is_past_its_day_is_closed_at_night_and_needed_no_more(project):
    today = timezone.localdate()
    van = ask(project, "transport", until=today)
    other = ask(project, "equipment-and-tools", until=today + timedelta(days=2))
    assert jobs.close_past_support() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert jobs.close_past_support() == 1
        assert jobs.close_past_support() == 0
        van.refresh_from_db()
        assert van.state == SupportState.CLOSED
        assert needs(project) == {"equipment-and-tools"}
        reopened = verbs.reopen(van, by=project.lead)
    assert (reopened.until, other.is_open) == (None, True)


def test_nobody_writes_over_what_they_have_not_read(project):
    van = ask(project, "transport")
    was = mark_of(van)
    verbs.change_support(van, details("transport", title="A bus"), by=project.lead, was=was)
    with pytest.raises(WrittenMeanwhile):
        verbs.change_support(van, details(title="A bike"), by=project.lead, was=was)
    assert Support.objects.get().title == "A bus"
    verbs.close(van, by=project.lead)
    with pytest.raises(IllegalMove):
        verbs.meet(van, by=project.lead)


def test_a_page_holds_thirty(project, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_OPEN", 2)
    ask(project)
    last = ask(project)
    with pytest.raises(TooMany):
        ask(project)
    verbs.close(last, by=project.lead)
    ask(project)
    with pytest.raises(TooMany):
        verbs.reopen(last, by=project.lead)


def test_whoever_answered_is_told_how_it_ended(project):
    van = ask(project)
    waiting = ReplyFactory(support=van).peer
    declined = ReplyFactory(support=van, state="declined").peer
    verbs.meet(van, by=project.lead, outcome="Ann drove.")
    verbs.meet(van, by=project.lead, outcome="Ann and Ben drove.")
    assert [note.recipient for note in Notice.objects.all()] == [waiting]
    assert "Ann drove." in Notice.objects.get().text
    assert Support.objects.get().outcome == "Ann and Ben drove."
    assert not declined.notices.exists()


def test_forms_open_change_and_end_an_ask_and_a_double_click_makes_one(project):
    client, new = browser(project.lead), reverse("projects:support-new", args=["garden"])
    page = client.get(new)
    sent = {
        "key": page.context["form"]["key"].value(),
        "kind": "ask",
        "title": "A van",
        "tags": "transport",
    }
    assert client.post(new, sent).status_code == 302
    assert client.post(new, sent).status_code == 302
    van = Support.objects.get()
    assert client.post(new, {"kind": "ask"}).status_code == 422
    edit = reverse("projects:support-edit", args=[van.key])
    assert 'value="A van"' in client.get(edit).content.decode()
    client.post(edit, sent | {"title": "A bus", "was": mark_of(van)})
    assert client.post(edit, sent | {"was": mark_of(van)}).status_code == 422
    for step, state in (("meet", "met"), ("reopen", "open"), ("close", "closed")):
        client.post(reverse(f"projects:support-{step}", args=[van.key]))
        assert Support.objects.get().state == state
        assert client.get(van.get_absolute_url()).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    assert client.post(new, sent | {"key": uuid4(), "until": yesterday}).status_code == 422


@pytest.mark.parametrize(
    ("said", "finds"),
    [({}, True), ({"tags": []}, False), ({"kind": "offer"}, False)],
    ids=["a kind of help", "none", "an offer"],
)
def test_whom_an_ask_is_brought_together_with_is_said_where_it_is_so(project, said, finds):
    new = reverse("projects:support-new", args=["garden"])
    sent = {"key": uuid4(), "kind": "ask", "title": "A van", "tags": "transport"} | said
    page = browser(project.lead).post(new, sent, follow=True).text
    assert "It is on the lists now" in page
    assert ("whose offers fit are proposed" in page) is finds


def test_only_those_who_answer_for_a_project_keep_its_asks(project):
    van, stranger = ask(project), browser(PeerFactory())
    co_lead = browser(TeamMemberFactory(project=project, is_lead=True).peer)
    edit = reverse("projects:support-edit", args=[van.key])
    assert (stranger.get(edit).status_code, co_lead.get(edit).status_code) == (403, 200)
    assert stranger.get(reverse("projects:support-new", args=["garden"])).status_code == 403
    assert stranger.post(reverse("projects:support-meet", args=[van.key])).status_code == 403
    Project.objects.update(standing=Standing.HELD)
    assert stranger.get(edit).status_code == stranger.get(van.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_many_times_at_once_is_one_ask():
    project, key = ProjectFactory(needs=["no-such-help"]), uuid4()
    in_threads(
        *[
            partial(
                verbs.open_support,
                project,
                details("equipment-and-tools"),
                key=key,
                by=project.lead,
            )
        ]
        * 12
    )
    assert Support.objects.count() == 1
    van = Support.objects.get()
    in_threads(*[partial(verbs.meet, van, by=project.lead)] * 12)
    assert needs(project) == set()


def test_who_answered_gets_no_letter_of_an_end_that_was_none():
    reply = ReplyFactory()
    ask, lead = reply.support, reply.support.project.lead
    verbs.close(ask, by=lead)
    letter = Letter.objects.get(recipient=reply.peer)
    assert recheck([letter]) == ([], [])
    verbs.reopen(ask, by=lead)
    assert recheck([letter]) == ([], [letter])
    Letter.objects.update(state="withheld")
    verbs.close(ask, by=lead)
    assert Letter.objects.get(recipient=reply.peer).state == "queued"
