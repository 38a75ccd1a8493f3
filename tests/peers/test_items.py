"""Offers and asks: who sees them, how they end, and who is told."""

from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.utils import timezone

from leeds_leaders.language.models import Help
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Notice
from peers import actions, jobs
from peers.actions import ItemDetails
from peers.actions.people import lock
from peers.choices import ITEM_MOVES, Audience, Cost, ItemState, Kind, Tie
from peers.errors import IllegalItemMove, NotForTheOwner
from peers.models import Block, Connection, EntryText, Following, Item, PeerTally, Profile
from tests.conftest import in_threads
from tests.factories import ItemFactory, PeerFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)


def details(**more) -> ItemDetails:
    return ItemDetails(**{"title": "A room on Tuesdays", **more})


def member(**more):
    """Somebody who joined a while ago."""
    return PeerFactory(joined_at=LONG_AGO, **more)


def connect(one, other) -> None:
    Connection.objects.create(asker=one, asked=other, state=Tie.ACCEPTED)


def closed(item: Item, state: str = ItemState.MET, outcome: str = "") -> Item:
    return actions.close_item(item, by=item.peer, state=state, outcome=outcome)


def listed(item: Item) -> bool:
    """Whether any circle finds the item on its peer's card."""
    cards = EntryText.objects.filter(peer=item.peer).values_list("card", flat=True)
    return any(item.slug in str(card) for card in cards)


# Who sees an item ---------------------------------------------------------------------------------

SEES = {  # the narrower of the profile's audience and the item's own → who else sees it
    Audience.PUBLIC: {"visitor", "member", "connection"},
    Audience.MEMBERS: {"member", "connection"},
    Audience.CONNECTIONS: {"connection"},
    Audience.HIDDEN: set(),
}


@pytest.mark.parametrize(("whole", "part"), list(product(Audience, Audience)))
def test_an_item_is_seen_by_the_narrower_of_two_circles_and_by_its_peer(whole, part):
    item = ItemFactory(peer=member(), audience=part)
    Profile.objects.filter(peer=item.peer).update(audience=whole)
    friend = member()
    connect(friend, item.peer)
    viewers = {"visitor": AnonymousUser(), "member": member(), "connection": friend}
    seen_by = {n for n, v in viewers.items() if Item.objects.visible_to(v).filter(pk=item.pk)}
    order = list(Audience)
    assert seen_by == SEES[order[max(order.index(whole), order.index(part))]]
    assert Item.objects.visible_to(item.peer).get() == item


@pytest.mark.parametrize("state", [ItemState.MET, ItemState.CLOSED])
def test_a_closed_item_is_there_for_its_peer_and_its_followers_alone(state):
    item, follower, other = ItemFactory(), member(), member()
    actions.follow(item, by=follower)
    closed(item, state)
    seen = [Item.objects.visible_to(viewer).count() for viewer in (item.peer, follower, other)]
    assert seen == [1, 1, 0]
    assert not Item.objects.visible_to(AnonymousUser()).exists()


def test_a_follower_who_may_see_the_peer_no_more_sees_what_is_closed_no_more():
    item, follower = ItemFactory(), member()
    actions.follow(item, by=follower)
    closed(item)
    Profile.objects.filter(peer=item.peer).update(audience=Audience.CONNECTIONS)
    assert not Item.objects.visible_to(follower).exists()


def test_the_page_of_a_closed_item_says_what_came_of_it_and_is_missing_for_others():
    item, follower, other = ItemFactory(), member(), member()
    actions.follow(item, by=follower)
    closed(item, outcome="Two choirs share the room now.")
    bodies = {}
    for peer in (follower, other):
        client = Client()
        client.force_login(peer)
        bodies[peer] = client.get(item.get_absolute_url())
    assert "Two choirs share the room now." in bodies[follower].content.decode()
    assert bodies[other].status_code == 404


def test_an_item_past_its_last_day_is_off_all_pages_before_anybody_has_closed_it():
    item = ItemFactory(until=timezone.localdate() - timedelta(days=1))
    assert not Item.objects.visible_to(member()).exists()
    assert Item.objects.visible_to(item.peer).exists()
    assert item.stands == "past its date"


@time_machine.travel("2026-07-01 23:30:00+00:00", tick=False)
def test_a_last_day_ends_by_the_citys_own_clocks():
    ItemFactory(until=date(2026, 7, 1))
    today = ItemFactory(until=date(2026, 7, 2))
    assert list(Item.objects.open()) == [today]


# Adding and changing ------------------------------------------------------------------------------


def test_what_was_said_is_what_is_kept():
    peer, tag = member(), Help.objects.get(slug="a-place-to-meet")
    said = details(
        words="For *twelve*.",
        tags=[tag],
        cost=Cost.BURSARY,
        until=timezone.localdate() + timedelta(days=9),
        audience=Audience.CONNECTIONS,
    )
    item = Item.objects.get(pk=actions.add_item(Kind.OFFER, said, by=peer).pk)
    kept = {name: getattr(item, name) for name in ("title", "words", "cost", "until", "audience")}
    assert kept == {name: getattr(said, name) for name in kept}
    assert (item.peer, item.kind, item.state) == (peer, Kind.OFFER, ItemState.OPEN)
    assert list(item.tags.all()) == [tag]
    assert listed(item)


def test_sending_the_form_twice_adds_one_item():
    peer = member()
    first = actions.add_item(Kind.ASK, details(), by=peer)
    assert actions.add_item(Kind.ASK, details(), by=peer) == first
    assert actions.add_item(Kind.OFFER, details(), by=peer) != first


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_add_one_item():
    peer = member()
    in_threads(*[lambda: actions.add_item(Kind.ASK, details(), by=peer)] * 3)
    assert Item.objects.count() == 1


def test_nobody_changes_what_is_somebody_elses():
    item, other = ItemFactory(), member()
    for verb in (
        lambda: actions.change_item(item, details(), by=other),
        lambda: actions.close_item(item, by=other, state=ItemState.MET),
        lambda: actions.reopen_item(item, by=other),
    ):
        with pytest.raises(Item.DoesNotExist), transaction.atomic():
            verb()


def test_the_slug_of_an_item_tells_nobody_how_many_there_are_and_stays():
    peer = member()
    item = actions.add_item(Kind.ASK, details(title="🎉"), by=peer)
    assert item.slug.startswith("ask-")
    assert len(item.slug) == len("ask-") + 5
    assert actions.change_item(item, details(title="Paper"), by=peer).slug == item.slug


def test_a_page_holds_fifty_open_ones():
    peer = member()
    items = [ItemFactory(peer=peer) for _ in range(50)]
    with pytest.raises(IllegalItemMove, match="50"), transaction.atomic():
        actions.add_item(Kind.ASK, details(), by=peer)
    closed(items[0])
    actions.add_item(Kind.ASK, details(), by=peer)
    with pytest.raises(IllegalItemMove, match="50"), transaction.atomic():
        actions.reopen_item(items[0], by=peer)


# The first day ------------------------------------------------------------------------------------


def test_a_newcomer_adds_ten_things_on_the_first_day_and_more_wait():
    newcomer = PeerFactory(joined_at=timezone.now() - timedelta(hours=2))
    asks = [
        actions.add_item(Kind.ASK, details(title=f"Ask {number}"), by=newcomer)
        for number in range(11)
    ]
    assert [item.is_hidden for item in asks] == [False] * 10 + [True]
    assert not listed(asks[-1])
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert not actions.add_item(Kind.ASK, details(title="One more"), by=newcomer).is_hidden


def test_the_form_says_why_a_newcomer_must_wait(client):
    client.force_login(PeerFactory())
    sent = {"title": "A", "words": "www.a.b www.c.d www.e.f", "audience": "members"}
    answer = client.post("/me/items/add/ask/", sent, follow=True)
    assert "a moderator looks at what holds more than two links" in answer.content.decode()
    assert "www.e.f" in answer.content.decode()


# Closing and opening again ------------------------------------------------------------------------

BY_HAND = (ItemState.MET, ItemState.CLOSED)


@pytest.mark.parametrize(("here", "there"), list(product(ItemState, BY_HAND)))
def test_only_moves_of_the_table_are_made(here, there):
    item = ItemFactory(state=here, closed_at=None if here == ItemState.OPEN else LONG_AGO)
    if there in ITEM_MOVES[here] or here == there:
        assert closed(item, there).state == there
    else:
        with pytest.raises(IllegalItemMove, match=f"is {here.label}; it cannot become"):
            closed(item, there)


@pytest.mark.parametrize("here", ItemState)
def test_every_item_can_be_opened_again(here):
    item = ItemFactory(
        state=here,
        closed_at=None if here == ItemState.OPEN else LONG_AGO,
        until=timezone.localdate() - timedelta(days=1),
        outcome="",
    )
    again = actions.reopen_item(item, by=item.peer)
    assert (again.state, again.closed_at, again.until) == (ItemState.OPEN, None, None)
    assert listed(again)


def test_a_met_item_leaves_all_lists_at_once_and_counts_no_more():
    item = ItemFactory()

    def offers():
        rows = PeerTally.objects.filter(facet="offer", audience=Audience.MEMBERS)
        return sum(rows.values_list("count", flat=True))

    assert (listed(item), offers()) == (True, 1)
    closed(item)
    assert (listed(item), offers()) == (False, 0)


def test_closing_twice_is_harmless_and_keeps_the_latest_words():
    item = ItemFactory()
    actions.follow(item, by=member())
    first = closed(item, outcome="A choir has it.")
    again = closed(item, outcome="A choir has the room.")
    assert again.closed_at == first.closed_at
    assert Item.objects.get().outcome == "A choir has the room."
    assert Notice.objects.count() == 1


# Who is told --------------------------------------------------------------------------------------


def test_followers_are_told_once_what_came_of_it():
    item = ItemFactory(title="A room on Tuesdays", peer=member(name="Fern Keeper"))
    follower = member()
    actions.follow(item, by=follower)
    actions.follow(item, by=follower)
    closed(item, outcome="Two choirs share it now.")
    letter = Letter.objects.get()
    assert (letter.recipient, letter.purpose) == (follower, Purpose.PEOPLE)
    assert letter.subject == "“A room on Tuesdays” is met"
    assert (
        "You follow “A room on Tuesdays”, an offer of Fern Keeper. Somebody has taken it up, so it"
        " is on no list any more.\n\nWhat came of it: Two choirs share it now."
    ) in letter.text
    assert item.get_absolute_url() in letter.text
    assert Notice.objects.get().recipient == follower


def test_opening_and_closing_all_day_tells_once():
    item = ItemFactory()
    actions.follow(item, by=member())
    for _round in range(3):
        closed(item)
        actions.reopen_item(item, by=item.peer)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(("whole", "part"), list(product(Audience, Audience)))
def test_only_followers_who_may_see_it_are_told(whole, part):
    item = ItemFactory(peer=member())
    followers = [member() for _ in range(3)]
    for follower in followers:
        actions.follow(item, by=follower)
    connect(followers[0], item.peer)
    Connection.objects.create(asker=item.peer, asked=followers[1], state=Tie.ASKED)
    Item.objects.update(audience=part)
    Profile.objects.filter(peer=item.peer).update(audience=whole)
    closed(item)
    may_see = {f for f in followers if Item.objects.visible_to(f).filter(pk=item.pk)}
    assert {notice.recipient for notice in Notice.objects.all()} == may_see


def test_nobody_hears_of_whom_they_have_blocked_and_the_blocked_hear_as_before():
    item, blocker, blocked = ItemFactory(), member(), member()
    for follower in (blocker, blocked):
        actions.follow(item, by=follower)
    Block.objects.create(by=blocker, blocked=item.peer)
    Block.objects.create(by=item.peer, blocked=blocked)
    closed(item)
    assert {notice.recipient for notice in Notice.objects.all()} == {blocked}


def test_the_suspended_are_not_told_and_nothing_of_theirs_is():
    item, gone = ItemFactory(), member()
    actions.follow(item, by=gone)
    gone.is_active = False
    gone.save()
    closed(item)
    assert not Notice.objects.exists()


def test_many_followers_are_told_in_as_many_queries_as_one(django_assert_max_num_queries):
    for count in (1, 20):
        item = ItemFactory()
        for _ in range(count):
            actions.follow(item, by=member())
        with django_assert_max_num_queries(14):
            closed(item)


def test_nobody_follows_their_own_and_unfollowing_twice_is_harmless():
    item, follower = ItemFactory(), member()
    with pytest.raises(NotForTheOwner):
        actions.follow(item, by=item.peer)
    actions.follow(item, by=follower)
    actions.unfollow(item, by=follower)
    actions.unfollow(item, by=follower)
    assert not Following.objects.exists()


# Past its last day --------------------------------------------------------------------------------


def test_what_is_past_is_closed_in_batches_and_leaves_all_lists(monkeypatch):
    monkeypatch.setattr("peers.actions.items.BATCH", 2)
    tomorrow = timezone.localdate() + timedelta(days=1)
    ending = [ItemFactory(until=tomorrow) for _ in range(5)]
    lasting = [ItemFactory(), ItemFactory(until=tomorrow + timedelta(days=1))]
    assert jobs.close_past_items() == 0
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert jobs.close_past_items() == 5
    assert {item.pk for item in Item.objects.filter(state=ItemState.PAST)} == {
        item.pk for item in ending
    }
    assert [listed(item) for item in ending + lasting] == [False] * 5 + [True] * 2
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_is_writing_is_not_waited_for():
    busy, free = (ItemFactory(until=timezone.localdate() - timedelta(days=1)) for _ in range(2))
    with transaction.atomic():
        lock(busy.peer)
        in_threads(jobs.close_past_items)
    states = dict(Item.objects.values_list("pk", "state"))
    assert states == {busy.pk: ItemState.OPEN, free.pk: ItemState.PAST}
    jobs.close_past_items()
    assert set(Item.objects.values_list("state", flat=True)) == {ItemState.PAST}


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_what_is_past_once():
    for _ in range(4):
        ItemFactory(until=timezone.localdate() - timedelta(days=1))
    in_threads(*[jobs.close_past_items] * 2)
    assert set(Item.objects.values_list("state", flat=True)) == {ItemState.PAST}


def test_folding_keeps_the_sums():
    for _ in range(3):
        closed(ItemFactory())
        ItemFactory(kind=Kind.ASK)

    def sums():
        found: dict = {}
        for row in PeerTally.objects.all():
            key = row.audience, row.facet, row.value
            found[key] = found.get(key, 0) + row.count
        return {key: count for key, count in found.items() if count}

    before, rows = sums(), PeerTally.objects.count()
    jobs.fold_tallies()
    assert sums() == before
    assert PeerTally.objects.count() < rows


# Pages --------------------------------------------------------------------------------------------


@pytest.fixture
def mine(client):
    peer = member()
    client.force_login(peer)
    return peer


def test_an_empty_page_says_what_could_stand_there(client, mine):
    assert "What could you lend a hand with?" in client.get("/me/items/").content.decode()
    assert "You follow none yet." in client.get("/me/items/followed/").content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_my_list_takes_as_many_queries_for_five_as_for_one(
    client, mine, count, django_assert_num_queries
):
    for _ in range(count):
        item = ItemFactory(peer=mine)
        closed(ItemFactory(peer=mine))
        actions.follow(ItemFactory(), by=mine)
    with django_assert_num_queries(5):  # session, peer, count, items, tags
        answer = client.get("/me/items/").content.decode()
    assert item.title in answer
    assert answer.index("Open</h2>") < answer.index("Met, closed or past</h2>")
    with django_assert_num_queries(5):
        client.get("/me/items/followed/")


def test_ten_thousand_items_come_a_page_at_a_time(client, mine):
    Item.objects.bulk_create(
        Item(peer=mine, kind="ask", title=f"Ask {n}", slug=f"ask-{n}") for n in range(200)
    )
    assert client.get("/me/items/").content.decode().count("<article") == 30
    assert client.get("/me/items/?page=7").content.decode().count("<article") == 20
    assert client.get("/me/items/?page=8").status_code == 404
    assert client.get("/me/items/?page=-1").status_code == 400


def test_an_ask_has_no_price_whatever_is_sent(client, mine):
    sent = {"title": "A hand", "audience": "members", "cost": "paid"}
    client.post("/me/items/add/ask/", sent)
    item = Item.objects.get()
    assert (item.cost, item.kind, item.audience) == (Cost.FREE, Kind.ASK, Audience.MEMBERS)


def test_nothing_but_the_fields_of_the_form_is_taken(client, mine):
    other = member()
    sent = {"title": "A hand", "audience": "members", "cost": "free", "state": "met",
            "peer": other.pk, "slug": "mine", "outcome": "x"}  # fmt: skip
    client.post("/me/items/add/offer/", sent)
    item = Item.objects.get()
    assert (item.peer, item.state, item.outcome) == (mine, ItemState.OPEN, "")
    assert item.slug != "mine"


ODD = {
    "title": ["", " ", "x" * 121, "a\x0bb", "\u200b"],
    "words": ["x" * 5001, "a\x1cb"],
    "until": ["2000-01-01", "1999-12-31", "2101-01-01", "0001-01-01", "soon", "NaN"],
    "audience": ["", "everybody", "PUBLIC"],
    "cost": ["", "cheap"],
    "tags": ["no-such-help", "1"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in ODD.items() for v in values])
def test_odd_input_is_answered_in_words(client, mine, name, value):
    sent = {"title": "A hand", "audience": "members", "cost": "free", name: value}
    answer = client.post("/me/items/add/offer/", sent)
    assert answer.status_code in {400, 422}
    assert not Item.objects.exists()


def test_an_item_past_its_date_can_be_changed_without_a_new_one(client, mine):
    day = timezone.localdate() - timedelta(days=3)
    item = ItemFactory(peer=mine, until=day, state=ItemState.PAST, closed_at=LONG_AGO)
    sent = {"title": "New words", "audience": "members", "cost": "free", "until": day.isoformat()}
    assert client.post(f"{item.get_absolute_url()}edit/", sent).status_code == 302
    assert Item.objects.get().title == "New words"


def test_an_item_is_closed_and_opened_again_from_its_page(client, mine):
    item = ItemFactory(peer=mine)
    page = item.get_absolute_url()
    answer = client.post(f"{page}close/", {"state": "met", "outcome": "Done"}, follow=True)
    assert "What came of it:" in answer.content.decode()
    assert Item.objects.get().state == ItemState.MET
    answer = client.post(f"{page}close/", {"state": "closed"}, follow=True)
    assert "is met; it cannot become closed." in answer.content.decode()
    assert client.post(f"{page}close/", {"state": "past"}).status_code == 422
    answer = client.post(f"{page}reopen/", follow=True)
    assert "It is open again." in answer.content.decode()


def test_following_is_a_click_and_so_is_its_end(client, mine):
    item = ItemFactory()
    answer = client.post(f"{item.get_absolute_url()}follow/", follow=True)
    assert "Follow it no longer" in answer.content.decode()
    assert item.title in client.get("/me/items/followed/").content.decode()
    client.post(f"{item.get_absolute_url()}unfollow/")
    assert not Following.objects.exists()


def test_whoever_was_signed_out_in_between_comes_back_to_the_item(client):
    item = ItemFactory()
    answer = client.post(f"{item.get_absolute_url()}follow/")
    assert answer.headers["Location"] == f"/accounts/login/?next={item.get_absolute_url()}"


def test_words_are_markdown_without_html(client, mine):
    item = ItemFactory(peer=mine, words="*Soft* <script>alert(1)</script> [x](javascript:alert(1))")
    body = client.get(item.get_absolute_url()).content.decode()
    assert "<em>Soft</em>" in body
    assert "<script>alert" not in body
    assert 'href="javascript' not in body
