"""Looking after people and organisations in the admin: read there, decided by the same verbs."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib import admin
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter
from peers import actions, models
from peers.choices import Audience, Part, Verdict
from peers.errors import IllegalDecision
from peers.models import Claim, Entry, Item, Organisation, Peer, Profile, Role
from tests.factories import ItemFactory, OrganisationFactory, PeerFactory, RoleFactory

pytestmark = pytest.mark.django_db
READ = {Claim, Item, Organisation, Peer, Profile, Role}
LISTS = sorted(f"/admin/peers/{model._meta.model_name}/" for model in READ)
ORGANISATIONS, CLAIMS = "/admin/peers/organisation/", "/admin/peers/claim/"
PEERS = "/admin/peers/peer/"
LONG_AGO = timezone.now() - timedelta(days=30)


def member(**more):
    return PeerFactory(joined_at=LONG_AGO, **more)


def act(player, address: str, action: str, rows, **more) -> str:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return player.client.post(address, chosen | more, follow=True).content.decode()


def test_what_is_between_peers_is_not_in_the_admin():
    ours = {m for m in admin.site._registry if m._meta.app_label == "peers"}
    assert ours == READ
    private = {models.Connection, models.Introduction, models.Pair, models.Thanks, models.Block,
               models.SetAside, models.Following}  # fmt: skip
    assert not ours & private


@pytest.fixture
def crowd(cast):
    """A hundred rows of everything, each with all that a list shows."""
    sector, ward = Sector.objects.first(), Ward.objects.first()
    for _ in range(100):
        peer = member()
        organisation = OrganisationFactory(sector=sector, ward=ward, keeper=peer, added_by=peer)
        RoleFactory(peer=peer, organisation=organisation, starts_on=timezone.localdate())
        ItemFactory(peer=peer)
        Claim.objects.create(
            organisation=organisation, peer=peer, words="x", verdict=Verdict.APPROVED,
            decided_by=cast.admin.peer, decided_at=timezone.now(),
        )  # fmt: skip
    Profile.objects.update(sector=sector)
    return cast


def test_no_list_of_a_hundred_takes_more_than_ten_queries(crowd, django_assert_max_num_queries):
    for address in LISTS:
        with django_assert_max_num_queries(10):
            body = crowd.moderator.client.get(address).content.decode()
        assert body.count('name="_selected_action"') == 100 or body.count("<tr>") > 99, address


def test_every_list_is_searched_filtered_and_leafed_through_by_date(cast):
    day = timezone.localdate()
    for address in LISTS:
        for query in ("q=x", f"{address.split('/')[3]}=x", "o=1", "p=0"):
            assert cast.moderator.client.get(f"{address}?{query}").status_code in {200, 302, 400}
    for model, registered in admin.site._registry.items():
        if model in READ:
            assert registered.search_fields
            assert registered.list_filter
            address = f"/admin/peers/{model._meta.model_name}/"
            query = {f"{registered.date_hierarchy}__year": day.year}
            assert cast.moderator.client.get(address, query).status_code == 200


def test_organisers_and_members_read_none_of_it(cast):
    for address in LISTS:
        assert cast.organiser.client.get(address).status_code == 403, address
        assert cast.peer.client.get(address).status_code == 302, address


@pytest.mark.parametrize(("whole", "part"), list(product(Audience, Audience)))
def test_a_moderator_reads_what_any_member_may_and_no_more(cast, whole, part):
    peer = member(name="Fern Keeper")
    role = RoleFactory(peer=peer, title="Qqq keeper")
    item = ItemFactory(peer=peer, title="Qqq offer", audience=part)
    said = {name.value: part.value for name in Part}
    Profile.objects.filter(peer=peer).update(
        audience=whole, audiences=said, lived_experience="Qqq life", contact="Qqq phone"
    )
    seen = {Audience.PUBLIC, Audience.MEMBERS}
    is_seen = {whole, part} <= seen
    client = cast.admin.client
    for address, words in (("item", "Qqq offer"), ("role", "Qqq keeper")):
        row = item if address == "item" else role
        assert (words in client.get(f"/admin/peers/{address}/").content.decode()) == is_seen
        page = client.get(f"/admin/peers/{address}/{row.pk}/change/", follow=True)
        assert (words in page.content.decode()) == is_seen
    listed = client.get("/admin/peers/profile/").content.decode()
    assert ("Fern Keeper" in listed) == (whole in seen)
    page = client.get(f"/admin/peers/profile/{peer.pk}/change/", follow=True).content.decode()
    assert ("Qqq life" in page, "Qqq phone" in page) == (is_seen, is_seen)


def test_nothing_is_typed_or_deleted_in_the_admin(cast):
    organisation = OrganisationFactory(name="Armley Bell")
    rows = [organisation, ItemFactory(peer=member()), RoleFactory(), member().profile]
    for row in rows:
        address = f"/admin/peers/{row._meta.model_name}/"
        change = {"name": "Hacked", "title": "Hacked", "standing": "declined", "state": "met"}
        cast.admin.client.post(f"{address}{row.pk}/change/", change)
        assert cast.admin.client.get(f"{address}add/").status_code == 403
        deleted = cast.admin.client.post(f"{address}{row.pk}/delete/", {"post": "yes"})
        assert deleted.status_code == 403
        before = str(row)
        row.refresh_from_db()
        assert str(row) == before


def test_suspending_takes_somebodys_entries_away_at_once(cast):
    peer = member()
    ItemFactory(peer=peer)
    assert Entry.objects.filter(peer=peer).exists()
    act(cast.moderator, PEERS, "suspend_selected", [peer], reason="It was all made up.")
    peer.refresh_from_db()
    assert not peer.is_active
    assert not Entry.objects.filter(peer=peer).exists()
    assert not Item.objects.visible_to(cast.peer.peer).filter(peer=peer).exists()
    act(cast.moderator, PEERS, "unsuspend_selected", [peer])
    assert Entry.objects.filter(peer=peer).exists()


def test_a_moderator_closes_no_account_of_the_staff_nor_their_own(cast):
    rows = [cast.organiser.peer, cast.moderator.peer, cast.admin.peer]
    act(cast.moderator, PEERS, "suspend_selected", rows, reason="x")
    assert all(
        Peer.objects.filter(pk__in=[row.pk for row in rows]).values_list("is_active", flat=True)
    )
    act(cast.admin, PEERS, "suspend_selected", rows, reason="x")
    assert set(Peer.objects.filter(is_staff=True, is_active=True)) == {cast.admin.peer}


def test_moderators_name_nobody_of_the_staff(cast):
    address = f"/admin/peers/peer/{cast.admin.peer.pk}/change/"
    cast.moderator.client.post(address, {"name": "Rude Word"})
    assert Peer.objects.get(pk=cast.admin.peer.pk).name == "Ada Admin"
    with pytest.raises(IllegalDecision):
        actions.rename(cast.admin.peer, "Rude Word", by=cast.moderator.peer)


def test_a_name_is_changed_in_the_admin_and_nothing_else_of_somebody(cast):
    peer = member(name="Rude Word")
    sent = {"name": "Somebody", "email": "x@example.org", "slug": "x", "is_active": ""}
    cast.moderator.client.post(f"{PEERS}{peer.pk}/change/", sent)
    found = Peer.objects.get(pk=peer.pk)
    assert (found.name, found.email, found.slug) == ("Somebody", peer.email, peer.slug)
    assert found.is_active


# Organisations ------------------------------------------------------------------------------------


def standings(rows) -> list[str]:
    found = dict(Organisation.objects.values_list("pk", "standing"))
    return [found[row.pk] for row in rows]


@pytest.fixture
def held(cast):
    return [OrganisationFactory(standing=Standing.HELD, added_by=member()) for _ in range(3)]


def test_many_are_approved_at_once(cast, held):
    body = act(cast.moderator, ORGANISATIONS, "approve_selected", held)
    assert standings(held) == [Standing.LIVE] * 3
    assert "3 organisations done." in body
    assert Letter.objects.count() == 3


def test_declining_asks_for_the_reason_first(cast, held):
    body = act(cast.moderator, ORGANISATIONS, "decline_selected", held)
    assert 'name="reason"' in body
    assert all(str(row) in body for row in held)
    act(cast.moderator, ORGANISATIONS, "decline_selected", held, reason=" ")
    assert standings(held) == [Standing.HELD] * 3
    act(cast.moderator, ORGANISATIONS, "decline_selected", held, reason="These are shops.")
    assert standings(held) == [Standing.DECLINED] * 3
    assert all("These are shops." in letter.text for letter in Letter.objects.all())


def test_what_cannot_be_decided_is_named_and_stops_no_other(cast, held):
    own = OrganisationFactory(standing=Standing.HELD, added_by=cast.moderator.peer)
    taken = OrganisationFactory(standing=Standing.DECLINED, name="Armley Bell")
    OrganisationFactory(name="ARMLEY BELL")
    body = act(cast.moderator, ORGANISATIONS, "approve_selected", [own, taken, *held])
    assert standings([own, taken, *held]) == [Standing.HELD, Standing.DECLINED, *["live"] * 3]
    assert "Nobody decides on something of their own." in body
    assert "That is “ARMLEY BELL” already." in body


def test_a_keeper_is_taken_off_and_told(cast):
    organisation = OrganisationFactory(keeper=member())
    act(cast.moderator, ORGANISATIONS, "release_selected", [organisation])
    assert Organisation.objects.get().keeper is None
    assert Letter.objects.get().subject.startswith("You no longer look after")


# Claims -------------------------------------------------------------------------------------------


def test_claims_are_decided_in_the_admin(cast):
    organisation = OrganisationFactory()
    yes, rival = (actions.claim(organisation, "I ring it.", by=member()) for _ in range(2))
    no = actions.claim(OrganisationFactory(), "Me too.", by=member())
    body = act(cast.moderator, CLAIMS, "approve_selected", [yes])
    assert "1 claim decided." in body
    act(cast.moderator, CLAIMS, "decline_selected", [no], reason="Nobody knows you there.")
    verdicts = dict(Claim.objects.values_list("pk", "verdict"))
    assert verdicts == {yes.pk: "approved", rival.pk: "declined", no.pk: "declined"}
    body = act(cast.moderator, CLAIMS, "approve_selected", [yes])
    assert "has been decided on already." in body


def test_nobody_decides_on_their_own_claim_in_the_admin(cast):
    claim = actions.claim(OrganisationFactory(), "Mine.", by=cast.moderator.peer)
    body = act(cast.moderator, CLAIMS, "approve_selected", [claim])
    assert "Nobody decides on a claim of their own" in body
    assert Claim.objects.get().verdict == Verdict.WAITING


def test_claims_that_wait_come_first(cast):
    decided = actions.claim(OrganisationFactory(name="Old Bell"), "x", by=member())
    actions.decline_claim(decided, by=cast.moderator.peer, reason="No.")
    actions.claim(OrganisationFactory(name="New Bell"), "x", by=member())
    body = cast.moderator.client.get(CLAIMS).content.decode()
    assert body.index("New Bell") < body.index("Old Bell")


def test_an_organiser_decides_nothing(cast, held):
    act(cast.organiser, ORGANISATIONS, "approve_selected", held)
    assert standings(held) == [Standing.HELD] * 3
