"""What is posted: how much on a first day, how many links, and the same words again."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from forums.actions.venues import VenueDetails, add_venue
from forums.models import Venue
from leeds_leaders.moderation.actions import (
    check_may_post,
    check_may_say,
    screen,
    words_on_waiting,
)
from leeds_leaders.moderation.actions.screening import digest_of
from leeds_leaders.moderation.choices import Because
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.moderation.models import Case, Said
from peers import actions
from peers.actions import ItemDetails
from peers.choices import Kind
from peers.models import Item
from tests.conftest import in_threads
from tests.factories import ItemFactory, PeerFactory

pytestmark = pytest.mark.django_db
LINKS = "https://a.example https://b.example https://c.example"
SERMON = "Whoever comes on a Saturday morning finds tea, bread and people to talk with."


@pytest.fixture
def newcomer():
    return PeerFactory(joined_at=timezone.now() - timedelta(hours=2))


@pytest.fixture
def member():
    return PeerFactory(joined_at=timezone.now() - timedelta(days=30))


def later(**delta):
    return time_machine.travel(timezone.now() + timedelta(**delta))


# The first day ------------------------------------------------------------------------------------


def test_ten_posts_on_the_first_day_go_out_and_the_eleventh_waits(newcomer):
    assert [screen(newcomer, f"Post {number}") for number in range(10)] == [""] * 10
    assert screen(newcomer, "One more") == Because.MANY
    assert screen(newcomer, "Mended", before=("Mnded",)) == ""  # a change is no post
    with later(hours=22, minutes=1):
        assert screen(newcomer, "One more") == ""


def test_two_posts_at_once_are_not_both_the_tenth(transactional_db):
    newcomer = PeerFactory()
    for number in range(9):
        screen(newcomer, f"Post {number}")
    said = []

    @transaction.atomic
    def post():
        said.append(screen(newcomer, "At once"))

    in_threads(post, post, post)
    assert sorted(said) == ["", Because.MANY, Because.MANY]


HOW_MANY = {
    "See https://a.example and www.b.example": "",
    "See [a](https://a.example) and [b](/b), please": "",
    LINKS: Because.LINKS,
    "[a](//a) [b](x) <HTTP://C.EXAMPLE>": Because.LINKS,
    "[a][1] [b][2] [c][3]\n\n[1]: //a.example\n[2]: http&#58;//b.com\n[3]: //d.e": Because.LINKS,
    "spam.com spam.org buy.net": Because.LINKS,
    "[a](/a) (see https://c.example)": "",
    "[https://a.example](https://a.example) <https://b.example>": "",
    "[a](//a.example) spam.com (see https://c.example)": Because.LINKS,
    "[a](//a.example) **https://b.example** `www.c.example`": Because.LINKS,
    "www.a.example www.b.example www.c.example": Because.LINKS,
}


@pytest.mark.parametrize(("text", "because"), list(HOW_MANY.items()))
def test_more_than_two_links_wait_on_the_first_day_and_never_later(text, because, newcomer, member):
    assert screen(newcomer, "Title", text) == because
    assert screen(member, "Title", text) == ""


def test_links_of_all_that_is_written_at_once_count_together(newcomer):
    assert screen(newcomer, "spam.com buy.org", "See [c](/c) there.") == Because.LINKS


def test_links_that_a_moderator_has_seen_do_not_wait_again(newcomer):
    before = ("Title", f"{LINKS} and more.")
    assert screen(newcomer, "Better title", f"{LINKS} and more.", before=before) == ""
    assert screen(newcomer, "Title", f"{LINKS} https://d.example", before=before) == Because.LINKS


# The same words again -----------------------------------------------------------------------------


def test_the_same_words_in_a_third_place_within_a_day_wait(member):
    assert screen(member, "Tea", SERMON) == ""
    assert screen(member, "Bread", f"**{SERMON.upper()}**") == ""
    assert screen(member, "People", SERMON.replace(" ", "  ")) == Because.REPEATED
    with later(hours=25):
        assert screen(member, "Tea", SERMON) == ""


def test_the_same_words_by_a_third_person_within_a_day_wait(member, newcomer):
    assert screen(member, SERMON) == screen(newcomer, SERMON) == ""
    assert screen(PeerFactory(), SERMON) == Because.REPEATED


def test_short_words_and_words_saved_again_are_no_repetition(member):
    for _number in range(4):
        assert screen(member, "Tea and bread") == ""
    assert screen(member, "Tea", SERMON) == ""
    for number in range(4):
        assert screen(member, f"Tea {number}", SERMON, before=("Tea", SERMON)) == ""
    assert screen(member, "Bread", SERMON, before=("Bread", "")) == ""
    assert screen(member, "People", SERMON, before=("People", "")) == Because.REPEATED


def test_what_many_say_alike_is_no_repetition(member):
    way_in = "Step-free from the street, and a lift to all floors. Ring at the side door."
    for number in range(4):
        assert screen(member, f"Breakfast {number}", alike=(way_in,)) == ""
        add_venue(VenueDetails(name=f"Hall {number}", access_notes=way_in), by=member)
    assert not Venue.objects.exclude(hidden_at=None).exists()
    staff = PeerFactory(is_staff=True, joined_at=member.joined_at)
    assert {screen(staff, SERMON) for _time in range(4)} == {""}
    assert [screen(member, SERMON, alike=(way_in,)) for _time in range(3)] == ["", "", "repeated"]
    changed = screen(member, SERMON, before=(SERMON, way_in), alike=("Ada",))
    assert changed == ""  # what is its own stands as it stood


def test_what_is_kept_of_a_post_does_not_tell_what_it_said(member):
    screen(member, SERMON)
    said = Said.objects.get()
    assert said.digest == digest_of([SERMON])
    assert len(said.digest) == 32
    assert "tea" not in str(vars(said)).lower()


# What is refused ----------------------------------------------------------------------------------


def test_words_to_one_person_are_refused_in_words(newcomer, member):
    with pytest.raises(TooMuch, match="From tomorrow on"):
        check_may_say(newcomer, LINKS)
    check_may_say(newcomer, SERMON)
    check_may_say(newcomer, SERMON)
    with pytest.raises(TooMuch, match="two people already"):
        check_may_say(newcomer, SERMON)
    assert screen(newcomer, "A post") == ""  # they count as no post
    for _number in range(4):
        check_may_say(member, LINKS, SERMON)


def test_whoever_has_been_here_for_a_day_says_things_at_no_cost(member, django_assert_num_queries):
    with django_assert_num_queries(0):
        check_may_say(member, LINKS, SERMON)


def test_what_members_see_while_it_waits_is_refused(newcomer):
    for number in range(10):
        check_may_post(newcomer, f"Post {number}")
    with pytest.raises(TooMuch, match="ten things on your first day"):
        check_may_post(newcomer, "One more")


# What waits ---------------------------------------------------------------------------------------


def test_an_item_beyond_the_first_day_is_its_peers_alone_and_says_why(newcomer, member, client):
    item = actions.add_item(Kind.OFFER, ItemDetails(title="A van", words=LINKS), by=newcomer)
    case = Case.objects.get()
    assert (case.kind, case.object_id) == ("item", str(item.pk))
    assert (case.author, case.because, case.is_held) == (newcomer, Because.LINKS, True)
    assert not Item.objects.visible_to(member).exists()
    client.force_login(member)
    assert client.get(item.get_absolute_url()).status_code == 404
    client.force_login(newcomer)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "It keeps advertisers away." in page
    assert words_on_waiting(item) in page.replace("&#x27;", "'")


def test_what_is_seen_costs_no_query_to_say_that_it_does_not_wait(
    member, django_assert_num_queries
):
    item = ItemFactory(peer=member)
    with django_assert_num_queries(0):
        assert words_on_waiting(item) == ""
