"""The agenda: who brings what, who may read it, and that the community is never put below."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forums import rules
from forums.actions import agenda
from forums.actions.agenda import Proposal
from forums.choices import AgendaState, Seat, ShownTo, State
from forums.errors import NotOnTheAgenda, OutOfDate
from forums.models import AgendaItem, Booking
from peers.models import Block, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import (
    AgendaItemFactory,
    BookingFactory,
    ConnectionFactory,
    PeerFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
SAID = Proposal("item", "A van that three groups could share", "Each on another day.")
POSTS = ("support", "unsupport", "withdraw", "choose", "put-back", "up", "down", "mark", "unmark")


@pytest.fixture
def session(db):
    return SessionFactory(slug="talk", title="Talk", proposed_by=PeerFactory(name="Orla Organiser"))


@pytest.fixture
def goer(session):
    """Somebody who goes, named to everybody."""
    peer = PeerFactory(name="Gina Goes")
    Profile.objects.filter(pk=peer.pk).update(audience="public")
    BookingFactory(session=session, peer=peer, shown_to=ShownTo.EVERYONE)
    return peer


def bring(session, by, **said):
    return agenda.propose_item(
        session, Proposal(**{"kind": "item", "title": "Something", **said}), by=by, key=uuid4()
    )


def order(session) -> list[str]:
    """The titles on the agenda, as they stand."""
    return [item.title for item in session.agenda.chosen().in_order()]


# Bringing ---------------------------------------------------------------------------------------


def test_whoever_goes_brings_something_by_the_form(session, goer):
    client = signed_in(goer).client
    page = client.get("/forums/talk/agenda/new/")
    said = {
        "kind": "challenge", "title": " A  van ", "words": "On\r\nFridays",
        "is_community_raised": "on", "key": page.context["form"]["key"].value(),
    }  # fmt: skip
    answer = client.post("/forums/talk/agenda/new/", said)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/forums/talk/agenda/")
    item = session.agenda.get()
    assert (item.kind, item.title, item.words) == ("challenge", "A van", "On\nFridays")
    assert (item.is_community_raised, item.state, item.proposed_by) == (True, "proposed", goer)
    assert "Proposed by you" in client.get("/forums/talk/agenda/").content.decode()


def test_sent_twice_it_is_proposed_once(session, goer):
    key = uuid4()
    first = agenda.propose_item(session, SAID, by=goer, key=key)
    assert agenda.propose_item(session, SAID, by=goer, key=key) == first
    assert session.agenda.count() == 1


def test_each_page_of_the_form_brings_something_else(session, goer):
    client = signed_in(goer).client
    keys = {
        str(client.get("/forums/talk/agenda/new/").context["form"]["key"].value())
        for _time in range(2)
    }
    assert len(keys) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"title": ""},
        {"title": "x" * 141},
        {"kind": "speech"},
        {"title": "a\x00b"},
        {"words": "y" * 2001},
        {"key": "not-a-key"},
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_kept_in_the_form(session, goer, said):
    filled = {"kind": "item", "title": "A van", "words": "Fridays", "key": uuid4()} | said
    answer = signed_in(goer).client.post("/forums/talk/agenda/new/", filled)
    assert answer.status_code == 422
    assert not session.agenda.exists()
    if "words" not in said:
        assert "Fridays" in answer.content.decode()


def test_nobody_floods_an_agenda(session, goer):
    for _number in range(agenda.MOST_OF_ONE):
        bring(session, goer)
    with pytest.raises(NotOnTheAgenda, match="withdraw one"):
        bring(session, goer)


@pytest.mark.parametrize("seat", [*Seat.values, None])
def test_only_those_who_go_bring_and_support(session, seat):
    peer = PeerFactory()
    if seat:
        until = timezone.now() + timedelta(days=1) if seat == Seat.OFFERED else None
        BookingFactory(session=session, peer=peer, state=seat, offered_until=until)
    assert rules.can_propose(peer, session) == (seat == Seat.GOING)
    client = signed_in(peer).client
    item = AgendaItemFactory(session=session)
    expected = 200 if seat == Seat.GOING else 403
    assert client.get("/forums/talk/agenda/new/").status_code == expected
    answer = client.post(f"/forums/talk/agenda/{item.pk}/support/")
    assert answer.status_code == (302 if seat == Seat.GOING else 403)


def test_hosts_and_organisers_bring_without_a_place(session, cast):
    host = PeerFactory()
    session.hosts.add(host)
    assert rules.can_propose(host, session)
    assert rules.can_propose(cast.organiser.peer, session)
    assert not rules.can_propose(cast.moderator.peer, session)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": State.CANCELLED},
        {"state": State.HELD},
        {"ticket_link": "https://example.org/"},
        {"starts_at": timezone.now() - timedelta(hours=3), "ends_at": timezone.now()},
    ],
)
def test_what_is_over_or_not_ours_takes_no_proposals(session, goer, facts):
    item = bring(session, goer)
    for name, value in facts.items():
        setattr(session, name, value)
    session.save()
    assert not rules.can_propose(goer, session)
    assert not rules.can_change_item(goer, session.agenda.get())
    item = session.agenda.get()
    for verb in (
        lambda: agenda.propose_item(session, SAID, by=goer, key=uuid4()),
        lambda: agenda.support(item, by=PeerFactory()),
        lambda: agenda.choose_item(item, by=session.proposed_by),
        lambda: agenda.withdraw_item(item, by=goer),
    ):
        with pytest.raises(NotOnTheAgenda):
            verb()


def test_one_can_bring_something_while_it_goes_on(session, goer):
    session.starts_at = timezone.now() - timedelta(minutes=10)
    session.save()
    assert bring(session, goer)


# Changing and withdrawing -------------------------------------------------------------------------


def test_whoever_brought_it_says_it_in_other_words_until_it_is_decided(session, goer):
    item = bring(session, goer)
    client = signed_in(goer).client
    address = f"/forums/talk/agenda/{item.pk}/edit/"
    assert "Something" in client.get(address).content.decode()
    said = {"kind": "ways", "title": "Ninety seconds", "words": "", "is_community_raised": "on"}
    assert client.post(address, said).status_code == 302
    item.refresh_from_db()
    assert (item.kind, item.title, item.is_community_raised) == ("ways", "Ninety seconds", True)
    agenda.choose_item(item, by=session.proposed_by)
    assert client.get(address).status_code == 403
    assert client.post(address, said).status_code == 403
    with pytest.raises(NotOnTheAgenda, match="stand as they are"):
        agenda.change_item(item, SAID, by=goer)


def test_nobody_else_changes_or_withdraws_it(session, goer, cast):
    item = bring(session, goer)
    other = PeerFactory()
    BookingFactory(session=session, peer=other)
    for player in (signed_in(other), cast.organiser):
        assert player.client.get(f"/forums/talk/agenda/{item.pk}/edit/").status_code == 403
        assert player.client.post(f"/forums/talk/agenda/{item.pk}/withdraw/").status_code == 403
    assert session.agenda.get().title == "Something"


def test_what_is_withdrawn_is_gone_and_a_second_click_is_harmless(session, goer):
    item = bring(session, goer)
    agenda.support(item, by=PeerFactory())
    client = signed_in(goer).client
    for _click in range(2):
        answer = client.post(f"/forums/talk/agenda/{item.pk}/withdraw/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/forums/talk/agenda/")
    assert not session.agenda.exists()
    with pytest.raises(NotOnTheAgenda, match="withdrawn"):
        agenda.choose_item(item, by=session.proposed_by)


# Support ------------------------------------------------------------------------------------------


def test_support_counts_once_for_each_and_can_be_taken_back(session, goer):
    item = AgendaItemFactory(session=session)
    client = signed_in(goer).client
    for _click in range(3):
        client.post(f"/forums/talk/agenda/{item.pk}/support/")
    assert item.supports.count() == 1
    assert "1 person would like it, too" in client.get("/forums/talk/agenda/").content.decode()
    for _click in range(2):
        client.post(f"/forums/talk/agenda/{item.pk}/unsupport/")
    assert item.supports.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_crowd_that_clicks_at_once_counts_each_once():
    session = SessionFactory()
    item = AgendaItemFactory(session=session)
    peers = [PeerFactory() for _number in range(4)]
    in_threads(*[lambda peer=peer: agenda.support(item, by=peer) for peer in peers * 3])
    assert item.supports.count() == 4


def test_nobody_supports_their_own_or_what_is_set_aside(session, goer):
    item = bring(session, goer)
    with pytest.raises(NotOnTheAgenda):
        agenda.support(item, by=goer)
    aside = agenda.set_item_aside(item, by=session.proposed_by, reason="Another time.")
    with pytest.raises(NotOnTheAgenda):
        agenda.support(aside, by=PeerFactory())


def test_support_can_be_taken_back_by_somebody_who_no_longer_goes(session, goer):
    item = AgendaItemFactory(session=session)
    agenda.support(item, by=goer)
    Booking.objects.filter(peer=goer).update(state=Seat.NOT_GOING)
    page = signed_in(goer).client.get("/forums/talk/agenda/").content.decode()
    assert "Support it no longer" in page
    signed_in(goer).client.post(f"/forums/talk/agenda/{item.pk}/unsupport/")
    assert not item.supports.exists()


def test_support_orders_nothing(session):
    first, second = AgendaItemFactory.create_batch(2, session=session)
    for _number in range(3):
        agenda.support(second, by=PeerFactory())
    assert list(session.agenda.in_order()) == [first, second]


# Choosing and ordering ----------------------------------------------------------------------------


def test_organisers_choose_order_and_set_aside_and_nobody_else(session, goer, cast):
    item = AgendaItemFactory(session=session)
    addresses = [f"/forums/talk/agenda/{item.pk}/{name}/" for name in POSTS[3:]]
    for address in [*addresses, f"/forums/talk/agenda/{item.pk}/set-aside/"]:
        answer = signed_in(goer).client.post(address, {"place": 1, "reason": "No."})
        assert answer.status_code == 403, address
    item.refresh_from_db()
    assert item.state == AgendaState.PROPOSED
    assert cast.organiser.client.post(addresses[0]).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.place) == (AgendaState.CHOSEN, 1)


def test_items_are_moved_up_and_down_by_posts(session, cast):
    items = AgendaItemFactory.create_batch(3, session=session)
    for item in items:
        agenda.choose_item(item, by=session.proposed_by)
    first, second, third = (item.title for item in items)
    client = cast.organiser.client
    answer = client.post(f"/forums/talk/agenda/{items[2].pk}/up/", {"place": 3})
    assert answer.headers["Location"] == f"/forums/talk/agenda/#item-{items[2].pk}"
    assert order(session) == [first, third, second]
    client.post(f"/forums/talk/agenda/{items[0].pk}/down/", {"place": 1})
    assert order(session) == [third, first, second]


def test_a_double_click_moves_one_place(session):
    items = AgendaItemFactory.create_batch(3, session=session)
    for item in items:
        agenda.choose_item(item, by=session.proposed_by)
    agenda.move_item(items[2], by=session.proposed_by, steps=-1, was=3)
    with pytest.raises(OutOfDate):
        agenda.move_item(items[2], by=session.proposed_by, steps=-1, was=3)
    assert order(session) == [items[0].title, items[2].title, items[1].title]


def test_the_first_and_the_last_stay_where_they_are(session):
    only = AgendaItemFactory(session=session)
    agenda.choose_item(only, by=session.proposed_by)
    for steps in (-1, 1):
        assert agenda.move_item(only, by=session.proposed_by, steps=steps, was=1).place == 1


@pytest.mark.parametrize("place", ["", "first", "-1", "99999999999"])
def test_a_place_that_makes_no_sense_is_refused_in_words(session, cast, place):
    item = AgendaItemFactory(session=session)
    agenda.choose_item(item, by=session.proposed_by)
    answer = cast.organiser.client.post(f"/forums/talk/agenda/{item.pk}/up/", {"place": place})
    assert answer.status_code == 400


@pytest.mark.parametrize("seed", range(5))
def test_community_items_are_never_below_others_whatever_is_done(session, seed):
    """Any verbs in any order."""
    chance, by = random.Random(seed), session.proposed_by
    items = [
        AgendaItemFactory(session=session, is_community_raised=chance.random() < 0.4)
        for _number in range(8)
    ]
    verbs = [
        lambda item: agenda.choose_item(item, by=by),
        lambda item: agenda.put_item_back(item, by=by),
        lambda item: agenda.set_item_aside(item, by=by, reason="Later."),
        lambda item: agenda.mark_item(item, by=by, is_community_raised=chance.random() < 0.5),
        lambda item: agenda.move_item(item, by=by, steps=-1, was=item.place),
        lambda item: agenda.move_item(item, by=by, steps=1, was=item.place),
    ]
    for _step in range(60):
        item = session.agenda.get(pk=chance.choice(items).pk)
        verb = chance.choice(verbs[:4] if item.place is None else verbs)
        verb(item)
        chosen = list(session.agenda.chosen().in_order())
        raised = [one.is_community_raised for one in chosen]
        assert raised == sorted(raised, reverse=True)
        places = [one.place for one in chosen]
        assert len(set(places)) == len(places)


def test_a_move_up_stops_at_the_community(session):
    mine, theirs = AgendaItemFactory.create_batch(2, session=session)
    agenda.choose_item(mine, by=session.proposed_by)
    raised = agenda.mark_item(theirs, by=session.proposed_by, is_community_raised=True)
    agenda.choose_item(raised, by=session.proposed_by)
    assert order(session) == [theirs.title, mine.title]
    agenda.move_item(mine, by=session.proposed_by, steps=-1, was=1)
    assert order(session) == [theirs.title, mine.title]


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once_leave_one_whole_order():
    session = SessionFactory(proposed_by=PeerFactory())
    items = AgendaItemFactory.create_batch(6, session=session)
    in_threads(*[lambda i=item: agenda.choose_item(i, by=session.proposed_by) for item in items])
    assert sorted(session.agenda.values_list("place", flat=True)) == [1, 2, 3, 4, 5, 6]


# Telling ------------------------------------------------------------------------------------------


def test_whoever_brought_it_is_told_why_it_is_set_aside(session, goer, cast):
    item = bring(session, goer, title="Our strategy")
    address = f"/forums/talk/agenda/{item.pk}/set-aside/"
    assert cast.organiser.client.post(address, {"reason": " "}).status_code == 422
    assert cast.organiser.client.post(address, {"reason": "No slides."}).status_code == 302
    letter = goer.letters.get()
    assert letter.subject == "About what you proposed: “Our strategy”"
    assert "No slides." in letter.text
    assert f"/forums/talk/agenda/#item-{item.pk}" in letter.text
    cast.organiser.client.post(address, {"reason": "No slides."})
    agenda.put_item_back(item, by=cast.organiser.peer)
    agenda.set_item_aside(item, by=cast.organiser.peer, reason="No slides.")
    assert goer.letters.count() == 1
    agenda.put_item_back(item, by=cast.organiser.peer)
    agenda.set_item_aside(item, by=cast.organiser.peer, reason="It was said before.")
    assert goer.letters.count() == 2


def test_whoever_brought_it_is_told_once_that_it_is_chosen(session, goer):
    item = bring(session, goer, title="A van")
    for _time in range(2):
        agenda.choose_item(item, by=session.proposed_by)
        agenda.put_item_back(item, by=session.proposed_by)
    assert goer.letters.get().subject == "“A van” is on the agenda"


def test_who_decides_on_their_own_is_told_nothing(session):
    item = bring(session, session.proposed_by)
    agenda.choose_item(item, by=session.proposed_by)
    assert not session.proposed_by.letters.exists()


# Who reads what -----------------------------------------------------------------------------------


@pytest.fixture
def three(session, goer):
    """One of each state, all by the same."""
    chosen, proposed, aside = (
        AgendaItemFactory(session=session, proposed_by=goer, title=title)
        for title in ("xq-chosen", "xq-proposed", "xq-aside")
    )
    agenda.choose_item(chosen, by=session.proposed_by)
    agenda.set_item_aside(aside, by=session.proposed_by, reason="xq-reason")
    return chosen, proposed, aside


def read(client, path="/forums/talk/agenda/") -> set[str]:
    page = client.get(path).content.decode()
    return {word for word in ("chosen", "proposed", "aside", "reason") if f"xq-{word}" in page}


def test_who_reads_which_items(session, goer, three, cast):
    host = PeerFactory()
    session.hosts.add(host)
    everything = {"chosen", "proposed", "aside", "reason"}
    for client, seen in (
        (cast.nobody.client, {"chosen"}),
        (cast.suspended.client, {"chosen"}),
        (cast.peer.client, {"chosen", "proposed"}),
        (cast.moderator.client, {"chosen", "proposed"}),
        (signed_in(goer).client, everything),
        (signed_in(host).client, everything),
        (signed_in(session.proposed_by).client, everything),
        (cast.organiser.client, everything),
        (cast.admin.client, everything),
    ):
        assert read(client) == seen


def test_the_door_is_that_of_the_session(session, three, cast):
    session.state = State.DRAFT
    session.save()
    for player in (cast.nobody, cast.peer):
        assert not AgendaItem.objects.visible_to(player.peer).exists()
        assert player.client.get("/forums/talk/agenda/").status_code == 404
    assert read(cast.organiser.client) == {"chosen", "proposed", "aside", "reason"}


def test_a_host_of_a_conference_reads_the_agendas_of_its_parts(session, three):
    whole = SessionFactory()
    host = PeerFactory()
    whole.hosts.add(host)
    session.parent = whole
    session.save()
    assert read(signed_in(host).client) == {"chosen", "proposed", "aside", "reason"}


def proposer_to(viewer, item, **how) -> str | None:
    found = AgendaItem.objects.visible_to(viewer).with_proposer(viewer, **how).get(pk=item.pk)
    return found.proposer and found.proposer["name"]


@pytest.mark.parametrize(
    ("shown_to", "audience", "named_to"),
    [
        (ShownTo.EVERYONE, "public", {"visitor", "member", "goes"}),
        (ShownTo.EVERYONE, "members", {"member", "goes"}),
        (ShownTo.EVERYONE, "connections", set()),
        (ShownTo.EVERYONE, "hidden", set()),
        (ShownTo.GOING, "public", {"goes"}),
        (ShownTo.NOBODY, "public", set()),
    ],
)
def test_proposers_are_named_as_they_want(session, goer, shown_to, audience, named_to):
    item = AgendaItemFactory(session=session, proposed_by=goer)
    agenda.choose_item(item, by=session.proposed_by)
    Booking.objects.filter(peer=goer).update(shown_to=shown_to)
    Profile.objects.filter(pk=goer.pk).update(audience=audience)
    other = PeerFactory()
    BookingFactory(session=session, peer=other)
    viewers = {"visitor": AnonymousUser(), "member": PeerFactory(), "goes": other}
    for name, viewer in viewers.items():
        expected = "Gina Goes" if name in named_to else None
        assert proposer_to(viewer, item) == expected, name
    assert proposer_to(goer, item) == "Gina Goes"
    assert proposer_to(session.proposed_by, item, keeps=True) == "Gina Goes"


def test_a_connection_is_named_to_those_connected(session, goer):
    item = AgendaItemFactory(session=session, proposed_by=goer)
    Profile.objects.filter(pk=goer.pk).update(audience="connections")
    friend = PeerFactory()
    ConnectionFactory(asker=goer, asked=friend)
    assert proposer_to(friend, item) == "Gina Goes"


def test_somebody_blocked_notices_nothing_here(session, goer):
    item = AgendaItemFactory(session=session, proposed_by=goer)
    other = PeerFactory()
    before = proposer_to(other, item)
    Block.objects.create(by=goer, blocked=other)
    assert proposer_to(other, item) == before


def test_hosts_are_named_like_on_the_page_of_their_session(session):
    host = PeerFactory(name="Hanna Hosts")
    session.hosts.add(host)
    assert proposer_to(PeerFactory(), bring(session, host)) == "Hanna Hosts"


def test_what_somebody_brought_who_is_erased_stays_without_a_name(session, goer):
    item = bring(session, goer)
    goer.delete()
    item.refresh_from_db()
    assert item.proposed_by is None
    page = signed_in(PeerFactory()).client.get("/forums/talk/agenda/").content.decode()
    assert "Proposed by somebody who comes" in page
    agenda.choose_item(item, by=session.proposed_by)


# Pages --------------------------------------------------------------------------------------------


def test_an_empty_agenda_says_what_could_be_here(session, goer, cast):
    assert (
        "Nothing is chosen yet" in cast.nobody.client.get("/forums/talk/agenda/").content.decode()
    )
    page = signed_in(goer).client.get("/forums/talk/agenda/").content.decode()
    assert "What are you stuck with?" in page
    assert "/forums/talk/agenda/new/" in page
    assert "say that you come" in cast.peer.client.get("/forums/talk/agenda/").content.decode()


def test_words_are_markdown_without_markup(session):
    AgendaItemFactory(session=session, words="**Bold** <b onclick=x>b</b>", title="<i>Sly</i>")
    page = signed_in(PeerFactory()).client.get("/forums/talk/agenda/").content.decode()
    assert "<strong>Bold</strong>" in page
    assert "<b onclick" not in page
    assert "<i>Sly" not in page


@pytest.mark.parametrize("who", ["nobody", "peer", "organiser"])
def test_the_page_takes_as_many_queries_for_many_items_as_for_one(
    cast, session, django_assert_num_queries, django_assert_max_num_queries, who
):
    def add(count: int):
        for state in AgendaState.values:
            AgendaItemFactory.create_batch(
                count, session=session, state=state, reason="Why.", place=1,
                proposed_by=PeerFactory(),
            )  # fmt: skip

    client = getattr(cast, who).client
    add(1)
    client.get("/forums/talk/agenda/")
    with django_assert_max_num_queries(14) as asked:
        client.get("/forums/talk/agenda/")
    add(4)
    with django_assert_num_queries(len(asked.captured_queries)):
        assert client.get("/forums/talk/agenda/").content.count(b"<article") >= 5


def test_proposals_come_a_page_at_a_time(session):
    AgendaItemFactory.create_batch(45, session=session)
    client = signed_in(PeerFactory()).client
    assert client.get("/forums/talk/agenda/").content.count(b"<article") == 40
    assert client.get("/forums/talk/agenda/?page=2").content.count(b"<article") == 5
    assert client.get("/forums/talk/agenda/?page=3").status_code == 404
    assert client.get("/forums/talk/agenda/?page=x").status_code == 400
