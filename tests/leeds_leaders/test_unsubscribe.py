"""The link at the foot of a letter: it stops one kind of mail, for one person, without sign-in."""

import re

import pytest

from leeds_leaders.notices.choices import SECURITY, Purpose
from leeds_leaders.notices.models import Preference
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db


def token_of(peer, purpose=Purpose.DIGEST) -> str:
    return Preference.objects.for_peers([peer.pk])[peer.pk].unsubscribe_token(purpose)


# The token ---------------------------------------------------------------------------------------


def test_a_link_says_whose_mail_of_which_purpose_it_stops():
    peer, other = PeerFactory(), PeerFactory()
    for purpose in set(Purpose) - SECURITY:
        assert Preference.objects.of_token(token_of(peer, purpose)) == (peer, purpose)
        assert Preference.objects.of_token(token_of(other, purpose)) == (other, purpose)


def test_a_link_is_short_and_needs_no_quoting():
    assert re.fullmatch(r"[\w.-]{1,90}", token_of(PeerFactory()), re.ASCII)


def test_a_link_stays_the_same_when_its_owner_first_sets_a_preference():
    peer = PeerFactory()
    before = token_of(peer)
    Preference.objects.create(peer=peer)
    assert token_of(peer) == before


def test_a_new_secret_revokes_all_links_of_one_person():
    peer, other = PeerFactory(), PeerFactory()
    old = [token_of(peer, purpose) for purpose in (Purpose.DIGEST, Purpose.REMINDER)]
    others = token_of(other)
    Preference.objects.create(peer=peer, link_secret="another")
    assert [Preference.objects.of_token(token) for token in old] == [None, None]
    assert Preference.objects.of_token(token_of(peer)) == (peer, Purpose.DIGEST)
    assert Preference.objects.of_token(others) == (other, Purpose.DIGEST)


def test_a_link_of_a_suspended_peer_still_works_and_one_of_a_deleted_peer_does_not():
    peer = PeerFactory(is_active=False)
    token = token_of(peer)
    assert Preference.objects.of_token(token) == (peer, Purpose.DIGEST)
    peer.delete()
    assert Preference.objects.of_token(token) is None


def test_security_mail_has_no_link():
    assert Preference.objects.of_token(token_of(PeerFactory(), Purpose.ACCOUNT)) is None


def test_a_link_that_was_tampered_with_is_worth_nothing():
    peer, other = PeerFactory(), PeerFactory()
    token = token_of(peer)
    peer_id, purpose, signature = token.split(".")
    forged = [
        "",
        ".",
        "..",
        token[:-1],
        token + "A",
        token.upper(),
        token + ".",
        f"{other.pk}.{purpose}.{signature}",
        f"{peer_id}.reminder.{signature}",
        f"{peer_id}.everything.{signature}",
        f"0{peer_id}.{purpose}.{signature}",
        f"{peer_id}.{purpose}.",
        f"{9**99}.{purpose}.{signature}",
        f"{'9' * 5000}.{purpose}.{signature}",
        f"-1.{purpose}.{signature}",
        f"1e3.{purpose}.{signature}",
        f"\ud800.{purpose}.{signature}",
        f"{peer_id}.{purpose}.\ud800",
    ]
    assert [Preference.objects.of_token(each) for each in forged] == [None] * len(forged)


def test_links_for_a_batch_of_letters_take_one_query(django_assert_num_queries):
    peers = [PeerFactory() for _ in range(5)]
    Preference.objects.create(peer=peers[0], link_secret="another")
    with django_assert_num_queries(1):
        found = Preference.objects.for_peers(peer.pk for peer in peers)
        tokens = {found[peer.pk].unsubscribe_token(Purpose.DIGEST) for peer in peers}
    assert len(tokens) == 5
    assert Preference.objects.count() == 1
