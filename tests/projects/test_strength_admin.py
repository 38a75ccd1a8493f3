"""What moderators look at of what stands behind projects: as much as any member may, quickly."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from projects import models
from projects.choices import Handing
from tests.factories import (
    AssociationFactory,
    HubFactory,
    InterestFactory,
    NewsFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
READ = (
    models.Interest, models.Support, models.Invitation, models.TeamMember, models.Handover,
    models.News, models.Milestone, models.Photo, models.YearlyAsk, models.Cohort,
    models.DevelopmentOffer, models.Hub, models.WardContact,
)  # fmt: skip
PRIVATE = {
    models.Reply, models.Bid, models.BidPart, models.SavedSearch, models.Find, models.NotThis,
    models.PrivatePlace, models.Draft, models.Version, models.KeptApart,
}  # fmt: skip
MANY = 12  # more than a list may ask queries


def address_of(model) -> str:
    return f"/admin/projects/{model._meta.model_name}/"


@pytest.fixture
def crowd(cast):
    """Many rows of everything, each with all that a list shows."""
    ward, now, today = Ward.objects.first(), timezone.now(), timezone.localdate()
    people = PeerFactory.create_batch(MANY)
    for number, peer in enumerate(people):
        project = ProjectFactory(lead=peer)
        organisation = OrganisationFactory(keeper=peer)
        InterestFactory(project=project, peer=people[number - 1], organisation=organisation)
        SupportFactory(project=project, opened_by=peer)
        models.Invitation.objects.create(
            project=project, organisation=organisation, words="Come!", due_on=today
        )
        TeamMemberFactory(project=project, peer=people[number - 1])
        models.Handover.objects.create(
            project=project, handed_by=peer, handed_to=people[number - 1], state=Handing.ASKED
        )
        news = NewsFactory(project=project, written_by=peer)
        models.Milestone.objects.create(project=project, title="A roof", made_by=peer)
        models.Photo.objects.create(
            project=project, news=news, file=f"projects/{number}.webp", width=4, height=3,
            alt="A roof", place=1, added_by=peer,
        )  # fmt: skip
        models.YearlyAsk.objects.create(
            project=project, asked_at=now - timedelta(days=9), answered_at=now, answered_by=peer
        )
        models.Cohort.objects.create(
            name=f"Stewards {number}", slug=f"stewards-{number}", scope="city", project=project,
            keeper=peer,
        )  # fmt: skip
        models.DevelopmentOffer.objects.create(
            title="A course", project=project, organisation=organisation, made_by=peer,
            is_published=True,
        )  # fmt: skip
        HubFactory(ward=ward, added_by=peer, organisation=organisation)
        models.WardContact.objects.create(
            ward=ward, name=f"Officer {number}", role="x", organisation=organisation,
            checked_on=today,
        )  # fmt: skip
    AssociationFactory()
    return cast


def test_every_list_is_quick_searched_filtered_and_leafed_through(
    crowd, django_assert_max_num_queries
):
    client = crowd.moderator.client
    for model in READ:
        registered, address = admin.site._registry[model], address_of(model)
        with django_assert_max_num_queries(10):
            body = client.get(address).content.decode()
        assert body.count("<tr>") + body.count('name="_selected_action"') >= MANY, address
        assert registered.search_fields
        assert registered.list_filter
        year = {f"{registered.date_hierarchy}__year": timezone.localdate().year}
        for query in ({"q": "x"}, {"o": "1"}, year):
            assert client.get(address, query).status_code == 200, address
        assert client.get(f"{address}{model.objects.first().pk}/change/").status_code == 200
        assert crowd.peer.client.get(address).status_code == 302


def test_what_is_peoples_own_is_not_in_the_admin():
    assert not PRIVATE & admin.site._registry.keys()


def test_nothing_is_typed_here_but_the_contacts_of_wards(cast):
    for model in set(READ) - {models.WardContact}:
        assert cast.moderator.client.get(f"{address_of(model)}add/").status_code == 403


def test_moderators_read_of_interests_and_answers_what_any_member_may(cast):
    InterestFactory(peer=PeerFactory(name="Una Unnamed"), is_named=False)
    reply = ReplyFactory(words="Between us alone")
    pages = [address_of(models.Interest), f"/admin/projects/support/{reply.support_id}/change/"]
    for page in pages:
        body = cast.admin.client.get(page).content.decode()
        assert "Una Unnamed" not in body
        assert "Between us" not in body
