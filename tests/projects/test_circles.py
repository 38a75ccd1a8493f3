"""Belonging takes two yeses, a no is kept, and nothing belongs to itself by any number of steps."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Notice
from peers.models import Block
from projects.actions import memberships as verbs
from projects.errors import Circular, IllegalMove, NotTheirs, TooMany
from projects.models import Association, Membership
from tests.conftest import in_threads
from tests.factories import (
    AssociationFactory,
    MembershipFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


def closed(**said) -> Association:
    return AssociationFactory(is_open=False, **said)


def told(peer) -> list[str]:
    return list(Notice.objects.filter(recipient=peer).values_list("title", flat=True))


def press(client, name, pk):
    return client.post(reverse(f"projects:membership-{name}", args=[pk]))


# Joining -----------------------------------------------------------------------------------------


def test_an_open_one_is_joined_in_one_step_and_left_in_one(cast):
    association = AssociationFactory()
    join = reverse("projects:association-join", args=[association.slug])
    for _click in range(2):
        assert cast.peer.client.post(join, {"who": "me"}).url == association.get_absolute_url()
    assert association.memberships.agreed().get().peer == cast.peer.peer
    leave = reverse("projects:association-leave", args=[association.slug])
    for _click in range(2):
        cast.peer.client.post(leave)
    assert not association.memberships.exists()


def test_a_closed_one_is_asked_and_says_yes_or_no_once(cast):
    association = closed(name="The Circle")
    keeper, peer = association.keeper, cast.peer.peer
    wish = verbs.join(association, "peer", peer, by=peer)
    verbs.join(association, "peer", peer, by=peer)
    assert not wish.is_agreed
    assert told(keeper) == ["“Pat Peer” would like to join “The Circle”"]
    with pytest.raises(NotTheirs):
        verbs.accept(wish, by=peer)

    verbs.decline(wish, by=keeper)
    assert told(peer) == ["“Pat Peer” and “The Circle”: not this time"]
    assert not verbs.join(association, "peer", peer, by=peer).is_agreed
    assert len(told(keeper)) == 1, "asking again tells nobody"
    with pytest.raises(IllegalMove):
        verbs.end(wish, by=peer)

    assert verbs.accept(wish, by=keeper).is_agreed
    assert told(peer)[0] == "“Pat Peer” belongs to “The Circle” now"
    with pytest.raises(IllegalMove):
        verbs.decline(wish, by=keeper)
    verbs.end(wish, by=keeper)
    verbs.end(wish, by=keeper)
    assert told(peer)[0] == "“Pat Peer” does not belong to “The Circle” any more"


def test_each_that_is_asked_answers_by_whoever_answers_for_it(cast, client):
    association = AssociationFactory(name="The Whole")
    keeper = association.keeper
    OrganisationFactory(keeper=cast.connection.peer, name="Helping Hands")
    ProjectFactory(lead=cast.lead.peer, title="The Garden")
    part = AssociationFactory(name="The Part")
    client.force_login(keeper)
    invite = reverse("projects:association-invite", args=[association.slug])
    said = {"peer": "Pat Peer", "organisation": "helping hands", "project": "The Garden",
            "part": "The Part"}  # fmt: skip
    assert client.post(invite, {"peer": "Nobody Here"}).status_code == 422
    assert client.post(invite, {}).status_code == 422
    for _click in range(2):
        assert client.post(invite, said).status_code == 302
    speakers = {"peer": cast.peer.peer, "organisation": cast.connection.peer,
                "project": cast.lead.peer, "part": part.keeper}  # fmt: skip
    assert association.memberships.count() == 4
    assert not association.memberships.agreed().exists()
    for kind, speaker in speakers.items():
        asked = association.memberships.get(**{f"{kind}__isnull": False})
        assert len(told(speaker)) == 1
        others = [peer for peer in speakers.values() if peer != speaker]
        with pytest.raises(NotTheirs):
            verbs.accept(asked, by=others[0])
        client.force_login(speaker)
        page = client.get(association.get_absolute_url()).content.decode()
        assert reverse("projects:membership-accept", args=[asked.pk]) in page
        assert press(client, "accept", asked.pk).status_code == 302
    assert association.memberships.agreed().count() == 4
    assert set(told(keeper)) == {
        f"“{name}” belongs to “The Whole” now"
        for name in ("Pat Peer", "Helping Hands", "The Garden", "The Part")
    }


def test_whoever_said_no_is_not_asked_again_and_may_still_join(cast):
    association = AssociationFactory()
    peer = cast.peer.peer
    asked = verbs.invite(association, "peer", peer, by=association.keeper)
    verbs.decline(asked, by=peer)
    with pytest.raises(IllegalMove, match="said no"):
        verbs.invite(association, "peer", peer, by=association.keeper)
    with pytest.raises(IllegalMove):
        verbs.end(asked, by=association.keeper)
    assert verbs.join(association, "peer", peer, by=peer).is_agreed


def test_whoever_asks_for_what_the_other_side_asked_for_has_agreed_and_the_other_is_told(cast):
    association, peer = closed(name="The Circle"), cast.peer.peer
    verbs.join(association, "peer", peer, by=peer)
    assert verbs.invite(association, "peer", peer, by=association.keeper).is_agreed
    assert told(peer) == ["“Pat Peer” belongs to “The Circle” now"]
    other = cast.connection.peer
    verbs.invite(association, "peer", other, by=association.keeper)
    assert verbs.join(association, "peer", other, by=other).is_agreed
    assert told(association.keeper)[0] == "“Con Nection” belongs to “The Circle” now"


def test_nobody_is_asked_to_look_at_what_they_cannot_see(cast):
    held = AssociationFactory(standing=Standing.HELD)
    with pytest.raises(IllegalMove, match="for everybody"):
        verbs.invite(held, "peer", cast.peer.peer, by=held.keeper)
    assert not told(cast.peer.peer)


def test_nobody_is_asked_for_what_nobody_answers_for_nor_more_than_fifty(cast, monkeypatch):
    association = AssociationFactory()
    with pytest.raises(IllegalMove, match="Nobody looks after"):
        verbs.invite(association, "organisation", OrganisationFactory(), by=association.keeper)
    assert not association.memberships.exists()
    monkeypatch.setattr(verbs, "MOST_WAITING", 1)
    verbs.invite(association, "peer", PeerFactory(), by=association.keeper)
    with pytest.raises(TooMany):
        verbs.invite(association, "peer", PeerFactory(), by=association.keeper)


def test_a_block_lets_nothing_through(cast):
    association = AssociationFactory()
    Block.objects.create(by=cast.peer.peer, blocked=association.keeper)
    verbs.invite(association, "peer", cast.peer.peer, by=association.keeper)
    assert not told(cast.peer.peer)


def test_what_one_answers_for_joins_on_the_site_and_nothing_else(cast):
    association = AssociationFactory()
    join = reverse("projects:association-join", args=[association.slug])
    garden = ProjectFactory(lead=cast.lead.peer, title="The Garden")
    assert "The Garden" in cast.lead.client.get(join).content.decode()
    assert "The Garden" not in cast.peer.client.get(join).content.decode()
    sent = {"who": f"project-{garden.slug}"}
    assert cast.peer.client.post(join, sent).status_code == 422
    assert cast.lead.client.post(join, sent).status_code == 302
    assert association.memberships.agreed().get().project == garden


def test_buttons_of_others_are_refused_and_what_is_hidden_is_not_there(cast):
    wish = verbs.join(closed(), "peer", cast.peer.peer, by=cast.peer.peer)
    assert press(cast.connection.client, "accept", wish.pk).status_code == 404
    agreed = MembershipFactory(peer=PeerFactory())
    assert press(cast.connection.client, "end", agreed.pk).status_code == 403
    assert press(cast.nobody.client, "end", agreed.pk).url.startswith("/accounts/login/")
    assert press(cast.peer.client, "end", wish.pk).status_code == 302
    assert press(cast.peer.client, "end", wish.pk).url == "/associations/"


# Circles -----------------------------------------------------------------------------------------


def test_a_circle_is_refused_in_words_over_any_number_of_steps(cast):
    first, second, third = (AssociationFactory(name=name) for name in "ABC")
    verbs.join(first, "part", second, by=second.keeper)
    verbs.join(second, "part", third, by=third.keeper)
    for whole, part in ((third, first), (second, first), (first, first)):
        with pytest.raises(Circular, match=f"“{part}” cannot belong to “{whole}”"):
            verbs.join(whole, "part", part, by=part.keeper)
    fourth = AssociationFactory(name="D")
    verbs.join(first, "part", fourth, by=fourth.keeper)
    verbs.join(fourth, "part", third, by=third.keeper)  # a diamond is no circle
    assert Membership.objects.agreed().count() == 4


def test_the_database_refuses_a_circle_whatever_code_asks():
    first, second = AssociationFactory(), AssociationFactory()
    MembershipFactory(association=first, part=second)
    other = MembershipFactory(association=AssociationFactory(), part=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(association=second, part=first)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_membership SET association_id = %s WHERE id = %s",
            [second.pk, other.pk],
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_that_would_close_a_circle_at_once_one_is_refused():
    first, second = AssociationFactory(), AssociationFactory()
    refused = []

    def join(whole, part):
        def verb():
            try:
                verbs.join(whole, "part", part, by=part.keeper)
            except Circular as refusal:
                refused.append(refusal)

        return verb

    in_threads(join(first, second), join(second, first))
    assert len(refused) == 1
    assert Membership.objects.agreed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_clicks_at_once_one_membership_comes():
    association, peer = closed(), PeerFactory()

    def click():
        verbs.join(association, "peer", peer, by=peer)

    in_threads(*[click] * 20)
    assert association.memberships.count() == 1
    assert len(told(association.keeper)) == 1
