"""The link at the foot of a letter: it stops one kind of mail, for one person, without sign-in."""

import re
from html import unescape

import pytest
from django.test import Client

from leeds_leaders.notices import actions, rules
from leeds_leaders.notices.choices import SECURITY, Purpose, Rhythm
from leeds_leaders.notices.models import Consent, Letter, Preference
from leeds_leaders.notices.models.preference import STATEMENTS
from peers.actions import suspend
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


def test_a_link_outlives_the_key_that_signed_it_where_the_old_key_is_kept(settings):
    peer = PeerFactory()
    token, old_key = token_of(peer), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert Preference.objects.of_token(token) is None
    settings.SECRET_KEY_FALLBACKS = [old_key]
    assert Preference.objects.of_token(token) == (peer, Purpose.DIGEST)


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


# The page ----------------------------------------------------------------------------------------


@pytest.fixture
def peer(db):
    """Somebody with a daily digest and all service mail."""
    peer = PeerFactory(name="Mark-Name", email="mark-address@example.org")
    choose(peer, rhythm=Rhythm.DAILY)
    return peer


def choose(peer, **changes) -> None:
    defaults = {"rhythm": Rhythm.NEVER, "weekday": 2, "hour": 8, "muted": []}
    actions.set_preferences(peer, **defaults | changes, causes=[], wards=[], helps=[])


def link(peer, purpose=Purpose.DIGEST) -> str:
    return f"/unsubscribe/{token_of(peer, purpose)}/"


def is_on(peer, purpose=Purpose.DIGEST) -> bool:
    return rules.has_asked_for(Preference.objects.for_peers([peer.pk])[peer.pk], purpose)


def words(answer) -> str:
    return unescape(answer.content.decode())


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - SECURITY))
def test_a_link_shows_what_it_stops_and_stops_it_by_the_button(client, peer, purpose):
    asked = client.get(link(peer, purpose))
    assert asked.status_code == 200
    assert "<h1>Stop these letters?</h1>" in words(asked)
    assert str(STATEMENTS[purpose]) in words(asked)
    for _twice in range(2):
        stopped = client.post(link(peer, purpose))
        assert stopped.status_code == 200  # RFC 8058: no way round by another address
        assert "<h1>These letters are stopped</h1>" in words(stopped)
        assert str(STATEMENTS[purpose]) in words(stopped)
    on = {each for each in STATEMENTS if is_on(peer, each)}
    assert on == set(STATEMENTS) - {purpose}
    last = Consent.objects.filter(peer=peer).first()
    assert (last.purpose, last.is_given, last.how) == (purpose, False, "link")
    assert Consent.objects.filter(peer=peer).count() == 2  # the digest's own, and this one


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_look_stops_nothing(client, peer, method):
    getattr(client, method)(link(peer))
    assert is_on(peer)


def test_a_mail_program_stops_it_without_cookies_or_token(peer):
    client = Client(enforce_csrf_checks=True)
    urlencoded = {"content_type": "application/x-www-form-urlencoded"}
    for body in (
        {"data": {"List-Unsubscribe": "One-Click"}},  # multipart
        {"data": "List-Unsubscribe=One-Click"} | urlencoded,
    ):
        choose(peer, rhythm=Rhythm.DAILY)
        answer = client.post(link(peer), **body)
        assert answer.status_code == 200
        assert not is_on(peer)
        assert Consent.objects.filter(peer=peer).first().how == "client"
        assert not client.cookies


def test_a_mistake_is_mended_where_it_was_made(client, peer):
    stopped = client.post(link(peer))
    assert re.search(r'<input[^>]*value="daily"[^>]*checked', words(stopped))  # as it was
    answer = client.post(link(peer) + "undo/", {"rhythm": "monthly"}, follow=True)
    assert "<h1>Stop these letters?</h1>" in words(answer)
    assert Preference.objects.get(peer=peer).rhythm == "monthly"
    assert Consent.objects.filter(peer=peer).first().how == "link"
    client.post(link(peer, Purpose.REMINDER))
    client.post(link(peer, Purpose.REMINDER) + "undo/")
    assert is_on(peer, Purpose.REMINDER)


@pytest.mark.parametrize("rhythm", ["never", "hourly", "\x00"])
def test_an_odd_rhythm_is_refused_in_words(client, peer, rhythm):
    client.post(link(peer))
    answer = client.post(link(peer) + "undo/", {"rhythm": rhythm})
    assert answer.status_code == 422
    assert "Please look at this again:" in words(answer)
    assert not is_on(peer)


def test_an_old_letter_in_other_hands_brings_nothing_back(client, peer):
    choose(peer, rhythm=Rhythm.NEVER)
    page = words(client.get(link(peer)))
    assert "They were stopped on the page of notices" in page
    assert "Send them again" not in page
    client.post(link(peer) + "undo/", {"rhythm": "daily"})
    assert not is_on(peer)


def test_a_link_asks_for_no_digest_that_was_never_asked_for(client):
    peer = PeerFactory()
    assert client.post(link(peer) + "undo/", {"rhythm": "daily"}).status_code == 302
    assert not is_on(peer)


def test_a_suspended_peer_can_stop_mail_too(client, peer):
    peer.is_active = False
    peer.save()
    client.post(link(peer))
    assert not is_on(peer)


def test_the_page_names_nobody(client, peer):
    for answer in (client.get(link(peer)), client.post(link(peer)), client.get(link(peer))):
        assert "mark-" not in (words(answer) + str(answer.headers)).casefold()


def test_a_link_that_is_worth_nothing_says_so_and_shows_a_way_on(client, peer):
    old, broken = link(peer), link(peer)[:-3] + "/"
    actions.revoke_links(peer)
    of_nobody = "/unsubscribe/1.digest.x/"
    for method in ("get", "post"):
        answers = [getattr(client, method)(address) for address in (old, broken, of_nobody)]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        page = words(answers[0])
        assert "<h1>This link can no longer be used</h1>" in page
        assert 'href="/me/notices/settings/"' in page
    assert client.post(old + "undo/").status_code == 404
    assert is_on(peer)


def test_no_answer_is_kept_told_on_or_indexed(client, peer):
    client.post(link(peer))
    answers = [
        client.get(link(peer)),
        client.post(link(peer)),
        client.put(link(peer)),
        client.post(link(peer) + "undo/"),
        client.get(link(peer) + "undo/"),
        client.get("/unsubscribe/broken/"),
    ]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert not answer.cookies


@pytest.mark.parametrize("token", ["%00", "a%0Ab", "%ED%A0%80", "..", "x" * 4000, "٣.digest.x"])
def test_odd_addresses_are_no_fault_of_ours(client, db, token):
    for method in ("get", "post"):
        answer = getattr(client, method)(f"/unsubscribe/{token}/")
        assert answer.status_code in {400, 404}


def test_no_log_line_names_the_link(client, peer, caplog):
    with caplog.at_level("DEBUG"):
        client.post(link(peer))
        client.get("/unsubscribe/broken-mark/")
    told = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "notices:unsubscribe" in told
    assert token_of(peer).rpartition(".")[2] not in told
    assert "broken-mark" not in told


def test_a_letter_that_nobody_can_stop_offers_no_link_for_it(cast):
    """Whose account is closed can sign in nowhere to choose, either."""
    suspend(cast.peer.peer, by=cast.moderator.peer, reason="You frightened people.")
    letter = Letter.objects.get(recipient=cast.peer.peer, purpose=Purpose.ACCOUNT)
    for written in (letter.text, unescape(letter.html)):
        assert "Such letters come whatever you have chosen." in written
        assert "/unsubscribe/" not in written
        assert "/me/" not in written
