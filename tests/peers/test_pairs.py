"""Peer pairs: agreed by two, private, and looked at again on a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.notices.models import Letter, Notice
from peers import actions, jobs
from peers.choices import PairKind, PairState, Rhythm
from peers.errors import Busy, IllegalPair, NotConnected
from peers.models import Pair, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import ConnectionFactory, PairFactory, PeerFactory
from tests.peers.test_connections import HOME, NOON, told

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
DETAILS = {"kind": PairKind.COACHING, "rhythm": Rhythm.FORTNIGHTLY, "review_on": DAY}


@pytest.fixture
def ben(amina):
    ben = PeerFactory(name="Ben Okoro", slug="ben-okoro")
    ConnectionFactory(asker=amina, asked=ben)
    return ben


def page(peer, address=HOME) -> str:
    return signed_in(peer).client.get(address).content.decode()


def test_a_pair_is_proposed_and_agreed(amina, ben):
    with time_machine.travel(NOON, tick=False):
        data = {**DETAILS, "review_on": "2026-06-01", "words": "To learn to chair."}
        assert signed_in(amina).client.post("/peers/ben-okoro/pair/", data).url == HOME
        assert told(ben) == ["Amina Khan would like to meet you regularly"]
        assert "waits for your answer" in page(ben)
        pair = Pair.objects.get()
        address = f"/me/pairs/{pair.pk}/"
        assert "To learn to chair." in page(ben, address)
        client = signed_in(ben).client
        for _time in range(2):
            assert client.post(f"{address}agree/").url == HOME
        assert told(amina) == ["Ben Okoro agrees to meet regularly"]
        assert "We look at it again on 1 June 2026." in page(amina)


def test_letting_it_lie_is_not_told(amina, ben):
    pair = actions.propose_pair(ben, by=amina, **DETAILS)
    answer = signed_in(ben).client.post(f"/me/pairs/{pair.pk}/end/", follow=True)
    assert "You can let it lie." in answer.content.decode()
    assert Pair.objects.get().state == PairState.PROPOSED


def test_proposed_again_it_is_the_same(amina, ben):
    first = actions.propose_pair(ben, by=amina, **DETAILS)
    assert actions.propose_pair(ben, by=amina, **DETAILS | {"rhythm": Rhythm.WEEKLY}) == first
    assert len(told(ben)) == 1


def test_what_the_other_has_proposed_waits_for_an_answer(amina, ben):
    actions.propose_pair(ben, by=amina, **DETAILS)
    with pytest.raises(IllegalPair, match="Amina Khan has proposed this to you already"):
        actions.propose_pair(amina, by=ben, **DETAILS)


@pytest.mark.django_db(transaction=True)
def test_proposed_by_both_at_once_there_is_one(amina, ben):
    def propose(one, other):
        def run():
            try:
                actions.propose_pair(other, by=one, **DETAILS)
            except IllegalPair:
                assert Pair.objects.count() == 1

        return run

    in_threads(propose(amina, ben), propose(ben, amina), propose(amina, ben))
    assert Pair.objects.count() == 1


def test_a_pair_is_for_the_connected_alone(amina, ben):
    stranger = PeerFactory(slug="stranger")
    assert signed_in(amina).client.get("/peers/stranger/pair/").status_code == 403
    with pytest.raises(NotConnected):
        actions.propose_pair(stranger, by=amina, **DETAILS)


def test_nobody_else_sees_it(amina, ben):
    pair = PairFactory(proposed_by=amina, proposed_to=ben, words="Qqq")
    client = signed_in(PeerFactory()).client
    for verb in ("agree/", "end/", ""):
        assert client.post(f"/me/pairs/{pair.pk}/{verb}").status_code == 404
    for address in ("/peers/amina-khan/", "/peers/ben-okoro/"):
        assert "Qqq" not in client.get(address).content.decode()


def test_both_may_move_the_day_and_end_it(amina, ben):
    pair = PairFactory(proposed_by=amina, proposed_to=ben)
    later = timezone.localdate() + timedelta(days=90)
    client = signed_in(ben).client
    assert client.post(f"/me/pairs/{pair.pk}/", {"review_on": later}).status_code == 302
    assert Pair.objects.get().review_on == later
    for _time in range(2):
        assert client.post(f"/me/pairs/{pair.pk}/end/").url == HOME
    assert Pair.objects.get().state == PairState.ENDED
    assert told(amina) == []
    assert client.get(f"/me/pairs/{pair.pk}/").status_code == 404


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_the_day_is_within_a_year(amina, ben, days):
    pair = PairFactory(proposed_by=amina, proposed_to=ben)
    day = timezone.localdate() + timedelta(days=days)
    answer = signed_in(ben).client.post(f"/me/pairs/{pair.pk}/", {"review_on": day})
    assert answer.status_code == 422
    assert "Choose a day after today and within a year." in answer.content.decode()


@pytest.mark.parametrize("change", [{"takes_on": 0}, {"paused_until": date(2099, 1, 1)}])
def test_nothing_is_proposed_to_who_has_enough_on(amina, ben, change):
    Profile.objects.filter(peer=ben).update(**change)
    assert "<form" not in page(amina, "/peers/ben-okoro/pair/").split("<main")[1]
    with pytest.raises(Busy):
        actions.propose_pair(ben, by=amina, **DETAILS)


def test_an_agreed_pair_counts_as_load_for_both(amina, ben):
    PairFactory(proposed_by=amina, proposed_to=ben)
    for peer in (amina, ben):
        assert "One thing is on at present" in page(peer, "/me/pace/")


# The day -----------------------------------------------------------------------------------------


def test_both_are_reminded_of_the_day_once(amina, ben):
    PairFactory(proposed_by=amina, proposed_to=ben, review_on=DAY)
    PairFactory(
        proposed_by=amina, proposed_to=ben, review_on=DAY, kind=PairKind.TEAMS, state="proposed"
    )
    assert actions.remind_of_reviews(DAY - timedelta(days=1)) == 0
    assert actions.remind_of_reviews(DAY) == 2
    assert actions.remind_of_reviews(DAY) == 0
    assert actions.remind_of_reviews(DAY + timedelta(days=1)) == 0
    assert told(amina) == ["Ben Okoro and you: how is it going?"]
    assert told(ben) == ["Amina Khan and you: how is it going?"]
    letter = Letter.objects.get(recipient=ben)
    assert (
        "On Monday 1 June 2026 you and Amina Khan wanted to look at your meetings again. Go on,"
        " change something, or end it: all are good answers."
    ) in letter.text


def test_a_day_that_was_missed_is_made_up_for_within_a_week(amina, ben):
    PairFactory(proposed_by=amina, proposed_to=ben, review_on=DAY)
    assert actions.remind_of_reviews(DAY + timedelta(days=8)) == 0
    assert actions.remind_of_reviews(DAY + timedelta(days=7)) == 2


def test_a_day_that_was_moved_is_told_anew(amina, ben):
    pair = PairFactory(proposed_by=amina, proposed_to=ben, review_on=DAY)
    actions.remind_of_reviews(DAY)
    actions.set_review(pair, DAY + timedelta(days=30), by=ben)
    assert actions.remind_of_reviews(DAY + timedelta(days=1)) == 0
    assert actions.remind_of_reviews(DAY + timedelta(days=30)) == 2


def test_reminding_takes_few_queries(django_assert_max_num_queries):
    for _n in range(5):
        connection = ConnectionFactory()
        PairFactory(proposed_by=connection.asker, proposed_to=connection.asked, review_on=DAY)
    with django_assert_max_num_queries(10):
        assert actions.remind_of_reviews(DAY) == 10
    assert Notice.objects.count() == 10


def test_the_letters_read_well(amina, ben):
    pair = actions.propose_pair(ben, by=amina, words="To learn to chair.", **DETAILS)
    actions.agree_to_pair(pair, by=ben)
    assert (
        "Amina Khan proposes to meet every two weeks, and to look at it again on Monday 1 June"
        " 2026. What for: For coaching\n\n"
        "To learn to chair.\n\n"
        "You can agree, or let it lie: nobody is told. Nobody but you two knows of it.\n"
    ) in Letter.objects.get(recipient=ben).text
    assert (
        "Ben Okoro agrees: you meet every two weeks, and look at it again on Monday 1 June 2026."
    ) in Letter.objects.get(recipient=amina).text


def test_the_job_reminds_of_today_by_the_clocks_of_the_city(amina, ben):
    PairFactory(proposed_by=amina, proposed_to=ben, review_on=DAY)
    with time_machine.travel(datetime(2026, 5, 31, 22, 59, tzinfo=UTC), tick=False):
        assert jobs.remind_of_reviews() == 0
    with time_machine.travel(datetime(2026, 5, 31, 23, 1, tzinfo=UTC), tick=False):
        assert jobs.remind_of_reviews() == 2
