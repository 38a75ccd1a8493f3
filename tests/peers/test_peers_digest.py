"""What the digest tells of peers: who is new, once, to whom it matters, as far as they may know."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.notices import actions, sources
from leeds_leaders.notices.actions import digests
from leeds_leaders.notices.choices import Purpose, Rhythm
from leeds_leaders.notices.models import Letter, Notice, Preference
from peers.actions import set_aside
from peers.choices import Audience, Tie
from peers.digest import MOST, PeersInCommon
from peers.models import Block, Connection, Profile
from tests.factories import PeerFactory, people

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
SINCE, UNTIL = TUESDAY - timedelta(days=7), TUESDAY - digests.CLOCKS
DAY, MOMENT = timedelta(days=1), timedelta.resolution
FOOD, PANTRY, ARTS, HERE, THERE = (
    "food-and-growing", "food-support", "arts-and-culture", "armley", "wetherby",
)  # fmt: skip


def reader(*, causes=(FOOD,), wards=(), **preference) -> Preference:
    """Somebody with a weekly digest that is due on Tuesday at eight."""
    peer = preference.pop("peer", None) or PeerFactory(name="Rea Reader")
    chosen = {"rhythm": Rhythm.WEEKLY, "digested_until": SINCE, "next_digest_at": TUESDAY}
    preference = Preference.objects.create(peer=peer, **chosen | preference)
    preference.causes.set(Cause.objects.filter(slug__in=causes))
    preference.wards.set(Ward.objects.filter(slug__in=wards))
    return preference


def newcomer(found_since=TUESDAY - DAY, **said):
    """Somebody whom members find since a moment."""
    [peer] = people({"causes": [FOOD], **said})
    times = {"found_since": found_since, "changed_at": found_since or SINCE}
    Profile.objects.filter(peer=peer).update(**times)
    return peer


def send(at=TUESDAY) -> int:
    with time_machine.travel(at, tick=False):
        return actions.send_due_digests()


def told(preference) -> list[int]:
    """Ids of all peers that somebody was told of, digest by digest."""
    letters = Letter.objects.filter(recipient=preference.peer_id, purpose=Purpose.DIGEST)
    return [
        pk
        for letter in letters.order_by("pk")
        for pk in letter.items.get("peers.common", {"ids": []})["ids"]
    ]


# Who is new --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found_since", "is_told"),
    [(SINCE - MOMENT, False), (SINCE, True), (UNTIL - MOMENT, True), (UNTIL, False)],
)
def test_a_window_holds_its_beginning_and_not_its_end(found_since, is_told):
    someone, new = reader(), newcomer(found_since)
    send()
    assert (told(someone) == [new.pk]) == is_told


def test_who_joins_is_found_since_then_and_who_opens_a_profile_since_that():
    peer = PeerFactory()
    assert Profile.objects.get(peer=peer).found_since is not None
    for audience, is_found in (
        (Audience.HIDDEN, False), (Audience.CONNECTIONS, False), (Audience.MEMBERS, True),
        (Audience.PUBLIC, True),
    ):  # fmt: skip
        Profile.objects.filter(peer=peer).update(audience=audience)
        assert (Profile.objects.get(peer=peer).found_since is not None) == is_found


def test_opening_further_or_saving_again_makes_nobody_new():
    peer = newcomer(SINCE - 30 * DAY)
    for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.MEMBERS):
        Profile.objects.filter(peer=peer).update(audience=audience)
    profile = Profile.objects.get(peer=peer)
    profile.save()
    assert Profile.objects.get(peer=peer).found_since == SINCE - 30 * DAY


def test_who_says_later_what_they_care_about_is_told_of_then_and_once():
    someone = reader()
    new = newcomer(SINCE - 5 * DAY, causes=[])
    send()
    assert told(someone) == []
    new.profile.causes.add(Cause.objects.get(slug=FOOD))
    Profile.objects.filter(peer=new).update(changed_at=TUESDAY + DAY)
    send(TUESDAY + 7 * DAY)
    Profile.objects.filter(peer=new).update(changed_at=TUESDAY + 8 * DAY)
    send(TUESDAY + 14 * DAY)
    assert told(someone) == [new.pk]


def test_who_was_here_long_ago_is_no_news_whatever_they_change():
    someone = reader()
    for found_since in (SINCE - 61 * DAY, None):
        old = newcomer(found_since)
        Profile.objects.filter(peer=old).update(changed_at=TUESDAY - DAY)
    send()
    assert told(someone) == []


# To whom it matters ------------------------------------------------------------------------------


def test_new_peers_are_those_of_followed_causes_and_wards():
    for_cause, for_part, in_ward, neither, nothing = (
        reader(),
        reader(causes=[PANTRY]),
        reader(causes=[], wards=[HERE]),
        reader(causes=[ARTS], wards=[THERE]),
        reader(causes=[]),
    )
    cares, near = newcomer(causes=[PANTRY]), newcomer(causes=[], wards=[HERE])
    send()
    assert told(for_cause) == told(for_part) == [cares.pk]
    assert told(in_ward) == [near.pk]
    assert told(neither) == told(nothing) == []


def test_nobody_is_told_of_themselves():
    [peer] = people({"causes": [FOOD]})
    someone = reader(peer=peer)
    send()
    assert told(someone) == []


@pytest.mark.parametrize("audience", [Audience.HIDDEN, Audience.CONNECTIONS])
def test_who_is_not_for_members_is_told_to_nobody(audience):
    someone, new = reader(), newcomer()
    Profile.objects.filter(peer=new).update(audience=audience, found_since=TUESDAY - DAY)
    send()
    assert told(someone) == []


def test_what_is_not_for_members_matters_to_nobody_and_is_not_told():
    someone, both = reader(), reader(wards=[HERE])
    new = newcomer(wards=[HERE], one_line="Qqq")
    profile = Profile.objects.get(peer=new)
    profile.audiences |= {"causes": "connections", "one_line": "hidden"}
    profile.save()
    Profile.objects.filter(peer=new).update(found_since=TUESDAY - DAY)
    send()
    assert told(someone) == []
    assert told(both) == [new.pk]
    letter = Letter.objects.get()
    for text in (letter.text, letter.html):
        assert "Armley" in text
        assert "Food" not in text
        assert "Qqq" not in text


@pytest.mark.parametrize("state", Tie)
def test_nobody_is_told_of_whom_they_asked_or_were_asked_by(state):
    someone, asker, asked = reader(), newcomer(), newcomer()
    Connection.objects.create(asker=asker, asked=someone.peer, state=state)
    Connection.objects.create(asker=someone.peer, asked=asked, state=state)
    send()
    assert told(someone) == []


def test_nobody_is_told_of_whom_they_blocked_were_blocked_by_or_set_aside():
    someone, blocked, blocker, aside, other = reader(), *(newcomer() for _n in range(4))
    Block.objects.create(by=someone.peer, blocked=blocked)
    Block.objects.create(by=blocker, blocked=someone.peer)
    set_aside(aside, by=someone.peer)
    send()
    assert told(someone) == [other.pk]


def test_who_is_suspended_is_told_to_nobody():
    someone, new = reader(), newcomer()
    new.is_active = False
    new.save()
    send()
    assert told(someone) == []


# As it is read -----------------------------------------------------------------------------------


def test_a_letter_names_and_the_inbox_does_not():
    reader()
    newcomer(name="Amina <b>Khan</b>", causes=[PANTRY], wards=[HERE], one_line="Soup & company.")
    send()
    letter, notice = Letter.objects.get(), Notice.objects.get()
    assert letter.subject == "1 new peer to meet"
    assert (
        "NEW PEERS WITH SOMETHING IN COMMON\n\n* Amina <b>Khan</b>\n"
        "  Armley · Food support · Soup & company.\n" in letter.text
    )
    assert "<b>Khan" not in letter.html
    assert "Amina" not in notice.title + notice.text
    assert notice.url == "/me/in-common/"


def test_of_many_the_newest_are_named():
    someone = reader()
    new = [newcomer(TUESDAY - DAY + timedelta(minutes=n)) for n in range(MOST + 3)]
    send()
    assert told(someone) == [peer.pk for peer in reversed(new[3:])]
    assert Letter.objects.get().subject == f"{MOST + 3} new peers to meet"
    assert "And 3 more" in Letter.objects.get().text


# Once more, just before it leaves ----------------------------------------------------------------


@pytest.mark.parametrize("what", ["hides", "is suspended", "is blocked", "blocks", "leaves"])
def test_what_changed_meanwhile_is_taken_out_before_it_leaves(what):
    someone, new, other = reader(), newcomer(name="Gone Soon"), newcomer(name="Still Here")
    send()
    if what == "hides":
        Profile.objects.filter(peer=new).update(audience=Audience.HIDDEN)
    elif what == "is suspended":
        new.is_active = False
        new.save()
    elif what == "is blocked":
        Block.objects.create(by=someone.peer, blocked=new)
    elif what == "blocks":
        Block.objects.create(by=new, blocked=someone.peer)
    else:
        new.delete()
    [mended], void = sources.recheck(list(Letter.objects.select_related("recipient")))
    assert void == []
    for text in (mended.text, mended.html):
        assert "Gone Soon" not in text
        assert other.name in text
    assert mended.subject == "1 new peer to meet"


# What it costs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 7])
def test_any_number_of_readers_and_peers_take_the_same_queries(count, django_assert_num_queries):
    for _n in range(count):
        reader(wards=[HERE])
        newcomer(wards=[HERE])
    section = PeersInCommon()
    readers = [
        sources.Reader(
            p.peer_id, SINCE, UNTIL, frozenset(p.causes.values_list("pk", flat=True)), frozenset()
        )
        for p in Preference.objects.all()
    ]
    section.gather(readers)
    with django_assert_num_queries(3):
        found = section.gather(readers)
    assert len(found) == count
    with django_assert_num_queries(2):
        section.still({peer_id: [i.id for i in each.items] for peer_id, each in found.items()})


def test_nothing_is_asked_where_nobody_follows_anything(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert PeersInCommon().gather([sources.Reader(1, SINCE, UNTIL)]) == {}


def test_the_moment_is_found_by_its_index():
    newcomer()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM peers_profile WHERE found_since >= now()")
        assert "profile_by_found_since" in str(cursor.fetchall())
