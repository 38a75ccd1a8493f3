"""Answering what a project asks for: words, a yes, thanks, and who is named for it."""

import threading
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from peers.models import Block, Profile
from projects.actions import replies as verbs
from projects.actions import support as supports
from projects.choices import ReplyState, Seek
from projects.errors import IllegalMove, NotALine, NotTheirs
from projects.models import Project, Reply, Support
from projects.pages.behind import Strength
from tests.conftest import in_threads, signed_in
from tests.factories import (
    ItemFactory,
    PeerFactory,
    ReplyFactory,
    RoleFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def browser(peer) -> Client:
    return signed_in(peer).client


@pytest.fixture
def van():
    return SupportFactory(
        title="A van",
        project__title="The garden",
        project__slug="garden",
        project__lead=PeerFactory(name="Lea Lead"),
    )


@pytest.fixture
def peer():
    return PeerFactory(name="Petra Peer")


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def named(support, viewer) -> list[str]:
    line = Support.objects.for_lists(viewer).get(pk=support.pk)
    return [person["name"] for person in line.named_list]


def test_from_an_answer_to_thanks_each_is_told_once(van, peer):
    item = ItemFactory(peer=peer)
    lead = van.project.lead
    reply = verbs.answer(van, by=peer, words="I have one.", is_named=True, item=item)
    reply = verbs.answer(van, by=peer, words="I have two.", is_named=True)
    assert Reply.objects.get().words == "I have two."
    assert told(lead) == ["Petra Peer answers “A van”"]
    assert named(van, peer) == []
    verbs.accept(reply, by=lead, answer="Come at nine.")
    verbs.accept(reply, by=lead, answer="Come at nine.")
    assert named(van, peer) == ["Petra Peer"]
    assert named(van, NOBODY) == []
    verbs.thank(reply, by=lead)
    assert told(peer) == ["Yes to your answer: “A van”", "“The garden” thanks you"]
    with pytest.raises(IllegalMove):
        verbs.take_back(reply, by=peer)
    assert verbs.answer(van, by=peer, words="Other words", is_named=False).words == "I have two."
    assert named(van, peer) == []


def test_an_item_is_only_ones_own(van, peer):
    assert verbs.answer(van, by=peer, words="This one.", item=ItemFactory()).item is None


def test_not_this_time_can_become_a_yes_and_a_yes_can_be_taken_back(van, peer):
    reply = verbs.answer(van, by=peer, words="I have one.")
    verbs.decline(reply, by=van.project.lead, answer="We have one by now.")
    with pytest.raises(NotALine):
        verbs.answer(van, by=peer, words="Please!")
    verbs.accept(reply, by=van.project.lead)
    verbs.take_back(reply, by=peer)
    verbs.take_back(reply, by=peer)
    assert told(van.project.lead)[1:] == ["An answer to “A van” was taken back"]
    assert verbs.answer(van, by=peer, words="After all.").state == ReplyState.WAITING


@pytest.mark.parametrize("case", ["met", "withdrawn", "lead", "role"])
def test_what_takes_no_answers_says_so(van, peer, case):
    said = {}
    if case == "met":
        supports.meet(van, by=van.project.lead)
    elif case == "withdrawn":
        Project.objects.update(standing=Standing.WITHDRAWN)
    elif case == "lead":
        peer = TeamMemberFactory(project=van.project, is_lead=True).peer
    else:
        said = {"organisation": RoleFactory().organisation}
    with pytest.raises((NotALine, NotTheirs)):
        verbs.answer(van, by=peer, words="I have one.", **said)
    assert not Reply.objects.exists()


def test_whom_it_reaches_and_what_is_looked_at_before_a_letter_leaves(van, peer):
    co_lead = TeamMemberFactory(project=van.project, is_lead=True).peer
    Block.objects.create(by=peer, blocked=van.project.lead)
    Profile.objects.filter(peer=peer).update(audience="hidden")
    reply = verbs.answer(van, by=peer, words="I have one.")
    assert (told(van.project.lead), told(co_lead)) == ([], ["Somebody answers “A van”"])
    letter = Letter.objects.get()
    assert recheck([letter]) == ([], [])
    verbs.take_back(reply, by=peer)
    assert recheck([letter]) == ([], [letter])


def test_a_challenge_is_adopted_by_people_who_say_so_with_their_names(van, peer):
    Support.objects.update(kind=Seek.CHALLENGE)
    Profile.objects.filter(peer=peer).update(audience="public")
    ReplyFactory(support=van, peer=peer, is_named=True, state="accepted")
    ReplyFactory(support=van, is_named=False, state="accepted")
    ReplyFactory(support=van, is_named=True)
    [(kind, [line])] = Strength.of(van.project, NOBODY).asks
    assert (kind, [one["name"] for one in line.named], line.others) == (
        Seek.CHALLENGE,
        ["Petra Peer"],
        1,
    )
    page = Client().get(van.get_absolute_url()).content.decode()
    assert "Petra Peer" in page
    assert "and 1 other" in " ".join(page.split())


def test_pages_answer_accept_decline_and_thank(van, peer):
    client, lead = browser(peer), browser(van.project.lead)
    answer = reverse("projects:support-answer", args=[van.key])
    assert client.post(answer, {"words": ""}).status_code == 422
    client.post(answer, {"words": "I have one & more.", "is_named": "on"})
    reply = Reply.objects.get()
    assert lead.post(answer, {"words": "Me, too"}).status_code == 403
    accept = reverse("projects:reply-accept", args=[reply.pk])
    assert client.post(accept).status_code == 403
    assert browser(PeerFactory()).post(accept).status_code == 404
    assert "I have one &amp; more." in lead.get(van.get_absolute_url()).content.decode()
    assert "I have one &amp; more." in lead.get("/me/support/").content.decode()
    waits = "1 answer to what my projects ask waits for a word from me"
    assert waits in lead.get("/me/").content.decode()
    assert waits not in client.get("/me/").content.decode()
    assert "I have one" not in browser(PeerFactory()).get(van.get_absolute_url()).content.decode()
    lead.post(accept, {"answer": "Gladly!"})
    assert waits not in lead.get("/me/").content.decode()
    assert "Gladly!" in client.get("/me/support/").content.decode()
    lead.post(reverse("projects:reply-thank", args=[reply.pk]))
    assert Reply.objects.get().state == ReplyState.DONE
    assert client.get(van.get_absolute_url()).status_code == 200
    Project.objects.update(standing=Standing.WITHDRAWN)
    assert "A van" not in client.get("/me/support/").content.decode()
    other = ReplyFactory(support=van, peer=PeerFactory())
    lead.post(reverse("projects:reply-decline", args=[other.pk]))
    assert Reply.objects.get(pk=other.pk).state == ReplyState.DECLINED
    unanswer = reverse("projects:support-unanswer", args=[van.key])
    assert browser(PeerFactory()).post(unanswer).status_code == 404


def test_ones_own_page_takes_as_many_queries_for_five_as_for_one(
    van, peer, django_assert_max_num_queries
):
    lead = browser(van.project.lead)
    for count in (1, 4):
        ReplyFactory.create_batch(count, support=van, item=None)
        ReplyFactory.create_batch(count, peer=van.project.lead)
        with django_assert_max_num_queries(11):
            lead.get("/me/support/")
        with django_assert_max_num_queries(11):
            lead.get(van.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_one_does():
    reply = ReplyFactory()
    leads = [TeamMemberFactory(project=reply.support.project, is_lead=True).peer for _ in range(12)]
    refused = []

    def decide(lead, verb):
        try:
            verb(reply, by=lead)
        except IllegalMove as words:
            refused.append(str(words))

    in_threads(*(partial(decide, lead, verbs.accept) for lead in leads))
    assert len(refused) == 11
    assert Notice.objects.filter(recipient=reply.peer).count() == 1


def test_what_is_written_to_others_has_few_links_on_the_first_day(van, peer):
    reply = verbs.answer(van, by=peer, words="I have one.")
    links = "www.one.uk www.two.uk www.three.uk"
    with pytest.raises(TooMuch):
        verbs.accept(reply, by=van.project.lead, answer=links)
    with pytest.raises(TooMuch):
        supports.close(van, by=van.project.lead, outcome=links)
    assert told(peer) == []


@pytest.mark.django_db(transaction=True)
def test_a_yes_said_while_the_words_change_is_not_lost(van, peer, monkeypatch):
    reply = verbs.answer(van, by=peer, words="I have one.")
    lead = van.project.lead
    says_yes = threading.Thread(
        target=in_threads, args=[lambda: verbs.accept(reply, by=lead, answer="Gladly")]
    )

    def meanwhile(*_args, **_more):
        says_yes.start()
        says_yes.join(timeout=0.5)
        return ""

    monkeypatch.setattr(verbs, "screened", meanwhile)
    verbs.answer(van, by=peer, words="I have two.")
    says_yes.join(timeout=10)
    reply.refresh_from_db()
    assert (reply.state, reply.answer) == (ReplyState.ACCEPTED, "Gladly")


def test_words_of_somebody_whom_one_has_blocked_reach_the_others_of_the_project(van, peer):
    other = TeamMemberFactory(project=van.project, is_lead=True).peer
    ReplyFactory(support=van, peer=peer, words="You again!")
    Block.objects.create(by=van.project.lead, blocked=peer)
    for reader, reads in ((van.project.lead, False), (other, True)):
        for address in (van.get_absolute_url(), reverse("projects:my-support")):
            assert ("You again!" in browser(reader).get(address).text) is reads


def test_nobody_says_yes_to_somebody_who_is_suspended(van, peer):
    reply = verbs.answer(van, by=peer, words="I have one.")
    lead = browser(van.project.lead)
    pages = van.get_absolute_url(), reverse("projects:my-support")
    accept = reverse("projects:reply-accept", args=[reply.pk])

    def read() -> list[bool]:
        return ["I have one." in lead.get(page).text for page in pages]

    assert read() == [True, True]
    for is_here, answer in ((False, 404), (True, 302)):
        peer.is_active = is_here
        peer.save()
        assert read() == [is_here] * 2
        assert lead.post(accept).status_code == answer
    assert Reply.objects.get().state == ReplyState.ACCEPTED


def test_a_project_that_said_yes_to_somebody_did_not_say_it_to_their_organisation(van, peer):
    first, other = (RoleFactory(peer=peer).organisation for _role in range(2))
    reply = verbs.answer(van, by=peer, words="We have one.", organisation=first)
    verbs.accept(reply, by=van.project.lead)
    with pytest.raises(NotALine, match="before you named"):
        verbs.answer(van, by=peer, words="", organisation=other)
    for organisation in (first, None):
        reply = verbs.answer(van, by=peer, words="", is_named=True, organisation=organisation)
        assert reply.organisation == organisation
    with pytest.raises(NotALine):
        verbs.answer(van, by=peer, words="", organisation=first)
