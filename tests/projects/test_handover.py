"""A project passes from hand to hand: asked, taken on, not taken on, taken back; and the log."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from peers.actions import erase
from peers.models import Peer
from projects import actions
from projects.actions import handing, parting, team
from projects.choices import Handing
from projects.errors import AlreadyLed, IllegalMove, NotAmongThem
from projects.models import CohortMember, Handover, PrivatePlace, Project, TeamMember
from tests.conftest import in_threads, signed_in
from tests.factories import CohortFactory, PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db):
    return PeerFactory(name="Lee First", slug="lee-first")


@pytest.fixture
def other(db):
    return PeerFactory(name="Nia Next", slug="nia-next")


@pytest.fixture
def project(lead):
    return ProjectFactory(lead=lead, title="The shed", slug="shed", contact="0113 1")


def now(project) -> Project:
    return Project.objects.get(pk=project.pk)


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def test_it_passes_when_it_is_taken_on_and_not_before(project, lead, other):
    handover = handing.hand_over(project, other, by=lead, words="It is yours in all but name.")
    assert now(project).lead == lead
    assert told(other) == ["Would you take on “The shed”?"]
    handing.accept(handover, by=other)
    handing.accept(handover, by=other)
    assert (now(project).lead, now(project).lead_ids) == (other, [other.pk])
    assert told(lead) == ["“The shed” is in new hands"]
    assert Handover.objects.get().state == Handing.ACCEPTED
    stays = TeamMember.objects.in_it().get(peer=lead)
    assert not stays.is_lead
    with pytest.raises(NotAmongThem, match="do not answer"):
        handing.hand_over(project, other, by=lead)


def test_who_does_not_stay_leaves_with_it(project, lead, other):
    TeamMemberFactory(project=project, peer=other, role="Baker")
    TeamMemberFactory(project=project, peer=lead, role="Chair")
    handing.accept(handing.hand_over(project, other, by=lead, stays=False), by=other)
    assert [member.peer for member in TeamMember.objects.in_it()] == [other]
    assert TeamMember.objects.get(peer=other).role == "Baker"
    assert now(project).lead_ids == [other.pk]


def test_one_of_several_hands_over_their_own_part(project, lead, other):
    second = TeamMemberFactory(project=project, is_lead=True)
    handing.accept(handing.hand_over(project, other, by=second.peer), by=other)
    assert now(project).lead == lead
    assert now(project).lead_ids == sorted([lead.pk, other.pk])
    assert "“The shed” is in new hands" in told(lead)


def test_a_no_and_a_second_thought_leave_it_where_it_is(project, lead, other):
    first = handing.hand_over(project, other, by=lead)
    with pytest.raises(NotAmongThem, match="somebody else to say"):
        handing.accept(first, by=lead)
    with pytest.raises(IllegalMove, match="Somebody is asked already"):
        handing.hand_over(project, PeerFactory(), by=lead)
    handing.decline(first, by=other)
    handing.decline(first, by=other)
    assert told(lead) == ["“The shed” is still yours"]
    second = handing.hand_over(project, other, by=lead)
    letter = Letter.objects.filter(recipient=other).latest("pk")
    assert recheck([letter]) == ([], [])
    handing.withdraw(second, by=lead)
    handing.withdraw(second, by=lead)
    assert recheck([letter]) == ([], [letter])
    with pytest.raises(IllegalMove, match="taken back already"):
        handing.accept(second, by=other)
    assert now(project).lead == lead


def test_what_is_not_on_the_map_is_not_handed_to_whom_cannot_see_it(lead, other):
    held = ProjectFactory(lead=lead, standing=Standing.HELD)
    with pytest.raises(NotAmongThem, match="cannot see it yet"):
        handing.hand_over(held, other, by=lead)


def test_nobody_hands_to_themselves_and_one_waits_at_a_time(project, lead, other):
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(project=project, handed_by=lead, handed_to=lead)
    Handover.objects.create(project=project, handed_by=lead, handed_to=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(project=project, handed_by=lead, handed_to=PeerFactory())


def test_who_leaves_or_is_taken_out_can_no_longer_hand_it_over(project, lead, other):
    second = TeamMemberFactory(project=project, is_lead=True)
    handover = handing.hand_over(project, other, by=second.peer)
    team.remove(second, by=lead)
    assert Handover.objects.get(pk=handover.pk).state == Handing.WITHDRAWN
    with pytest.raises(IllegalMove):
        handing.accept(handover, by=other)
    assert now(project).lead_ids == [lead.pk]


@pytest.mark.django_db(transaction=True)
def test_fifty_clicks_at_once_hand_it_over_once():
    lead, other = PeerFactory(), PeerFactory()
    project = ProjectFactory(lead=lead)
    handover = handing.hand_over(project, other, by=lead)
    in_threads(*(lambda: handing.accept(handover, by=other) for _click in range(50)))
    assert now(project).lead_ids == [other.pk]
    assert TeamMember.objects.filter(peer=other).count() == 1
    assert Letter.objects.filter(recipient=lead).count() == 1


# When a lead is gone -----------------------------------------------------------------------------


def test_erasing_a_lead_passes_it_to_whoever_has_served_longest(project, lead, cast):
    heir = TeamMemberFactory(project=project, is_lead=True)
    TeamMemberFactory(project=project, is_lead=True)
    held = ProjectFactory(lead=lead, standing=Standing.HELD)
    TeamMemberFactory(project=held, peer=heir.peer, is_lead=True)
    lonely = ProjectFactory(lead=lead, contact="0113 2")
    gone = ProjectFactory(lead=lead, standing=Standing.HELD)
    PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.5)
    handing.hand_over(lonely, heir.peer, by=lead)
    erase(lead)
    assert now(project).lead == heir.peer
    assert (now(project).contact, PrivatePlace.objects.count()) == ("", 0)
    assert now(held).lead == heir.peer
    assert (now(lonely).lead, now(lonely).lead_ids, now(lonely).contact) == (None, [], "")
    assert not Project.objects.filter(pk=gone.pk).exists()
    assert not Handover.objects.waiting().exists()
    assert any("Nobody leads" in title for title in told(cast.moderator.peer))
    assert "You lead “The shed” first now" in told(heir.peer)


def test_erasing_a_lead_leaves_to_others_what_left_the_lists_by_silence(project, lead, cast):
    Project.objects.filter(pk=project.pk).update(
        standing=Standing.WITHDRAWN, archived_at=timezone.now()
    )
    erase(lead)
    assert (now(project).lead, now(project).contact) == (None, "")
    assert cast.nobody.client.get(project.get_absolute_url()).status_code == 200
    claim = reverse("projects:claim", args=["shed"])
    assert cast.peer.client.get(claim).status_code == 200
    assert any("Nobody leads" in title for title in told(cast.moderator.peer))


def test_a_cohort_of_what_is_off_the_map_goes_with_whoever_led_it(project, lead):
    cohort = CohortFactory(project=project, keeper=lead)
    CohortMember.objects.create(cohort=cohort, peer=PeerFactory())
    actions.withdraw(project, by=lead)
    erase(lead)
    assert not Project.objects.exists()
    assert not CohortMember.objects.exists()


def test_what_left_the_lists_by_silence_is_approved_as_nothing_new(project, cast):
    before = now(project).live_since
    Project.objects.filter(pk=project.pk).update(
        standing=Standing.WITHDRAWN, archived_at=timezone.now()
    )
    actions.approve(project, by=cast.moderator.peer)
    assert (now(project).is_live, now(project).live_since) == (True, before)


def test_erasing_one_of_several_leaves_the_others(project, lead, cast):
    second = TeamMemberFactory(project=project, is_lead=True)
    third = TeamMemberFactory(project=project, is_lead=True)
    erase(second.peer)
    assert now(project).lead_ids == [lead.pk, third.peer_id]
    assert told(cast.moderator.peer) == []
    lead.is_active = False
    lead.save()
    erase(third.peer)
    assert told(cast.moderator.peer) == ["Nobody who is here answers for “The shed”"]


def test_what_leads_to_whoever_hands_over_and_goes_is_forgotten(project, lead, other):
    PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.5)
    handing.accept(handing.hand_over(project, other, by=lead, stays=False), by=other)
    assert (now(project).contact, PrivatePlace.objects.count()) == ("", 0)


def test_who_is_suspended_neither_hands_over_nor_keeps_the_place_of_whoever_is_asked(
    project, lead, other
):
    Peer.objects.filter(pk=other.pk).update(is_active=False)
    away = Handover.objects.create(project=project, handed_by=lead, handed_to=other)
    waits = handing.hand_over(project, PeerFactory(), by=lead)
    away.refresh_from_db()
    assert away.state == Handing.WITHDRAWN
    Peer.objects.filter(pk=lead.pk).update(is_active=False)
    with pytest.raises(IllegalMove, match="does not answer"):
        handing.accept(waits, by=waits.handed_to)


def test_no_moderator_passes_a_project_on_to_themselves(project, lead, cast):
    TeamMemberFactory(project=project, peer=cast.moderator.peer, is_lead=True)
    Peer.objects.filter(pk=lead.pk).update(is_active=False)
    with pytest.raises(IllegalMove, match="of their own"):
        parting.release(project, by=cast.moderator.peer)


def test_a_suspended_lead_leaves_nothing_to_nobody_unseen(project, lead, cast):
    lead.is_active = False
    lead.save()
    shown = list(Project.objects.without_active_lead().filter(standing=Standing.LIVE))
    assert shown == [project]
    heir = TeamMemberFactory(project=project, is_lead=True)
    assert not Project.objects.without_active_lead().filter(pk=project.pk).exists()
    parting.release(project, by=cast.moderator.peer)
    assert now(project).lead == heir.peer
    with pytest.raises(AlreadyLed):
        parting.release(project, by=cast.moderator.peer)


def test_moderators_find_and_pass_on_what_a_suspended_lead_leaves(project, lead, cast):
    lead.is_active = False
    lead.save()
    away = reverse("admin:projects_project_changelist") + "?led=away"
    assert "The shed" in cast.moderator.client.get(away).text
    said = {"action": "release_selected", "_selected_action": [project.pk]}
    cast.moderator.client.post(away, said)
    assert now(project).lead is None
    assert "The shed" not in cast.moderator.client.get(away).text


# The pages ---------------------------------------------------------------------------------------


def test_it_is_handed_over_on_the_page_and_the_log_is_for_those_it_concerns(
    project, lead, other, cast
):
    mine, theirs = signed_in(lead), signed_in(other)
    address = reverse("projects:hand-over", args=["shed"])
    assert cast.peer.client.get(address).status_code == 403
    assert mine.client.post(address, {"peer": "Lee First"}).status_code == 422
    said = {"peer": "Nia Next", "words": "You know it best.", "stays": "on"}
    assert mine.client.post(address, said).status_code == 302
    handover = Handover.objects.get()
    page = reverse("projects:team", args=["shed"])
    assert "You know it best." in theirs.client.get(page).text
    assert "handed over to you" in theirs.client.get(project.get_absolute_url()).text
    assert "You know it best." not in cast.peer.client.get(page).text
    accept = reverse("projects:handover-accept", args=[handover.pk])
    assert cast.peer.client.post(accept).status_code == 404
    assert mine.client.post(accept).status_code == 403
    assert theirs.client.post(accept).status_code == 302
    assert theirs.client.post(accept).status_code == 302
    log = "from Lee First to Nia Next: accepted"
    assert log in theirs.client.get(page).text
    assert log in mine.client.get(page).text
    assert log not in cast.peer.client.get(page).text
