"""What the site holds of somebody who stands behind projects: told whole, gone when they go."""

import json
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.personal_data import pack
from peers import actions as peers
from peers.models import Profile
from projects.actions import handing, replies
from projects.choices import Handing, Rung, StillGoing
from projects.emails.support import tellings_of_passing_on
from projects.models import (
    Bid,
    BidPart,
    CohortMember,
    DevelopmentOffer,
    Find,
    Handover,
    Invitation,
    Milestone,
    NotThis,
    Photo,
    ProjectClaim,
    SavedSearch,
    Version,
    WardContact,
    YearlyAsk,
)
from projects.personal_data import HOLDINGS
from tests.factories import (
    AssociationFactory,
    CohortFactory,
    HubFactory,
    InterestFactory,
    ItemFactory,
    MembershipFactory,
    NewsFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    SavedSearchFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db


def taken(peer) -> dict:
    """What is in `data.json` of somebody's parcel."""
    with pack(peer) as parcel, ZipFile(parcel) as archive:
        return json.loads(archive.read("data.json"))


@pytest.fixture
def fola():
    return PeerFactory(name="Fola Full", email="fola@example.org")


@pytest.fixture
def otis():
    return PeerFactory(name="Otis Other")


@pytest.fixture
def garden(otis):
    """A live project that somebody else leads."""
    return ProjectFactory(lead=otis, title="A living garden")


@pytest.fixture
def full(fola, otis, garden):
    """Fola has something of every kind that strength is made of."""
    now, today = timezone.now(), timezone.localdate()
    confirmed = {"said": Rung.MET, "confirmed": Rung.MET, "confirmed_at": now}
    InterestFactory(project=garden, peer=fola)
    InterestFactory(project=garden, peer=otis, confirmed_by=fola, **confirmed)
    ask = SupportFactory(project=garden, opened_by=fola, title="A drill for a morning")
    ReplyFactory(support=ask, peer=fola, words="I have a drill.")
    ReplyFactory(support=ask, peer=otis, state="declined", answer="Another time", answered_by=fola)
    NotThis.objects.create(support=ask, item=ItemFactory(peer=otis), by=fola)
    Invitation.objects.create(
        project=garden, organisation=OrganisationFactory(name="City Hall"), words="Come!",
        due_on=today, invited_by=fola,
    )  # fmt: skip
    TeamMemberFactory(project=garden, peer=fola, role="Treasurer")
    TeamMemberFactory(project=garden, peer=PeerFactory(name="Tia Team"), asked_by=fola)
    Handover.objects.create(project=garden, handed_by=otis, handed_to=fola, words="Yours now?")
    ProjectClaim.objects.create(project=garden, peer=fola, words="We began it.")
    ProjectClaim.objects.create(
        project=garden, peer=otis, words="We did.", verdict="agreed", decided_by=fola,
        decided_at=now,
    )  # fmt: skip
    bid = Bid.objects.create(project=garden, title="Money for soil", made_by=fola)
    BidPart.objects.create(bid=bid, peer=fola, words="I write the sums.")
    news = NewsFactory(project=garden, written_by=fola, title="It has a roof")
    Milestone.objects.create(project=garden, title="A roof", made_by=fola)
    name = default_storage.save("projects/roof.webp", ContentFile(b"RIFF"))
    sizes = {"width": 4, "height": 3}
    Photo.objects.create(
        project=garden, news=news, file=name, alt="A roof", place=0, added_by=fola, **sizes
    )
    Version.objects.create(project=garden, revision=7, content={"title": "Before"}, by=fola)
    YearlyAsk.objects.create(
        project=garden, asked_at=now, answer=StillGoing.GOING, answered_at=now, answered_by=fola
    )
    search = SavedSearchFactory(peer=fola, name="Gardens near me")
    Find.objects.create(search=search, project=garden)
    association = AssociationFactory(keeper=fola, name="Gardens together", decided_by=fola)
    MembershipFactory(association=association, peer=fola)
    MembershipFactory(association=association, peer=otis, asked_by=fola)
    cohort = CohortFactory(project=garden, keeper=fola, name="Street stewards")
    CohortMember.objects.create(cohort=cohort, peer=fola, said_yes_at=now)
    DevelopmentOffer.objects.create(title="A course", project=garden, made_by=fola)
    ward = Ward.objects.first()
    HubFactory(ward=ward, name="The Old Fire Station", added_by=fola, decided_by=fola)
    WardContact.objects.create(
        ward=ward, name="Fola Full", role="Officer", peer=fola, checked_on=today
    )
    return fola


# Taking it along ----------------------------------------------------------------------------------


def test_somebody_takes_along_all_that_they_gave_to_projects(full):
    told = taken(full)
    empty = {holding.name for holding in HOLDINGS if not told[holding.name]}
    assert empty == {"projects", "drafts", "stage_moves", "projects_decided"}
    assert told["interests"][0]["project"] == "A living garden"
    assert (told["replies"][0]["support"], told["replies"][0]["words"]) == (
        "A drill for a morning", "I have a drill.",
    )  # fmt: skip
    assert told["replies_answered"][0]["who"] == "Otis Other"
    assert "I have one" not in json.dumps(told["replies_answered"])  # their words are their own
    assert told["team_asked"][0]["who"] == "Tia Team"
    (handover,) = told["handovers"]
    assert (handover["from"], handover["to"], handover["words"]) == (
        "Otis Other", "me", "Yours now?",
    )  # fmt: skip
    assert told["bid_parts"][0]["bid"] == "Money for soil"
    assert told["saved_searches"][0]["found"] == ["A living garden"]
    assert told["memberships"][0]["association"] == "Gardens together"
    assert told["cohorts"][0]["cohort"] == "Street stewards"
    assert told["ward_contacts"][0]["role"] == "Officer"


def test_the_photos_that_somebody_added_come_along(full):
    with pack(full) as parcel, ZipFile(parcel) as archive:
        assert [name for name in archive.namelist() if name.startswith("photos/")] == [
            f"photos/{Photo.objects.get().file.name}"
        ]


def test_what_one_may_see_no_more_is_not_named(full, otis, garden):
    Profile.objects.filter(pk=otis.pk).update(audience="hidden")
    garden.standing = Standing.WITHDRAWN
    garden.save(update_fields=["standing"])
    told = json.dumps(taken(full))
    assert "Otis" not in told
    assert "A living garden" not in told
    assert "I have a drill." in told  # what they wrote stays theirs


def test_a_parcel_asks_as_often_for_much_as_for_little(full, otis, django_assert_num_queries):
    with CaptureQueriesContext(connection) as before:
        taken(full)
    for number in range(4):
        project = ProjectFactory(lead=otis)
        InterestFactory(project=project, peer=full)
        ask = SupportFactory(project=project, opened_by=full)
        ReplyFactory(support=ask, peer=full, organisation=OrganisationFactory())
        TeamMemberFactory(project=project, peer=full)
        Find.objects.create(search=SavedSearch.objects.get(), project=project)
        MembershipFactory(association=AssociationFactory(keeper=full), peer=full)
        HubFactory(ward=Ward.objects.all()[number], added_by=full)
    with django_assert_num_queries(len(before.captured_queries)):
        taken(full)


# Leaving ------------------------------------------------------------------------------------------


def test_projects_keep_what_somebody_gave_them_and_nothing_tells_who(full, garden):
    peers.erase(full)
    garden.refresh_from_db()
    assert garden.supports.get().opened_by is None
    assert garden.news.get().written_by is None
    assert Photo.objects.get().added_by is None
    assert not garden.interests.exclude(peer=garden.lead).exists()
    assert not WardContact.objects.exists()
    assert not DevelopmentOffer.objects.exists()  # a draft that nobody else has seen


def test_a_handover_to_somebody_who_leaves_is_taken_back(full, garden):
    peers.erase(full)
    handover = garden.handovers.get()
    assert (handover.state, handover.handed_to) == (Handing.WITHDRAWN, None)
    assert handover.words == "Yours now?"  # the other one's own


def test_of_a_handover_by_somebody_who_leaves_stays_that_it_was(full, otis, garden):
    garden.handovers.update(state=Handing.ACCEPTED, answered_at=timezone.now())
    peers.erase(otis)
    handover = garden.handovers.get()
    assert (handover.handed_by, handover.words, handover.state) == (None, "", Handing.ACCEPTED)


def test_a_bid_stays_with_those_who_write_it_too_and_goes_where_nobody_does(full, garden):
    alone = Bid.objects.create(project=ProjectFactory(lead=None), title="Mine alone", made_by=full)
    peers.erase(full)
    assert not Bid.objects.filter(pk=alone.pk).exists()
    assert garden.bids.get().made_by is None


def test_what_they_said_to_somebody_who_was_not_told_their_name_goes_as_well(full, otis, garden):
    """Whoever shows themselves to nobody is not named where they answer; they are found anyhow."""
    Profile.objects.filter(peer=full).update(audience="hidden")
    ask = SupportFactory(project=garden, opened_by=otis, title="A ladder for a day")
    replies.answer(ask, by=full, words="I have a ladder of nine rungs.")
    replies.answer(ask, by=PeerFactory(), words="Mine is of ten.")
    own = ProjectFactory(lead=full, title="A shed")
    handing.hand_over(own, otis, by=full, words="The key is below the pot.")
    emails = [*tellings_of_passing_on(garden, by=full, to=otis, words="Just your cup of tea.")]
    notices.tell_many(emails)
    spoken = ["nine rungs", "below the pot", "cup of tea"]
    for model in (Notice, Letter):
        assert all(model.objects.filter(text__contains=words).exists() for words in spoken)
    assert not Notice.objects.filter(peer_ids__contains=[full.pk]).exists()
    peers.erase(full)
    for model in (Notice, Letter):
        assert not any(model.objects.filter(text__contains=words).exists() for words in spoken)
        assert model.objects.filter(text__contains="Mine is of ten.").exists()
