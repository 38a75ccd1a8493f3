"""What was declined says on its own page where one can ask for another look."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Decision
from tests.factories import (
    AssociationFactory,
    HubFactory,
    PerspectiveFactory,
    ProjectFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db
ANOTHER_LOOK = "how to ask for another look"


def made(kind: str, by) -> SimpleNamespace:
    """A thing that waits, and the page on which whose it is reads of it."""
    match kind:
        case "project":
            thing = ProjectFactory(lead=by, standing="held")
        case "association":
            thing = AssociationFactory(keeper=by, standing="held")
        case "hub":
            thing = HubFactory(added_by=by, standing="held", ward=Ward.objects.get(slug="armley"))
            return SimpleNamespace(thing=thing, url=reverse("projects:hub-edit", args=[thing.pk]))
        case "perspective":
            thing = PerspectiveFactory(author=by, standing="held")
        case _:
            thing = ResponseFactory(author=by, standing="held")
    return SimpleNamespace(thing=thing, url=thing.get_absolute_url())


@pytest.mark.parametrize("kind", ["project", "association", "hub", "perspective", "response"])
def test_what_was_declined_says_to_its_author_where_to_ask_again(cast, kind):
    one = made(kind, cast.peer.peer)
    assert ANOTHER_LOOK not in cast.peer.client.get(one.url).text
    decline = kind_of(one.thing).decline
    decline(one.thing, by=cast.moderator.peer, reason="It says too little.", rule="elsewhere")
    address = Decision.objects.get().get_absolute_url()
    page = cast.peer.client.get(one.url).text
    assert "It says too little." in page
    assert f"{ANOTHER_LOOK}</a>" in page
    assert f'href="{address}"' in page
    assert ANOTHER_LOOK not in cast.moderator.client.get(one.url).text
