""" "This is ours": claims to listings that nobody has claimed."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.actions.appeals import appeal, uphold
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.errors import NoReason
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.models import Letter, Notice
from peers.choices import Verdict
from projects.actions import claims
from projects.errors import AlreadyLed, IllegalMove, NotAmongThem
from projects.models import Project, ProjectClaim
from tests.conftest import in_threads, signed_in
from tests.factories import OrganisationFactory, PeerFactory, ProjectFactory, RoleFactory

pytestmark = pytest.mark.django_db
WORDS = "We have met in this hall every Tuesday since 2019."


@pytest.fixture
def listing(db):
    return ProjectFactory(lead=None, title="Hall of Tuesdays", slug="hall", source="A list")


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def test_a_moderator_says_yes_and_the_others_are_told_no(listing, cast):
    pat, eve = PeerFactory(), PeerFactory()
    group = OrganisationFactory(standing=Standing.LIVE)
    RoleFactory(peer=pat, organisation=group)
    claims.claim(listing, "Ours", by=pat)
    claim = claims.claim(listing, WORDS, by=pat, organisation=group)
    claims.claim(listing, "Mine", by=eve)
    assert ProjectClaim.objects.count() == 2
    claims.approve_claim(claim, by=cast.moderator.peer)
    listing.refresh_from_db()
    assert (listing.lead, listing.lead_ids, listing.organisation) == (pat, [pat.pk], group)
    assert told(pat) == ["“Hall of Tuesdays” is yours to look after"]
    assert told(eve) == ["About your claim to “Hall of Tuesdays”"]
    letter = Letter.objects.get(recipient=eve)
    assert "said yes to somebody else" in letter.text
    with pytest.raises(IllegalMove, match="decided on already"):
        claims.approve_claim(claim, by=cast.moderator.peer)
    with pytest.raises(AlreadyLed, match="led by somebody already"):
        claims.claim(listing, WORDS, by=eve)


def test_a_yes_asks_again_for_the_role_and_brings_back_what_was_archived(listing, cast):
    role = RoleFactory(organisation=OrganisationFactory(standing=Standing.LIVE))
    claim = claims.claim(listing, WORDS, by=role.peer, organisation=role.organisation)
    role.delete()
    with pytest.raises(IllegalMove, match="no role"):
        claims.approve_claim(claim, by=cast.moderator.peer)
    Project.objects.filter(pk=listing.pk).update(
        standing=Standing.WITHDRAWN, archived_at=timezone.now()
    )
    claim = claims.claim(listing, WORDS, by=role.peer)
    claims.approve_claim(claim, by=cast.moderator.peer)
    listing.refresh_from_db()
    assert (listing.is_live, listing.archived_at) == (True, None)


def test_a_claim_that_was_taken_back_is_decided_on_by_nobody(listing, cast):
    claim = claims.claim(listing, WORDS, by=cast.peer.peer)
    claims.withdraw_claim(listing, by=cast.peer.peer)
    with pytest.raises(IllegalMove, match="taken back"):
        claims.approve_claim(claim, by=cast.moderator.peer)


def test_a_no_has_a_reason_and_leaves_the_listing_free(listing, cast):
    claim = claims.claim(listing, WORDS, by=cast.peer.peer)
    with pytest.raises(NoReason, match="Say why"):
        claims.decline_claim(claim, by=cast.moderator.peer, reason=" ")
    claims.decline_claim(claim, by=cast.moderator.peer, reason="The hall says it is not you.")
    assert "The hall says it is not you." in Letter.objects.get(recipient=cast.peer.peer).text
    listing.refresh_from_db()
    assert listing.is_unclaimed
    claims.claim(listing, WORDS, by=cast.peer.peer)
    assert ProjectClaim.objects.waiting().count() == 1


def test_nobody_decides_on_their_own_claim_nor_on_a_rival_of_it(listing, cast):
    own = claims.claim(listing, WORDS, by=cast.moderator.peer)
    rival = claims.claim(listing, WORDS, by=cast.peer.peer)
    for claim in (own, rival):
        with pytest.raises(IllegalMove, match="of their own"):
            claims.approve_claim(claim, by=cast.moderator.peer)


def test_an_appeal_about_a_claim_can_be_right_as_long_as_nobody_leads_it(listing, cast):
    pat, eve = PeerFactory(), PeerFactory()
    claim, other = (claims.claim(listing, WORDS, by=peer) for peer in (pat, eve))
    for each in (claim, other):
        claims.decline_claim(each, by=cast.moderator.peer, reason="Others say it is theirs.")
    asked, late = (
        appeal(Decision.objects.get(object_id=str(each.pk)), by=each.peer, words="It is ours.")
        for each in (claim, other)
    )
    claims.claim(listing, "Once more", by=pat)
    with pytest.raises(IllegalMove, match="decided on already"):
        claims.approve_claim(claim, by=cast.admin.peer)  # by a page that is stale
    uphold(asked, by=cast.admin.peer)
    listing.refresh_from_db()
    assert listing.lead == pat
    assert "“Hall of Tuesdays” is yours to look after" in told(pat)
    assert not ProjectClaim.objects.waiting().exists()
    with pytest.raises(AlreadyLed), transaction.atomic():
        uphold(late, by=cast.admin.peer)


def test_a_claim_needs_a_listing_on_the_map_and_a_role(listing):
    pat = PeerFactory()
    with pytest.raises(NotAmongThem, match="no role"):
        claims.claim(listing, WORDS, by=pat, organisation=OrganisationFactory())
    held = ProjectFactory(lead=None, standing=Standing.HELD)
    with pytest.raises(IllegalMove, match="not on the map"):
        claims.claim(held, WORDS, by=pat)
    claim = claims.claim(listing, WORDS, by=pat)
    pat.is_active = False
    pat.save()
    with pytest.raises(IllegalMove, match="account is closed"):
        claims.approve_claim(claim, by=PeerFactory())


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_claim_and_fifty_yeses_at_once_one_wins():
    listing, moderator = ProjectFactory(lead=None), PeerFactory()
    peers = PeerFactory.create_batch(49, joined_at=timezone.now() - timedelta(days=9))
    twice = [*peers, peers[0]]
    in_threads(*(lambda by=by: claims.claim(listing, WORDS, by=by) for by in twice))
    waiting = list(ProjectClaim.objects.waiting())
    assert len(waiting) == 49
    refused = []

    def approve(claim):
        try:
            claims.approve_claim(claim, by=moderator)
        except (AlreadyLed, IllegalMove) as refusal:
            refused.append(str(refusal))

    in_threads(*(lambda claim=claim: approve(claim) for claim in [*waiting, waiting[0]]))
    assert len(refused) == 49
    assert set(refused) <= {
        "This claim has been decided on already.",
        f"“{listing}” is led by somebody already.",
    }
    won = ProjectClaim.objects.get(verdict=Verdict.APPROVED)
    assert Project.objects.get(pk=listing.pk).lead_ids == [won.peer_id]
    assert ProjectClaim.objects.filter(verdict=Verdict.DECLINED).count() == 48


def test_it_is_claimed_on_the_page_and_decided_in_the_admin(listing, cast):
    address = reverse("projects:claim", args=["hall"])
    assert "This is ours" in cast.peer.client.get(listing.get_absolute_url()).text
    assert cast.peer.client.post(address, {"words": ""}).status_code == 422
    assert cast.peer.client.post(address, {"words": WORDS}).status_code == 302
    page = cast.peer.client.get(listing.get_absolute_url()).text
    assert "A moderator has not answered yet" in page
    assert (
        "A moderator has not answered yet"
        not in cast.lead.client.get(listing.get_absolute_url()).text
    )
    withdraw = reverse("projects:claim-withdraw", args=["hall"])
    cast.peer.client.post(withdraw)
    cast.peer.client.post(withdraw)
    assert not ProjectClaim.objects.exists()
    cast.peer.client.post(address, {"words": WORDS})
    claim = ProjectClaim.objects.get()
    admin = reverse("admin:projects_projectclaim_changelist")
    assert (
        WORDS
        in cast.moderator.client.get(
            reverse("admin:projects_projectclaim_change", args=[claim.pk])
        ).text
    )
    assert cast.organiser.client.get(admin).status_code == 403
    said = {"action": "approve_selected", "_selected_action": [claim.pk]}
    answer = cast.moderator.client.post(admin, said, follow=True)
    assert "1 claim decided." in answer.text
    listing.refresh_from_db()
    assert listing.lead == cast.peer.peer
    late = cast.lead.client.post(address, {"words": WORDS})
    assert late.status_code == 422
    assert "led by somebody already" in late.text
    assert cast.peer.client.get(reverse("projects:edit", args=["hall"])).status_code == 200


def test_who_is_signed_out_claims_after_they_sign_in(listing):
    visitor = signed_in(PeerFactory())
    visitor.client.logout()
    address = reverse("projects:claim", args=["hall"])
    answer = visitor.client.get(address)
    assert answer.status_code == 302
    assert f"next={address}" in answer.url
