"""Introductions: each answers on their own, and a no is never told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from leeds_leaders.notices.models import Letter
from peers import actions, rules
from peers.choices import Answer, Audience, Tie
from peers.errors import EnoughForToday, NotConnected, TooLate
from peers.models import Connection, Introduction, Peer
from tests.conftest import in_threads, signed_in
from tests.factories import ConnectionFactory, PeerFactory
from tests.peers.test_connections import HOME, NOON, bare, looks, show, tie, told, world

pytestmark = pytest.mark.django_db
WORDS = "You both look for a room to sing in."


@pytest.fixture
def ben(amina):
    return known(amina, name="Ben Okoro", slug="ben-okoro")


@pytest.fixture
def cara(amina):
    return known(amina, name="Cara Cole", slug="cara-cole")


def known(peer, **facts) -> Peer:
    """Somebody with whom a peer is connected."""
    other = PeerFactory(**facts)
    ConnectionFactory(asker=peer, asked=other)
    return other


def home(peer) -> str:
    return signed_in(peer).client.get(HOME).content.decode()


def test_both_are_asked_each_on_their_own(amina, ben, cara):
    client = signed_in(amina).client
    page = client.get("/peers/ben-okoro/introduce/").content.decode()
    assert "Cara Cole" in page
    answer = client.post("/peers/ben-okoro/introduce/", {"other": "cara-cole", "words": WORDS})
    assert answer.url == HOME
    assert told(ben) == ["Amina Khan would like to introduce you to Cara Cole"]
    assert told(cara) == ["Amina Khan would like to introduce you to Ben Okoro"]
    for peer in (ben, cara):
        assert WORDS in home(peer)


def test_two_yeses_connect_and_all_three_hear_of_it_once(amina, ben, cara):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    for _time in range(2):
        actions.answer_introduction(meeting, Answer.YES, by=ben)
    assert not Connection.objects.between(ben, cara).exists()
    for _time in range(2):
        actions.answer_introduction(meeting, Answer.YES, by=cara)
    assert tie(ben, cara).state == Tie.ACCEPTED
    assert told(ben)[1:] == ["You and Cara Cole are connected"]
    assert told(cara)[1:] == ["You and Ben Okoro are connected"]
    assert told(amina) == ["Ben Okoro and Cara Cole are connected"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_two_yeses_at_the_same_moment_bring_them_together_once(amina, ben, cara, _time):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    in_threads(
        *[lambda: actions.answer_introduction(meeting, Answer.YES, by=ben)] * 2,
        *[lambda: actions.answer_introduction(meeting, Answer.YES, by=cara)] * 2,
    )
    assert tie(ben, cara).state == Tie.ACCEPTED
    assert told(amina) == ["Ben Okoro and Cara Cole are connected"]
    assert [len(told(peer)) for peer in (ben, cara)] == [2, 2]


@pytest.mark.parametrize("answer", [Answer.NO, Answer.YES])
def test_neither_the_proposer_nor_the_other_can_tell_one_answer_from_none(amina, ben, cara, answer):
    seen = []
    for said in ("", answer):
        with world(), time_machine.travel(NOON, tick=False):
            meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
            if said:
                actions.answer_introduction(meeting, said, by=ben)
            pages = [
                page
                for peer, other in ((amina, ben), (amina, cara), (cara, ben), (cara, amina))
                for page in looks(signed_in(peer).client, other)
            ]
            again = signed_in(amina).client.post(
                "/peers/ben-okoro/introduce/", {"other": "cara-cole", "words": WORDS}
            )
            seen.append([*pages, bare(again), told(amina), told(cara)])
    assert seen[0] == seen[1]


def test_after_a_no_the_yes_of_the_other_stays_alone(amina, ben, cara):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    actions.answer_introduction(meeting, Answer.NO, by=ben)
    actions.answer_introduction(meeting, Answer.YES, by=cara)
    assert not Connection.objects.between(ben, cara).exists()
    assert WORDS not in home(ben)
    assert "You have said yes. It waits." in home(cara)
    assert told(cara) == ["Amina Khan would like to introduce you to Ben Okoro"]


def test_a_yes_can_be_taken_back_before_the_other_has_answered(amina, ben, cara):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    actions.answer_introduction(meeting, Answer.YES, by=ben)
    actions.answer_introduction(meeting, Answer.NO, by=ben)
    actions.answer_introduction(meeting, Answer.YES, by=cara)
    assert Introduction.objects.get().made_at is None


def test_whom_one_may_not_see_has_no_name_before_both_agreed(amina, ben, cara):
    show(cara, Audience.CONNECTIONS)
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    assert told(ben) == ["Amina Khan would like to introduce you to somebody"]
    assert told(cara) == ["Amina Khan would like to introduce you to Ben Okoro"]
    letter = Letter.objects.get(recipient=ben)
    html = home(ben)
    for text in (letter.subject, letter.text, letter.html, html):
        assert "Cara" not in text
        assert "cara-cole" not in text
    assert "Somebody whom Amina Khan knows" in html
    actions.answer_introduction(meeting, Answer.YES, by=ben)
    assert "Cara" not in home(ben)
    actions.answer_introduction(meeting, Answer.YES, by=cara)
    assert told(ben)[1:] == ["You and Cara Cole are connected"]
    assert "Cara Cole" in home(ben)


@pytest.mark.parametrize("who", ["amina", "ben", "cara"])
@pytest.mark.parametrize("change", ["hidden", "suspended"])
def test_while_one_of_the_three_is_away_nobody_is_asked(amina, ben, cara, who, change):
    actions.introduce(ben, cara, by=amina, words=WORDS)
    gone = Peer.objects.get(
        slug={"amina": "amina-khan"}.get(who, f"{who}-{'okoro' if who == 'ben' else 'cole'}")
    )
    if change == "hidden":
        show(gone, Audience.HIDDEN)
    else:
        Peer.objects.filter(pk=gone.pk).update(is_active=False)
    for peer in {ben, cara} - {gone}:
        assert WORDS not in home(peer)
    if gone != amina:
        assert gone.name not in home(amina)


def test_after_sixty_days_it_is_over_for_all(amina, ben, cara):
    with time_machine.travel(NOON, tick=False):
        meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
        actions.answer_introduction(meeting, Answer.YES, by=ben)
    with time_machine.travel(NOON + timedelta(days=60, seconds=-1), tick=False):
        assert WORDS in home(ben)
        assert "I would introduce" in home(amina)
    with time_machine.travel(NOON + timedelta(days=60), tick=False):
        for peer in (ben, cara):
            assert WORDS not in home(peer)
        assert "I would introduce" not in home(amina)
        with pytest.raises(TooLate):
            actions.answer_introduction(meeting, Answer.YES, by=cara)
        answer = signed_in(cara).client.post(
            f"/me/introductions/{meeting.pk}/answer/", {"answer": "yes"}, follow=True
        )
        assert "This introduction has waited too long." in answer.content.decode()


def test_proposed_again_it_is_the_same(amina, ben, cara):
    for first, second in ((ben, cara), (cara, ben)):
        actions.introduce(first, second, by=amina, words=WORDS)
    assert Introduction.objects.count() == 1
    assert len(told(ben)) == 1


def test_proposed_again_when_it_is_over_it_asks_whoever_has_not_said_no(amina, ben, cara):
    with time_machine.travel(NOON, tick=False):
        meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
        actions.answer_introduction(meeting, Answer.NO, by=ben)
        actions.answer_introduction(meeting, Answer.YES, by=cara)
    with time_machine.travel(NOON + timedelta(days=61), tick=False):
        again = actions.introduce(ben, cara, by=amina, words="Once more")
        assert (again.first_answer, again.second_answer) == (Answer.NO, "")
        assert "Once more" not in home(ben)
        assert "Once more" in home(cara)
        assert [len(told(peer)) for peer in (ben, cara)] == [1, 2]


def test_people_who_know_each_other_are_not_bothered_and_the_proposer_cannot_tell(amina, ben, cara):
    seen = []
    for know in (False, True):
        with world(), time_machine.travel(NOON, tick=False):
            if know:
                ConnectionFactory(asker=ben, asked=cara)
            client = signed_in(amina).client
            data = {"other": "cara-cole", "words": WORDS}
            answer = client.post("/peers/ben-okoro/introduce/", data)
            seen.append([bare(answer), *looks(client, ben), *looks(client, cara)])
            assert (told(ben) == []) is know
            assert (WORDS in home(ben)) is not know
    assert seen[0] == seen[1]


def test_nobody_proposes_more_than_five_a_day(amina, ben):
    others = [known(amina) for _n in range(6)]
    with time_machine.travel(NOON, tick=False):
        for other in others[:-1]:
            actions.introduce(ben, other, by=amina, words=WORDS)
        with pytest.raises(EnoughForToday, match="5 introductions within a day"):
            actions.introduce(ben, others[-1], by=amina, words=WORDS)
        actions.introduce(ben, others[0], by=amina, words=WORDS)  # known already: no sixth
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        actions.introduce(ben, others[-1], by=amina, words=WORDS)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_not_pass_the_limit(amina, ben):
    others = [known(amina) for _n in range(12)]

    def introduce(other):
        def run():
            try:
                actions.introduce(ben, other, by=amina, words=WORDS)
            except EnoughForToday:
                assert Introduction.objects.count() == rules.INTRODUCTIONS_A_DAY

        return run

    in_threads(*map(introduce, others))
    assert Introduction.objects.count() == rules.INTRODUCTIONS_A_DAY


def test_only_connections_are_introduced(amina, ben):
    stranger = PeerFactory(name="Sam Stranger", slug="sam-stranger")
    client = signed_in(amina).client
    assert client.get("/peers/sam-stranger/introduce/").status_code == 403
    answer = client.post("/peers/ben-okoro/introduce/", {"other": "sam-stranger", "words": WORDS})
    assert answer.status_code == 422
    with pytest.raises(NotConnected):
        actions.introduce(ben, stranger, by=amina, words=WORDS)


def test_introduced_people_have_asked_nobody(amina, ben, cara):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    for peer in (ben, cara):
        actions.answer_introduction(meeting, Answer.YES, by=peer)
    with transaction.atomic():
        for other in PeerFactory.create_batch(rules.ASKS_A_DAY):
            actions.ask(other, by=ben)


def test_only_the_two_answer(amina, ben, cara):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    address = f"/me/introductions/{meeting.pk}/answer/"
    assert signed_in(amina).client.post(address, {"answer": "yes"}).status_code == 403
    assert signed_in(PeerFactory()).client.post(address, {"answer": "yes"}).status_code == 404
    assert signed_in(ben).client.post(address, {"answer": "perhaps"}).status_code == 400


def test_the_letters_read_well(amina, ben, cara):
    meeting = actions.introduce(ben, cara, by=amina, words=WORDS)
    first = Letter.objects.get(recipient=ben)
    assert (
        "Amina Khan thinks that you and Cara Cole should meet:\n\n"
        "You both look for a room to sing in.\n\n"
        "You are both asked, each on your own. If you both say yes, you are connected, and all"
        " three of you hear of it. A no is never told.\n"
    ) in first.text
    for peer in (ben, cara):
        actions.answer_introduction(meeting, Answer.YES, by=peer)
    made = Letter.objects.filter(recipient=ben).latest("pk")
    assert (
        "Amina Khan introduced you to Cara Cole, and you both said yes. You now see of each other"
        " what you keep for your connections."
    ) in made.text
    thanks = Letter.objects.get(recipient=amina)
    assert (
        "You introduced Ben Okoro and Cara Cole to each other, and both said yes. Thank you for"
        " bringing them together."
    ) in thanks.text
