"""Thanks: a private word, never counted and never shown to others."""

import re
from datetime import timedelta

import pytest
import time_machine

from leeds_leaders.notices.models import Letter
from peers import actions, rules
from peers.choices import Audience
from peers.errors import EnoughForToday, NobodyWouldSee, NotHere
from peers.models import Thanks
from tests.conftest import in_threads, signed_in
from tests.factories import ConnectionFactory, PeerFactory
from tests.peers.test_connections import NOON, bare, show, told

pytestmark = pytest.mark.django_db
PAGE = "/me/thanks/"


def page(peer, address=PAGE) -> str:
    return signed_in(peer).client.get(address).content.decode()


def test_thanks_arrive_and_both_keep_them(amina, ben):
    data = {"quality": "Patience", "words": "On Tuesday you\nheard everybody out."}
    assert signed_in(amina).client.post("/peers/ben-okoro/thank/", data).url == PAGE
    assert told(ben) == ["Amina Khan thanks you"]
    html = page(ben)
    assert "Patience" in html
    assert "heard everybody out." in html
    assert "Amina Khan" in html
    assert "Patience" in page(amina).split("What I saw in others")[1]


def test_nobody_else_sees_them_anywhere(amina, ben):
    ConnectionFactory(asker=amina, asked=ben)
    actions.thank(ben, by=amina, quality="Qqq", words="Www")
    other = PeerFactory()
    for peer in (amina, ben):
        ConnectionFactory(asker=other, asked=peer)
    addresses = ("/peers/ben-okoro/", "/peers/amina-khan/", "/me/connections/", PAGE)
    for address in addresses:
        html = page(other, address)
        assert "Qqq" not in html
        assert "Www" not in html
    assert "Qqq" not in page(ben, "/peers/ben-okoro/")


def test_they_are_never_counted(amina, ben):
    for quality in ("Patience", "Wit", "Candour"):
        actions.thank(ben, by=amina, quality=quality)
    main = re.search("<main[^>]*>(.*)</main>", page(ben), re.DOTALL)[1]
    words = re.sub("<time.*?</time>|<[^>]+>", "", main)
    assert not re.search(r"\d|three", words)


def test_sent_twice_they_are_one(amina, ben):
    with time_machine.travel(NOON, tick=False):
        for _time in range(3):
            actions.thank(ben, by=amina, quality="Patience")
        assert Thanks.objects.count() == 1
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        actions.thank(ben, by=amina, quality="Patience")
    assert Thanks.objects.count() == 2


def test_taken_away_they_are_gone_for_one_alone(amina, ben):
    thanks = actions.thank(ben, by=amina, quality="Patience")
    with time_machine.travel(NOON, tick=False):
        before = bare(signed_in(amina).client.get(PAGE))
        client = signed_in(ben).client
        for _time in range(2):
            assert client.post(f"/me/thanks/{thanks.pk}/take-away/").url == PAGE
        client.get(PAGE)  # takes the message along
        assert "Patience" not in page(ben)
        assert bare(signed_in(amina).client.get(PAGE)) == before


def test_only_who_got_them_takes_them_away(amina, ben):
    thanks = actions.thank(ben, by=amina, quality="Patience")
    address = f"/me/thanks/{thanks.pk}/take-away/"
    for peer in (amina, PeerFactory()):
        assert signed_in(peer).client.post(address).status_code == 404
    assert "Patience" in page(ben)


def test_nobody_gives_more_than_twenty_a_day(amina):
    others = PeerFactory.create_batch(rules.THANKS_A_DAY + 1)
    with time_machine.travel(NOON, tick=False):
        for other in others[:-1]:
            actions.thank(other, by=amina, quality="Patience")
        with pytest.raises(EnoughForToday):
            actions.thank(others[-1], by=amina, quality="Patience")
        taken = Thanks.objects.first()
        actions.take_away_thanks(taken, by=taken.receiver)
        with pytest.raises(EnoughForToday):
            actions.thank(others[-1], by=amina, quality="Patience")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        actions.thank(others[-1], by=amina, quality="Patience")


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_do_not_pass_the_limit(amina, ben):
    def thank(number):
        def run():
            try:
                actions.thank(ben, by=amina, quality=f"Quality {number}")
            except EnoughForToday:
                assert Thanks.objects.count() == rules.THANKS_A_DAY

        return run

    in_threads(*map(thank, range(30)))
    assert Thanks.objects.count() == rules.THANKS_A_DAY


def test_who_thanks_can_be_known(amina, ben):
    show(amina, Audience.CONNECTIONS)
    with pytest.raises(NobodyWouldSee, match="would not know from whom this comes"):
        actions.thank(ben, by=amina, quality="Patience")
    ConnectionFactory(asker=amina, asked=ben)
    actions.thank(ben, by=amina, quality="Patience")
    show(amina, Audience.HIDDEN)
    with pytest.raises(NobodyWouldSee):
        actions.thank(ben, by=amina, quality="Wit")
    assert "Patience" not in page(ben)


def test_who_is_closed_to_the_reader_has_no_name(amina, ben):
    actions.thank(ben, by=amina, quality="Patience")
    actions.thank(amina, by=ben, quality="Wit")
    show(amina, Audience.CONNECTIONS)
    html = page(ben)
    assert "Amina" not in html
    assert html.count("Somebody whose page you cannot see at present") == 2


def test_whom_one_has_blocked_one_does_not_thank(amina, ben):
    actions.block(ben, by=amina)
    with pytest.raises(NotHere):
        actions.thank(ben, by=amina, quality="Patience")


@pytest.mark.parametrize("quality", ["", "   ", "\u200b", "x" * 81, "a\x00b"])
def test_a_quality_is_one_line_that_can_be_read(amina, ben, quality):
    answer = signed_in(amina).client.post("/peers/ben-okoro/thank/", {"quality": quality})
    assert answer.status_code == 422


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_takes_a_fixed_number_of_queries(amina, django_assert_num_queries, number):
    for _n in range(number):
        Thanks.objects.create(giver=PeerFactory(), receiver=amina, quality="Patience")
        Thanks.objects.create(giver=amina, receiver=PeerFactory(), quality="Patience")
    client = signed_in(amina).client
    client.get(PAGE)
    with django_assert_num_queries(6):
        assert client.get(PAGE).status_code == 200


def test_the_letter_reads_well(amina, ben):
    actions.thank(ben, by=amina, quality="Patience", words="On Tuesday.")
    assert (
        "Amina Khan saw this in you: Patience\n\nOn Tuesday.\n\nNobody but you two sees it.\n"
    ) in Letter.objects.get().text
