"""Standing behind a project: said, confirmed, shown, ended; by many at once."""

import re
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from peers.models import Block, Organisation, Profile
from projects.actions import interest as verbs
from projects.actions import spreading
from projects.choices import ReplyState, Rung
from projects.errors import NotALine, NotTheirs, WrittenMeanwhile
from projects.models import Interest, Project
from projects.pages.behind import Strength
from tests.conftest import in_threads, signed_in
from tests.factories import (
    ConnectionFactory,
    InterestFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    RoleFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def browser(peer) -> Client:
    return signed_in(peer).client


@pytest.fixture
def project():
    return ProjectFactory(slug="garden", title="The garden", lead=PeerFactory(name="Lea Lead"))


@pytest.fixture
def peer():
    return PeerFactory(name="Petra Peer")


def told(peer) -> list[str]:
    return list(
        Notice.objects.filter(recipient=peer).order_by("pk").values_list("title", flat=True)
    )


def shown(project, viewer) -> dict[str, tuple[list[str], int]]:
    """By rung, who is named and how many others there are."""
    ranks = Strength.of(Project.objects.get(pk=project.pk), viewer).ranks
    return {rank.rung: ([person["name"] for person in rank.people], rank.others) for rank in ranks}


def test_one_says_where_one_stands_and_there_is_one_row(project, peer):
    verbs.say(project, Rung.SEEN, by=peer)
    interest = verbs.say(project, Rung.WANTS, by=peer, is_named=True, hears=False)
    assert Interest.objects.get() == interest
    assert (interest.stands, interest.is_named, interest.hears) == (Rung.WANTS, True, False)
    assert not told(project.lead)
    verbs.stop(project, by=peer)
    verbs.stop(project, by=peer)
    assert not Interest.objects.exists()


def test_the_last_three_count_once_the_project_confirms_them(project, peer):
    co_lead = TeamMemberFactory(project=project, is_lead=True).peer
    interest = verbs.say(project, Rung.OFFERED, by=peer, is_named=True)
    verbs.say(project, Rung.OFFERED, by=peer, is_named=True)
    assert interest.stands == Rung.WANTS
    assert told(project.lead) == told(co_lead) == ["Petra Peer stands behind “The garden”"]
    assert shown(project, peer) == {Rung.WANTS: (["Petra Peer"], 0)}
    with pytest.raises(WrittenMeanwhile):
        verbs.confirm(interest, by=co_lead, rung=Rung.TOGETHER)
    verbs.confirm(interest, by=co_lead, rung=Rung.OFFERED)
    verbs.confirm(interest, by=co_lead, rung=Rung.OFFERED)
    assert shown(project, peer) == {Rung.OFFERED: (["Petra Peer"], 0)}
    assert told(peer) == ["“The garden” says: Offered to help"]
    with pytest.raises(NotALine, match="already"):
        verbs.confirm(interest, by=project.lead, rung=Rung.OFFERED)
    verbs.unconfirm(interest, by=project.lead)
    assert shown(project, peer) == {Rung.WANTS: (["Petra Peer"], 0)}


def test_whoever_steps_down_needs_nobodys_word(project, peer):
    interest = verbs.say(project, Rung.TOGETHER, by=peer)
    verbs.confirm(interest, by=project.lead, rung=Rung.TOGETHER)
    assert verbs.say(project, Rung.MET, by=peer).stands == Rung.MET
    assert verbs.say(project, Rung.TOGETHER, by=peer).stands == Rung.MET
    assert verbs.say(project, Rung.SEEN, by=peer).confirmed == ""
    assert verbs.say(project, Rung.MET, by=peer).stands == Rung.WANTS


@pytest.mark.parametrize("case", ["own", "held", "elsewhere"])
def test_nobody_stands_behind_what_is_theirs_or_off_the_map_or_in_a_strange_name(
    project, peer, case
):
    organisation = None
    if case == "own":
        peer = TeamMemberFactory(project=project, is_lead=True).peer
    elif case == "held":
        Project.objects.update(standing=Standing.HELD)
    else:
        organisation = OrganisationFactory()
    with pytest.raises((NotALine, NotTheirs)):
        verbs.say(project, Rung.SEEN, by=peer, organisation=organisation)
    assert not Interest.objects.exists()


def test_names_are_for_those_who_may_see_them_and_communities_come_first(project, peer):
    Profile.objects.filter(peer=peer).update(audience="public")
    verbs.say(project, Rung.SEEN, by=peer, is_named=True)
    council = RoleFactory(peer__name="Cora", organisation=OrganisationFactory(form="council"))
    group = RoleFactory(peer__name="Gil", organisation=OrganisationFactory(form="community"))
    hidden, unnamed = PeerFactory(name="Zoe Hidden"), PeerFactory(name="Yan Unnamed")
    for role in (council, group):
        verbs.say(project, Rung.SEEN, by=role.peer, is_named=True, organisation=role.organisation)
    verbs.say(project, Rung.SEEN, by=hidden, is_named=True)
    verbs.say(project, Rung.SEEN, by=unnamed)
    Profile.objects.filter(peer=hidden).update(audience="hidden")
    assert shown(project, peer) == {Rung.SEEN: (["Petra Peer", "Gil", "Cora"], 2)}
    assert shown(project, NOBODY) == {Rung.SEEN: (["Petra Peer"], 4)}
    for viewer in (peer, project.lead):
        page = browser(viewer).get(reverse("projects:behind", args=["garden"])).content.decode()
        assert ("Yan Unnamed" in page) is (viewer == project.lead)
        assert "Zoe Hidden" not in page


def test_the_ladder_is_one_query_however_many_stand_on_it(project, peer, django_assert_num_queries):
    for count in (1, 5):
        InterestFactory.create_batch(count, project=project)
        with django_assert_num_queries(1):
            assert shown_again(project, peer)
    InterestFactory.create_batch(20, project=project)
    people, others = shown(project, peer)[Rung.WANTS]
    assert (len(people), others) == (12, 14)


def shown_again(project, viewer):
    vars(project).pop("_strength", None)
    return Strength.of(project, viewer).ranks


def test_several_are_confirmed_at_once_and_a_page_view_makes_nothing(project):
    rows = [InterestFactory(project=project, said=Rung.MET) for _ in range(3)]
    client, behind = browser(project.lead), reverse("projects:behind", args=["garden"])
    client.get(project.get_absolute_url())
    assert client.get(behind).status_code == 200
    assert Interest.objects.count() == 3
    confirm = reverse("projects:interests-confirm", args=["garden"])
    assert client.post(confirm).status_code == 422
    client.post(confirm, {"interests": [f"{row.pk}:met" for row in rows[:2]]})
    assert Interest.objects.filter(confirmed=Rung.MET).count() == 2
    assert client.post(confirm, {"interests": [f"{rows[2].pk}:together"]}).status_code == 422
    one = reverse("projects:interest-confirm", args=["garden", rows[2].pk])
    client.post(one, {"rung": "met"})
    assert not Interest.objects.waiting().exists()
    taken_back = reverse("projects:interest-unconfirm", args=["garden", rows[2].pk])
    client.post(taken_back)
    assert Interest.objects.waiting().count() == 1


def test_buttons_say_and_end_it(project, peer):
    role = RoleFactory(peer=peer)
    client = browser(peer)
    said = {"rung": "wants-to-know", "is_named": "on", "organisation": role.organisation.slug}
    client.post(reverse("projects:interest", args=["garden"]), said)
    interest = Interest.objects.get()
    assert (interest.is_named, interest.hears) == (True, False)
    assert interest.organisation == role.organisation
    assert client.post(reverse("projects:interest", args=["garden"]), {}).status_code == 400
    client.post(reverse("projects:interest-end", args=["garden"]))
    assert not Interest.objects.exists()
    lead = browser(project.lead).post(reverse("projects:interest", args=["garden"]), said)
    assert lead.status_code == 403
    visitor = Client().post(reverse("projects:interest", args=["garden"]), said)
    assert visitor.url.endswith("?next=/projects/garden/")


def test_nobody_is_told_of_somebody_they_blocked_or_who_took_it_back(project, peer):
    co_lead = TeamMemberFactory(project=project, is_lead=True).peer
    Block.objects.create(by=project.lead, blocked=peer)
    verbs.say(project, Rung.MET, by=peer)
    assert (told(project.lead), len(told(co_lead))) == ([], 1)
    letter = Letter.objects.get(recipient=co_lead)
    assert recheck([letter]) == ([], [])
    Project.objects.update(lead=None)
    co_lead.teams.update(is_lead=False)
    assert recheck([letter]) == ([], [letter])


def test_what_was_taken_back_is_told_by_no_letter_and_said_again_by_one(project, peer):
    verbs.say(project, Rung.MET, by=peer)
    asks = Letter.objects.get(recipient=project.lead)
    assert recheck([asks]) == ([], [])
    verbs.stop(project, by=peer)
    assert recheck([asks]) == ([], [asks])
    interest = verbs.say(project, Rung.MET, by=peer)
    assert recheck([Letter.objects.get(recipient=project.lead)]) == ([], [])
    verbs.confirm(interest, by=project.lead, rung=Rung.MET)
    confirmed = Letter.objects.get(recipient=peer)
    assert recheck([confirmed]) == ([], [])
    verbs.unconfirm(interest, by=project.lead)
    assert recheck([confirmed]) == ([], [confirmed])


def test_a_project_is_passed_on_to_a_connection_and_shown_first(project, peer):
    friend = ConnectionFactory(asker=peer).asked
    spreading.pass_on(project, by=peer, to=friend, words="Beans!")
    spreading.pass_on(project, by=peer, to=friend)
    assert told(friend) == ["Petra Peer passes “The garden” on to you"]
    with pytest.raises(NotALine):
        spreading.pass_on(project, by=peer, to=project.lead)
    page = reverse("projects:pass-on", args=["garden"])
    client = browser(peer)
    assert client.get(page).status_code == 200
    assert client.post(page, {"to": project.lead.slug}).status_code == 422
    assert client.post(page, {"to": friend.slug}).status_code == 302
    spreading.feature(project, by=friend)
    assert Project.objects.get().featured_at
    spreading.unfeature(project, by=friend)
    assert Project.objects.get().featured_at is None


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one_row_each_and_one_confirmation():
    project, peer = ProjectFactory(), PeerFactory()
    in_threads(*[partial(verbs.say, project, Rung.WANTS, by=peer)] * 50)
    assert Interest.objects.count() == 1
    crowd = [PeerFactory() for _ in range(50)]
    in_threads(*(partial(verbs.say, project, Rung.MET, by=one) for one in crowd))
    assert Interest.objects.filter(said=Rung.MET).count() == 50
    interest = Interest.objects.filter(peer=crowd[0]).get()
    refused = []

    def confirm(lead):
        try:
            verbs.confirm(interest, by=lead, rung=Rung.MET)
        except NotALine as words:
            refused.append(str(words))

    leads = [TeamMemberFactory(project=project, is_lead=True).peer for _ in range(50)]
    in_threads(*(partial(confirm, lead) for lead in leads))
    assert len(refused) == 49
    assert "already" in refused[0]
    assert Notice.objects.filter(recipient=crowd[0]).count() == 1


def test_nothing_stands_in_the_name_of_an_organisation_once_the_role_has_ended(project, peer):
    role = RoleFactory(peer=peer, organisation__name="Leeds City Council")
    council = role.organisation
    verbs.say(project, Rung.WANTS, by=peer, is_named=True, organisation=council)
    ReplyFactory(
        support=SupportFactory(project=project),
        peer=peer,
        organisation=council,
        is_named=True,
        state=ReplyState.ACCEPTED,
    )
    pages = [project.get_absolute_url(), reverse("projects:behind", args=[project.slug])]
    reader = browser(PeerFactory())

    def named() -> list[bool]:
        return ["Leeds City Council" in reader.get(page).text for page in pages]

    assert named() == [True, True]
    role.delete()
    assert named() == [False, False]
    assert peer.name in reader.get(pages[1]).text
    Organisation.objects.filter(pk=council.pk).update(keeper=peer)
    assert named() == [True, True]


def test_what_was_confirmed_of_somebody_says_nothing_of_an_organisation_named_later(project, peer):
    council = RoleFactory(peer=peer, organisation__name="Leeds City Council").organisation
    interest = verbs.say(project, Rung.TOGETHER, by=peer, is_named=True)
    verbs.confirm(interest, by=project.lead, rung=Rung.TOGETHER)
    interest = verbs.say(project, Rung.TOGETHER, by=peer, is_named=True, organisation=council)
    assert (interest.confirmed, interest.is_waiting) == ("", True)
    verbs.confirm(interest, by=project.lead, rung=Rung.TOGETHER)
    for organisation in (council, None):  # said again, and left out: that is no more than before
        interest = verbs.say(
            project, Rung.TOGETHER, by=peer, is_named=True, organisation=organisation
        )
        assert interest.confirmed == Rung.TOGETHER


def test_nobody_confirms_in_the_name_of_an_organisation_that_their_page_did_not_show(project, peer):
    council = RoleFactory(peer=peer, organisation__name="Leeds City Council").organisation
    verbs.say(project, Rung.TOGETHER, by=peer)
    lead, confirm = browser(project.lead), reverse("projects:interests-confirm", args=["garden"])

    def ticked() -> list[str]:
        page = lead.get(reverse("projects:behind", args=["garden"])).text
        return re.findall(r'name="interests" value="([^"]+)"', page)

    before = ticked()
    verbs.say(project, Rung.TOGETHER, by=peer, organisation=council)
    assert lead.post(confirm, {"interests": before}).status_code == 422
    assert lead.post(confirm, {"interests": ticked()}).status_code == 302
    assert Interest.objects.get().confirmed == Rung.TOGETHER
