"""Who belongs in all, through any number of associations; the tree; who could join two of them."""

import random
from itertools import pairwise
from time import perf_counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.choices import Standing
from peers.models import Organisation, Peer
from projects.models import Association, AssociationCause, Membership
from projects.pages.association import AssociationPage, Branch
from projects.pages.bridges import Bridges
from projects.querysets.belonging import belonging
from tests.factories import (
    AssociationFactory,
    MembershipFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    people,
)

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


def in_all(association) -> tuple[int, int, int, int]:
    found = belonging([association.pk])[association.pk]
    return found.people, found.organisations, found.projects, found.parts


def joined(whole, *parts):
    for part in parts:
        MembershipFactory(association=whole, part=part)


def diamond() -> tuple[Association, ...]:
    """Top, left and right, and what belongs to both of them."""
    top, left, right, shared = (
        AssociationFactory(name=name) for name in ("Top", "Left", "Right", "Shared")
    )
    joined(top, left, right)
    joined(left, shared)
    joined(right, shared)
    return top, left, right, shared


def drawn(branches: list[Branch]) -> list:
    """A tree as nested lists; what is shown elsewhere ends with …"""
    return [
        [branch.name + ("…" if branch.is_repeated or branch.goes_on else ""),
         *([drawn(branch.branches)] if branch.branches else [])]
        for branch in branches
    ]  # fmt: skip


def page(association, viewer=NOBODY) -> AssociationPage:
    found = Association.objects.visible_to(viewer).for_page(viewer).get(pk=association.pk)
    return AssociationPage(found, viewer)


def test_whoever_belongs_to_several_counts_once():
    top, left, right, shared = diamond()
    peer, organisation, project = PeerFactory(), OrganisationFactory(), ProjectFactory()
    for association in (top, left, right, shared):
        MembershipFactory(association=association, peer=peer)
        MembershipFactory(association=association, organisation=organisation)
    for association in (left, shared):
        MembershipFactory(association=association, project=project)
    MembershipFactory(association=shared, peer=PeerFactory())
    assert in_all(top) == (2, 1, 1, 3)
    assert in_all(left) == (2, 1, 1, 1)
    assert in_all(shared) == (2, 1, 1, 0)
    assert in_all(AssociationFactory()) == (0, 0, 0, 0)


def test_what_nobody_finds_counts_for_none_above_it():
    top, held = AssociationFactory(), AssociationFactory(standing=Standing.HELD)
    joined(top, held)
    MembershipFactory(association=held, peer=PeerFactory())
    MembershipFactory(association=top, peer=PeerFactory(is_active=False))
    MembershipFactory(association=top, project=ProjectFactory(standing=Standing.WITHDRAWN))
    MembershipFactory(association=top, organisation=OrganisationFactory(standing=Standing.HELD))
    MembershipFactory(association=top, peer=PeerFactory(), member_said_yes_at=None)
    assert in_all(top) == (0, 0, 0, 0)
    assert page(top).below == []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16),
       st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), max_size=12))  # fmt: skip
def test_any_shape_counts_what_a_walk_finds(lines, members):
    """The larger number belongs to the smaller, so that no shape is a circle."""
    associations = [AssociationFactory() for _each in range(8)]
    peers = [PeerFactory() for _each in range(4)]
    below: dict[int, set[int]] = {at: set() for at in range(8)}
    of: dict[int, set[int]] = {at: set() for at in range(8)}
    for one, other in lines:
        if one != other:
            below[min(one, other)].add(max(one, other))
    for at, who in members:
        of[at].add(who)
    for at in range(8):
        joined(associations[at], *(associations[part] for part in below[at]))
        for who in of[at]:
            MembershipFactory(association=associations[at], peer=peers[who])

    def walk(at: int) -> set[int]:
        return {at}.union(*(walk(part) for part in below[at]))

    found = belonging([association.pk for association in associations])
    for at, association in enumerate(associations):
        reached = walk(at)
        who = set().union(*(of[part] for part in reached))
        assert set(found[association.pk].ids) == {associations[part].pk for part in reached}
        assert found[association.pk].people == len(who)


# The tree ----------------------------------------------------------------------------------------


def test_the_tree_shows_what_is_shared_once_and_says_so_the_second_time(cast):
    top, _left, _right, shared = diamond()
    leaf = AssociationFactory(name="Leaf")
    joined(shared, leaf)
    assert drawn(page(top).below) == [
        ["Left", [["Shared", [["Leaf"]]]]],
        ["Right", [["Shared…"]]],
    ]
    assert drawn(page(leaf).above) == [["Shared", [["Left", [["Top"]]], ["Right", [["Top…"]]]]]]
    assert page(top).above == page(leaf).below == []
    text = cast.nobody.client.get(top.get_absolute_url()).content.decode()
    assert "(also above)" in text
    held = Association.objects.filter(pk=shared.pk)
    held.update(standing=Standing.HELD)
    assert drawn(page(top).below) == [["Left"], ["Right"]]


def test_a_tree_that_is_deeper_or_wider_than_a_page_is_cut_short(cast):
    chain = [AssociationFactory(name=f"Step {at}") for at in range(9)]
    for whole, part in pairwise(chain):
        joined(whole, part)
    shown = str(drawn(page(chain[0]).below))
    assert "Step 6…" in shown
    assert "Step 7" not in shown
    assert cast.nobody.client.get(chain[0].get_absolute_url()).status_code == 200


# How long it takes -------------------------------------------------------------------------------


def forest(shape: str, *, associations: int, members: int) -> list[Association]:
    """Associations below the first of them, with members; a few queries."""
    chance, now = random.Random(shape), timezone.now()
    rows = Association.objects.bulk_create(
        Association(name=f"{shape} {at}", slug=f"{shape}-{at}", purpose="x", standing="live")
        for at in range(associations)
    )
    wholes = {
        "deep": lambda at: {at - 1},
        "diamonds": lambda at: {chance.randrange(at) for _each in range(min(at, 2))},
    }[shape]
    peers = Peer.objects.bulk_create(PeerFactory.build_batch(100))
    groups = Organisation.objects.bulk_create(OrganisationFactory.build_batch(100))
    agreed = {"member_said_yes_at": now, "association_said_yes_at": now}
    lines = {(whole, at) for at in range(1, associations) for whole in wholes(at)}
    Membership.objects.bulk_create(
        Membership(association=rows[whole], part=rows[part], **agreed) for whole, part in lines
    )
    everywhere = [(at, who) for at in range(associations) for who in range(len(peers))]
    of = chance.sample(everywhere, members)
    Membership.objects.bulk_create(
        Membership(association=rows[at], peer=peers[who], **agreed) for at, who in of
    )
    Membership.objects.bulk_create(
        Membership(association=rows[at], organisation=chance.choice(groups), **agreed)
        for at in range(0, associations, 3)
    )
    return rows


@pytest.mark.parametrize("shape", ["deep", "diamonds"])
def test_two_thousand_associations_and_twenty_thousand_members_are_counted_at_once(shape):
    top = forest(shape, associations=2_000, members=20_000)[0]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE projects_membership, projects_association")
    seconds = []
    for _round in range(3):
        began = perf_counter()
        found = belonging([top.pk])[top.pk]
        seconds.append(perf_counter() - began)
    assert found.parts == 1_999
    assert found.people == 100
    assert min(seconds) <= 1  # 0.3 s on a machine that does nothing else, see `make bench`


# Who could join two ------------------------------------------------------------------------------


def of_cause(slug: str, **said) -> Association:
    association = AssociationFactory(**said)
    AssociationCause.objects.create(content_object=association, tag=Cause.objects.get(slug=slug))
    return association


def bridges(association, viewer):
    found = Association.objects.visible_to(viewer).for_page(viewer).get(pk=association.pk)
    return Bridges(found, viewer).found


def test_who_belongs_to_one_and_cares_about_the_other_could_join_them(cast):
    one = of_cause("community-growing", name="Allotments")
    other = of_cause("community-growing", name="Bean growers")
    of_cause("community-growing", name="Hidden", standing=Standing.HELD)
    AssociationFactory(name="No cause at all")
    caring, hidden, cold = people(
        {"name": "Cara Caring", "causes": ["community-growing"]},
        {"name": "Heidi Hidden", "causes": ["community-growing"], "audience": "hidden"},
        {"name": "Colin Cold"},
    )
    for peer in (caring, hidden, cold):
        MembershipFactory(association=one, peer=peer)
    helping = OrganisationFactory(name="Helping Hands")
    ProjectFactory(organisation=helping, causes=["community-growing"])
    MembershipFactory(association=other, organisation=helping)
    (bridge,) = bridges(one, cast.peer.peer)
    assert bridge.other == other
    assert [(each.name, why) for each, why in bridge.people] == [
        ("Cara Caring", f"belongs to “Allotments” and cares about {bridge.causes}"),
        ("Helping Hands", f"belongs to “Bean growers” and cares about {bridge.causes}"),
    ]
    answer = cast.peer.client.get(f"{one.get_absolute_url()}bridges/")
    assert "Cara Caring" in answer.content.decode()
    assert "Heidi Hidden" not in answer.content.decode()
    assert cast.nobody.client.get(f"{one.get_absolute_url()}bridges/").status_code == 302


def test_what_is_linked_or_shares_somebody_needs_no_bridge(cast):
    one, part, whole, sibling, sharing, apart = (
        of_cause("community-growing", name=name)
        for name in ("One", "Part", "Whole", "Sibling", "Sharing", "Apart")
    )
    joined(one, part)
    joined(whole, one, sibling)
    peer = PeerFactory()
    for association in (one, sharing):
        MembershipFactory(association=association, peer=peer)
    assert [bridge.other for bridge in bridges(one, cast.peer.peer)] == [apart]
    with CaptureQueriesContext(connection) as few:
        bridges(one, cast.peer.peer)
    for _each in range(4):
        MembershipFactory(association=of_cause("community-growing"), peer=PeerFactory())
    with CaptureQueriesContext(connection) as many:
        bridges(one, cast.peer.peer)
    assert len(many) <= len(few) + 1
    assert len(many) <= 6
