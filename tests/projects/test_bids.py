"""Joint bids: written together, read by nobody else."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import recheck
from projects.actions import bids
from projects.actions.bids import BidDetails
from projects.errors import NotALine, TooMany, WrittenMeanwhile
from projects.models import Bid, BidPart
from tests.conftest import in_threads, signed_in
from tests.factories import OrganisationFactory, PeerFactory, ProjectFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db):
    return PeerFactory(name="Lee First")


@pytest.fixture
def project(lead):
    return ProjectFactory(lead=lead, slug="shed", title="The shed")


@pytest.fixture
def bid(project, lead):
    details = BidDetails("A new roof", "City fund", 12_000, date(2027, 1, 31), "We *need* it.")
    return bids.begin(project, details, by=lead, key=uuid4())


def test_only_the_team_and_those_who_bring_a_part_read_it(bid, lead, project, cast):
    member, asked = TeamMemberFactory(project=project), TeamMemberFactory(project=project)
    asked.said_yes_at = None
    asked.save()
    brings, others = PeerFactory(), PeerFactory()
    bids.add_part(bid, brings, "The drawings", by=lead)
    sees = {
        peer: Bid.objects.visible_to(peer).exists()
        for peer in (lead, member.peer, brings, asked.peer, others, cast.moderator.peer)
    }
    assert list(sees.values()) == [True, True, True, False, False, False]
    assert not Bid.objects.visible_to(AnonymousUser()).exists()
    notice = Notice.objects.get(recipient=brings)
    assert notice.title == "Your part in a joint bid: “A new roof”"
    assert "The drawings" in notice.text
    assert notice.url == bid.get_absolute_url()


def test_begun_twice_it_is_one_and_a_part_said_twice_is_one(project, lead):
    key = uuid4()
    first = bids.begin(project, BidDetails("Once"), by=lead, key=key)
    assert bids.begin(project, BidDetails("Once"), by=lead, key=key) == first
    pat = PeerFactory()
    with pytest.raises(NotALine, match="another project"):
        bids.begin(ProjectFactory(lead=lead), BidDetails("Once"), by=lead, key=key)
    bids.add_part(first, pat, "Tea", by=lead)
    bids.add_part(first, pat, "Tea", by=lead)
    assert BidPart.objects.count() == 1


def test_nobody_writes_over_what_they_have_not_read(bid, lead):
    bids.change(bid, BidDetails("A new roof", words="Mine"), by=lead, revision=1)
    with pytest.raises(WrittenMeanwhile):
        bids.change(bid, BidDetails("A new roof", words="Theirs"), by=lead, revision=1)
    bids.change(bid, BidDetails("A new roof", words="Mine"), by=lead, revision=1)
    bid.refresh_from_db()
    assert (bid.words, bid.revision) == ("Mine", 2)


def test_there_is_an_end_to_bids_and_parts(bid, project, lead, monkeypatch):
    monkeypatch.setattr(bids, "MOST_BIDS", 1)
    monkeypatch.setattr(bids, "MOST_PARTS", 0)
    with pytest.raises(TooMany):
        bids.begin(project, BidDetails("One more"), by=lead, key=uuid4())
    with pytest.raises(TooMany):
        bids.add_part(bid, lead, "Tea", by=lead)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_once_one_is_written_and_the_others_hear_of_it():
    lead = PeerFactory()
    bid = bids.begin(ProjectFactory(lead=lead), BidDetails("Roof"), by=lead, key=uuid4())
    refused = []

    def save(words):
        try:
            bids.change(bid, BidDetails("Roof", words=words), by=lead, revision=1)
        except WrittenMeanwhile:
            refused.append(words)

    texts = [f"Text {n}" for n in range(12)]
    in_threads(*(lambda words=words: save(words) for words in texts))
    bid.refresh_from_db()
    assert len(refused) == 11
    assert bid.words in set(texts) - set(refused)


def test_it_is_written_together_on_its_page(bid, project, lead, cast):
    mine, brings = signed_in(lead), signed_in(PeerFactory(name="Bri Ngs"))
    its, edit = bid.get_absolute_url(), reverse("projects:bid-edit", args=[bid.key])
    for address in (its, edit):
        assert cast.peer.client.get(address).status_code == 404
        assert cast.moderator.client.get(address).status_code == 404
        assert cast.nobody.client.get(address).status_code == 302
    assert cast.peer.client.get(reverse("projects:bids", args=["shed"])).status_code == 403
    group = OrganisationFactory(name="Drawers United")
    part = {"peer": "Bri Ngs", "words": "Drawings", "organisation": group.name}
    add = reverse("projects:bid-part", args=[bid.key])
    assert mine.client.post(add, part | {"peer": "No Body"}).status_code == 422
    assert mine.client.post(add, part).status_code == 302
    html = brings.client.get(its).text
    assert "<em>need</em>" in html
    assert "Drawers United" in html
    assert "£12,000" in html
    assert brings.client.get(edit).status_code == 403
    assert brings.client.post(add, part).status_code == 403
    assert brings.client.get(reverse("projects:bids", args=["shed"])).status_code == 403
    row = BidPart.objects.get()
    done = reverse("projects:bid-part-done", args=[bid.key, row.pk])
    brings.client.post(done)
    row.refresh_from_db()
    first = row.done_at
    brings.client.post(done)
    row.refresh_from_db()
    assert row.done_at == first
    mine.client.post(reverse("projects:bid-part-reopen", args=[bid.key, row.pk]))
    row.refresh_from_db()
    assert row.done_at is None
    gone = brings.client.post(reverse("projects:bid-part-remove", args=[bid.key, row.pk]))
    assert gone.url == project.get_absolute_url()
    assert brings.client.get(its).status_code == 404


def test_of_two_texts_both_are_shown_and_the_second_can_be_saved(bid, lead, project):
    mine, theirs = signed_in(lead), signed_in(TeamMemberFactory(project=project).peer)
    edit = reverse("projects:bid-edit", args=[bid.key])
    said = {"title": "A new roof", "state": "draft", "revision": "1"}
    assert mine.client.post(edit, said | {"words": "Slates"}).status_code == 302
    conflict = theirs.client.post(edit, said | {"words": "Tiles", "amount": "5"})
    assert conflict.status_code == 422
    assert "Slates" in conflict.text
    assert "Tiles" in conflict.text
    again = conflict.context["form"]["revision"].value()
    saved = {"words": "Slates and tiles", "revision": again}
    assert theirs.client.post(edit, said | saved).status_code == 302
    bid.refresh_from_db()
    assert (bid.words, bid.revision) == ("Slates and tiles", 3)


def test_a_new_bid_is_begun_from_the_list(project, lead):
    mine = signed_in(lead)
    address = reverse("projects:bids", args=["shed"])
    key = mine.client.get(address).context["form"]["key"].value()
    said = {"title": "Seeds", "state": "draft", "key": str(key), "amount": "-1"}
    assert mine.client.post(address, said).status_code == 422
    for _click in range(2):
        mine.client.post(address, said | {"amount": "300", "due_on": "2027-03-01"})
    assert [(bid.title, bid.amount) for bid in Bid.objects.all()] == [("Seeds", 300)]
    assert "Seeds" in mine.client.get(address).text


def test_whose_part_was_taken_off_gets_no_letter_with_the_title(bid, lead):
    pat = PeerFactory()
    part = bids.add_part(bid, pat, "The drawings", by=lead)
    letter = Letter.objects.get(recipient=pat)
    assert recheck([letter]) == ([], [])
    bids.remove_part(part, by=lead)
    assert recheck([letter]) == ([], [letter])
