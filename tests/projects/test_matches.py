"""Offers that fit what projects ask for: proposed to both, with the reason, and to whom not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Help
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from peers.errors import Busy, EnoughForToday
from peers.models import Block, Profile
from peers.querysets.facts import facts_of
from projects.actions import matches as verbs
from projects.actions import support
from projects.errors import NotALine
from projects.models import NotThis
from projects.querysets.matches import SHOWN, asks_for, offers_for
from tests.conftest import signed_in
from tests.factories import (
    ItemFactory,
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db


def browser(peer) -> Client:
    return signed_in(peer).client


@pytest.fixture
def van():
    project = ProjectFactory(slug="garden", title="The garden")
    return SupportFactory(project=project, title="A van", tags=["transport", "equipment-and-tools"])


def offer(name="Petra Peer", **said):
    return ItemFactory(**{"peer": PeerFactory(name=name)} | said)


def proposed(van) -> list[str]:
    return [match.name for match in offers_for(van.project, van.project.lead)]


def asked_of(peer) -> list[str]:
    return [match.support for match in asks_for(facts_of(peer))]


def test_a_match_says_why(van):
    item = offer(title="My van")
    profile = item.peer.profile
    profile.wards.add(Ward.objects.get(slug="armley"))
    profile.causes.set(van.project.causes.all())
    ItemFactory(peer=item.peer, kind="ask", tags=["money"])
    van.project.offers.set(Help.objects.filter(slug="money"))
    van.project.refresh_from_db()
    [match] = offers_for(van.project, van.project.lead)
    assert (match.item, match.support, match.helps) == ("My van", "A van", ["Transport"])
    assert (match.is_near, match.gives_back, bool(match.causes)) == (True, True, True)
    [match] = asks_for(facts_of(item.peer))
    assert (match.item, match.support, match.name) == ("My van", "A van", "The garden")
    assert (match.is_near, match.gives_back, bool(match.causes)) == (True, True, True)
    page = browser(van.project.lead).get(reverse("projects:matches", args=["garden"]))
    assert "Active in Armley" in page.content.decode()
    assert "My van" in browser(item.peer).get("/me/support/").content.decode()


def test_who_and_what_is_proposed_to_nobody(van):
    lead, today = van.project.lead, timezone.localdate()
    offer("Other kind", tags=["money"])
    offer("Ask", kind="ask")
    offer("Past", until=today - timedelta(days=1))
    offer("For connections", audience="connections")
    offer("Mine", peer=lead)
    offer("Team", peer=TeamMemberFactory(project=van.project, is_lead=True).peer)
    blocked, blocking, paused, hidden, busy, answered = (
        offer(name).peer for name in ("Blocked", "Blocking", "Paused", "Hidden", "Busy", "Answered")
    )
    Block.objects.create(by=lead, blocked=blocked)
    Block.objects.create(by=blocking, blocked=lead)
    Profile.objects.filter(peer=paused).update(paused_until=today + timedelta(days=3))
    Profile.objects.filter(peer=hidden).update(audience="hidden")
    Profile.objects.filter(peer=busy).update(takes_on=0)
    ReplyFactory(support=van, peer=answered)
    van.project.refresh_from_db()
    assert proposed(van) == []
    for peer in (lead, blocked, blocking, answered):
        assert asked_of(peer) == []
    assert asked_of(offer("Fits").peer) == ["A van"]
    assert proposed(van) == ["Fits"]


def test_what_is_met_or_off_the_map_is_proposed_to_nobody(van):
    peer = offer().peer
    for change in ({"state": "met", "closed_at": timezone.now()}, {"until": "2020-01-01"}):
        type(van).objects.update(**change)
        assert (proposed(van), asked_of(peer)) == ([], [])
        type(van).objects.update(state="open", closed_at=None, until=None)
    type(van.project).objects.update(standing="withdrawn")
    assert asked_of(peer) == []


def test_each_is_proposed_once_and_not_the_same_few_to_everybody(van, django_assert_num_queries):
    for number in range(3 * SHOWN):
        item = offer(f"Peer {number}")
        ItemFactory(peer=item.peer, tags=["equipment-and-tools"])
    others = [SupportFactory() for _ in range(6)]
    with django_assert_num_queries(1):
        first = proposed(van)
    assert len(first) == len(set(first)) == SHOWN
    assert proposed(van) == first
    seen = {name for other in others for name in proposed(other)}
    assert len(seen) > 2 * SHOWN


def test_not_this_one_is_remembered_for_one_person(van):
    item = offer()
    co_lead = TeamMemberFactory(project=van.project, is_lead=True).peer
    not_this = reverse("projects:not-this", args=[van.key])
    client = browser(van.project.lead)
    for _twice in range(2):
        assert client.post(not_this, {"item": item.slug}).url.endswith("/matches/")
    assert (proposed(van), len(offers_for(van.project, co_lead))) == ([], 1)
    assert browser(item.peer).post(not_this, {"item": item.slug}).url == "/me/support/"
    assert asked_of(item.peer) == []
    assert browser(PeerFactory()).post(not_this, {"item": item.slug}).status_code == 403
    assert client.post(not_this, {"item": "no-such-thing"}).status_code == 404
    assert client.post(not_this).status_code == 404
    assert client.post(not_this, {"item": "\x00"}).status_code == 404


def test_somebody_is_asked_once_for_a_project(van):
    item, lead = offer(title="My van"), van.project.lead
    client, ask = browser(lead), reverse("projects:match-ask", args=[van.key])
    client.post(ask, {"item": item.slug})
    client.post(ask, {"item": item.slug})
    [notice] = Notice.objects.filter(recipient=item.peer)
    assert "My van" in notice.text
    assert (notice.url, proposed(van)) == (van.get_absolute_url(), [])
    assert browser(item.peer).post(ask, {"item": item.slug}).status_code == 403


def test_nobody_is_asked_for_what_they_do_not_offer_or_has_answered(van):
    client = browser(van.project.lead)
    theirs, other = offer(kind="ask"), offer(tags=["money"])
    chairs = SupportFactory(project=van.project, kind="offer", tags=["transport"])
    answered = offer()
    ReplyFactory(support=van, peer=answered.peer)
    for sought, item in [(van, theirs), (van, other), (chairs, offer()), (van, answered)]:
        for verb in ("match-ask", "not-this") if item != answered else ("match-ask",):
            client.post(reverse(f"projects:{verb}", args=[sought.key]), {"item": item.slug})
    assert not NotThis.objects.exists()
    assert not Notice.objects.exists()


def test_an_ask_respects_pauses_blocks_and_the_day(van, monkeypatch):
    item, lead = offer(), van.project.lead
    Profile.objects.filter(peer=item.peer).update(
        paused_until=timezone.localdate() + timedelta(days=3)
    )
    with pytest.raises(Busy):
        verbs.ask_for(van, item, by=lead)
    deaf = offer()
    Block.objects.create(by=deaf.peer, blocked=lead)
    verbs.ask_for(van, deaf, by=lead)
    assert NotThis.objects.get().asked_at
    assert not Notice.objects.exists()
    monkeypatch.setattr(verbs, "MOST_ASKS", 1)
    with pytest.raises(EnoughForToday):
        verbs.ask_for(van, offer(), by=lead)
    type(van).objects.update(state="met", closed_at=timezone.now())
    van.refresh_from_db()
    with pytest.raises(NotALine):
        verbs.ask_for(van, offer(), by=lead)


def test_nobody_is_written_to_for_an_ask_that_is_closed(van):
    item = offer()
    verbs.ask_for(van, item, by=van.project.lead)
    letter = Letter.objects.get(recipient=item.peer)
    assert recheck([letter]) == ([], [])
    support.close(van, by=van.project.lead)
    assert recheck([letter]) == ([], [letter])


def test_the_page_of_matches_asks_no_more_for_more_asks(van, django_assert_num_queries):
    client, page = browser(van.project.lead), reverse("projects:matches", args=["garden"])
    client.get(page)
    with CaptureQueriesContext(connection) as first:
        client.get(page)
    SupportFactory.create_batch(6, project=van.project)
    with django_assert_num_queries(len(first)):
        client.get(page)


def test_empty_pages_say_what_to_do(van):
    matches = reverse("projects:matches", args=["garden"])
    lead = browser(van.project.lead)
    assert "New offers come every week" in lead.get(matches).content.decode()
    van.tags.clear()  # of no kind of help no offer is found, however long one waits
    assert "Ask for something first" in lead.get(matches).content.decode()
    van.delete()
    assert "Ask for something first" in lead.get(matches).content.decode()
    assert browser(PeerFactory()).get(matches).status_code == 403
    assert "Nothing yet" in browser(PeerFactory()).get("/me/support/").content.decode()
