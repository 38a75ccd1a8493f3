"""The chain: person → session → item → action → project → outcome, and back, for each viewer."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from forums.choices import Doing, RecordState
from forums.models import ActionOwner
from forums.pages.chain import MOST_ACTIONS, Chain
from forums.pages.picture import Picture
from peers.models import Profile
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    BookingFactory,
    NoteFactory,
    OutcomeFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
WHOLE = ["Ola Owner", "The session", "Ask for the **key**.", "Ask for the **key**.", "One kitchen",
         "Twelve families share one kitchen."]  # fmt: skip


@pytest.fixture
def walk(db):
    """All six of one chain, public and confirmed."""
    owner = PeerFactory(name="Ola Owner", slug="ola-owner")
    Profile.objects.filter(peer=owner).update(audience="public")
    lead = PeerFactory(name="Lena Leads")
    project = ProjectFactory(slug="kitchen", title="One kitchen", lead=lead)
    record = RecordFactory(session__title="The session", session__slug="said")
    action = ActionFactory(
        record=record, session=record.session, words="Ask for the **key**.", owner=owner,
        project=project, project_confirmed_at=timezone.now(),
    )  # fmt: skip
    outcome = OutcomeFactory(
        project=project, action=action, state="confirmed", decided_at=timezone.now()
    )
    return SimpleNamespace(
        person=owner, session=record.session, item=action.notes.get(), action=action,
        project=project, outcome=outcome, record=record, lead=lead,
    )  # fmt: skip


def titles(thing, viewer=NOBODY) -> list[str]:
    return [link.title for link in Chain(thing, viewer).links]


def plain(whole: list[str]) -> list[str]:
    return [words.replace("**", "") for words in whole]


def test_it_is_the_same_from_wherever_one_walks(walk):
    for name in ("person", "session", "item", "action", "project", "outcome"):
        thing = getattr(walk, name)
        chain = Chain(thing, NOBODY)
        assert [link.title for link in chain.links] == plain(WHOLE), name
        assert [link.is_here for link in chain.links].count(True) == 1, name
    addresses = [link.url for link in chain.links]
    assert addresses == [
        "/peers/ola-owner/", "/forums/said/", walk.item.get_absolute_url(),
        walk.action.get_absolute_url(), "/projects/kitchen/", walk.outcome.get_absolute_url(),
    ]  # fmt: skip
    assert [len(link.comes_of) for link in chain.links] == [0, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("name", ["person", "session", "item", "action", "project", "outcome"])
def test_it_costs_the_same_however_much_there_is(walk, django_assert_num_queries, name):
    for number in range(5):
        action = ActionFactory(
            record=walk.record, session=walk.session, owner=walk.person, project=walk.project,
            project_confirmed_at=timezone.now(),
        )  # fmt: skip
        OutcomeFactory(
            project=walk.project, action=action, state="confirmed", decided_at=timezone.now(),
            words=f"Outcome {number}",
        )  # fmt: skip
    with django_assert_num_queries(4 if name == "project" else 3):
        assert Chain(getattr(walk, name), NOBODY).is_walkable


def test_where_there_is_nothing_it_costs_next_to_nothing(walk, django_assert_num_queries):
    item, project = NoteFactory(record=walk.record), ProjectFactory()
    with django_assert_num_queries(1):
        assert not Chain(project, NOBODY).is_walkable
    with django_assert_num_queries(0):
        assert not Chain(item, NOBODY).is_walkable


def test_every_page_of_it_leads_on(walk):
    pages = {
        "person": "/peers/ola-owner/came-of-it/",
        "session": "/forums/said/came-of-it/",
        "outcome": walk.outcome.get_absolute_url(),
    }
    for name, address in pages.items():
        page = unescape(Client().get(address).content.decode())
        picture, words = page.split("The same in words")
        drawn = set(re.findall(r'<a href="([^"]+)" aria-label', picture))
        listed = set(re.findall(r'<a href="([^"]+)"', words.split("</ul>")[0]))
        assert len(drawn) == 5, name
        assert drawn == listed, name
        assert all(title in words for title in plain(WHOLE)), name


def test_somebodys_page_leads_there_once_everybody_may_read_of_it(walk):
    address = "/peers/ola-owner/came-of-it/"

    def leads() -> bool:
        return address in Client().get("/peers/ola-owner/").content.decode()

    assert leads()
    ActionOwner.objects.update(said_yes_at=None)
    assert not leads()
    ActionOwner.objects.update(said_yes_at=timezone.now())
    walk.record.state = RecordState.SHARED
    walk.record.save()
    assert not leads()


# For each viewer as far as they may read --------------------------------------------------------


def test_whoever_may_not_be_seen_is_not_in_it(walk):
    Profile.objects.filter(peer=walk.person).update(audience="members")
    assert "Ola Owner" not in titles(walk.action)
    assert "Ola Owner" in titles(walk.action, PeerFactory())


def test_whoever_has_not_said_yes_is_not_in_it(walk):
    ActionOwner.objects.update(said_yes_at=None)
    assert "Ola Owner" not in titles(walk.action)
    assert titles(walk.person) == []


def test_what_the_project_has_not_confirmed_is_not_in_it(walk):
    walk.action.project_confirmed_at = None
    walk.action.save()
    walk.outcome.state, walk.outcome.decided_at = "said", None
    walk.outcome.save()
    assert titles(walk.action) == plain(WHOLE[:4])
    assert titles(walk.session) == plain(WHOLE[:4])
    assert titles(walk.project) == []
    assert titles(walk.action, walk.lead) == plain(WHOLE)


def test_newer_ones_that_wait_do_not_push_out_what_is_confirmed(walk):
    for _number in range(MOST_ACTIONS + 1):
        ActionFactory(record=walk.record, session=walk.session, project=walk.project)
    chain = Chain(walk.project, NOBODY)
    assert [link.title for link in chain.links] == plain(WHOLE)
    assert not chain.is_cut


def test_what_the_project_declined_is_in_nobodys(walk):
    walk.outcome.state = "declined"
    walk.outcome.save()
    assert titles(walk.action, walk.lead) == plain(WHOLE[:5])


@pytest.mark.parametrize("is_closed", [False, True])
def test_outsiders_of_what_is_shared_see_what_the_project_confirmed(walk, is_closed):
    walk.record.state, walk.record.is_closed = RecordState.SHARED, is_closed
    walk.record.save()
    goer = BookingFactory(session=walk.session).peer
    outsiders = plain(WHOLE[4:])
    for viewer in (NOBODY, PeerFactory()):
        assert titles(walk.project, viewer) == outsiders
        assert titles(walk.outcome, viewer) == outsiders
        assert titles(walk.session, viewer) == []
    assert titles(walk.project, goer) == plain(WHOLE[1:] if is_closed else WHOLE)


def test_an_item_that_was_removed_is_not_in_it(walk):
    walk.item.is_removed = True
    walk.item.save()
    assert titles(walk.project) == plain(WHOLE[4:])


def test_a_project_off_the_map_is_not_in_it(walk):
    walk.project.standing = "withdrawn"
    walk.project.save()
    assert titles(walk.action) == plain(WHOLE[:4])


# Shapes -----------------------------------------------------------------------------------------


def test_what_came_of_another_action_of_the_project_is_not_said_to_come_of_this_one(walk):
    other = ActionFactory(
        record=walk.record, session=walk.session, words="Paint it.", project=walk.project,
        project_confirmed_at=timezone.now(),
    )  # fmt: skip
    assert plain(WHOLE)[-1] not in titles(other)
    assert "Paint it." not in titles(walk.outcome)
    assert "Paint it." in titles(walk.project)


def test_an_action_that_was_carried_along_and_handed_over_keeps_where_it_came_from(walk):
    later = RecordFactory(session__title="The next one")
    NoteFactory(record=later, section="actions", words="Still.", action=walk.action)
    walk.action.state, walk.action.closed_at = Doing.HANDED_OVER, timezone.now()
    walk.action.save()
    new = ActionFactory(session=walk.session, words="I do it.", handed_from=walk.action)
    found = titles(new)
    assert {"The session", "The next one", "Still.", "I do it."} <= set(found)
    links = {link.title: link for link in Chain(new, NOBODY).links if link.step == 3}
    assert [one.title for one in links["I do it."].comes_of] == ["Ask for the key."]


def test_a_long_one_is_cut_and_says_so(walk):
    for _number in range(MOST_ACTIONS):
        ActionFactory(record=walk.record, session=walk.session)
    chain = Chain(walk.session, NOBODY)
    assert chain.is_cut
    assert len([link for link in chain.links if link.step == 3]) == MOST_ACTIONS
    assert "there are more" in Client().get("/forums/said/came-of-it/").content.decode()


def test_nothing_to_walk_is_said_in_words(walk):
    walk.item.is_removed = True
    walk.item.save()
    for address in ("/forums/said/came-of-it/", f"/peers/{walk.lead.slug}/came-of-it/"):
        page = signed_in(PeerFactory()).client.get(address).content.decode()
        assert "Nothing that you may read." in page


def test_words_are_cut_to_fit_the_picture_and_whole_in_the_list(walk):
    walk.project.title = "A kitchen of so many names that no picture in the world can hold them all"
    walk.project.save()
    picture = Picture(Chain(walk.outcome, NOBODY))
    stair = next(stair for stair in picture.stairs if stair.link.step == 4)
    assert stair.words.endswith("…")
    assert stair.words_x + len(stair.words) * 7 < picture.width
    assert stair.link.title == walk.project.title


def test_a_picture_goes_down_step_by_step(walk):
    picture = Picture(Chain(walk.action, NOBODY))
    assert [stair.y for stair in picture.stairs] == sorted(stair.y for stair in picture.stairs)
    assert [stair.x for stair in picture.stairs] == sorted(stair.x for stair in picture.stairs)
    assert [len(stair.lines) for stair in picture.stairs] == [0, 1, 1, 1, 1, 1]
