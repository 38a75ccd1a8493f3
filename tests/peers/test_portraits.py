"""What a page shows to a circle and what that circle finds are two texts of one rule.

The one is Python (`Portrait`), the other SQL (migration `0004_entries`): here they are held against
each other, for whatever audiences somebody may choose.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Principle, Sector
from leeds_leaders.moderation.choices import Standing
from peers.choices import Audience, Cost, ItemState, Kind, Part, Tie
from peers.models import Connection, Entry, EntryText, Peer, Profile
from peers.models.profile import FIELDS_OF
from peers.pages.portrait import Portrait
from tests.factories import ItemFactory, OrganisationFactory, PeerFactory, RoleFactory

pytestmark = pytest.mark.django_db
CIRCLES = (Audience.PUBLIC, Audience.MEMBERS, Audience.CONNECTIONS)
# A word for each text that can be found; the others stand on the page alone.
FOUND = (
    "called", "one_line", "story", "talents", "lived_experience", "agenda", "fighting_for",
    "interests", "languages", "organises_in", "elected_as",
)  # fmt: skip
ON_CARDS = ("slug", "name", "pronouns", "called", "one_line", "photo", "photo_alt", "comes_as_self")

audiences = st.dictionaries(
    st.sampled_from(Part.values), st.sampled_from([*Audience.values, "nonsense", ""])
)
items = st.lists(
    st.tuples(
        st.sampled_from(Kind.values),
        st.sampled_from(Audience.values),
        st.sampled_from([ItemState.OPEN, ItemState.MET, ItemState.CLOSED]),
        st.sampled_from([None, -1, 0, 1]),
        st.sampled_from(Cost.values),
    ),
    max_size=4,
)
roles = st.lists(
    st.tuples(st.sampled_from(Standing.values), st.sampled_from([None, -1, 0, 1])), max_size=3
)


def a_word(name: str) -> str:
    return f"mark{name.replace('_', '')}"


@pytest.fixture
def told() -> Peer:
    """A peer who has told everything, with one word in each text that stands nowhere else."""
    peer = PeerFactory(name="Ada Nkemelu")
    profile = peer.profile
    for name in (*FOUND, "pronouns", "photo_alt", "contact"):
        setattr(profile, name, a_word(name))
    profile.photo = "peers/somebody.webp"
    profile.comes_as_self = profile.is_organiser = True
    profile.sector = Sector.objects.first()
    profile.elected_ward = Ward.objects.get(slug="roundhay")
    profile.parked_until = profile.term_ends_on = timezone.localdate() + timedelta(days=30)
    profile.save()
    profile.wards.set(Ward.objects.filter(slug__in=["armley", "headingley-hyde-park"]))
    profile.causes.set(Cause.objects.filter(parent__isnull=False)[:2])
    profile.principles.set(Principle.objects.all()[:2])
    return peer


def portrait_of(peer: Peer, circle: str) -> Portrait | None:
    nobody = AnonymousUser()
    return Portrait.of(Peer.objects.for_page(nobody).get(pk=peer.pk), circle)


def finds(entry: Entry, word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT peers_words_of(peer_id, audience) @@ plainto_tsquery('house', %s)"
            " FROM peers_entry WHERE id = %s",
            [word, entry.pk],
        )
        return cursor.fetchone()[0]


def with_parents(causes) -> list[int]:
    ids = {cause["id"] for cause in causes}
    parents = Cause.objects.filter(pk__in=ids, parent__isnull=False).values_list(
        "parent", flat=True
    )
    return sorted(ids | set(parents))


@given(whole=st.sampled_from(Audience.values), parts=audiences, items=items, roles=roles)
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_circle_reads_what_it_finds_and_finds_what_it_reads(told, whole, parts, items, roles):
    told.items.all().delete()
    told.roles.all().delete()
    today = timezone.localdate()
    for kind, audience, state, days, cost in items:
        ItemFactory(
            peer=told, kind=kind, audience=audience, state=state, cost=cost,
            closed_at=None if state == ItemState.OPEN else timezone.now(),
            until=None if days is None else today + timedelta(days=days),
        )  # fmt: skip
    for standing, days in roles:
        RoleFactory(
            peer=told, title="markrole", organisation=OrganisationFactory(standing=standing),
            ends_on=None if days is None else today + timedelta(days=days),
        )  # fmt: skip
    Profile.objects.filter(pk=told.pk).update(audience=whole, audiences=parts)
    entries = {entry.audience: entry for entry in Entry.objects.filter(peer=told)}
    for circle in CIRCLES:
        portrait, entry = portrait_of(told, circle), entries.get(circle)
        assert (portrait is None) == (entry is None), circle
        if portrait is not None:
            compare(portrait, entry)


def compare(portrait: Portrait, entry: Entry) -> None:
    card = EntryText.objects.get(peer=entry.peer_id, audience=entry.audience).card
    assert {name: getattr(portrait, name) for name in ON_CARDS} == {
        name: card[name] for name in ON_CARDS
    }
    assert {(i.title, i.slug, i.cost) for i in portrait.offers} == {*map(tuple, card["offers"])}
    assert {(i.title, i.slug) for i in portrait.asks} == {*map(tuple, card["asks"])}
    now = portrait.roles_now
    assert {(r.title, r.organisation, r.slug) for r in now} == {*map(tuple, card["roles"])}
    assert {r.form for r in now} == set(entry.forms)
    assert sorted(ward["code"] for ward in portrait.wards) == entry.ward_codes
    assert with_parents(portrait.causes) == entry.cause_ids
    assert sorted(p["id"] for p in portrait.principles) == entry.principle_ids
    assert (portrait.sector.pk if portrait.sector else None) == entry.sector_id
    assert portrait.is_organiser == entry.is_organiser
    free = {Cost.FREE, Cost.BURSARY}
    assert any(i.cost in free for i in portrait.offers) == entry.offers_free
    for name in FOUND:
        assert bool(getattr(portrait, name)) == finds(entry, a_word(name)), name
    assert finds(entry, "markrole") == bool(now)
    assert not finds(entry, "markcontact"), "nobody is found by how to reach them"


@given(whole=st.sampled_from(Audience.values), parts=audiences)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_wider_circle_sees_no_more_than_a_narrower_one(told, whole, parts):
    Profile.objects.filter(pk=told.pk).update(audience=whole, audiences=parts)
    seen = [facts(portrait_of(told, circle)) for circle in (*CIRCLES, Audience.HIDDEN)]
    for wider, narrower in pairwise(seen):
        assert wider <= narrower
    assert len(seen[-1]) == 26, "oneself sees all"


def facts(portrait: Portrait | None) -> set[str]:
    """Which attributes say something."""
    names = Portrait.__slots__
    return {
        name
        for name in names
        if portrait and name not in ("circle", "city") and getattr(portrait, name)
    }


@pytest.mark.parametrize("part", sorted(set(Part) - {Part.ORGANISATIONS}))
def test_a_part_that_nobody_decided_on_is_for_its_owner_alone(told, part):
    everything = dict.fromkeys(Part.values, "public")
    Profile.objects.filter(pk=told.pk).update(audience="public", audiences=everything)
    whole = facts(portrait_of(told, "public"))
    del everything[part]
    Profile.objects.filter(pk=told.pk).update(audiences=everything)
    assert whole - facts(portrait_of(told, "connections")) == set(FIELDS_OF[part])
    assert facts(portrait_of(told, Audience.HIDDEN)) == whole


def test_where_somebody_stands_is_read_with_the_peer(told):
    member, friend, waiting = PeerFactory(), PeerFactory(), PeerFactory()
    Connection.objects.create(asker=friend, asked=told, state=Tie.ACCEPTED)
    Connection.objects.create(asker=told, asked=waiting, state=Tie.ASKED)
    expected = {
        AnonymousUser(): "public", member: "members", waiting: "members",
        friend: "connections", told: "hidden",
    }  # fmt: skip
    for viewer, circle in expected.items():
        with CaptureQueriesContext(connection) as queries:
            peer = Peer.objects.for_page(viewer).get(pk=told.pk)
            assert peer.circle == circle
            Portrait.of(peer, peer.circle)
        assert len(queries) == 1


def test_an_ended_or_declined_connection_is_none(told):
    friend = PeerFactory()
    tie = Connection.objects.create(asker=friend, asked=told, state=Tie.ACCEPTED)
    for state in (Tie.ENDED, Tie.DECLINED, Tie.WITHDRAWN):
        Connection.objects.filter(pk=tie.pk).update(state=state)
        assert Peer.objects.with_circle_of(friend).get(pk=told.pk).circle == "members"


def test_communities_come_before_institutions_and_what_was_comes_last(told):
    for form in ("council", "", "community", "charity"):
        RoleFactory(peer=told, organisation=OrganisationFactory(form=form, standing="live"))
    before = timezone.localdate() - timedelta(days=1)
    RoleFactory(
        peer=told,
        ends_on=before,
        organisation=OrganisationFactory(form="residents", standing="live"),
    )
    portrait = portrait_of(told, "members")
    assert [role.form for role in portrait.roles_now] == ["community", "charity", "council", ""]
    assert [role.form for role in portrait.roles_before] == ["residents"]
