"""Offers to learn: shown with a live project to practise on, and never without."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Notice
from peers.models import Organisation
from projects import actions
from projects.actions import development as verbs
from projects.errors import IllegalMove, NotTheirs
from projects.jobs import tell_of_offers_taken_back
from projects.models import DevelopmentOffer
from tests.factories import OrganisationFactory, ProjectFactory, RoleFactory

pytestmark = pytest.mark.django_db


def said(project=None, title="How to chair a meeting"):
    return verbs.OfferDetails(title=title, words="Three *evenings*.", project=project)


def address(verb, offer):
    return reverse(f"projects:development-{verb}", args=[offer.key])


@pytest.fixture
def offer(cast):
    return verbs.add(uuid4(), said(ProjectFactory(title="The Garden")), by=cast.peer.peer)


def test_a_form_that_is_sent_twice_is_one_draft_that_only_its_maker_sees(cast):
    key = uuid4()
    new = reverse("projects:development-new")
    filled = {"key": str(key), "title": "How to chair a meeting", "project": ""}
    for _click in range(2):
        assert cast.peer.client.post(new, filled).status_code == 302
    offer = DevelopmentOffer.objects.get()
    assert not offer.is_published
    assert cast.peer.client.get(offer.get_absolute_url()).status_code == 200
    for player in (cast.nobody, cast.lead, cast.moderator):
        assert player.client.get(offer.get_absolute_url()).status_code == 404
        assert "How to chair" not in player.client.get("/development/").content.decode()
    assert "How to chair" in cast.peer.client.get("/development/").content.decode()
    assert cast.connection.client.post(new, filled).status_code == 422


def test_without_a_live_project_nothing_is_published_by_words_nor_by_the_database(cast, project_of):
    for project in (None, project_of("held"), project_of("withdrawn")):
        offer = verbs.add(uuid4(), said(project), by=cast.lead.peer)
        with pytest.raises(IllegalMove, match="something real"):
            verbs.publish(offer, by=cast.lead.peer)
        with pytest.raises(IntegrityError), transaction.atomic():
            DevelopmentOffer.objects.filter(pk=offer.pk).update(is_published=True)
        answer = cast.lead.client.post(address("publish", offer), follow=True)
        assert "something real to practise on" in answer.content.decode()


def test_a_published_one_is_found_by_everybody_and_stands_beside_its_project(cast, offer):
    with pytest.raises(NotTheirs):
        verbs.publish(offer, by=cast.lead.peer)
    for _click in range(2):
        cast.peer.client.post(address("publish", offer))
    for page in ("/development/", offer.get_absolute_url(), offer.project.get_absolute_url()):
        assert "How to chair" in cast.nobody.client.get(page).content.decode()
    assert cast.lead.client.post(address("take-back", offer)).status_code == 403
    assert cast.peer.client.post(address("take-back", offer)).status_code == 302
    assert cast.nobody.client.get(offer.get_absolute_url()).status_code == 404


def test_what_a_moderator_took_away_only_moderators_let_stand_again(cast, offer):
    verbs.publish(offer, by=cast.peer.peer)
    listed = reverse("admin:projects_developmentoffer_changelist")
    said_why = {"_selected_action": [offer.pk], "reason": "It is an advertisement."}
    cast.moderator.client.post(listed, said_why | {"action": "take_away_selected"})
    assert cast.nobody.client.get(offer.get_absolute_url()).status_code == 404
    with pytest.raises(IllegalMove, match="It is an advertisement"):
        verbs.publish(offer, by=cast.peer.peer)
    assert "It is an advertisement." in cast.peer.client.get(offer.get_absolute_url()).text
    cast.moderator.client.post(listed, said_why | {"action": "let_stand_selected"})
    assert cast.nobody.client.get(offer.get_absolute_url()).status_code == 200
    told = Notice.objects.filter(recipient=cast.peer.peer).order_by("pk")
    assert [notice.title for notice in told] == [
        "About “How to chair a meeting”",
        "“How to chair a meeting” is there for others to read",
    ]


def test_it_is_taken_back_with_its_project_and_its_maker_is_told_once(cast, offer):
    verbs.publish(offer, by=cast.peer.peer)
    assert tell_of_offers_taken_back() == 0
    actions.withdraw(offer.project, by=offer.project.lead)
    offer.refresh_from_db()
    assert not offer.is_published
    assert cast.nobody.client.get(offer.get_absolute_url()).status_code == 404
    assert tell_of_offers_taken_back() == 0  # as long as somebody may think again
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert tell_of_offers_taken_back() == 1
        assert tell_of_offers_taken_back() == 0
    title = "Your offer “How to chair a meeting” is not shown any more"
    assert Notice.objects.filter(recipient=cast.peer.peer, title=title).count() == 1
    assert Letter.objects.filter(recipient=cast.peer.peer, subject=title).count() == 1
    page = cast.peer.client.get(offer.get_absolute_url()).content.decode()
    assert "is not live any more" in page
    assert "The Garden" not in page, "what is out of sight is not named to whoever offered it"

    changed = verbs.change(offer, said(ProjectFactory()), by=cast.peer.peer)
    assert verbs.publish(changed, by=cast.peer.peer).taken_back_at is None


def test_one_that_loses_its_project_is_a_draft_again(cast, offer):
    verbs.publish(offer, by=cast.peer.peer)
    assert not verbs.change(offer, said(None), by=cast.peer.peer).is_published
    offer = verbs.change(offer, said(offer.project, "How to listen"), by=cast.peer.peer)
    verbs.publish(offer, by=cast.peer.peer)
    assert verbs.change(offer, said(offer.project, "Listening"), by=cast.peer.peer).is_published


def test_nobody_reads_there_the_name_of_an_organisation_that_they_cannot_open(cast, offer):
    group = OrganisationFactory(name="Not Yet Known", standing=Standing.LIVE)
    DevelopmentOffer.objects.filter(pk=offer.pk).update(organisation=group)
    verbs.publish(offer, by=cast.peer.peer)

    def named_to(player):
        pages = "/development/", offer.get_absolute_url()
        return ["Not Yet Known" in player.client.get(page).text for page in pages]

    assert named_to(cast.nobody) == [True, True]
    for standing, to_visitors, to_members in (
        (Standing.HELD, False, True), (Standing.DECLINED, False, False),
    ):  # fmt: skip
        Organisation.objects.filter(pk=group.pk).update(standing=standing)
        assert named_to(cast.nobody) == [to_visitors] * 2
        assert named_to(cast.lead) == [to_members] * 2


def test_it_is_offered_by_organisations_that_one_is_active_in(cast):
    mine, theirs = OrganisationFactory(), OrganisationFactory()
    RoleFactory(peer=cast.peer.peer, organisation=mine)
    new = reverse("projects:development-new")
    filled = {"key": str(uuid4()), "title": "How to listen"}
    assert cast.peer.client.post(new, filled | {"organisation": theirs.slug}).status_code == 422
    assert cast.peer.client.post(new, filled | {"organisation": mine.slug}).status_code == 302
    assert Organisation.objects.get(development_offers__title="How to listen") == mine
    offer = DevelopmentOffer.objects.get()
    assert mine.slug in cast.peer.client.get(address("edit", offer)).content.decode()
    assert cast.lead.client.get(address("edit", offer)).status_code == 404
