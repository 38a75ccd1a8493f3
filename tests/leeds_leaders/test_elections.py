"""The weeks before an election: what is by candidates, or names one, waits."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.actions import screen
from leeds_leaders.moderation.choices import Because
from leeds_leaders.moderation.errors import TooMuch
from leeds_leaders.moderation.models import Candidate, Case, PreElection
from peers import actions
from peers.actions import ItemDetails, OrganisationDetails, RoleDetails
from peers.choices import Kind
from peers.models import Item
from tests.factories import ItemFactory, OrganisationFactory, PeerFactory, RoleFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 20), date(2026, 5, 7)
LONG_AGO = datetime(2025, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


def at(day: date, hour: int = 12, minute: int = 0):
    """A moment of the city's clock."""
    zone = timezone.zoneinfo.ZoneInfo(settings.TIME_ZONE)
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def writer():
    return PeerFactory(joined_at=LONG_AGO)


@pytest.fixture
def election(db):
    election = PreElection.objects.create(name="Council", starts_on=FIRST, ends_on=LAST)
    Candidate.objects.create(election=election, name="Zoë O’Brien-Núñez")
    return election


NAMES_ONE = {
    "Come and meet Zoë O’Brien-Núñez on Friday": True,
    "ZOE O'BRIEN NUNEZ bakes bread": True,
    "With thanks to *Zoe O’Brien–Nunez*.": True,
    "Zoë bakes bread": False,
    "Mezoë O’Brien-Núñez": False,
    "Zoë O’Brien-Núñezs": False,
    "O’Brien-Núñez, Zoë": False,
    "": False,
}


def test_a_name_with_which_somebody_joins_is_looked_at(client, election):
    said = {"email": "zoe@example.net", "password1": "a lamp, a river and bread"}
    with at(FIRST):
        client.post(reverse("account_signup"), said | {"name": "Vote Zoë O’Brien-Núñez"})
    (case,) = Case.objects.open()
    assert (case.kind, case.because) == ("peer", Because.ELECTION)
    assert case.author.profile.is_hidden


def test_what_others_see_at_once_is_refused_in_words(writer, election):
    item, role = ItemFactory(peer=writer), RoleFactory(peer=writer, title="Baker")
    kept = OrganisationFactory(keeper=writer, about="We bake.")
    named = "Vote for Zoë O’Brien-Núñez"
    changed = OrganisationDetails(kept.name, about=named)
    with at(LAST):
        for verb in (
            lambda: actions.change_organisation(kept, changed, by=writer),
            lambda: actions.close_item(item, by=writer, state="met", outcome=named),
            lambda: actions.change_role(role, RoleDetails(named), by=writer),
            lambda: actions.add_role(kept, RoleDetails(named), by=writer),
        ):
            with pytest.raises(TooMuch, match="when the election is over"), transaction.atomic():
                verb()
    with at(LAST + timedelta(days=1)):
        assert actions.change_organisation(kept, changed, by=writer).about == named
    with at(LAST):  # what names one already does not keep its keeper from the rest
        moved = OrganisationDetails(kept.name, about=named, link="https://bread.example")
        assert actions.change_organisation(kept, moved, by=writer).link


@pytest.mark.parametrize(("text", "names_one"), list(NAMES_ONE.items()))
def test_a_text_that_names_a_candidate_waits(text, names_one, writer, election):
    with at(FIRST):
        assert screen(writer, "Bread", text) == (Because.ELECTION if names_one else "")


def test_the_days_are_those_of_the_city(writer, election):
    text = "Zoe O’Brien-Nunez comes"
    moments = {
        (FIRST - timedelta(days=1), 23, 59): "",
        (FIRST, 0, 0): Because.ELECTION,
        (LAST, 23, 59): Because.ELECTION,  # an hour later in the city than in Greenwich
        (LAST + timedelta(days=1), 0, 0): "",
    }
    for (day, hour, minute), because in moments.items():
        with at(day, hour, minute):
            assert screen(writer, text) == because


def test_whatever_a_candidate_posts_waits_unseen_until_a_moderator_lets_it_stand(writer, election):
    Candidate.objects.create(election=election, name="Somebody Else", peer=writer)
    other = PeerFactory(joined_at=LONG_AGO)
    moderator = PeerFactory(is_staff=True)
    with at(FIRST):
        item = actions.add_item(Kind.OFFER, ItemDetails(title="A van"), by=writer)
        assert item.is_hidden
        assert Case.objects.get().because == Because.ELECTION
        assert not Item.objects.visible_to(other).exists()
        actions.let_item_stand(item, by=moderator)
        assert Item.objects.visible_to(other).get() == item
        assert not actions.add_item(Kind.OFFER, ItemDetails(title="A cart"), by=other).is_hidden


def test_admins_write_down_who_stands(cast):
    page = "/admin/moderation/preelection/add/"
    data = {
        "name": "Council",
        "starts_on": "2026-03-20",
        "ends_on": "2026-05-07",
        "candidates-TOTAL_FORMS": "1",
        "candidates-INITIAL_FORMS": "0",
        "candidates-0-name": "Zoë O’Brien",
        "candidates-0-peer": cast.peer.peer.pk,
    }
    assert cast.admin.client.post(page, data).status_code == 302
    candidate = Candidate.objects.get()
    assert (candidate.peer, candidate.election.starts_on) == (cast.peer.peer, FIRST)
    listed = cast.admin.client.get("/admin/moderation/preelection/").content.decode()
    assert "Council" in listed
    assert cast.organiser.client.get(page).status_code == 403
    wrong = data | {"starts_on": "2026-05-08"}
    assert cast.admin.client.post(page, wrong).status_code == 200
    assert PreElection.objects.count() == 1
