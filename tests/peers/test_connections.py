"""Connections: asking, answering, ending; and that a no is never heard."""

import re
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin import site
from django.db import transaction
from django.test import Client
from django.utils import timezone

from leeds_leaders.notices import tasks
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Letter, Notice
from peers import actions, rules
from peers.choices import Audience, Tie
from peers.errors import Busy, EnoughForToday, IllegalTie, NobodyWouldSee, NotHere
from peers.models import Block, Connection, Introduction, Pair, Peer, Profile, Thanks
from tests.conftest import in_threads, signed_in
from tests.factories import ConnectionFactory, ItemFactory, PairFactory, PeerFactory

pytestmark = pytest.mark.django_db
HOME = "/me/connections/"
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def tie(one, other) -> Connection:
    return Connection.objects.between(one, other).get()


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def show(peer, audience) -> None:
    Profile.objects.filter(peer=peer).update(audience=audience)


def bare(answer) -> tuple:
    """What somebody can tell of an answer: without tokens, and without ids made by chance."""
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=notice-)\d+|(?<=notices/)\d+", "-id-", body)
    by_chance = {"Set-Cookie", "Expires", "Content-Length"}
    headers = {name: value for name, value in answer.headers.items() if name not in by_chance}
    return answer.status_code, headers, body


def looks(client, other) -> list[tuple]:
    """All that somebody can look at to find out what became of their ask."""
    pages = (HOME, "/me/", "/me/notices/", "/me/thanks/", "/me/pace/")
    of_other = ("", "connect/", "introduce/", "pair/", "thank/")
    addresses = (*pages, *(f"/peers/{other.slug}/{page}" for page in of_other))
    return [bare(client.get(address)) for address in addresses]


@contextmanager
def world():
    """Whatever is done in it is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Asking ------------------------------------------------------------------------------------------


def test_an_ask_waits_for_the_other_who_is_told(amina, ben):
    about = ItemFactory(peer=ben, title="A room for a choir")
    actions.ask(ben, by=amina, note="We met at the breakfast.", about=about)
    assert tie(amina, ben).state == Tie.ASKED
    assert told(ben) == ["Amina Khan asks to connect with you"]
    assert told(amina) == []
    html = signed_in(ben).client.get(HOME).content.decode()
    assert "Amina Khan" in html
    assert "We met at the breakfast." in html
    assert "A room for a choir" in html


def test_asked_again_it_is_the_same_ask(amina, ben):
    for _time in range(3):
        actions.ask(ben, by=amina, note="Hello")
    assert Connection.objects.count() == 1
    assert told(ben) == ["Amina Khan asks to connect with you"]


def test_who_is_asked_and_asks_back_is_connected_at_once(amina, ben):
    actions.ask(ben, by=amina)
    actions.ask(amina, by=ben)
    assert tie(amina, ben).state == Tie.ACCEPTED
    assert told(amina) == ["You and Ben Okoro are connected"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", range(3))
def test_two_who_ask_each_other_at_the_same_moment_are_connected_once(amina, ben, _time):
    in_threads(*[lambda: actions.ask(ben, by=amina)] * 2, *[lambda: actions.ask(amina, by=ben)] * 2)
    assert tie(amina, ben).state == Tie.ACCEPTED
    assert len(told(amina)) + len(told(ben)) == 2  # one was asked, the other heard the yes


@pytest.mark.django_db(transaction=True)
def test_whatever_is_done_at_once_there_is_one_row_that_makes_sense(amina, ben):
    def quietly(verb, *args, **kwargs):
        def run():
            with suppress(IllegalTie, NotHere):
                verb(*args, **kwargs)

        return run

    for _time in range(5):
        Connection.objects.all().delete()
        connection = actions.ask(ben, by=amina)
        in_threads(
            quietly(actions.accept, connection, by=ben),
            quietly(actions.decline, connection, by=ben),
            quietly(actions.withdraw, connection, by=amina),
            quietly(actions.ask, amina, by=ben),
            quietly(actions.block, amina, by=ben),
        )
        found = tie(amina, ben)
        assert found.state != Tie.ACCEPTED, "the block comes before or after, it always holds"
        actions.unblock(amina, by=ben)


def test_nobody_asks_more_than_twenty_people_a_day(amina):
    others = PeerFactory.create_batch(rules.ASKS_A_DAY + 1)
    with time_machine.travel(NOON, tick=False):
        for other in others[:-1]:
            actions.ask(other, by=amina)
        with pytest.raises(EnoughForToday, match="20 people within a day"):
            actions.ask(others[-1], by=amina)
    with time_machine.travel(NOON + timedelta(hours=24), tick=False):
        actions.ask(others[-1], by=amina)


def test_taking_an_ask_back_does_not_give_it_back(amina):
    others = PeerFactory.create_batch(rules.ASKS_A_DAY + 1)
    for other in others[:-1]:
        actions.withdraw(actions.ask(other, by=amina), by=amina)
    with pytest.raises(EnoughForToday):
        actions.ask(others[-1], by=amina)


@pytest.mark.django_db(transaction=True)
def test_thirty_asks_at_once_do_not_pass_the_limit(amina):
    others = PeerFactory.create_batch(30)

    def ask(other):
        def run():
            with suppress(EnoughForToday):
                actions.ask(other, by=amina)

        return run

    in_threads(*map(ask, others))
    assert Connection.objects.filter(asker=amina).count() == rules.ASKS_A_DAY


def test_who_is_asked_again_and_again_in_a_day_is_told_once(amina, ben):
    for _time in range(4):
        actions.withdraw(actions.ask(ben, by=amina), by=amina)
    assert len(told(ben)) == 1


def test_who_is_hidden_cannot_ask(amina, ben):
    show(amina, Audience.HIDDEN)
    with pytest.raises(NobodyWouldSee, match="nobody could see who asks"):
        actions.ask(ben, by=amina)


def test_a_first_day_brings_no_advertisements(amina, ben):
    links = " ".join(f"https://example.org/{number}" for number in range(3))
    answer = signed_in(amina).client.post("/peers/ben-okoro/connect/", {"note": links})
    assert answer.status_code == 422
    assert not Connection.objects.exists()


@pytest.mark.parametrize("note", ["a\x00b", "a\x1bb", "x" * 1001])
def test_a_note_that_cannot_be_shown_is_refused_in_words(amina, ben, note):
    page = signed_in(amina).client.post("/peers/ben-okoro/connect/", {"note": note})
    assert page.status_code == 422
    assert "Please look at this again" in page.content.decode()


def test_an_ask_about_what_one_may_not_see_is_about_nothing(amina, ben):
    ItemFactory(peer=ben, slug="secret", title="Qqq", audience=Audience.HIDDEN)
    for slug in ("secret", "no-such-thing"):
        page = signed_in(amina).client.get("/peers/ben-okoro/connect/", {"about": slug})
        assert page.status_code == 200
        assert "Qqq" not in page.content.decode()
    for slug in ("secret", "a\x00b"):
        signed_in(amina).client.post("/peers/ben-okoro/connect/", {"about": slug})
        assert tie(amina, ben).about is None


# What is said before ----------------------------------------------------------------------------


def connect_page(viewer, other) -> str:
    html = signed_in(viewer).client.get(f"/peers/{other.slug}/connect/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_page_says_what_a_yes_shows_from_the_real_settings(amina, ben):
    Profile.objects.filter(peer=amina).update(contact="0113 000", story="It began.")
    words = connect_page(amina, ben)
    assert "Ben sees my name, my note, and my profile as any member does." in words
    assert "With a yes, Ben also sees these parts of my profile: “How to reach me”." in words
    assert "I then see whatever Ben keeps for connections." in words

    Profile.objects.filter(peer=amina).update(contact="")
    assert "With a yes, Ben sees no more of my profile than members do." in connect_page(amina, ben)

    show(amina, Audience.CONNECTIONS)
    words = connect_page(amina, ben)
    assert "Ben sees my name and my note, and nothing else of my profile." in words
    assert "With a yes, Ben can look at my profile, which is for my connections alone." in words


def test_the_page_says_nothing_of_what_the_other_keeps_for_connections(amina, ben):
    before = connect_page(amina, ben)
    Profile.objects.filter(peer=ben).update(contact="0113 000", story="Qqq")
    assert connect_page(amina, ben) == before


def test_who_closed_their_profile_is_known_by_name_to_whom_they_ask(amina, ben):
    show(amina, Audience.CONNECTIONS)
    actions.ask(ben, by=amina)
    client = signed_in(ben).client
    html = client.get(HOME).content.decode()
    assert "Amina Khan" in html
    assert "/peers/amina-khan/" not in html
    assert client.get("/peers/amina-khan/").status_code == 404
    pk = tie(amina, ben).pk
    assert client.post(f"/me/connections/{pk}/accept/").url == HOME
    assert client.get("/peers/amina-khan/").status_code == 200


# Answering ---------------------------------------------------------------------------------------


def test_a_yes_connects_and_opens_what_is_for_connections(amina, ben):
    Profile.objects.filter(peer=ben).update(contact="call 0113 000")
    connection = actions.ask(ben, by=amina)
    client = signed_in(amina).client
    assert "call 0113 000" not in client.get("/peers/ben-okoro/").content.decode()
    for _time in range(2):
        actions.accept(connection, by=ben)
    assert "call 0113 000" in client.get("/peers/ben-okoro/").content.decode()
    assert told(amina) == ["You and Ben Okoro are connected"]


def test_a_no_is_never_heard(amina, ben):
    """Declined or not, page by page the asker sees the same, to the byte."""
    seen = []
    for answer in (None, actions.decline):
        with world(), time_machine.travel(NOON, tick=False):
            client = signed_in(amina).client
            client.post("/peers/ben-okoro/connect/", {"note": "Hello"})
            if answer:
                answer(tie(amina, ben), by=ben)
            looked = looks(client, ben)
            pk = tie(amina, ben).pk
            back = client.post(f"/me/connections/{pk}/withdraw/")
            looked += [bare(back), *looks(client, ben)]
            again = client.post("/peers/ben-okoro/connect/", {"note": "Hello again"})
            seen.append([*looked, bare(again), *looks(client, ben)])
            assert told(amina) == []
    assert seen[0] == seen[1]
    assert "waits for an answer" in seen[0][6][2]


def test_who_said_no_may_say_yes_after_all(amina, ben):
    connection = actions.decline(actions.ask(ben, by=amina), by=ben)
    html = signed_in(ben).client.get(HOME).content.decode()
    assert "Put aside" in html
    assert "Amina Khan" in html
    actions.accept(connection, by=ben)
    assert tie(amina, ben).state == Tie.ACCEPTED


def test_who_said_no_and_then_asks_is_connected(amina, ben):
    actions.decline(actions.ask(ben, by=amina), by=ben)
    actions.ask(amina, by=ben)
    assert tie(amina, ben).state == Tie.ACCEPTED


def test_asking_again_after_a_no_reaches_nobody_for_half_a_year(amina, ben):
    with time_machine.travel(NOON, tick=False):
        connection = actions.ask(ben, by=amina)
        actions.decline(connection, by=ben)
        actions.withdraw(connection, by=amina)
        Notice.objects.all().delete()
    for days, heard in ((1, False), (179, False), (180, True)):
        with world(), time_machine.travel(NOON + timedelta(days=days), tick=False):
            actions.ask(ben, by=amina)
            asks = Connection.objects.visible_to(ben).waiting_for(ben)
            assert asks.exists() is heard, days
            assert bool(told(ben)) is heard, days


def test_a_second_no_does_not_make_the_first_one_longer(amina, ben):
    with time_machine.travel(NOON, tick=False):
        connection = actions.decline(actions.ask(ben, by=amina), by=ben)
        first = tie(amina, ben).declined_at
        actions.withdraw(connection, by=amina)
    with time_machine.travel(NOON + timedelta(days=90), tick=False):
        actions.ask(ben, by=amina)
    assert tie(amina, ben).declined_at == first


def test_what_was_withdrawn_is_not_shown_and_cannot_be_accepted(amina, ben):
    connection = actions.withdraw(actions.ask(ben, by=amina), by=amina)
    client = signed_in(ben).client
    assert "Amina Khan" not in client.get(HOME).content.decode()
    assert client.post(f"/me/connections/{connection.pk}/accept/").status_code == 404
    with pytest.raises(IllegalTie):
        actions.accept(connection, by=ben)


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_nobody_answers_their_own_ask(amina, ben, verb):
    connection = actions.ask(ben, by=amina)
    client = signed_in(amina).client
    assert client.post(f"/me/connections/{connection.pk}/{verb}/").status_code == 403
    assert tie(amina, ben).state == Tie.ASKED


def test_every_button_may_be_pressed_twice(amina, ben):
    connection = actions.ask(ben, by=amina)
    mine, theirs = signed_in(amina).client, signed_in(ben).client
    steps = [
        (theirs, "decline"), (theirs, "accept"), (mine, "end"), (mine, "withdraw"),
    ]  # fmt: skip
    for client, verb in steps:
        for _time in range(2):
            answer = client.post(f"/me/connections/{connection.pk}/{verb}/")
            assert answer.url == HOME, verb
    for verb in ("block", "unblock"):
        for _time in range(2):
            assert mine.post(f"/peers/ben-okoro/{verb}/").url == HOME, verb


def test_whose_session_has_ended_signs_in_and_comes_back(amina, ben):
    connection = actions.ask(ben, by=amina)
    client = Client()
    answer = client.post(f"/me/connections/{connection.pk}/accept/")
    assert answer.url == f"/accounts/login/?next={HOME}"
    answer = client.post("/peers/ben-okoro/connect/", {"note": "Hello"})
    assert answer.url == "/accounts/login/?next=/peers/ben-okoro/connect/"


# Ending ------------------------------------------------------------------------------------------


def test_ending_is_silent_and_closes_at_once(amina, ben):
    Profile.objects.filter(peer=ben).update(contact="call 0113 000")
    connection = ConnectionFactory(asker=amina, asked=ben)
    client = signed_in(amina).client
    assert "call 0113 000" in client.get("/peers/ben-okoro/").content.decode()
    actions.end(connection, by=ben)
    assert "call 0113 000" not in client.get("/peers/ben-okoro/").content.decode()
    assert told(amina) == told(ben) == []


def test_ending_takes_pairs_and_stand_ins_along(amina, ben):
    connection = ConnectionFactory(asker=amina, asked=ben)
    pair = PairFactory(proposed_by=amina, proposed_to=ben)
    actions.pause(amina, timezone.localdate() + timedelta(days=9), stand_in=ben)
    actions.end(connection, by=ben)
    assert Pair.objects.get(pk=pair.pk).state == "ended"
    assert Profile.objects.get(peer=amina).stand_in is None


def test_after_the_end_one_may_ask_anew(amina, ben):
    actions.end(ConnectionFactory(asker=amina, asked=ben), by=ben)
    actions.ask(amina, by=ben)
    found = tie(amina, ben)
    assert (found.asker, found.state, found.connected_at) == (ben, Tie.ASKED, None)


# Who is hidden or suspended ----------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"is_active": False}, {"profile__audience": "hidden"}])
def test_asks_of_who_is_hidden_or_suspended_are_not_shown(amina, ben, change):
    actions.ask(ben, by=amina)
    if "is_active" in change:
        Peer.objects.filter(pk=amina.pk).update(is_active=False)
    else:
        show(amina, Audience.HIDDEN)
    client = signed_in(ben).client
    assert "Amina Khan" not in client.get(HOME).content.decode()
    assert client.post(f"/me/connections/{tie(amina, ben).pk}/accept/").status_code == 404


def test_who_hid_themselves_is_named_on_no_list_of_others(amina, ben):
    cara, dora = PeerFactory(name="Cara Cole"), PeerFactory(name="Dora Dale")
    actions.ask(ben, by=amina)
    ConnectionFactory(asker=cara, asked=ben)
    PairFactory(proposed_by=cara, proposed_to=ben)
    actions.ask(ben, by=dora)
    show(ben, Audience.HIDDEN)
    for viewer in (amina, cara, dora):
        assert "Ben" not in signed_in(viewer).client.get(HOME).content.decode()


# Letters -----------------------------------------------------------------------------------------


def test_the_letter_about_an_ask_reads_well(amina, ben, settings):
    settings.SITE_URL = "https://leaders.example.org"
    about = ItemFactory(peer=ben, title="A room for a choir")
    actions.ask(ben, by=amina, note="We met at the breakfast.\n\nIs it free?", about=about)
    letter = Letter.objects.get()
    assert letter.purpose == Purpose.PEOPLE
    assert letter.subject == "Amina Khan asks to connect with you"
    text = re.sub(r"unsubscribe/\S+", "unsubscribe/LINK", letter.text)
    assert text == (
        "Hello Ben,\n\n"
        "Amina Khan would like to connect with you.\n\n"
        "It is about “A room for a choir”.\n\n"
        "We met at the breakfast.\n\nIs it free?\n\n"
        "On your page you see what a yes shows to whom. You can also let it lie: nobody is"
        " told.\n\n"
        "https://leaders.example.org/me/connections/\n\n"
        "-- \n"
        "You get this because another member of Leaders for Leeds asked you or told you"
        " something.\n"
        "Choose what you hear, and when: https://leaders.example.org/me/notices/settings/\n"
        "No more mail of this kind: https://leaders.example.org/unsubscribe/LINK\n"
        "If something is wrong, answer this mail or write to hello@leadersforleeds.example.org.\n"
    )


def test_the_letter_about_a_yes_reads_well(amina, ben):
    actions.accept(actions.ask(ben, by=amina), by=ben)
    letter = Letter.objects.get(recipient=amina)
    assert letter.subject == "You and Ben Okoro are connected"
    assert (
        "Ben Okoro said yes. You now see of each other what you keep for your connections."
        in letter.text
    )
    assert "/peers/ben-okoro/" in letter.text


@pytest.mark.parametrize("what", ["blocked", "suspended", "hidden", "withdrawn", "nothing"])
def test_a_letter_about_whom_its_reader_may_not_see_any_more_stays_here(amina, ben, what):
    show(amina, Audience.CONNECTIONS)
    connection = actions.ask(ben, by=amina)
    if what == "blocked":
        actions.block(amina, by=ben)
    elif what == "suspended":
        Peer.objects.filter(pk=amina.pk).update(is_active=False)
    elif what == "hidden":
        show(amina, Audience.HIDDEN)
    elif what == "withdrawn":
        actions.withdraw(connection, by=amina)
    left = tasks.drain()
    letter = Letter.objects.get()
    if what == "nothing":
        assert (left, letter.state) == (1, State.SENT)
    else:
        assert (left, letter.state, letter.text) == (0, State.WITHHELD, "")


# Refusals ----------------------------------------------------------------------------------------


def test_who_is_blocked_by_oneself_is_not_asked(amina, ben):
    actions.block(ben, by=amina)
    with pytest.raises(NotHere, match="You have blocked Ben Okoro"):
        actions.ask(ben, by=amina)


def test_who_has_enough_on_is_not_asked(amina, ben):
    Profile.objects.filter(peer=ben).update(takes_on=0)
    with pytest.raises(Busy, match="Ben Okoro has enough on at present"):
        actions.ask(ben, by=amina)
    page = signed_in(amina).client.post("/peers/ben-okoro/connect/", {})
    assert page.status_code == 422
    assert "Ben Okoro has enough on at present" in page.content.decode()


def test_oneself_and_strangers_to_the_site_are_not_to_be_asked(amina):
    client = signed_in(amina).client
    for slug in ("amina-khan", "no-such-peer"):
        for page in ("connect", "introduce", "thank", "pair"):
            assert client.get(f"/peers/{slug}/{page}/").status_code == 404, (slug, page)


# On the page of a peer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("nothing", "First you see what that shows to whom."),
        ("asked", "You have asked to connect. It waits."),
        ("declined", "You have asked to connect. It waits."),
        ("asks me", "Ben asks to connect with you."),
        ("put aside", "Ben asked to connect, and you put it aside."),
        ("connected", "Introduce Ben to somebody"),
        ("ended", "First you see what that shows to whom."),
        ("blocked", "You have blocked Ben, who cannot reach you and is not told."),
    ],
)
def test_the_page_of_a_peer_says_what_is_between_us(amina, ben, state, words):
    if state in {"asked", "declined"}:
        connection = actions.ask(ben, by=amina)
        if state == "declined":
            actions.decline(connection, by=ben)
    elif state in {"asks me", "put aside"}:
        connection = actions.ask(amina, by=ben)
        if state == "put aside":
            actions.decline(connection, by=amina)
    elif state in {"connected", "ended"}:
        connection = ConnectionFactory(asker=ben, asked=amina)
        if state == "ended":
            actions.end(connection, by=ben)
    elif state == "blocked":
        actions.block(ben, by=amina)
    html = signed_in(amina).client.get("/peers/ben-okoro/").content.decode()
    panel = html.split('id="between-us"')[1].split("</section>")[0]
    assert words in panel


def test_visitors_are_asked_to_sign_in_and_come_back(ben):
    show(ben, Audience.PUBLIC)
    html = Client().get("/peers/ben-okoro/").content.decode()
    assert "/accounts/login/?next=/peers/ben-okoro/connect/" in html
    assert "<form" not in html.split('id="between-us"')[1].split("</section>")[0]


def test_ones_own_page_has_no_such_panel(amina):
    html = signed_in(amina).client.get("/peers/amina-khan/").content.decode()
    assert "between-us" not in html


# The page ----------------------------------------------------------------------------------------


def in_use(viewer, number: int) -> None:
    """So many of everything that the page of connections shows."""
    for _n in range(number):
        ConnectionFactory(asker=PeerFactory(), asked=viewer, state=Tie.ASKED)
        ConnectionFactory(asker=viewer, asked=PeerFactory(), state=Tie.ASKED)
        ConnectionFactory(
            asker=PeerFactory(), asked=viewer, state=Tie.DECLINED, declined_at=timezone.now()
        )
        one, other = PeerFactory(), PeerFactory()
        connections = [ConnectionFactory(asker=peer, asked=viewer) for peer in (one, other)]
        PairFactory(proposed_by=one, proposed_to=viewer)
        actions.introduce(one, other, by=viewer, words="You both sing.") if _n < 5 else None
        third = PeerFactory()
        ConnectionFactory(asker=one, asked=third)
        actions.introduce(viewer, third, by=one, words="You both sing.")
        actions.block(PeerFactory(), by=viewer)
        assert connections


@pytest.mark.parametrize("number", [1, 25])
def test_the_page_of_connections_takes_a_fixed_number_of_queries(
    amina, django_assert_num_queries, number
):
    in_use(amina, number)
    client = signed_in(amina).client
    client.get(HOME)
    with django_assert_num_queries(13):
        assert client.get(HOME).status_code == 200


def test_connections_stand_by_name_and_come_in_pages(amina):
    for number in range(35):
        ConnectionFactory(
            asker=amina, asked=PeerFactory(name=f"{chr(122 - number % 26)}{number:02}")
        )
    client = signed_in(amina).client
    names = [
        re.findall(r'<a href="/peers/peer-number-\d+/">(\w+)</a>', page.content.decode())
        for page in (client.get(HOME), client.get(HOME, {"page": 2}))
    ]
    assert [len(page) for page in names] == [30, 5]
    assert names[0] + names[1] == sorted(names[0] + names[1])
    assert client.get(HOME, {"page": 3}).status_code == 404
    assert client.get(HOME, {"page": "x"}).status_code == 400


def test_of_very_many_asks_the_oldest_come_first_and_the_page_says_that_there_are_more(amina):
    for number in range(51):
        ago = timezone.now() - timedelta(hours=number)
        asker = PeerFactory(name=f"Asker {number:02}")
        ConnectionFactory(asker=asker, asked=amina, state=Tie.ASKED, asked_at=ago)
    client = signed_in(amina).client
    html = client.get(HOME).content.decode()
    assert "More of them come up as you answer these." in html
    assert html.index("Asker 50") < html.index("Asker 01")
    assert "Asker 00" not in html
    actions.accept(Connection.objects.get(asker__name="Asker 50"), by=amina)
    assert "Asker 00" in client.get(HOME).content.decode()


def test_an_empty_page_says_what_could_be_there(amina):
    html = signed_in(amina).client.get(HOME).content.decode()
    assert "Nobody yet." in html
    assert "They ask to connect" not in html


def test_nothing_of_it_is_in_the_admin():
    for model in (Block, Connection, Introduction, Pair, Thanks):
        assert model not in site._registry
