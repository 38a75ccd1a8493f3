"""Matches: people with something in common, for reasons that may be told, and each in turn."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.language.models import Help
from peers.choices import Audience, ItemState, PairState, Tie
from peers.models import Block, Connection, Item, Pair, Peer, PeerTally, Profile, SetAside
from peers.querysets import matching
from peers.querysets.facts import facts_of
from peers.querysets.matching import FEW, SHOWN, matches_of, others_who_offer
from tests.factories import people

pytestmark = pytest.mark.django_db

ROOM, MONEY, VANS = "a-place-to-meet", "money", "transport"
FOOD, GROWING, PANTRY, ARTS = (
    "food-and-growing", "community-growing", "food-support", "arts-and-culture",
)  # fmt: skip
HERE, THERE = "armley", "roundhay"


def found(viewer) -> list[matching.Match]:
    return matches_of(facts_of(viewer))


def names(viewer) -> list[str]:
    return [match.card.name for match in found(viewer)]


# Why ---------------------------------------------------------------------------------------------


def test_a_match_says_why_in_what_both_have_said():
    viewer, _other = people(
        {"asks": [ROOM], "offers": [VANS, MONEY], "causes": [FOOD, ARTS], "wards": [HERE]},
        {
            "name": "Amina",
            "offers": [ROOM, MONEY],
            "asks": [VANS],
            "causes": [FOOD],
            "wards": [HERE, THERE],
        },
    )
    [match] = found(viewer)
    assert match.card.name == "Amina"
    assert [(each.title, [h.value for h in each.helps]) for each in match.offers] == [
        (f"{ROOM} of Amina", [ROOM])
    ]
    assert [(each.title, [h.value for h in each.helps]) for each in match.asks] == [
        (f"{VANS} of Amina", [VANS])
    ]
    assert [cause.value for cause in match.causes] == [FOOD]
    assert [ward.value for ward in match.wards] == [HERE]


def test_who_cares_for_parts_of_one_cause_shares_that_cause():
    viewer, _other = people({"causes": [GROWING]}, {"causes": [PANTRY]})
    [match] = found(viewer)
    assert [cause.value for cause in match.causes] == [FOOD]


def test_strong_ties_come_before_weak_ones():
    viewer, *_others = people(
        {"asks": [ROOM], "offers": [VANS], "causes": [FOOD], "wards": [HERE]},
        {"name": "Cause", "causes": [FOOD], "wards": [THERE]},
        {"name": "Cause and ward", "causes": [FOOD], "wards": [HERE]},
        {"name": "Ward alone", "wards": [HERE]},
        {"name": "One way", "asks": [VANS]},
        {"name": "Both ways", "offers": [ROOM], "asks": [VANS]},
        {"name": "Nothing", "offers": [MONEY], "asks": [ROOM], "causes": [ARTS]},
    )
    assert names(viewer) == ["Both ways", "One way", "Cause and ward", "Cause"]


def test_other_sectors_come_before_ones_own_within_the_same_tie():
    viewer, *_others = people(
        {"asks": [ROOM], "causes": [FOOD], "sector": "council"},
        {"name": "Own, helps", "offers": [ROOM], "sector": "council"},
        {"name": "Own", "causes": [FOOD], "sector": "council"},
        {"name": "Other", "causes": [FOOD], "sector": "business"},
        {"name": "Other, helps", "offers": [ROOM], "sector": "community"},
    )
    assert names(viewer) == ["Other, helps", "Own, helps", "Other", "Own"]


# Who is left out ---------------------------------------------------------------------------------


@pytest.fixture
def two():
    """Somebody, and the one who fits them."""
    return people({"asks": [ROOM], "offers": [VANS]}, {"offers": [ROOM], "asks": [VANS]})


def test_two_who_fit_find_each_other(two):
    one, other = two
    assert names(one) == [other.name]
    assert names(other) == [one.name]


@pytest.mark.parametrize("state", Tie)
def test_nobody_who_asked_or_was_asked_is_proposed_whatever_came_of_it(two, state):
    one, other = two
    Connection.objects.create(asker=one, asked=other, state=state)
    assert names(one) == names(other) == []


def test_a_block_hides_both_from_each_others_matches(two):
    one, other = two
    Block.objects.create(by=one, blocked=other)
    assert names(one) == names(other) == []


def test_who_was_set_aside_is_not_proposed_but_still_finds_who_did_it(two):
    one, other = two
    SetAside.objects.create(by=one, peer=other)
    assert names(one) == []
    assert names(other) == [one.name]


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({"audience": Audience.HIDDEN}, False),
        ({"audience": Audience.CONNECTIONS}, False),
        ({"audience": Audience.MEMBERS}, True),
        ({"audience": Audience.PUBLIC}, True),
        ({"paused_until": date(2026, 12, 2)}, False),
        ({"paused_until": date(2026, 12, 1)}, True),
        ({"takes_on": 0}, False),
        ({"takes_on": 1}, True),
    ],
)
@time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=timezone.get_default_timezone()), tick=False)
def test_who_hides_pauses_or_takes_nothing_on_is_not_proposed(two, changes, is_found):
    one, other = two
    Profile.objects.filter(peer=other).update(**changes)
    assert bool(names(one)) == is_found
    assert names(other) == [one.name]


def test_who_is_suspended_is_not_proposed(two):
    one, other = two
    Peer.objects.filter(pk=other.pk).update(is_active=False)
    assert names(one) == []


def test_who_has_as_much_on_as_they_can_take_is_proposed_again_when_some_is_done(two):
    one, other = two
    Profile.objects.filter(peer=other).update(takes_on=2)
    asker, partner, blocked, hidden = people({}, {}, {}, {"audience": Audience.HIDDEN})
    Block.objects.create(by=other, blocked=blocked)
    for unseen in (blocked, hidden):  # asks that nobody shows them are not on their desk
        Connection.objects.create(asker=unseen, asked=other)
    ask = Connection.objects.create(asker=asker, asked=other)
    pair = Pair(proposed_by=partner, proposed_to=other, review_on=date(2027, 1, 1))
    pair.save()
    assert names(one) == [other.name]
    pair.state, pair.agreed_at = PairState.AGREED, timezone.now()
    pair.save()
    assert names(one) == []
    ask.state = Tie.DECLINED
    ask.save()
    assert names(one) == [other.name]


# What a reason may tell --------------------------------------------------------------------------


@pytest.mark.parametrize("audience", [Audience.CONNECTIONS, Audience.HIDDEN])
def test_an_item_that_is_not_for_members_is_no_reason(audience):
    viewer, _other = people(
        {"asks": [ROOM], "offers": [VANS]},
        {"offers": [ROOM], "asks": [VANS], "items_audience": audience},
    )
    assert found(viewer) == []


@pytest.mark.parametrize("audience", [Audience.CONNECTIONS, Audience.HIDDEN])
def test_of_two_offers_alike_the_one_for_members_alone_is_told(audience):
    viewer, other = people({"asks": [ROOM]}, {"offers": [ROOM]})
    secret = Item.objects.create(
        peer=other, kind="offer", title="Secret", slug="secret", audience=audience
    )
    secret.tags.set(Help.objects.filter(slug=ROOM))
    [match] = found(viewer)
    assert [offer.title for offer in match.offers] == [f"{ROOM} of {other}"]


@pytest.mark.parametrize("part", ["causes", "wards"])
@pytest.mark.parametrize("audience", [Audience.CONNECTIONS, Audience.HIDDEN, None])
def test_a_part_that_is_not_for_members_is_no_reason(part, audience):
    viewer, other = people(
        {"asks": [ROOM], "causes": [FOOD], "wards": [HERE]},
        {"offers": [ROOM], "causes": [FOOD], "wards": [HERE]},
    )
    profile = Profile.objects.get(peer=other)
    profile.audiences = profile.audiences | {part: audience} if audience else {}
    profile.save()
    [match] = found(viewer)
    assert match.offers
    assert getattr(match, part) == []


def test_my_own_hidden_ask_finds_others_and_stays_mine():
    viewer, other = people({"asks": [ROOM], "items_audience": Audience.HIDDEN}, {"offers": [ROOM]})
    assert names(viewer) == [other.name]
    assert found(other) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"state": ItemState.MET, "closed_at": timezone.now()},
        {"until": timezone.localdate() - timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("kind", ["offer", "ask"])
def test_what_is_closed_or_past_joins_nobody(kind, changes):
    viewer, _other = people({"asks": [ROOM]}, {"offers": [ROOM]})
    Item.objects.filter(kind=kind).update(**changes)
    assert found(viewer) == []


def test_an_offer_whose_last_day_passed_overnight_is_no_reason_even_before_it_is_taken_down():
    viewer, _other = people({"asks": [ROOM], "causes": [FOOD]}, {"offers": [ROOM]})
    Item.objects.filter(kind="offer").update(until=timezone.localdate())
    assert found(viewer)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert found(viewer) == []


def test_who_has_said_nothing_is_shown_nobody_and_nothing_is_asked(django_assert_num_queries):
    viewer, _other = people({"wards": [HERE]}, {"wards": [HERE], "causes": [FOOD]})
    facts = facts_of(viewer)
    with django_assert_num_queries(0):
        assert matches_of(facts) == []


# Everybody in turn -------------------------------------------------------------------------------


def crowd(count: int, chance: random.Random, *, offers=1, asks=1) -> list[Peer]:
    """People who offer and ask for this and that, as chance has it."""
    helps = list(Help.objects.values_list("slug", flat=True))
    causes = [FOOD, GROWING, ARTS, "housing-and-homes", "older-people", "climate-and-nature"]
    return people(
        *(
            {
                "name": f"One of many {number}",
                "offers": chance.sample(helps, offers),
                "asks": chance.sample(helps, asks),
                "causes": chance.sample(causes, 1),
                "wards": [chance.choice([HERE, THERE, "wetherby", "morley-north"])],
                "sector": chance.choice(["community", "council", "business", "education"]),
            }
            for number in range(count)
        )
    )


def exposure(viewers) -> Counter:
    """How many are shown each peer; nobody's page may be empty."""
    shown = Counter()
    for viewer in viewers:
        matches = found(viewer)
        assert matches, viewer
        shown.update(match.card.name for match in matches)
    return shown


def test_somebody_who_fits_everybody_is_shown_to_few_and_nobody_to_many():
    """A superstar who offers and asks for everything, among 500 others."""
    helps = list(Help.objects.values_list("slug", flat=True))
    others = crowd(500, random.Random(4))
    [star] = people({"name": "Star", "offers": helps, "asks": helps, "causes": [FOOD, ARTS]})
    shown = exposure(others)
    mean = shown.total() / len(others)
    assert 0 < shown[star.name] <= 60
    assert max(shown.values()) <= 6 * mean
    assert len(shown) > 0.95 * len(others)


def test_three_who_give_what_everybody_asks_for_share_the_asking():
    """Where nobody has anything else in common there is no other choice; it is an even one."""
    givers = people(*({"name": f"Giver {n}", "offers": [ROOM]} for n in range(6)))
    askers = people(*({"asks": [ROOM]} for n in range(300)))
    shown = exposure(askers)
    assert set(shown) == {giver.name for giver in givers}
    assert max(shown.values()) <= 1.5 * min(shown.values())
    assert all(FEW <= len(found(asker)) <= SHOWN for asker in askers[:20])


def test_a_small_city_admits_everybody():
    viewer, *others = people(
        {"asks": [ROOM], "offers": [VANS], "causes": [FOOD]},
        *({"offers": [ROOM], "asks": [VANS], "causes": [FOOD]} for _n in range(SHOWN)),
    )
    for week in range(20):
        with time_machine.travel(timezone.now() + timedelta(weeks=week)):
            assert sorted(names(viewer)) == sorted(other.name for other in others)


def test_a_page_stays_as_it_is_for_a_week_and_then_shows_others():
    viewer, *_others = people(
        {"asks": [ROOM]}, *({"name": f"Giver {n}", "offers": [ROOM]} for n in range(60))
    )
    monday = datetime(2026, 11, 23, 8, tzinfo=timezone.get_default_timezone())
    pages = []
    for days in (0, 3, 6, 7):
        with time_machine.travel(monday + timedelta(days=days), tick=False):
            pages.append(names(viewer))
    assert pages[0] == pages[1] == pages[2]
    assert len(set(pages[0]) & set(pages[3])) < SHOWN


def test_neither_name_nor_the_day_of_joining_decides_who_comes_first():
    """Over many weeks each of twenty is first about as often as any other."""
    viewer, *others = people(
        {"asks": [ROOM]}, *({"name": f"Giver {n:02}", "offers": [ROOM]} for n in range(20))
    )
    first = Counter()
    for week in range(300):
        with time_machine.travel(timezone.now() + timedelta(weeks=week)):
            first[names(viewer)[0]] += 1
    assert len(first) == len(others)
    assert max(first.values()) <= 35  # 15 ± 4 each
    early = sum(first[f"Giver {n:02}"] for n in range(10))
    assert 110 <= early <= 190


def test_a_pool_that_is_full_still_shows_a_whole_page(monkeypatch):
    monkeypatch.setattr(matching, "POOL", 100)
    viewer, *_others = people({"asks": [ROOM]}, *({"offers": [ROOM]} for _n in range(250)))
    assert len(found(viewer)) == SHOWN


# What it costs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5])
def test_matches_take_two_queries_however_many(django_assert_num_queries, count):
    viewer, *_others = people(
        {"asks": [ROOM], "offers": [VANS], "causes": [FOOD], "wards": [HERE]},
        *({"offers": [ROOM], "causes": [FOOD]} for _n in range(count)),
    )
    found(viewer)  # the vocabulary is read once
    with django_assert_num_queries(2):
        assert len(found(viewer)) == count


def test_looking_changes_nothing(two):
    before = list(PeerTally.objects.order_by("pk").values_list())
    found(two[0])
    assert list(PeerTally.objects.order_by("pk").values_list()) == before
    assert not SetAside.objects.exists()


# Others who offer the same ------------------------------------------------------------------------


def test_others_who_offer_the_same_are_named_without_whom_they_stand_in_for():
    viewer, busy, *_others = people(
        {"causes": [FOOD]},
        {"name": "Busy", "offers": [ROOM]},
        {"name": "Other", "offers": [ROOM]},
        {"name": "Paused", "offers": [ROOM], "paused_until": date(2100, 1, 1)},
        {"name": "Another thing", "offers": [MONEY], "causes": [FOOD]},
    )
    helps = Help.objects.filter(slug=ROOM).values_list("pk", flat=True)
    [other] = others_who_offer(helps, viewer=viewer, but=busy)
    assert other.card.name == "Other"
    assert [offer.title for offer in other.offers] == [f"{ROOM} of Other"]


def test_an_offer_of_no_kind_has_no_others():
    [viewer, other] = people({}, {"offers": [ROOM]})
    assert others_who_offer([], viewer=viewer, but=other) == []
