"""What moderators read of a profile: they say yes to nothing else, and see what is new in it."""

from functools import partial

import pytest

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.actions import hold, queue
from leeds_leaders.moderation.choices import Because, Outcome
from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.kinds import kind_of, kinds
from leeds_leaders.moderation.models import Case, Decision
from leeds_leaders.moderation.pages.looking import Looked
from peers import actions
from peers.choices import Audience, Kind, Part
from peers.models import Peer, Profile, Role
from projects.choices import Gathering
from projects.models import Photo
from tests.conftest import signed_in
from tests.factories import (
    HubFactory,
    ItemFactory,
    NewsFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
WHY = "It sells something."
with_photo = partial(ProjectFactory, photo="projects/one.jpg", photo_alt="Beans in a row")


def hub_in_a_ward():
    return HubFactory(ward=Ward.objects.first())


@pytest.fixture
def moderator(cast) -> Peer:
    return cast.moderator.peer


@pytest.fixture
def member() -> Peer:
    """Somebody of whom members read all that they say."""
    peer = PeerFactory()
    seen = dict.fromkeys(Part.values, Audience.MEMBERS)
    Profile.objects.filter(peer=peer).update(audience=Audience.MEMBERS, audiences=seen)
    return Peer.objects.get(pk=peer.pk)


def write_story(peer):
    actions.change_profile(peer, {"story": "Cheap loans, ask me"}, {})


def change_photo(peer):
    Profile.objects.filter(peer=peer).update(photo="peers/another.jpg")


def add_role(peer):
    Role.objects.create(peer=peer, organisation=OrganisationFactory(), title="Selling loans")


def open_to_everybody(peer):
    actions.change_profile(peer, {"audience": Audience.PUBLIC}, {})


@pytest.mark.parametrize("change", [write_story, change_photo, add_role, open_to_everybody])
def test_nobody_says_yes_to_a_profile_that_was_changed_under_their_eyes(moderator, member, change):
    hold(member, Because.REPORTED, author=member)
    [case], kind = Case.objects.filter(kind="peer"), kinds()["peer"]
    read = kind.digest_of(member)
    change(member)
    with pytest.raises(NotNow):
        queue.answer(case, outcome=Outcome.APPROVED, by=moderator, read=read)
    assert Profile.objects.get(peer=member).is_hidden
    queue.answer(case, outcome=Outcome.APPROVED, by=moderator, read=kind.digest_of(member))
    assert not Profile.objects.get(peer=member).is_hidden


def test_a_no_to_a_profile_keeps_what_it_said_and_a_yes_shows_what_is_new_to_the_next(
    moderator, member
):
    Profile.objects.filter(peer=member).update(story="Born in **Leeds**")
    member.profile.refresh_from_db()
    actions.let_be(member, by=moderator)
    actions.change_profile(member, {"story": "Cheap **loans**"}, {})
    hold(member, Because.REPORTED, author=member)
    looked = Looked(Case.objects.open().get(kind="peer"), moderator)
    [story] = [text for text in looked.texts if text.label == "My story"]
    assert "<strong>loans</strong>" in story.html
    assert "Born" in story.changes
    decision = actions.take_profile_away(member, by=moderator, reason=WHY)
    actions.change_profile(member, {"story": "Nothing was ever here"}, {})
    assert "Cheap **loans**" in Decision.objects.get(pk=decision.pk).texts.values()
    page = signed_in(member).client.get(decision.get_absolute_url()).content.decode()
    assert "loans" in page


@pytest.mark.parametrize(
    ("make", "change"),
    [
        (OrganisationFactory, {"link": "https://loans.example"}),
        (OrganisationFactory, {"charity_number": "1234567"}),
        (OrganisationFactory, {"company_number": "01234567"}),
        (ItemFactory, {"kind": Kind.ASK}),
        (ItemFactory, {"outcome": "Cheap loans"}),
        (ItemFactory, {"audience": Audience.CONNECTIONS}),
        (with_photo, {"photo": "projects/another.jpg"}),
        (ProjectFactory, {"contact": "Call 0113 496 0000"}),
        (ProjectFactory, {"source": "Cheap loans"}),
        (hub_in_a_ward, {"kind": Gathering.LIBRARY}),
    ],
)
def test_what_is_read_beside_the_texts_counts_as_changed_as_well(make, change):
    thing = make()
    before = kind_of(thing).digest_of(thing)
    type(thing).objects.filter(pk=thing.pk).update(**change)
    assert kind_of(thing).digest_of(thing) != before


def test_a_photo_that_comes_to_news_counts_as_changed_as_well():
    news = NewsFactory()
    before = kind_of(news).digest_of(news)
    Photo.objects.create(
        project=news.project, news=news, file="projects/a.webp", width=9, height=9, alt="A", place=1
    )
    assert kind_of(news).digest_of(news) != before
