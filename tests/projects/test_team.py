"""Who does what in a project: asked, in it, gone; and how its page tells of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from peers.choices import Audience
from peers.models import Block, Peer
from projects.actions import handing, team
from projects.actions.team import Place
from projects.errors import LastLead, NotAmongThem, TooMany
from projects.models import Handover, PrivatePlace, Project, TeamMember
from tests.conftest import in_threads, signed_in
from tests.factories import OrganisationFactory, PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def lead(db):
    return PeerFactory(name="Lee First")


@pytest.fixture
def project(lead):
    return ProjectFactory(lead=lead, title="The shed", slug="shed", contact="0113 1")


def leads(project) -> list[int]:
    return Project.objects.get(pk=project.pk).lead_ids


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def page(player, project, **more):
    return player.client.get(reverse("projects:team", args=[project.slug]), **more)


# Asking and answering ----------------------------------------------------------------------------


def test_somebody_is_in_the_team_once_they_say_yes(project, lead):
    pat = PeerFactory(name="Pat")
    member = team.ask(project, pat, Place("Drives the van", False), by=lead)
    assert not TeamMember.objects.in_it().exists()
    assert told(pat) == ["Would you be in the team of “The shed”?"]
    assert not TeamMember.objects.visible_to(PeerFactory()).exists()
    assert TeamMember.objects.visible_to(pat).get() == member
    team.say_yes(project, by=pat)
    team.say_yes(project, by=pat)
    assert told(lead) == ["Somebody more is in the team of “The shed”"]
    assert TeamMember.objects.visible_to(PeerFactory()).get().role == "Drives the van"
    assert leads(project) == [lead.pk]
    with pytest.raises(NotAmongThem, match="in the team already"):
        team.ask(project, pat, Place(), by=lead)


def test_a_no_is_told_and_leaves_nothing(project, lead):
    pat = PeerFactory()
    team.ask(project, pat, Place(is_lead=True), by=lead)
    assert leads(project) == [lead.pk]
    team.say_no(project, by=pat)
    team.say_no(project, by=pat)
    assert told(lead) == ["Not this time: the team of “The shed”"]
    assert not TeamMember.objects.exists()
    with pytest.raises(NotAmongThem, match="not asked"):
        team.say_yes(project, by=pat)


def test_a_letter_whose_question_was_taken_back_does_not_leave(project, lead):
    pat = PeerFactory()
    member = team.ask(project, pat, Place(), by=lead)
    letter = Letter.objects.get(recipient=pat)
    assert recheck([letter]) == ([], [])
    team.remove(member, by=lead)
    assert recheck([letter]) == ([], [letter])


def test_asked_again_the_latest_words_count_and_nobody_is_told_twice(project, lead):
    pat = PeerFactory()
    team.ask(project, pat, Place("Treasurer"), by=lead)
    team.ask(project, pat, Place("Secretary", True), by=lead)
    member = TeamMember.objects.get()
    assert (member.role, member.is_paid, len(told(pat))) == ("Secretary", True, 1)


def test_whom_a_block_parts_hears_nothing_of_each_other(project, lead):
    pat = PeerFactory()
    Block.objects.create(by=pat, blocked=lead)
    team.ask(project, pat, Place(), by=lead)
    assert told(pat) == []
    team.say_yes(project, by=pat)
    assert told(lead) == []


def test_only_those_who_answer_ask_and_only_whom_can_read_it(project, lead):
    with pytest.raises(NotAmongThem, match="do not answer"):
        team.ask(project, PeerFactory(), Place(), by=PeerFactory())
    held = ProjectFactory(lead=lead, standing=Standing.HELD)
    with pytest.raises(NotAmongThem, match="once it is on the map"):
        team.ask(held, PeerFactory(), Place(), by=lead)


def test_a_team_has_a_size(project, lead, monkeypatch):
    monkeypatch.setattr(team, "MOST", 1)
    TeamMemberFactory(project=project)
    with pytest.raises(TooMany):
        team.ask(project, PeerFactory(), Place(), by=lead)


@pytest.mark.django_db(transaction=True)
def test_asked_by_two_at_once_somebody_is_asked_once():
    lead, other, pat = PeerFactory(), PeerFactory(), PeerFactory()
    project = ProjectFactory(lead=lead)
    TeamMemberFactory(project=project, peer=other, is_lead=True)
    askers = [lead, other] * 3
    in_threads(*(lambda by=by: team.ask(project, pat, Place(), by=by) for by in askers))
    assert TeamMember.objects.filter(peer=pat).count() == 1
    assert len(told(pat)) == 1


# Changing and leaving ----------------------------------------------------------------------------


def test_who_answers_is_said_by_those_who_do_and_given_back_by_oneself(project, lead):
    pat = TeamMemberFactory(project=project, role="Baker")
    team.change_place(pat, Place("Head baker", is_lead=True), by=pat.peer)
    pat.refresh_from_db()
    assert (pat.role, pat.is_lead) == ("Head baker", False)
    team.change_place(pat, Place("Head baker", is_lead=True), by=lead)
    assert leads(project) == sorted([lead.pk, pat.peer_id])
    assert told(pat.peer) == ["You answer for “The shed”, too"]
    team.change_place(pat, Place("Baker"), by=pat.peer)
    assert leads(project) == [lead.pk]
    with pytest.raises(NotAmongThem):
        team.change_place(pat, Place(), by=PeerFactory())


def test_who_is_taken_out_is_told_and_the_first_lead_cannot_be(project, lead):
    other = TeamMemberFactory(project=project, is_lead=True)
    pat = TeamMemberFactory(project=project)
    team.remove(pat, by=other.peer)
    team.remove(pat, by=other.peer)
    assert told(pat.peer) == ["You are in the team of “The shed” no longer"]
    assert TeamMember.objects.get(pk=pat.pk).left_at
    own = TeamMemberFactory(project=project, peer=lead)
    with pytest.raises(NotAmongThem, match="leads it first"):
        team.remove(own, by=other.peer)


def test_the_longest_serving_of_the_others_goes_on_when_the_first_lead_leaves(project, lead):
    away = TeamMemberFactory(project=project, is_lead=True, peer__is_active=False)
    heir = TeamMemberFactory(project=project, is_lead=True)
    later = TeamMemberFactory(project=project, is_lead=True)
    PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.5)
    team.leave(project, by=lead)
    team.leave(project, by=lead)
    project.refresh_from_db()
    assert project.lead == heir.peer
    assert project.lead_ids == sorted([away.peer_id, heir.peer_id, later.peer_id])
    assert (project.contact, PrivatePlace.objects.count()) == ("", 0)
    assert told(heir.peer) == [
        "You lead “The shed” first now", "Somebody has left the team of “The shed”",
    ]  # fmt: skip
    assert told(later.peer) == ["Somebody has left the team of “The shed”"]


def test_the_last_lead_leaves_only_by_saying_so(project, lead, cast):
    TeamMemberFactory(project=project, role="Baker")
    PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.5)
    with pytest.raises(LastLead, match="Hand it over first"):
        team.leave(project, by=lead)
    assert leads(project) == [lead.pk]
    team.leave(project, by=lead, lets_go=True)
    project.refresh_from_db()
    assert (project.lead, project.lead_ids, project.contact) == (None, [], "")
    assert project.is_live
    assert not PrivatePlace.objects.exists()
    assert told(cast.moderator.peer) == ["Nobody leads “The shed” now"]
    letter = Letter.objects.get(recipient=cast.moderator.peer)
    assert "Nobody leads this project any more" in letter.text
    assert "left the network" not in letter.text  # who led it is still here
    assert TeamMember.objects.in_it().count() == 1


def test_what_is_not_on_the_map_is_not_let_go(lead):
    held = ProjectFactory(lead=lead, standing=Standing.HELD)
    with pytest.raises(LastLead, match="not on the map"):
        team.leave(held, by=lead, lets_go=True)


def test_beside_a_suspended_first_lead_the_last_other_one_goes_only_by_saying_so(project, cast):
    second = TeamMemberFactory(project=project, is_lead=True)
    mine = signed_in(second.peer)
    Peer.objects.filter(pk=project.lead_id).update(is_active=False)
    for give_up in (
        lambda: team.leave(project, by=second.peer),
        lambda: team.remove(second, by=second.peer),
        lambda: team.change_place(second, Place("Baker"), by=second.peer),
    ):
        with pytest.raises(LastLead):
            give_up()
    leave = reverse("projects:team-leave", args=["shed"])
    assert "let moderators see to it" in mine.client.get(leave).text
    assert mine.client.post(leave, {"lets_go": "on"}).status_code == 302
    assert leads(project) == [project.lead_id]
    assert told(cast.moderator.peer) == ["Nobody who is here answers for “The shed”"]


def test_beside_a_suspended_co_lead_the_first_one_can_let_it_go(project, lead):
    TeamMemberFactory(project=project, is_lead=True, peer__is_active=False)
    mine, leave = signed_in(lead), reverse("projects:team-leave", args=["shed"])
    assert "lets_go" in mine.client.get(leave).text
    assert mine.client.post(leave, {"lets_go": "on"}).status_code == 302
    assert leads(project) == []


def test_the_first_lead_says_what_they_do_without_giving_up_anything(project, lead):
    own = TeamMemberFactory(project=project, peer=lead, is_lead=True)
    handing.hand_over(project, PeerFactory(), by=lead)
    team.change_place(own, Place("Chair"), by=lead)
    assert Handover.objects.waiting().exists()


def test_whom_one_has_blocked_asks_one_for_nothing(project, lead):
    pat = PeerFactory(name="Pat Shy")
    team.ask(project, pat, Place("Rude words"), by=lead)
    handing.hand_over(project, pat, by=lead, words="Ruder words")
    mine, theirs = signed_in(pat), signed_in(lead)
    assert "Rude words" in page(mine, project).text
    Block.objects.create(by=pat, blocked=lead)
    for address in (reverse("projects:team", args=["shed"]), project.get_absolute_url()):
        html = mine.client.get(address).text
        assert "Would you be in it?" not in html
        assert "Rude" not in html
    Block.objects.create(by=lead, blocked=pat)
    ask, hand_over = (
        reverse(f"projects:{name}", args=["shed"]) for name in ("team-ask", "hand-over")
    )
    for form in (ask, hand_over):
        assert theirs.client.post(form, {"peer": "Pat Shy"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_leave_at_once_leave_nobody_unawares():
    lead, other = PeerFactory(), PeerFactory()
    project = ProjectFactory(lead=lead)
    TeamMemberFactory(project=project, peer=other, is_lead=True)
    refused = []

    def leave(by):
        try:
            team.leave(project, by=by)
        except LastLead:
            refused.append(by)

    in_threads(lambda: leave(lead), lambda: leave(other))
    assert len(refused) == 1
    assert leads(project) == [refused[0].pk]


def test_a_place_in_a_team_is_one_row(project):
    pat = TeamMemberFactory(project=project)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMemberFactory(project=project, peer=pat.peer)


# The pages ---------------------------------------------------------------------------------------


def test_who_is_named_on_the_page_follows_who_may_be_seen(project, lead, cast):
    open_one = TeamMemberFactory(project=project, peer__name="Olga Open", role="Baker")
    open_one.peer.profile.audience = Audience.PUBLIC
    open_one.peer.profile.save()
    TeamMemberFactory(project=project, peer__name="Mem Bers")
    hidden = TeamMemberFactory(project=project, peer__name="Hid Den")
    hidden.peer.profile.audience = Audience.HIDDEN
    hidden.peer.profile.save()
    TeamMemberFactory(project=project, peer__name="Ask Ed", said_yes_at=None)
    TeamMemberFactory(project=project, peer=lead, role="Chair")  # named to members alone
    lead.profile.audience = Audience.PUBLIC
    lead.profile.save()
    names = ["Olga Open", "Mem Bers", "Hid Den", "Ask Ed", "Lee First"]

    def named_to(player):
        html = page(player, project).text
        return [name for name in names if name in html]

    assert named_to(cast.nobody) == ["Olga Open"]
    assert named_to(cast.peer) == ["Olga Open", "Mem Bers", "Lee First"]
    assert named_to(cast.moderator) == ["Olga Open", "Mem Bers", "Lee First"]
    assert named_to(signed_in(lead)) == names
    assert page(cast.nobody, project).text.count("Baker") == 1
    its_own = cast.nobody.client.get(project.get_absolute_url()).text
    assert "Olga Open" in its_own
    assert "Mem Bers" not in its_own


def test_somebody_is_asked_and_answers_without_script(project, lead, django_assert_max_num_queries):
    pat = signed_in(PeerFactory(name="Pat Yes", slug="pat-yes"))
    mine = signed_in(lead)
    ask = reverse("projects:team-ask", args=["shed"])
    assert mine.client.post(ask, {"peer": "No Body"}).status_code == 422
    said = {"peer": "https://x.example/people/pat-yes/", "role": "Van", "paid": "paid"}
    assert mine.client.post(ask, said | {"is_lead": "on"}).status_code == 302
    html = page(pat, project).text
    assert "Would you be in it?" in html
    assert "answer for the project, too" in html
    with django_assert_max_num_queries(9):
        page(pat, project)
    pat.client.post(reverse("projects:team-yes", args=["shed"]))
    assert leads(project) == sorted([lead.pk, pat.peer.pk])
    member = TeamMember.objects.get()
    change = reverse("projects:team-change", args=["shed", member.pk])
    assert pat.client.get(change).context["form"].initial["paid"] == "paid"
    pat.client.post(change, {"role": "Both vans", "paid": "volunteer"})
    member.refresh_from_db()
    assert (member.role, member.is_paid, member.is_lead) == ("Both vans", False, False)
    leave = reverse("projects:team-leave", args=["shed"])
    answer = mine.client.post(leave)
    assert answer.status_code == 422
    assert "You are the only one" in answer.text
    assert pat.client.post(leave).status_code == 302
    assert pat.client.get(leave).status_code == 403


def test_the_team_page_asks_as_much_for_five_as_for_one(project, lead, django_assert_num_queries):
    mine = signed_in(lead)
    TeamMemberFactory(project=project)
    page(mine, project)
    with django_assert_num_queries(8) as one:
        page(mine, project)
    TeamMemberFactory.create_batch(4, project=project)
    with django_assert_num_queries(len(one.captured_queries)):
        page(mine, project)


def test_an_organisation_shows_what_belongs_to_it_and_its_keeper_sets_it_right(lead, cast):
    keeper = signed_in(PeerFactory())
    kept = OrganisationFactory(keeper=keeper.peer, standing=Standing.LIVE)
    project = ProjectFactory(lead=lead, title="The shed", organisation=kept)
    ProjectFactory(title="Held back", organisation=kept, standing=Standing.HELD)
    html = cast.nobody.client.get(kept.get_absolute_url()).text
    assert "The shed" in html
    assert "Held back" not in html
    assert kept.name in cast.nobody.client.get(project.get_absolute_url()).text
    release = reverse("projects:organisation-release", args=[project.slug])
    assert cast.peer.client.post(release).status_code == 403
    assert "Not one of ours" in keeper.client.get(kept.get_absolute_url()).text
    assert keeper.client.post(release).status_code == 302
    project.refresh_from_db()
    assert project.organisation is None
    assert told(lead) == [f"“The shed” no longer stands under “{kept.name}”"]
