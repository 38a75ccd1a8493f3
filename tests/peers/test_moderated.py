"""The kinds of peers: held, let stand, taken away, and what moderators read of them."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, EmailField, SlugField, TextField
from django.utils import timezone

from leeds_leaders.moderation.actions import hold
from leeds_leaders.moderation.choices import Because, Outcome, Standing
from leeds_leaders.moderation.errors import NoReason, NotTheirsToDecide
from leeds_leaders.moderation.kinds import kind_of, kinds
from leeds_leaders.moderation.models import Approved, Case, Decision
from leeds_leaders.notices.models import Notice
from peers import actions
from peers.actions import ItemDetails, OrganisationDetails
from peers.choices import Audience, Kind, Part
from peers.models import Claim, EntryText, Following, Item, Organisation, Peer, Profile
from tests.conftest import signed_in
from tests.factories import ConnectionFactory, ItemFactory, OrganisationFactory, PeerFactory

pytestmark = pytest.mark.django_db
WHY = "It sells something."
MANY_LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture
def moderator(cast) -> Peer:
    return cast.moderator.peer


@pytest.fixture
def open_amina(amina) -> Peer:
    """Amina, of whom everybody reads all that she says."""
    seen = dict.fromkeys(Part.values, Audience.PUBLIC) | {Part.CONTACT: Audience.CONNECTIONS}
    Profile.objects.filter(peer=amina).update(audience=Audience.PUBLIC, audiences=seen)
    return Peer.objects.get(pk=amina.pk)


def open_cases() -> list[Case]:
    """Those of peers; the cast has a project that waits."""
    return list(Case.objects.open().exclude(kind="project"))


def found(item: Item) -> bool:
    return item.slug in str(list(EntryText.objects.values_list("card", flat=True)))


# Offers and asks ----------------------------------------------------------------------------------


def test_an_item_that_waits_is_found_nowhere_until_it_is_let_stand(moderator, amina, client):
    Profile.objects.filter(peer=amina).update(audience=Audience.PUBLIC)
    item, follower = ItemFactory(peer=amina), PeerFactory()
    Following.objects.create(item=item, peer=follower)
    friend = ConnectionFactory(asker=amina).asked
    assert found(item)
    hold(item, Because.REPORTED, author=amina)
    item.refresh_from_db()
    for viewer in (AnonymousUser(), follower, friend, moderator):
        assert not Item.objects.visible_to(viewer).exists()
    assert Item.objects.visible_to(amina).get() == item
    assert not found(item)
    assert client.get(item.get_absolute_url()).status_code == 404
    assert item.title not in client.get("/peers/amina-khan/").content.decode()
    actions.close_item(item, by=amina, state="met", outcome="Done")
    assert not Notice.objects.filter(recipient=follower).exists()
    actions.reopen_item(item, by=amina)
    decision = actions.let_item_stand(item, by=moderator)
    assert (decision.outcome, list(open_cases())) == (Outcome.APPROVED, [])
    assert found(item)
    assert client.get(item.get_absolute_url()).status_code == 200


def test_an_item_that_is_taken_away_says_why_to_its_peer_alone(moderator, amina, cast):
    item = ItemFactory(peer=amina)
    decision = actions.take_item_away(item, by=moderator, reason=WHY, rule="advert")
    page = signed_in(amina).client.get(item.get_absolute_url()).content.decode()
    assert WHY in page
    assert decision.get_absolute_url() in page
    assert (
        "seen by nobody else for now" in signed_in(amina).client.get("/me/items/").content.decode()
    )
    assert cast.peer.client.get(item.get_absolute_url()).status_code == 404
    notice = Notice.objects.get(recipient=amina)
    assert WHY in notice.text
    assert notice.url == decision.get_absolute_url()
    actions.let_item_stand(item, by=cast.admin.peer)
    assert cast.peer.client.get(item.get_absolute_url()).status_code == 200


def test_a_held_item_takes_part_in_no_match_and_is_greeted_when_it_is_seen(amina):
    amina.joined_at = timezone.now()
    amina.save()
    item = actions.add_item(Kind.OFFER, ItemDetails("A van", MANY_LINKS), by=amina)
    assert item.is_hidden
    assert amina.profile.greeted_at is None
    actions.change_item(item, ItemDetails("A van", "Short"), by=amina)
    assert Item.objects.get().is_hidden  # only a moderator lets it stand


# Profiles -----------------------------------------------------------------------------------------


def test_a_profile_that_waits_is_its_peers_alone_and_comes_back_as_they_want_it(
    moderator, open_amina, client
):
    words = {"story": f"My page is {MANY_LINKS}"}
    actions.change_profile(open_amina, words, {})
    (case,) = open_cases()
    assert (case.kind, case.object_id, case.because) == ("peer", str(open_amina.pk), Because.LINKS)
    assert client.get("/peers/amina-khan/").status_code == 404
    assert not EntryText.objects.filter(peer=open_amina).exists()
    own = signed_in(open_amina).client.get("/peers/amina-khan/").content.decode()
    assert "advertisers" in own
    actions.change_profile(open_amina, {"audience": Audience.MEMBERS}, {})
    assert Profile.objects.get(peer=open_amina).audience == Audience.HIDDEN
    actions.let_be(open_amina, by=moderator)
    assert Profile.objects.get(peer=open_amina).audience == Audience.MEMBERS
    assert client.get("/peers/amina-khan/").status_code == 404
    assert Peer.objects.visible_to(PeerFactory()).filter(pk=open_amina.pk).exists()


def test_words_that_become_visible_later_are_looked_at_then(open_amina):
    actions.change_profile(open_amina, {"story": MANY_LINKS}, {Part.STORY: Audience.HIDDEN})
    assert not open_cases()
    actions.change_profile(open_amina, {}, {Part.STORY: Audience.MEMBERS})
    assert open_cases()[0].because == Because.LINKS


def test_moderators_read_of_a_person_what_members_read(open_amina):
    Profile.objects.filter(peer=open_amina).update(story="Born in Leeds", contact="0113 496 0000")
    peer = Peer.objects.get(pk=open_amina.pk)
    texts = kinds()["peer"].texts_of(peer)
    assert "Born in Leeds" in texts.values()
    assert "0113 496 0000" not in texts.values()
    actions.hide_profile(peer)
    assert kinds()["peer"].texts_of(Peer.objects.get(pk=peer.pk)) == texts


# Organisations and claims -------------------------------------------------------------------------


@pytest.fixture
def added(amina) -> Organisation:
    return actions.add_organisation(OrganisationDetails("Helping Hands", about="We help"), by=amina)


def test_an_organisation_is_decided_on_in_one_way(moderator, amina, added):
    assert open_cases()[0].kind == "organisation"
    actions.approve_organisation(added, by=moderator)
    assert Approved.objects.get().texts == {"name": "Helping Hands", "about": "We help"}
    actions.hold_organisation(added)
    assert open_cases()[0].is_held
    with pytest.raises(NoReason):
        actions.decline_organisation(added, by=moderator, reason=" ")
    actions.decline_organisation(added, by=moderator, reason=WHY, rule="advert")
    decision = Decision.objects.first()
    assert (decision.outcome, decision.rule, decision.author) == ("declined", "advert", amina)
    urls = Notice.objects.filter(recipient=amina).values_list("url", flat=True)
    assert decision.get_absolute_url() in urls
    actions.approve_organisation(added, by=moderator)
    assert Decision.objects.first().outcome == Outcome.RESTORED
    actions.decline_organisation(added, by=moderator, reason=WHY)
    assert Decision.objects.first().outcome == Outcome.REMOVED


def test_an_organisation_that_is_well_is_left_as_it_is(moderator):
    organisation = OrganisationFactory()
    actions.approve_organisation(organisation, by=moderator)
    assert Decision.objects.get().outcome == Outcome.LEFT
    assert not Notice.objects.exists()


def test_a_claim_is_decided_on_in_one_way(moderator, amina, ben):
    organisation = OrganisationFactory()
    first = actions.claim(organisation, "I have the key", by=amina)
    second = actions.claim(organisation, "I sweep the floor", by=ben)
    assert len(open_cases()) == 2
    actions.approve_claim(first, by=moderator)
    assert not open_cases()
    outcomes = {each.author: each.outcome for each in Decision.objects.all()}
    assert outcomes == {amina: Outcome.APPROVED, ben: Outcome.DECLINED}
    assert Claim.objects.get(pk=second.pk).verdict == "declined"


# All of them --------------------------------------------------------------------------------------


def test_nobody_decides_on_their_own(moderator):
    organisation = OrganisationFactory(added_by=moderator, standing=Standing.HELD)
    item = ItemFactory(peer=moderator)
    for verb, thing in (
        (actions.approve_organisation, organisation),
        (actions.let_item_stand, item),
        (actions.let_be, moderator),
    ):
        with pytest.raises(NotTheirsToDecide):
            verb(thing, by=moderator)
    assert not Decision.objects.exists()


IN_NO_KIND = {
    "Profile": "what members read of it is read with its peer",
    "Role": "read with its peer",
    "Connection": "words from one person to another; whoever gets them reports who wrote them",
    "Introduction": "words from one person to two others, who report who wrote them",
    "Pair": "words from one person to another",
    "Thanks": "words from one person to another, who takes them away",
    "Entry": "written by the database",
    "EntryText": "written by the database",
    "PeerTally": "written by the database",
}


def test_whatever_members_write_into_is_a_kind_or_it_is_said_why_not():
    moderated = {kind.model for kind in kinds().values()}
    others = {
        model.__name__
        for model in apps.get_app_config("peers").get_models()
        if model not in moderated and any(map(_is_written, model._meta.concrete_fields))
    }
    assert others == IN_NO_KIND.keys()


def _is_written(field) -> bool:
    """Whether a field holds words that somebody chose."""
    is_text = isinstance(field, CharField | TextField)
    return is_text and not isinstance(field, SlugField | EmailField) and not field.choices


def test_each_kind_says_all_that_the_queue_asks(moderator, amina, added):
    claim = actions.claim(OrganisationFactory(), "I have the key", by=amina)
    for thing in (amina, added, claim, ItemFactory(peer=amina)):
        kind = kind_of(thing)
        row = kind.rows([str(thing.pk)])[str(thing.pk)]
        assert amina in kind.authors(row)
        assert all(kind.texts_of(row).values())
        assert kind.url(row).startswith("/")
        assert all(isinstance(text, str) for _label, text in kind.facts(row))
        assert getattr(row, kind.key)
        assert kind.model._base_manager.filter(**{kind.mine: amina.pk}).exists()
    assert kinds()["organisation"].edit_url(added) == f"/organisations/{added.slug}/edit/"


def test_a_report_link_stands_on_every_page_of_others_and_on_none_of_ones_own(amina, cast):
    Profile.objects.filter(peer=amina).update(audience=Audience.PUBLIC)
    item, organisation = ItemFactory(peer=amina), OrganisationFactory()
    pages = {
        "/peers/amina-khan/": "/report/peer/amina-khan/",
        item.get_absolute_url(): f"/report/item/{item.slug}/",
        organisation.get_absolute_url(): f"/report/organisation/{organisation.slug}/",
    }
    for page, link in pages.items():
        for player in (cast.nobody, cast.peer):
            assert link in player.client.get(page).content.decode()
    own = signed_in(amina).client
    for page in ("/peers/amina-khan/", item.get_absolute_url()):
        assert "/report/" not in own.get(page).content.decode()
