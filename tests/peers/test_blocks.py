"""Blocks: whoever is blocked notices nothing, and nothing of theirs arrives."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.notices import tasks
from leeds_leaders.notices.models import Letter, Notice
from peers import actions
from peers.choices import Answer, Tie
from peers.models import Connection, Introduction, Profile, Thanks
from tests.conftest import signed_in
from tests.factories import ConnectionFactory, PeerFactory
from tests.peers.test_connections import HOME, NOON, bare, looks, tie, told, world

pytestmark = pytest.mark.django_db


def nothing(peer, *, by) -> None:
    """Ben lets it lie."""


def tries(client, other) -> list[tuple]:
    """All that somebody can do to reach another, and what they see after each step."""
    steps = [
        ("connect/", {"note": "Hello"}), ("connect/", {"note": "Hello again"}),
        ("thank/", {"quality": "Patience", "words": "On Tuesday."}),
        ("introduce/", {}), ("pair/", {}), ("block/", {}), ("unblock/", {}),
        ("connect/", {"note": "And again"}),
    ]  # fmt: skip
    seen = looks(client, other)
    for address, data in steps:
        seen.append(bare(client.post(f"/peers/{other.slug}/{address}", data)))
        seen += looks(client, other)
    return seen


def test_whoever_is_blocked_sees_to_the_byte_what_whoever_is_ignored_sees(amina, ben):
    seen = []
    for verb in (nothing, actions.block):
        with world(), time_machine.travel(NOON, tick=False):
            verb(amina, by=ben)
            seen.append(tries(signed_in(amina).client, ben))
            assert told(amina) == []
            assert bool(told(ben)) is (verb is nothing)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 98
    assert {answer[0] for answer in seen[0]} >= {200, 302, 403}


def test_a_block_after_the_ask_changes_nothing_for_the_asker(amina, ben):
    seen = []
    for verb in (nothing, actions.block):
        with world(), time_machine.travel(NOON, tick=False):
            actions.ask(ben, by=amina, note="Hello")
            verb(amina, by=ben)
            seen.append(tries(signed_in(amina).client, ben))
    assert seen[0] == seen[1]


def test_a_block_of_a_connection_looks_like_its_end(amina, ben):
    seen = []
    for verb in ("end", "block"):
        with world(), time_machine.travel(NOON, tick=False):
            connection = ConnectionFactory(asker=amina, asked=ben)
            if verb == "end":
                actions.end(connection, by=ben)
            else:
                actions.block(amina, by=ben)
            assert tie(amina, ben).state == Tie.ENDED
            seen.append(tries(signed_in(amina).client, ben))
    assert seen[0] == seen[1]


def test_the_limits_of_a_day_count_what_reaches_nobody(amina):
    seen = []
    others = PeerFactory.create_batch(21)
    for is_blocked in (False, True):
        with world(), time_machine.travel(NOON, tick=False):
            client = signed_in(amina).client
            for other in others:
                if is_blocked:
                    actions.block(amina, by=other)
                client.post(f"/peers/{other.slug}/connect/", {})
                client.post(f"/peers/{other.slug}/thank/", {"quality": "Patience"})
            seen.append(
                [
                    *(bare(client.post(f"/peers/{other.slug}/connect/", {})) for other in others),
                    bare(client.post(f"/peers/{others[0].slug}/thank/", {"quality": "Wit"})),
                ]
            )
    assert seen[0] == seen[1]
    assert seen[0][-2][0] == seen[0][-1][0] == 422


def test_nothing_of_the_blocked_reaches_the_blocker(amina, ben):
    actions.block(amina, by=ben)
    actions.ask(ben, by=amina, note="Qqq")
    actions.thank(ben, by=amina, quality="Qqq")
    assert not Notice.objects.filter(recipient=ben).exists()
    assert not Letter.objects.filter(recipient=ben).exists()
    client = signed_in(ben).client
    for address in (HOME, "/me/thanks/", "/me/notices/"):
        assert "Qqq" not in client.get(address).content.decode(), address
    for verb in ("accept", "decline", "block"):
        pk = tie(amina, ben).pk
        status = client.post(f"/me/connections/{pk}/{verb}/").status_code
        assert status == (302 if verb == "block" else 404), verb
    assert tie(amina, ben).state == Tie.ASKED


def test_the_blocked_take_up_none_of_the_blockers_room(amina, ben):
    Profile.objects.filter(peer=ben).update(takes_on=1)
    actions.block(amina, by=ben)
    actions.ask(ben, by=amina)
    actions.ask(ben, by=PeerFactory())


def test_thanks_from_before_are_shown_no_more(amina, ben):
    actions.thank(ben, by=amina, quality="Straight talk")
    client = signed_in(ben).client
    assert "Straight talk" in client.get("/me/thanks/").content.decode()
    actions.block(amina, by=ben)
    assert "Straight talk" not in client.get("/me/thanks/").content.decode()
    assert "Straight talk" in signed_in(amina).client.get("/me/thanks/").content.decode()


def test_a_block_takes_back_what_the_blocker_asked(amina, ben):
    actions.ask(amina, by=ben)
    actions.block(amina, by=ben)
    assert tie(amina, ben).state == Tie.WITHDRAWN
    actions.ask(ben, by=amina)
    assert tie(amina, ben).state == Tie.ASKED, "it crosses with nothing"


def test_an_introduction_with_the_blocked_never_comes_to_the_blocker(amina, ben):
    cara = PeerFactory(name="Cara Cole")
    for peer in (amina, ben):
        ConnectionFactory(asker=cara, asked=peer)
    actions.block(amina, by=ben)
    meeting = actions.introduce(amina, ben, by=cara, words="You both sing.")
    assert told(ben) == []
    assert told(amina) == ["Cara Cole would like to introduce you to Ben Okoro"]
    client = signed_in(ben).client
    assert "You both sing." not in client.get(HOME).content.decode()
    answer = client.post(f"/me/introductions/{meeting.pk}/answer/", {"answer": "yes"})
    assert answer.status_code == 404
    assert "You both sing." in signed_in(amina).client.get(HOME).content.decode()
    assert signed_in(cara).client.get(HOME).content.decode().count("waits") == 1


def test_a_block_between_two_answers_keeps_them_apart_unseen(amina, ben):
    cara = PeerFactory(name="Cara Cole")
    for peer in (amina, ben):
        ConnectionFactory(asker=cara, asked=peer)
    meeting = actions.introduce(amina, ben, by=cara, words="You both sing.")
    actions.answer_introduction(meeting, Answer.YES, by=ben)
    actions.block(amina, by=ben)
    actions.answer_introduction(meeting, Answer.YES, by=amina)
    assert Introduction.objects.get().made_at is None
    assert not Connection.objects.between(amina, ben).exists()
    assert "You have said yes. It waits." in signed_in(amina).client.get(HOME).content.decode()


def test_the_blocker_never_proposes_or_meets_the_blocked(amina, ben):
    cara = PeerFactory()
    ConnectionFactory(asker=ben, asked=amina)
    ConnectionFactory(asker=ben, asked=cara)
    actions.block(amina, by=ben)
    page = signed_in(ben).client.get(f"/peers/{cara.slug}/introduce/").content.decode()
    assert "Amina" not in page


def test_lifting_a_block_lets_an_ask_through_again(amina, ben):
    actions.block(amina, by=ben)
    actions.ask(ben, by=amina, note="Qqq")
    client = signed_in(ben).client
    html = client.get(HOME).content.decode()
    assert "Amina Khan" in html.split("Blocked")[1]
    client.post("/peers/amina-khan/unblock/")
    assert "Qqq" in client.get(HOME).content.decode()


def test_who_asks_behind_a_closed_profile_can_be_blocked(amina, ben):
    Profile.objects.filter(peer=amina).update(audience="connections")
    connection = actions.ask(ben, by=amina)
    client = signed_in(ben).client
    assert client.post("/peers/amina-khan/block/").status_code == 404
    for _time in range(2):
        assert client.post(f"/me/connections/{connection.pk}/block/").url == HOME
    assert "Amina Khan" in client.get(HOME).content.decode().split("Blocked")[1]
    assert client.post("/peers/amina-khan/unblock/").url == HOME


def test_a_letter_that_waits_does_not_leave_after_the_block(amina, ben):
    actions.thank(ben, by=amina, quality="Patience")
    actions.block(amina, by=ben)
    assert tasks.drain() == 0
    assert Letter.objects.get().state == "withheld"


def test_how_long_an_answer_takes_does_not_tell(amina):
    """The same statements are run, whether or not somebody hears of it."""
    counts = []
    for is_blocked in (False, True):
        other = PeerFactory()
        if is_blocked:
            actions.block(amina, by=other)
        with StatementCount() as count:
            actions.ask(other, by=amina, note="Hello")
        counts.append(count.total)
    assert counts[0] == counts[1]


class StatementCount:
    """How many statements run in between, savepoints left out."""

    def __enter__(self):
        self.queries = CaptureQueriesContext(connection)
        self.queries.__enter__()
        return self

    def __exit__(self, *failure):
        self.queries.__exit__(*failure)
        self.total = sum("SAVEPOINT" not in query["sql"] for query in self.queries)


def test_thanks_are_kept_for_their_giver(amina, ben):
    actions.block(amina, by=ben)
    actions.thank(ben, by=amina, quality="Patience")
    assert Thanks.objects.visible_to(amina).count() == 1
    assert Thanks.objects.visible_to(ben).count() == 0
    assert timezone.now() - Thanks.objects.get().given_at < timedelta(minutes=1)
