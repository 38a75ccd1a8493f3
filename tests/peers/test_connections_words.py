"""What is between peers, in words that can all be translated."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leeds_leaders.notices.models import Notice
from peers import actions
from peers.models import Pair, Profile
from tests.factories import ConnectionFactory, PairFactory, PeerFactory
from tests.test_words import left_in_english, pseudo_language, told_by_people

__all__ = ["pseudo_language"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def tied(cast):
    """Somebody with everything that can be between people, and what of it others pause or block."""
    lead, today = cast.lead.peer, timezone.localdate()
    Profile.objects.filter(peer=lead).update(contact="Qqq", takes_on=9)
    known, other, blocked, busy, away = PeerFactory.create_batch(5, name="Qqq")
    for peer in (known, other):
        ConnectionFactory(asker=peer, asked=lead)
    third = PeerFactory(name="Qqq")
    ConnectionFactory(asker=known, asked=third)
    actions.introduce(lead, third, by=known, words="Qqq")
    actions.introduce(known, other, by=lead, words="Qqq")
    actions.ask(lead, by=cast.peer.peer, note="Qqq")
    actions.decline(actions.ask(lead, by=PeerFactory(name="Qqq")), by=lead)
    actions.ask(cast.organiser.peer, by=lead, note="Qqq")
    actions.block(blocked, by=lead)
    actions.set_load(busy, 0)
    actions.pause(away, today + timedelta(days=9))
    actions.pause(other, today + timedelta(days=9), stand_in=lead)
    for giver, receiver in ((known, lead), (lead, known)):
        actions.thank(receiver, by=giver, quality="Qqq", words="Qqq")
    PairFactory(proposed_by=known, proposed_to=lead, words="Qqq")
    PairFactory(proposed_by=known, proposed_to=lead, kind="teams", state="proposed")
    return cast.lead, (known, blocked, busy, away, cast.peer.peer, cast.organiser.peer)


def test_pages_of_ties_in_use_are_all_translated(tied, pseudo_language, settings):
    lead, others = tied
    known = [*told_by_people(settings), "Qqq", "peer-number"]
    addresses = ["/me/connections/", "/me/thanks/", "/me/pace/"]
    addresses += [f"/me/pairs/{pair.pk}/" for pair in Pair.objects.all()]
    for other in others:
        addresses += [f"/peers/{other.slug}/{page}/" for page in ("connect", "thank")]
    addresses += [f"/peers/{others[0].slug}/{page}/" for page in ("introduce", "pair")]
    for address in addresses:
        html = lead.client.get(address).content.decode()
        assert left_in_english(html, known) == [], address
    actions.pause(lead.peer, timezone.localdate() + timedelta(days=9), stand_in=others[0])
    assert left_in_english(lead.client.get("/me/pace/").content.decode(), known) == []
    steps = [
        ("/peers/{slug}/pair/", {}), ("/peers/{slug}/introduce/", {}), ("/peers/{slug}/thank/", {}),
        ("/me/pace/pause/", {}), ("/me/pace/", {"takes_on": "-1"}),
    ]  # fmt: skip
    for address, data in steps:
        html = lead.client.post(address.format(slug=others[0].slug), data).content.decode()
        assert left_in_english(html, known) == [], address


def test_what_peers_are_told_of_each_other_is_all_translated(pseudo_language, tied):
    lead, _others = tied
    connection = ConnectionFactory(asker=lead.peer, asked=PeerFactory(name="Qqq"), state="asked")
    actions.accept(connection, by=connection.asked)
    Notice.objects.all().delete()
    actions.thank(connection.asked, by=lead.peer, quality="Qqq", words="Qqq")
    notice = Notice.objects.get()
    said = left_in_english(f"<p>{notice.title}</p><p>{notice.text}</p>", ["Qqq", lead.peer.name])
    assert said == []
