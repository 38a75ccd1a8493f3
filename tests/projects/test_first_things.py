"""Whose first things waited is welcomed; whoever had a little of theirs changed hears of it."""

import pytest

from leeds_leaders.moderation.actions import claiming, queue
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.models import Case
from leeds_leaders.notices.models import Letter
from projects import actions
from projects.actions import associations
from projects.models import Project
from tests.factories import OrganisationFactory, PeerFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
WELCOME = "Welcome, and thank you for bringing it here: we are glad that you take part."
CHANGED = "A moderator changed a little of it. Please read it once more:"


def a_project(newcomer) -> Project:
    said = actions.Details(title="Beans for all", summary="Neighbours grow beans.")
    return actions.add(said, by=newcomer)


def an_association(newcomer):
    said = associations.AssociationDetails("Gardens", "For all who dig.")
    return associations.add(said, by=newcomer)


def case_of(thing) -> Case:
    return Case.objects.open().get(object_id=str(thing.pk))


def letters_about(thing, moderator, outcome=Outcome.APPROVED) -> dict[str, str]:
    """What is written, and to whom, once a moderator has let a thing stand."""
    Letter.objects.all().delete()
    queue.answer(case_of(thing), outcome=outcome, by=moderator)
    return dict(Letter.objects.values_list("recipient__name", "text"))


@pytest.mark.parametrize("made", [a_project, an_association])
def test_a_newcomer_whose_first_thing_waited_is_welcomed(made, cast):
    thing = made(PeerFactory(name="Nell New"))
    letters = letters_about(thing, cast.moderator.peer)
    assert WELCOME in letters["Nell New"]
    assert CHANGED not in letters["Nell New"]


def test_nobody_else_is_welcomed_and_nothing_else(cast):
    project = a_project(PeerFactory(name="Nell New"))
    beside = TeamMemberFactory(project=project, peer=PeerFactory(name="Old Hand"), is_lead=True)
    letters = letters_about(project, cast.moderator.peer)
    assert letters.keys() == {"Nell New", beside.peer.name}
    assert WELCOME not in letters["Old Hand"]
    letters = letters_about(
        OrganisationFactory(standing=Standing.HELD, added_by=beside.peer), cast.moderator.peer
    )
    assert WELCOME not in letters["Old Hand"]


@pytest.mark.parametrize(("made", "told_in"), [(a_project, "summary"), (an_association, "purpose")])
def test_what_a_moderator_changed_is_told_with_the_yes(made, told_in, cast):
    thing = made(PeerFactory(name="Nell New"))
    claiming.claim(case_of(thing), by=cast.moderator.peer)
    type(thing).objects.filter(pk=thing.pk).update(**{told_in: "Mended words."})
    letters = letters_about(thing, cast.moderator.peer, Outcome.EDITED)
    assert CHANGED in letters["Nell New"]
