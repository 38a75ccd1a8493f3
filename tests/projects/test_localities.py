"""The page of a ward: support against need, who and what there is, and places that people add."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.errors import NotTheirsToDecide
from leeds_leaders.notices.models import Letter
from peers.choices import Audience, Part
from peers.models import Profile
from projects.actions import hubs
from projects.choices import SupportState
from projects.errors import AlreadyThere, TooMany
from projects.models import Hub, WardContact
from projects.pages.locality import Locality
from tests.conftest import in_threads
from tests.factories import (
    AssociationFactory,
    HubFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    SessionFactory,
    SupportFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/wards/armley/"
SAID = {"name": "The Old Fire Station", "kind": "hub", "ward": "armley", "address": "1 Gipton Way"}


@pytest.fixture
def armley():
    return Ward.objects.get(slug="armley")


def details(ward, **more) -> hubs.HubDetails:
    return hubs.HubDetails(**{"name": "The Old Fire Station", "kind": "hub", "ward": ward} | more)


def text_of(client: Client, address: str = PAGE) -> str:
    """What a page says, without its markup."""
    body = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def fill(ward, *numbers: int) -> None:
    """One of each thing in a ward for each number."""
    for number in numbers:
        project = ProjectFactory(ward=ward, title=f"Garden {number}")
        SupportFactory(project=project, title=f"A spade {number}")
        peer = PeerFactory(name=f"Peer {number} Active")
        shown = {"audience": Audience.PUBLIC, "audiences": {Part.WARDS: Audience.PUBLIC}}
        Profile.objects.filter(pk=peer.pk).update(**shown)
        peer.profile.wards.add(ward)
        AssociationFactory(ward=ward, name=f"Together {number}")
        organisation = OrganisationFactory(name=f"Council {number}")
        HubFactory(ward=ward, name=f"Hall {number}", organisation=organisation)
        WardContact.objects.create(
            ward=ward, name=f"Officer {number}", role="Housing officer", organisation=organisation,
            checked_on=timezone.localdate(),
        )  # fmt: skip
        starts_at = timezone.now() + timedelta(days=number + 1)
        SessionFactory(
            title=f"Breakfast {number}", starts_at=starts_at, venue=VenueFactory(ward=ward),
            ends_at=starts_at + timedelta(hours=1),
        )  # fmt: skip


# The page -----------------------------------------------------------------------------------------


def test_a_ward_shows_what_there_is_and_whom_to_ask(armley, client):
    fill(armley, 0)
    page = text_of(client)
    for words in (
        "Garden 0", "A spade 0", "Peer 0 Active", "Together 0", "Hall 0", "Officer 0",
        "Housing officer · Council 0", "Breakfast 0", "Agreed and checked on",
    ):  # fmt: skip
        assert words in page, words


def test_support_stands_against_need_in_one_sentence(armley, client):
    now = timezone.now()
    assert "ask for help" not in text_of(client)
    asking, quiet, met = (ProjectFactory(ward=armley) for _number in range(3))
    for project in (quiet, met):
        project.needs.clear()
    SupportFactory(project=asking)
    for closed_at in (now, now - timedelta(days=400)):
        SupportFactory(project=met, state=SupportState.MET, closed_at=closed_at)
    SupportFactory(project=quiet, kind="offer")
    SupportFactory(project=quiet, until=timezone.localdate() - timedelta(days=1))
    ProjectFactory(ward=armley, standing=Standing.HELD)
    said = "One of the 3 projects here asks for help; one ask was met this year."
    assert said in text_of(client)


@pytest.mark.parametrize(
    ("projects", "asking", "met", "said"),
    [
        (0, 0, 0, ""),
        (1, 0, 0, "The one project here asks for no help just now."),
        (1, 1, 0, "The one project here asks for help; none of its asks was met this year yet."),
        (1, 0, 1, "The one project here asks for no help just now; one ask was met this year."),
        (3, 0, 0, "None of the 3 projects here asks for help just now."),
        (3, 1, 0, "One of the 3 projects here asks for help; none of their asks was met this year"
                  " yet."),
        (3, 2, 1, "2 of the 3 projects here ask for help; one ask was met this year."),
        (3, 3, 2, "All 3 projects here ask for help; 2 asks were met this year."),
    ],
)  # fmt: skip
def test_none_one_and_many_are_said_in_plain_words(monkeypatch, projects, asking, met, said):
    counts = {"projects": projects, "asking": asking, "met": met}
    monkeypatch.setattr(Locality, "counts", counts)
    assert Locality(Ward(), AnonymousUser()).sentence == said


def test_what_others_do_not_see_is_not_on_the_page(armley, client, cast):
    held = ProjectFactory(ward=armley, standing=Standing.HELD)
    SupportFactory(project=held, title="A secret spade")
    SupportFactory(
        project=ProjectFactory(ward=armley), title="A met spade", state=SupportState.MET,
        closed_at=timezone.now(),
    )  # fmt: skip
    shy = PeerFactory(name="Shy Neighbour")
    shy.profile.wards.add(armley)
    Profile.objects.filter(pk=shy.pk).update(audience=Audience.MEMBERS)
    AssociationFactory(ward=armley, name="Waiting together", standing=Standing.HELD)
    HubFactory(ward=armley, name="Waiting hall", standing=Standing.HELD, added_by=cast.peer.peer)
    gone = PeerFactory(name="Otto Officer", is_active=False)
    WardContact.objects.create(
        ward=armley, name="Otto Officer", role="x", peer=gone, checked_on=timezone.localdate()
    )
    for player in (cast.nobody, cast.lead):
        page = text_of(player.client)
        for words in ("secret spade", "met spade", "Shy", "Waiting", "Otto"):
            assert words not in page, words
    assert "Waiting hall" in text_of(cast.peer.client)
    assert "Waits for a moderator" in text_of(cast.moderator.client)


def test_a_ward_takes_as_many_queries_for_much_as_for_little(
    armley, cast, django_assert_num_queries, django_assert_max_num_queries
):
    fill(armley, 0)
    cast.peer.client.get(PAGE)  # words of the city are read once
    with django_assert_max_num_queries(12) as asked:
        cast.peer.client.get(PAGE)
    fill(armley, 1, 2, 3)
    Hub.objects.update(added_by=cast.peer.peer)
    with django_assert_num_queries(len(asked.captured_queries)):
        cast.peer.client.get(PAGE)


def test_a_change_is_seen_by_the_next_visitor(armley, client):
    assert "Hall 7" not in text_of(client)
    hub = HubFactory(ward=armley, name="Hall 7")
    assert "Hall 7" in text_of(client)
    hubs.withdraw(hub, by=PeerFactory())
    assert "Hall 7" not in text_of(client)


# Adding a place -----------------------------------------------------------------------------------


def test_a_place_waits_for_a_moderator_and_whoever_added_it_is_told(cast, armley):
    answer = cast.peer.client.post("/hubs/new/", SAID)
    assert (answer.status_code, answer.url) == (302, PAGE)
    hub = Hub.objects.get()
    assert (hub.standing, hub.added_by, hub.ward) == (Standing.HELD, cast.peer.peer, armley)
    assert "Old Fire Station" not in text_of(cast.nobody.client)
    data = {"action": "approve_selected", "_selected_action": [hub.pk]}
    cast.moderator.client.post("/admin/projects/hub/", data)
    assert "Old Fire Station" in text_of(cast.nobody.client)
    letter = Letter.objects.get(recipient=cast.peer.peer)
    assert letter.subject == "“The Old Fire Station” is there for others to read"


def test_a_place_that_is_declined_is_told_why_and_mended(cast, armley):
    hub = hubs.add(details(armley), by=cast.peer.peer)
    data = {"action": "decline_selected", "_selected_action": [hub.pk], "reason": "Which street?"}
    cast.moderator.client.post("/admin/projects/hub/", data)
    assert "Which street?" in Letter.objects.get(recipient=cast.peer.peer).text
    page = cast.peer.client.get(f"/hubs/{hub.pk}/edit/").content.decode()
    assert "Which street?" in page
    cast.peer.client.post(f"/hubs/{hub.pk}/edit/", SAID)
    hub.refresh_from_db()
    assert (hub.standing, hub.address) == (Standing.HELD, "1 Gipton Way")


def test_nobody_decides_on_a_place_of_their_own(armley, cast):
    hub = hubs.add(details(armley), by=cast.moderator.peer)
    for decide in (hubs.approve, lambda hub, by: hubs.decline(hub, by=by, reason="No")):
        with pytest.raises(NotTheirsToDecide, match="of their own"):
            decide(hub, by=cast.moderator.peer)


def test_the_same_place_sent_twice_is_one_and_a_second_one_is_told(armley, cast):
    first = hubs.add(details(armley), by=cast.peer.peer)
    assert hubs.add(details(armley, name="the old fire station"), by=cast.peer.peer) == first
    with pytest.raises(AlreadyThere, match="was suggested for Armley before"):
        hubs.add(details(armley), by=cast.lead.peer)
    hubs.approve(first, by=cast.moderator.peer)
    with pytest.raises(AlreadyThere, match="is on the page of Armley already"):
        hubs.add(details(armley), by=cast.lead.peer)
    answer = cast.lead.client.post("/hubs/new/", SAID)
    assert (answer.status_code, Hub.objects.count()) == (422, 1)
    elsewhere = Ward.objects.exclude(pk=armley.pk).first()
    assert hubs.add(details(elsewhere), by=cast.lead.peer) != first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_place_at_once_one_does():
    armley = Ward.objects.get(slug="armley")
    refused = []

    def add(peer):
        try:
            hubs.add(details(armley), by=peer)
        except AlreadyThere as refusal:
            refused.append(refusal)

    people = [PeerFactory() for _number in range(6)]
    in_threads(*(lambda peer=peer: add(peer) for peer in people))
    assert (Hub.objects.count(), len(refused)) == (1, 5)


def test_a_place_taken_off_the_page_comes_back_as_it_was(armley, cast):
    hub = hubs.approve(hubs.add(details(armley), by=cast.peer.peer), by=cast.moderator.peer)
    for _again in range(2):
        cast.peer.client.post(f"/hubs/{hub.pk}/withdraw/")
    assert "Old Fire Station" not in text_of(cast.nobody.client)
    assert "Bring it back" in cast.peer.client.get(f"/hubs/{hub.pk}/edit/").content.decode()
    cast.peer.client.post(f"/hubs/{hub.pk}/restore/")
    assert "Old Fire Station" in text_of(cast.nobody.client)
    hubs.withdraw(hub, by=cast.peer.peer)
    assert hubs.add(details(armley), by=cast.peer.peer).standing == Standing.HELD


def test_what_a_moderator_has_not_seen_waits_also_by_way_of_a_second_look(armley, cast):
    peer, moderator = cast.peer.peer, cast.moderator.peer
    hub = hubs.approve(hubs.add(details(armley), by=peer), by=moderator)
    assert hubs.change(hub, details(armley, opening="9 to 5"), by=peer).is_live
    assert hubs.change(hub, details(armley, link="https://ok.example/"), by=moderator).is_live
    sold = details(armley, link="https://sold.example/")
    assert hubs.change(hub, sold, by=peer).standing == Standing.HELD
    hubs.approve(hub, by=moderator)
    hubs.withdraw(hub, by=peer)
    hubs.change(hub, details(armley), by=peer)
    assert hubs.restore(hub, by=peer).standing == Standing.HELD


def test_one_person_cannot_fill_the_moderators_list(armley):
    peer = PeerFactory()
    for number in range(hubs.MOST_WAITING):
        hubs.add(details(armley, name=f"Hall {number}"), by=peer)
    with pytest.raises(TooMany, match="10 places that you added wait"):
        hubs.add(details(armley, name="Hall again"), by=peer)


def test_a_form_that_is_not_understood_says_so(cast):
    said = {"name": "", "kind": "palace", "ward": "atlantis", "link": "javascript:alert(1)"}
    answer = cast.peer.client.post("/hubs/new/", said)
    assert answer.status_code == 422
    assert answer.content.decode().count('class="errors"') == 4
    assert cast.peer.client.get("/hubs/new/?ward=atlantis").status_code == 400
    chosen = cast.peer.client.get("/hubs/new/?ward=armley").content.decode()
    assert '<option value="armley" selected>' in chosen


def test_contacts_are_named_by_staff_alone(cast, armley):
    said = {
        "ward": armley.pk, "name": "Otto Officer", "role": "Housing officer",
        "checked_on": "2026-11-01",
    }  # fmt: skip
    for player in (cast.organiser, cast.peer):
        assert player.client.post("/admin/projects/wardcontact/add/", said).status_code in {
            302,
            403,
        }
    assert not WardContact.objects.exists()
    cast.moderator.client.post("/admin/projects/wardcontact/add/", said)
    assert "Otto Officer" in text_of(cast.nobody.client)


def test_of_two_who_change_a_hub_at_once_the_later_is_told(cast, armley):
    hub = HubFactory(ward=armley, added_by=cast.peer.peer)
    edit = f"/hubs/{hub.pk}/edit/"
    was = cast.peer.client.get(edit).context["form"].initial["was"]
    assert cast.peer.client.post(edit, {**SAID, "was": was}).status_code == 302
    later = cast.peer.client.post(edit, {**SAID, "access": "A ramp.", "was": was})
    assert later.status_code == 422
    now = later.context["form"]["was"].value()
    assert cast.peer.client.post(edit, {**SAID, "access": "A ramp.", "was": now}).status_code == 302
    hub.refresh_from_db()
    assert hub.access == "A ramp."


def test_a_hub_holds_plain_lines_alone(armley):
    with pytest.raises(ValidationError):
        HubFactory.build(ward=armley, name="Two\nlines").full_clean()
