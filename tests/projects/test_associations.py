"""Associations: found by name, kept by somebody at any time, decided on by moderators."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.errors import NotTheirsToDecide
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from projects.actions import associations as verbs
from projects.actions import keepers, memberships
from projects.errors import AlreadyLed, LastLead, NotTheirs, TooMany
from projects.models import Association, AssociationCause, Membership
from projects.templatetags.association_tags import associations_of
from tests.factories import (
    AssociationFactory,
    MembershipFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/associations/"


def long_here(**said):
    """Somebody who joined a week ago."""
    return PeerFactory(joined_at=timezone.now() - timedelta(days=7), **said)


def said(name="Food for all", **more):
    purpose = "So that nobody goes to bed hungry."
    return verbs.AssociationDetails(name=name, purpose=purpose, **more)


def notices_of(peer) -> list[str]:
    return list(Notice.objects.filter(recipient=peer).values_list("title", flat=True))


def names_in(response) -> list[str]:
    return [association.name for association in response.context["page"].object_list]


def test_whoever_begins_one_keeps_it_and_belongs_to_it_and_sends_the_form_twice_without_harm(cast):
    peer = long_here()
    first, again = verbs.add(said(), by=peer), verbs.add(said("FOOD for all"), by=peer)
    assert first == again
    assert first.standing == Standing.LIVE
    assert first.keeper == peer
    assert first.memberships.agreed().get().peer == peer


def test_that_of_a_new_member_waits_for_a_moderator_who_is_somebody_else(cast, client):
    new = PeerFactory()
    held = verbs.add(said(), by=new)
    assert held.standing == Standing.HELD
    assert cast.nobody.client.get(held.get_absolute_url()).status_code == 404
    assert not names_in(cast.peer.client.get(LIST))
    client.force_login(new)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "the first thing of everybody who is new here" in page

    with pytest.raises(NotTheirsToDecide, match="of their own"):
        verbs.approve(held, by=new)
    live = verbs.approve(held, by=cast.moderator.peer)
    assert live.standing == Standing.LIVE
    assert notices_of(new) == ["“Food for all” is there for others to read"]
    assert names_in(cast.nobody.client.get(LIST)) == ["Food for all"]

    declined = verbs.decline(live, by=cast.moderator.peer, reason="It sells something.")
    assert cast.nobody.client.get(declined.get_absolute_url()).status_code == 404
    mended = verbs.change(declined, said("Food without selling"), by=new)
    assert mended.standing == Standing.HELD


def test_one_person_keeps_twenty_at_most(monkeypatch):
    monkeypatch.setattr(verbs, "MOST_KEPT", 2)
    peer = long_here()
    verbs.add(said("One"), by=peer)
    verbs.add(said("Two"), by=peer)
    with pytest.raises(TooMany):
        verbs.add(said("Three"), by=peer)


def test_lists_go_by_name_and_find_by_words_misspelt_ones_cause_and_ward(cast):
    food = Cause.objects.get(slug="community-growing")
    ward = ProjectFactory().ward
    small = AssociationFactory(name="Allotments of Armley", ward=ward)
    large = AssociationFactory(name="Zebra crossings")
    AssociationFactory(name="Hidden", standing=Standing.HELD)
    for _each in range(3):
        MembershipFactory(association=large, peer=PeerFactory())
    AssociationCause.objects.create(content_object=small, tag=food)
    get = cast.nobody.client.get
    assert names_in(get(LIST)) == ["Allotments of Armley", "Zebra crossings"]
    assert names_in(get(LIST, {"q": "zebra"})) == ["Zebra crossings"]
    assert names_in(get(LIST, {"q": "alotments"})) == ["Allotments of Armley"]
    assert names_in(get(LIST, {"cause": food.slug})) == ["Allotments of Armley"]
    assert names_in(get(LIST, {"ward": ward.slug})) == ["Allotments of Armley"]
    assert not names_in(get(LIST, {"q": "nothing of the kind"}))
    assert get(LIST, {"cause": "no-such"}).status_code == 400
    assert get(LIST, {"page": 9}).status_code == 404


def test_list_and_page_ask_as_often_with_five_rows_as_with_one(cast, django_assert_max_num_queries):
    association = AssociationFactory()
    client = cast.peer.client

    def fill():
        MembershipFactory(association=association, peer=PeerFactory())
        MembershipFactory(association=association, organisation=OrganisationFactory())
        MembershipFactory(association=association, project=ProjectFactory())
        MembershipFactory(association=association, part=AssociationFactory())
        MembershipFactory(association=AssociationFactory(), part=association)

    fill()
    with django_assert_max_num_queries(6):
        client.get(LIST)
    with django_assert_max_num_queries(13):
        client.get(association.get_absolute_url())
    for _each in range(4):
        fill()
    with django_assert_max_num_queries(6):
        client.get(LIST)
    with django_assert_max_num_queries(13):
        client.get(association.get_absolute_url())


def test_it_is_passed_on_to_whoever_answers_for_it_the_longest_and_never_to_nobody(cast):
    keeper, second, third = long_here(), long_here(), long_here()
    association = verbs.add(said(), by=keeper)
    with pytest.raises(LastLead):
        verbs.stop_keeping(association, by=keeper)
    mine = association.memberships.get(peer=keeper)
    with pytest.raises(LastLead):
        memberships.end(mine, by=keeper)

    for peer in (second, third):
        joined = memberships.join(association, "peer", peer, by=peer)
        with pytest.raises(NotTheirs):
            verbs.ask_to_keep(joined, by=peer)
        verbs.ask_to_keep(joined, by=keeper)
        verbs.ask_to_keep(joined, by=keeper)
        with pytest.raises(NotTheirs):
            verbs.agree_to_keep(joined, by=cast.peer.peer)
    assert notices_of(second) == ["Would you answer for “Food for all” too?"]
    theirs = association.memberships.get(peer=second)
    verbs.agree_to_keep(theirs, by=second)
    verbs.agree_to_keep(theirs, by=second)
    verbs.refuse_to_keep(association.memberships.get(peer=third), by=third)
    assert set(Association.objects.kept_by(third)) == set()

    association = verbs.stop_keeping(association, by=keeper)
    assert association.keeper == second
    assert notices_of(second)[0] == "You answer for “Food for all” first from now on"
    assert association.memberships.filter(peer=keeper).exists()
    with pytest.raises(NotTheirs):
        verbs.change(association, said("Mine again"), by=keeper)


def test_an_account_that_ends_leaves_it_with_those_who_answer_for_it_beside(client):
    second = long_here()
    association = AssociationFactory()
    MembershipFactory(association=association, peer=second, is_keeper=True)
    association.keeper.delete()
    client.force_login(second)
    assert (
        client.get(reverse("projects:association-edit", args=[association.slug])).status_code == 200
    )


def kept_beside(**more):
    """An association, and who answers for it beside its first keeper."""
    association = AssociationFactory(name="Food for all", **more)
    second = PeerFactory()
    MembershipFactory(association=association, peer=association.keeper)
    MembershipFactory(association=association, peer=second, is_keeper=True)
    return association, second


def test_when_its_first_keeper_is_erased_whoever_answers_for_it_beside_goes_on_and_is_told():
    association, second = kept_beside()
    keepers.let_go_of_associations(association.keeper)
    association.refresh_from_db()
    assert association.keeper == second
    assert notices_of(second) == ["You answer for “Food for all” first from now on"]


def test_when_nobody_is_left_who_answers_for_it_those_who_belong_are_asked(cast):
    association = AssociationFactory(name="Food for all", is_open=False)
    keeper, longest = association.keeper, PeerFactory()
    for peer in (keeper, longest):
        MembershipFactory(association=association, peer=peer)
    MembershipFactory(association=association, peer=PeerFactory(is_active=False))
    keepers.let_go_of_associations(keeper)
    keeper.delete()
    assert list(Association.objects.without_active_keeper()) == [association]
    assert notices_of(longest) == ["Would you answer for “Food for all”?"]
    assert notices_of(cast.moderator.peer) == ["Nobody answers for “Food for all” now"]
    verbs.agree_to_keep(association.memberships.get(peer=longest), by=longest)
    association.refresh_from_db()
    assert association.keeper == longest
    with pytest.raises(LastLead):
        verbs.stop_keeping(association, by=longest)


def test_what_a_suspended_keeper_leaves_behind_passes_on_in_the_admin(cast):
    association, second = kept_beside()
    alone = AssociationFactory(name="On its own")
    type(second).objects.filter(pk__in=[association.keeper_id, alone.keeper_id]).update(
        is_active=False
    )
    mine = association.memberships.get(peer=second)
    with pytest.raises(LastLead):
        memberships.end(mine, by=second)
    with pytest.raises(LastLead):
        verbs.stop_keeping(association, by=second)
    address = reverse("admin:projects_association_changelist")
    away = cast.moderator.client.get(address, {"kept": "away"}).content.decode()
    assert "On its own" in away
    assert "Food for all" not in away
    rows = [association.pk, alone.pk]
    sent = {"action": "release_selected", "_selected_action": rows}
    text = cast.moderator.client.post(address, sent, follow=True).content.decode()
    assert "Nobody else who belongs to “On its own”" in text
    association.refresh_from_db()
    assert association.keeper == second
    with pytest.raises(AlreadyLed):
        keepers.release(association, by=cast.moderator.peer)


def test_two_of_one_name_at_the_same_moment_are_two_addresses(monkeypatch):
    taken = AssociationFactory(slug="food-for-all")
    slugs = iter([taken.slug, "food-for-all-2"])
    monkeypatch.setattr(verbs, "_new_slug", lambda _name: next(slugs))
    assert verbs.add(said(), by=long_here()).slug == "food-for-all-2"


def test_it_is_made_changed_withdrawn_and_brought_back_on_the_site(client):
    peer = long_here()
    client.force_login(peer)
    new = reverse("projects:association-new")
    assert client.post(new, {"name": ""}).status_code == 422
    filled = {"name": "Repair Leeds", "purpose": "Mend what breaks.", "is_open": "on",
              "causes": ["community-growing"]}  # fmt: skip
    there = client.post(new, filled)
    association = Association.objects.get(name="Repair Leeds")
    assert there.url == association.get_absolute_url()
    edit = reverse("projects:association-edit", args=[association.slug])
    assert 'value="Repair Leeds"' in client.get(edit).content.decode()
    client.post(edit, filled | {"purpose": "Mend it together."})
    association.refresh_from_db()
    assert association.purpose == "Mend it together."
    client.post(reverse("projects:association-withdraw", args=[association.slug]))
    association.refresh_from_db()
    assert association.standing == Standing.WITHDRAWN
    assert client.get(association.get_absolute_url()).status_code == 200
    client.post(reverse("projects:association-restore", args=[association.slug]))
    association.refresh_from_db()
    assert association.is_live


def test_of_two_keepers_who_write_at_once_the_later_is_told_and_loses_no_word(cast):
    association = AssociationFactory(keeper=cast.lead.peer, purpose="As it was.")
    edit = reverse("projects:association-edit", args=[association.slug])
    shown = cast.lead.client.get(edit).context["form"].initial
    filled = {"name": "Repair Leeds", "is_open": "on", "was": shown["was"]}
    first = cast.lead.client.post(edit, filled | {"purpose": "Mend what breaks."})
    assert first.status_code == 302
    later = cast.lead.client.post(edit, filled | {"purpose": "Something else."})
    assert later.status_code == 422
    assert "Something else." in later.content.decode()
    association.refresh_from_db()
    assert association.purpose == "Mend what breaks."
    again = {"was": later.context["form"]["was"].value(), "purpose": "Something else."}
    assert cast.lead.client.post(edit, filled | again).status_code == 302


def test_wishes_of_strangers_stop_nobody_from_inviting(monkeypatch):
    monkeypatch.setattr(memberships, "MOST_WAITING", 1)
    association = AssociationFactory(is_open=False)
    MembershipFactory(association=association, peer=PeerFactory(), association_said_yes_at=None)
    memberships.invite(association, "peer", PeerFactory(), by=association.keeper)
    with pytest.raises(TooMany):
        memberships.invite(association, "peer", PeerFactory(), by=association.keeper)


def test_a_page_shows_members_by_kind_as_far_as_the_viewer_may_see_them(cast):
    association = AssociationFactory()
    shown, hidden = PeerFactory(name="Shona Shown"), PeerFactory(name="Heidi Hidden")
    for peer, audience in ((shown, "members"), (hidden, "hidden")):
        peer.profile.audience = audience
        peer.profile.save()
        MembershipFactory(association=association, peer=peer)
    held = ProjectFactory(title="The held one", standing=Standing.HELD)
    MembershipFactory(association=association, project=held)
    MembershipFactory(association=association, project=ProjectFactory(title="The live one"))
    council = OrganisationFactory(name="A Council", form="council")
    group = OrganisationFactory(name="Zest group", form="community")
    for organisation in (council, group):
        MembershipFactory(association=association, organisation=organisation)
    MembershipFactory(association=association, peer=PeerFactory(name="Wai Waiting"),
                      association_said_yes_at=None)  # fmt: skip

    def page(player):
        return player.client.get(association.get_absolute_url()).content.decode()

    visitor, member = page(cast.nobody), page(cast.peer)
    assert "Shona Shown" not in visitor
    assert "Shona Shown" in member
    for text in (visitor, member, page(cast.moderator)):
        assert "Heidi Hidden" not in text
        assert "Wai Waiting" not in text
        assert "The held one" not in text
        assert "The live one" in text
        assert text.index("Zest group") < text.index("A Council")
    of_kind = cast.peer.client.get(association.get_absolute_url(), {"kind": "people"})
    assert "Shona Shown" in of_kind.content.decode()
    assert "The live one" not in of_kind.content.decode()
    assert cast.peer.client.get(association.get_absolute_url(), {"kind": "x"}).status_code == 400


def test_whoever_keeps_it_is_led_to_all_who_belong_by_one_link(cast):
    association = AssociationFactory(keeper=cast.lead.peer)
    for more in ({"peer": PeerFactory()}, {"project": ProjectFactory()}):
        MembershipFactory(association=association, **more)

    def page(player, **asked):
        address = association.get_absolute_url()
        return player.client.get(address, asked).content.decode()

    assert page(cast.lead).count("Look after who belongs") == 1
    assert "Look after who belongs" not in page(cast.peer)
    kept, seen = page(cast.lead, kind="people"), page(cast.peer, kind="people")
    for kind in ("people", "associations", "organisations", "projects"):
        assert f'href="?kind={kind}"' in kept, kind
        assert f'href="?kind={kind}"' not in seen, kind


def test_panels_tell_where_a_project_an_organisation_and_a_peer_belong(cast, rf):
    association, held = AssociationFactory(), AssociationFactory(standing=Standing.HELD)
    project, organisation, peer = ProjectFactory(), OrganisationFactory(), cast.peer.peer
    for whole in (association, held):
        MembershipFactory(association=whole, project=project)
        MembershipFactory(association=whole, organisation=organisation)
        MembershipFactory(association=whole, peer=peer)
    request = rf.get("/")
    request.user = AnonymousUser()
    told = associations_of({"request": request}, organisation=organisation)
    assert list(told["associations"]) == [association]
    page = cast.nobody.client.get(project.get_absolute_url()).content.decode()
    assert association.name in page
    assert held.name not in page
    assert Membership.objects.visible_to(peer).filter(peer=peer).count() == 2


def test_moderators_decide_on_them_in_the_admin_and_give_reasons(
    cast, django_assert_max_num_queries
):
    address = reverse("admin:projects_association_changelist")
    held = [AssociationFactory(standing=Standing.HELD) for _each in range(3)]
    held.append(AssociationFactory(standing=Standing.HELD, keeper=cast.moderator.peer))

    def act(action, **more):
        rows = [association.pk for association in held]
        sent = {"action": action, "_selected_action": rows, **more}
        answer = cast.moderator.client.post(address, sent, follow=True)
        standings = Association.objects.order_by("pk").values_list("standing", flat=True)
        return list(standings), answer.content.decode()

    assert act("decline_selected")[0] == ["held"] * 4
    standings, text = act("approve_selected")
    assert standings == ["live", "live", "live", "held"]
    assert "3 associations decided." in text
    assert "Nobody decides on something of their own." in text
    assert act("decline_selected", reason="It sells things.")[0] == [*["declined"] * 3, "held"]
    assert notices_of(held[0].keeper)[0] == f"About “{held[0]}”"
    for _each in range(20):
        MembershipFactory(association=AssociationFactory(), peer=PeerFactory())
    with django_assert_max_num_queries(10):
        assert cast.moderator.client.get(address).status_code == 200
    with django_assert_max_num_queries(10):
        assert cast.moderator.client.get(
            reverse("admin:projects_membership_changelist")
        ).status_code in {200, 403}
    assert cast.peer.client.get(address).status_code == 302


def test_a_letter_about_belonging_leaves_while_it_is_so():
    association, pat = AssociationFactory(keeper=long_here()), PeerFactory()
    keeper = association.keeper

    def letter(subject) -> Letter:
        return Letter.objects.get(recipient=pat, subject__contains=subject)

    membership = memberships.invite(association, "peer", pat, by=keeper)
    asks = letter("asks you to join")
    assert recheck([asks]) == ([], [])
    verbs.withdraw(association, by=keeper)
    assert recheck([asks]) == ([], [asks])
    verbs.restore(association, by=keeper)
    memberships.accept(membership, by=pat)
    assert recheck([asks]) == ([], [asks])
    said_yes = Letter.objects.get(recipient=keeper)
    assert recheck([said_yes]) == ([], [])
    verbs.ask_to_keep(membership, by=keeper)
    asks_to_keep = letter("Would you answer")
    assert recheck([asks_to_keep]) == ([], [])
    memberships.end(membership, by=keeper)
    void = [asks, said_yes, asks_to_keep]
    assert recheck([*void, letter("does not belong")]) == ([], void)
