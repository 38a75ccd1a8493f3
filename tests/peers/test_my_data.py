"""What the site holds of a person: nothing is forgotten, and nothing of others is given away."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from forums import personal_data as breakfasts
from leeds_leaders.images import SIDES
from leeds_leaders.moderation import personal_data as moderation
from leeds_leaders.moderation.actions.reporting import report
from leeds_leaders.moderation.choices import HouseRule, Standing
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import Approved, Case, DataComplaint
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.personal_data import Fate, holdings, pack
from peers import actions
from peers.choices import Answer, Tie
from peers.models import Block, Claim, Introduction, Peer, Profile, SetAside, Thanks
from projects import personal_data as strength
from projects.models import Draft, PrivatePlace
from tests.factories import (
    ConnectionFactory,
    ItemFactory,
    OrganisationFactory,
    PairFactory,
    PeerFactory,
    ProjectFactory,
    RoleFactory,
)

HELD = {(holding.model, link): holding for holding in holdings() for link in holding.links}


def links_to_peers() -> list[tuple[type[models.Model], models.Field]]:
    """Every field of every table that leads to a peer, those that Django makes itself included."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Peer and not field.many_to_many
    ]


def test_every_link_to_a_peer_is_held_by_some_storey():
    links = links_to_peers()
    assert len(links) > 35
    assert not [str(field) for model, field in links if (model, field.name) not in HELD]


def fields_of_kind(kind) -> set[tuple[type[models.Model], str]]:
    return {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, kind)
    }


def test_every_address_is_held_by_some_storey():
    held = {holding.model for holding in holdings()}
    assert {model for model, _name in fields_of_kind(models.EmailField)} <= held


def test_every_photo_comes_along_from_its_owner():
    packed = [(holding.model, name) for holding in holdings() for name in holding.photos]
    assert sorted(map(str, packed)) == sorted(map(str, fields_of_kind(models.FileField)))


def test_what_a_holding_says_is_what_the_models_do():
    goes, stays = {models.CASCADE, models.DO_NOTHING}, {models.SET_NULL}
    for model, field in links_to_peers():
        holding = HELD[model, field.name]
        does = field.remote_field.on_delete
        if holding.let_go is None:
            assert does in (goes if holding.fate is Fate.GOES else stays), str(field)


def test_every_holding_is_told_or_says_why_not():
    names = [holding.name for holding in holdings()]
    assert len(names) == len(set(names))
    for holding in holdings():
        assert holding.tell or holding.about, holding.name


# What somebody takes along ------------------------------------------------------------------------


def taken(peer) -> dict:
    """What is in `data.json` of somebody's parcel."""
    with pack(peer) as parcel, ZipFile(parcel) as archive:
        return json.loads(archive.read("data.json"))


def in_all_sizes(name: str) -> list[ContentFile]:
    """A photo as its form hands it on."""
    return [ContentFile(b"RIFF", name) for _side in SIDES]


@pytest.fixture
def full(db):
    """Somebody with something of every kind."""
    peer = PeerFactory(name="Fola Full", email="fola@example.org")
    other = PeerFactory(name="Otis Other")
    facts = {"story": "I mend **radios**.", "called": "Mender", "stand_in": other}
    Profile.objects.filter(pk=peer.pk).update(**facts)
    actions.change_profile(peer, {"photo": in_all_sizes("me.webp")}, {})
    EmailAddress.objects.create(user=peer, email=peer.email, verified=True, primary=True)
    Authenticator.objects.create(user=peer, type="totp", data={"secret": "do-not-tell"})
    notices.set_preferences(
        peer, rhythm="weekly", weekday=2, hour=8, muted=[], causes=[], wards=[], helps=[]
    )
    ItemFactory(peer=peer, title="A van on Fridays")
    actions.follow(ItemFactory(peer=other, title="A kettle"), by=peer)
    organisation = OrganisationFactory(name="Full House", keeper=peer, added_by=peer)
    RoleFactory(peer=peer, organisation=organisation)
    Claim.objects.create(peer=peer, organisation=organisation, words="It is mine.")
    ConnectionFactory(asker=peer, asked=other, note="Shall we?")
    PairFactory(proposed_by=other, proposed_to=peer, words="An hour a month")
    Thanks.objects.create(giver=other, receiver=peer, quality="You listen")
    Block.objects.create(by=peer, blocked=PeerFactory(name="Bea Blocked"))
    SetAside.objects.create(by=peer, peer=PeerFactory(name="Ned Notnow"))
    project = ProjectFactory(lead=peer, title="Full garden", contact="0113 496 0123")
    PrivatePlace.objects.create(project=project, latitude=53.8, longitude=-1.5)
    Draft.objects.create(peer=peer, fields={"title": ["Half"]}, saved_at=timezone.now())
    case = Case.objects.filter(author=peer).earliest("pk")
    Approved.objects.create(kind=case.kind, object_id=case.object_id, texts={"words": "As it was."})
    report(ItemFactory(peer=other), by=peer, rule=HouseRule.ABUSE, words="Unkind.")
    notices.post(peer.email, Purpose.DECISION, "1", "About it", "A text.", recipient=peer)
    return peer


def test_somebody_takes_everything_along(full):
    told = taken(full)
    assert told["about"]["person"] == "Fola Full"
    empty = {name for name, rows in told.items() if not rows}
    assert empty == {
        "roles_here", "rights", "browsers", "admin_log", "standing_in", "organisations_decided",
        "claims_decided", "introductions", "notices",
        "refused_addresses", *(holding.name for holding in breakfasts.HOLDINGS),
        *({holding.name for holding in strength.HOLDINGS} - {"projects", "drafts"}),
        *({holding.name for holding in moderation.HOLDINGS} - {"waiting", "approved", "reports"}),
    }  # fmt: skip
    (profile,) = told["profile"]
    assert (profile["story"], profile["stand_in"]) == ("I mend **radios**.", "Otis Other")
    assert profile["who_sees_what"]["How to reach me"] == "My connections"
    assert told["offers_and_asks"][0]["title"] == "A van on Fridays"
    assert told["followed"][0]["item"] == "A kettle"
    (connection,) = told["connections"]
    assert (connection["with"], connection["state"], connection["note"]) == (
        "Otis Other", "connected", "Shall we?",
    )  # fmt: skip
    assert told["thanks"][0]["quality"] == "You listen"
    assert (told["thanks"][0]["from"], told["thanks"][0]["to"]) == ("Otis Other", "me")
    assert told["blocked"][0]["who"] == "Bea Blocked"
    assert told["set_aside"][0]["who"] == "Ned Notnow"
    assert told["projects"][0]["private_place"] == [53.8, -1.5]
    assert told["drafts"][0]["fields"] == {"title": ["Half"]}
    assert told["approved"][0]["texts"] == {"words": "As it was."}
    assert told["reports"][0]["about"] == str(kinds()["item"].title)
    assert told["letters"][0]["text"] == "A text."
    assert told["consents"][0]["is_given"] is True


def test_photos_come_along_and_secrets_do_not(full):
    with pack(full) as parcel, ZipFile(parcel) as archive:
        photo = Profile.objects.get(pk=full.pk).photo.name
        assert archive.namelist() == [f"photos/{photo}", "data.json"]
        assert archive.read(f"photos/{photo}") == b"RIFF"
        text = archive.read("data.json").decode()
    assert "do-not-tell" not in text
    assert full.password not in json.loads(text)["account"][0].values()
    assert full.preference.link_secret not in text or full.preference.link_secret == ""


def test_photos_of_others_stay_with_them(full):
    other = PeerFactory()
    actions.change_profile(other, {"photo": in_all_sizes("other.webp")}, {})
    Profile.objects.filter(pk=other.pk).update(stand_in=full)
    ProjectFactory(lead=other, decided_by=full, photo="projects/others.webp", photo_alt="A bench")
    with pack(full) as parcel, ZipFile(parcel) as archive:
        assert len(archive.namelist()) == 2


def test_nobody_learns_who_turned_them_down(db):
    me, no, away = PeerFactory(), PeerFactory(name="Norma No"), PeerFactory(name="Ava Away")
    ConnectionFactory(asker=me, asked=no, state=Tie.DECLINED, declined_at=timezone.now())
    Block.objects.create(by=no, blocked=me)
    SetAside.objects.create(by=no, peer=me)
    Introduction.objects.create(
        by=away, first=me, second=no, words="Meet!", first_answer=Answer.YES,
        second_answer=Answer.NO,
    )  # fmt: skip
    told = taken(me)
    (connection,) = told["connections"]
    assert connection["state"] == "asked"
    assert "declined" not in json.dumps(told)
    assert (told["blocked"], told["set_aside"]) == ([], [])
    (introduction,) = told["introductions"]
    assert introduction["my_answer"] == "yes, please"
    assert "rather not" not in json.dumps(told)


def test_names_are_those_of_people_whom_one_may_see(db):
    me, gone = PeerFactory(), PeerFactory(name="Hetty Hidden")
    ConnectionFactory(asker=me, asked=gone)
    PairFactory(proposed_by=gone, proposed_to=me)
    Thanks.objects.create(giver=me, receiver=gone, quality="You listen")
    assert json.dumps(taken(me)).count("Hetty Hidden") == 3
    Profile.objects.filter(pk=gone.pk).update(audience="hidden")
    told = taken(me)
    assert "Hetty" not in json.dumps(told)
    assert told["connections"][0]["with"] == "somebody whom I cannot see now"


def test_an_ask_that_was_taken_back_is_nobodys_business(db):
    me = PeerFactory()
    ConnectionFactory(asked=me, state=Tie.WITHDRAWN)
    assert taken(me)["connections"] == []


def test_a_parcel_takes_as_many_queries_for_many_ties_as_for_one(
    db, django_assert_num_queries, django_assert_max_num_queries
):
    me = PeerFactory()
    ConnectionFactory(asker=me)
    ItemFactory(peer=me)
    with django_assert_max_num_queries(140) as asked, pack(me):
        pass
    for _number in range(5):
        ConnectionFactory(asker=me)
        ItemFactory(peer=me)
    with django_assert_num_queries(len(asked.captured_queries)), pack(me):
        pass


# Pages --------------------------------------------------------------------------------------------


def test_the_parcel_comes_as_a_file_that_nobody_keeps(cast):
    answer = cast.peer.client.get("/me/data/export.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (
        f'filename="leaders-for-leeds-{cast.peer.peer.slug}.zip"'
        in answer.headers["Content-Disposition"]
    )
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert json.loads(archive.read("data.json"))["about"]["person"] == "Pat Peer"


def test_the_page_names_what_there_is_and_nothing_else(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = cast.lead.client.get("/me/data/").content.decode()
    assert "Projects that I lead" in page
    assert "Offers and asks that I follow" not in page
    assert "Whether anybody blocked me" in page  # is never told, to nobody


def test_a_project_that_is_off_the_map_comes_along_too(cast):
    titles = [project["title"] for project in taken(cast.lead.peer)["projects"]]
    assert len(titles) == len(Standing)


def test_what_was_written_to_an_address_that_somebody_only_wishes_for_is_not_theirs(db):
    me = PeerFactory()
    EmailAddress.objects.create(user=me, email="other@example.org", verified=False)
    notices.post("other@example.org", Purpose.ACCOUNT, "1", "Not for me", "A secret.")
    DataComplaint.objects.create(email="other@example.org", words="A secret.")
    assert "A secret" not in json.dumps(taken(me))
    EmailAddress.objects.update(verified=True)
    told = taken(me)
    assert told["letters"][0]["text"] == told["data_complaints"][0]["words"] == "A secret."
    actions.erase(me)
    assert not DataComplaint.objects.exists()


def test_what_is_over_comes_along(db):
    me = PeerFactory()
    long_ago = timezone.now() - timedelta(days=400)
    ConnectionFactory(asker=me, state=Tie.ENDED, asked_at=long_ago, ended_at=timezone.now())
    ItemFactory(peer=me, state="met", outcome="A kettle came.", closed_at=timezone.now())
    told = taken(me)
    assert told["connections"][0]["state"] == "ended"
    assert told["offers_and_asks"][0]["outcome"] == "A kettle came."
