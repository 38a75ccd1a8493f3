"""Load and pause: how much somebody takes on, and who is there while they are away."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.notices.models import Letter
from peers import actions
from peers.choices import Audience, Tie
from peers.errors import Busy, NotConnected
from peers.models import Connection, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import ConnectionFactory, ItemFactory, PairFactory, PeerFactory
from tests.peers.test_connections import NOON, show, tie, told

pytestmark = pytest.mark.django_db
PAGE = "/me/pace/"
DAY = date(2026, 4, 1)


@pytest.fixture
def cara(ben):
    cara = PeerFactory(name="Cara Cole", slug="cara-cole")
    ConnectionFactory(asker=ben, asked=cara)
    return cara


def page(peer, address=PAGE) -> str:
    return signed_in(peer).client.get(address).content.decode()


def profile(peer) -> Profile:
    return Profile.objects.get(peer=peer)


# Load --------------------------------------------------------------------------------------------


def test_a_limit_is_set_and_taken_away(ben):
    client = signed_in(ben).client
    for said, kept in (("3", 3), ("0", 0), ("", None)):
        assert client.post(PAGE, {"takes_on": said}).url == PAGE
        assert profile(ben).takes_on == kept
    for said in ("-1", "51", "many", "9" * 40):
        assert client.post(PAGE, {"takes_on": said}).status_code == 422


def test_above_the_limit_asks_are_not_taken_in_words(amina, ben):
    actions.set_load(ben, 2)
    actions.ask(ben, by=PeerFactory())
    other = PeerFactory()
    ConnectionFactory(asker=other, asked=ben)
    PairFactory(proposed_by=other, proposed_to=ben)
    html = page(amina, "/peers/ben-okoro/connect/")
    assert "Ben has enough on at present" in html
    assert "<textarea" not in html
    with pytest.raises(Busy):
        actions.ask(ben, by=amina)


@pytest.mark.parametrize("answer", [actions.accept, actions.decline])
def test_an_answer_makes_room(amina, ben, answer):
    actions.set_load(ben, 1)
    answer(actions.ask(ben, by=PeerFactory()), by=ben)
    actions.ask(ben, by=amina)


@pytest.mark.django_db(transaction=True)
def test_of_many_asks_at_once_no_more_are_taken_than_there_is_room(ben):
    actions.set_load(ben, 2)
    askers = PeerFactory.create_batch(8)

    def ask(asker):
        def run():
            try:
                actions.ask(ben, by=asker)
            except Busy:
                assert Connection.objects.count() == 2

        return run

    in_threads(*map(ask, askers))
    assert Connection.objects.count() == 2


def test_whoever_has_enough_on_may_still_ask_and_answer(amina, ben):
    connection = actions.ask(ben, by=amina)
    actions.set_load(ben, 0)
    actions.ask(PeerFactory(), by=ben)
    assert actions.accept(connection, by=ben).state == Tie.ACCEPTED


def test_who_asked_before_sees_their_ask_wait_whatever_the_load(amina, ben):
    actions.ask(ben, by=amina)
    actions.set_load(ben, 0)
    assert "waits for an answer" in page(amina, "/peers/ben-okoro/connect/")


# Pause -------------------------------------------------------------------------------------------


def test_others_who_offer_the_same_are_proposed(amina, ben, cara):
    for peer, kind in ((ben, "transport"), (cara, "transport"), (PeerFactory(), "volunteers")):
        ItemFactory(peer=peer, title=f"{peer} has {kind}", tags=[kind])
    assert "Others who offer" not in page(amina, "/peers/ben-okoro/connect/")
    actions.set_load(ben, 0)
    html = page(amina, "/peers/ben-okoro/connect/").split("Others who offer the same")[1]
    assert "Cara Cole has transport" in html
    assert "volunteers" not in html


def test_while_somebody_pauses_the_page_says_until_when_and_who_stands_in(amina, ben, cara):
    with time_machine.travel(NOON, tick=False):
        data = {"until": "2026-04-01", "stand_in": "cara-cole"}
        assert signed_in(ben).client.post("/me/pace/pause/", data).url == PAGE
        html = page(amina, "/peers/ben-okoro/connect/")
        assert "Ben pauses until Wednesday 1 April 2026" in html
        assert 'href="/peers/cara-cole/">Cara Cole</a>' in html
        assert "<textarea" not in html
        with pytest.raises(Busy, match="Ben Okoro pauses at present"):
            actions.ask(ben, by=amina)
        assert told(cara) == ["You stand in for Ben Okoro"]
        assert "I stand in for" in page(cara)
    with time_machine.travel(NOON.replace(month=4, day=1), tick=False):
        actions.ask(ben, by=amina)
        assert "I stand in for" not in page(cara)


def test_a_stand_in_is_named_to_those_alone_who_may_see_them(amina, ben, cara):
    show(cara, Audience.CONNECTIONS)
    actions.pause(ben, timezone.localdate() + timedelta(days=9), stand_in=cara)
    assert "Cara" not in page(amina, "/peers/ben-okoro/connect/")
    show(cara, Audience.MEMBERS)
    assert "Cara" in page(amina, "/peers/ben-okoro/connect/")
    actions.block(cara, by=amina)
    assert "Cara" not in page(amina, "/peers/ben-okoro/connect/")


def test_a_stand_in_steps_aside(ben, cara):
    actions.pause(ben, timezone.localdate() + timedelta(days=9), stand_in=cara)
    client = signed_in(cara).client
    for _time in range(2):
        assert client.post("/me/pace/step-aside/ben-okoro/").url == PAGE
    assert profile(ben).stand_in is None
    assert profile(ben).paused_until is not None
    assert told(ben) == ["Cara Cole cannot stand in for you"]


def test_nobody_steps_aside_for_another(amina, ben, cara):
    actions.pause(ben, timezone.localdate() + timedelta(days=9), stand_in=cara)
    signed_in(amina).client.post("/me/pace/step-aside/ben-okoro/")
    assert profile(ben).stand_in == cara
    assert told(ben) == []


def test_only_a_connection_stands_in(amina, ben):
    data = {"until": timezone.localdate() + timedelta(days=9), "stand_in": "amina-khan"}
    answer = signed_in(ben).client.post("/me/pace/pause/", data)
    assert answer.status_code == 422
    assert "Choose one of your connections." in answer.content.decode()
    with pytest.raises(NotConnected):
        actions.pause(ben, DAY, stand_in=amina)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_pause_lasts_a_year_at_most(ben, days):
    data = {"until": timezone.localdate() + timedelta(days=days)}
    answer = signed_in(ben).client.post("/me/pace/pause/", data)
    assert answer.status_code == 422
    assert "Choose a day after today and within a year." in answer.content.decode()
    assert profile(ben).paused_until is None


def test_one_comes_back_at_any_time(amina, ben, cara):
    actions.pause(ben, timezone.localdate() + timedelta(days=9), stand_in=cara)
    client = signed_in(ben).client
    assert "Cara Cole stands in for you." in client.get(PAGE).content.decode()
    for _time in range(2):
        assert client.post("/me/pace/resume/").url == PAGE
    actions.ask(ben, by=amina)
    assert tie(amina, ben).state == Tie.ASKED


def test_a_longer_pause_does_not_tell_the_stand_in_again(ben, cara):
    for days in (9, 19):
        actions.pause(ben, timezone.localdate() + timedelta(days=days), stand_in=cara)
    assert len(told(cara)) == 1


def test_a_pause_leaves_connections_and_what_waits_as_they_are(amina, ben, cara):
    connection = actions.ask(ben, by=amina)
    actions.pause(ben, timezone.localdate() + timedelta(days=9))
    assert tie(ben, cara).state == Tie.ACCEPTED
    assert actions.accept(connection, by=ben).state == Tie.ACCEPTED


def test_the_letters_read_well(ben, cara):
    actions.pause(ben, DAY, stand_in=cara)
    assert (
        "Ben Okoro pauses until Wednesday 1 April 2026 and names you to whoever looks for them in"
        " between. If you would rather not, one button on your page ends it."
    ) in Letter.objects.get(recipient=cara).text
    actions.step_aside(ben, by=cara)
    assert (
        "Cara Cole would rather not stand in for you at present. Nobody is named any more to"
        " whoever looks for you; you can name somebody else."
    ) in Letter.objects.get(recipient=ben).text


def test_the_page_takes_few_queries(ben, django_assert_max_num_queries):
    for _n in range(10):
        other = PeerFactory()
        ConnectionFactory(asker=other, asked=ben)
        actions.pause(other, timezone.localdate() + timedelta(days=9), stand_in=ben)
    client = signed_in(ben).client
    client.get(PAGE)
    with django_assert_max_num_queries(7):
        assert client.get(PAGE).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_several_forms_of_one_person_at_once_wait_for_each_other():
    peer = PeerFactory()
    forms = [
        lambda: actions.set_load(peer, 3),
        lambda: actions.change_profile(peer, {"one_line": "Beans."}, {}),
        lambda: actions.come_as_self(by=peer, is_so=True),
        lambda: actions.resume(peer),
    ]
    for _ in range(5):
        in_threads(*forms * 2)
    profile = Profile.objects.get(peer=peer)
    assert (profile.takes_on, profile.one_line, profile.comes_as_self) == (3, "Beans.", True)
