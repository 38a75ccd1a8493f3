"""Searches that people keep: how many, whose, and what becomes of them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.moderation.jobs import let_go_of_what_is_over
from projects.actions import searches
from projects.choices import Pace
from projects.errors import NotALine, TooMany
from projects.models import Find, SavedSearch
from projects.querysets import Search
from tests.conftest import in_threads
from tests.factories import PeerFactory, ProjectFactory, SavedSearchFactory

pytestmark = pytest.mark.django_db


def save(peer, search=None, **more) -> SavedSearch:
    return searches.keep(search or Search(q="beans"), by=peer, name="Beans", **more)


def test_a_search_is_kept_from_the_list_named_in_words_and_once(cast):
    ProjectFactory()
    sent = {"query": "sort=newest&cause=community-growing&ward=armley&page=1"}
    for _click in range(2):
        answer = cast.peer.client.post("/me/searches/save/", sent, follow=True)
    (saved,) = SavedSearch.objects.all()
    assert (saved.name, saved.pace) == ("Community growing, in Armley", Pace.DIGEST)
    assert saved.query == "cause=community-growing&ward=armley"
    text = answer.content.decode()
    assert saved.name in text
    assert "/projects/?cause=community-growing&amp;ward=armley" in text
    assert set(Find.objects.values_list("to_tell", flat=True)) == {False}  # known from the start


def test_the_list_offers_it_in_the_words_of_the_search(cast):
    address = "/projects/?cause=community-growing"
    text = cast.peer.client.get(address).content.decode()
    assert 'name="query" value="cause=community-growing"' in text
    assert "Keep this search" in text
    assert (
        "/accounts/login/?next=/projects/%3Fcause%3D"
        in cast.nobody.client.get(address).content.decode()
    )
    assert "Keep this search" not in cast.peer.client.get("/projects/").content.decode()


@pytest.mark.parametrize("query", ["cause=a b", "near=x", "stage=live", "q=%00"])
def test_nonsense_is_not_kept(cast, query):
    assert cast.peer.client.post("/me/searches/save/", {"query": query}).status_code == 400
    assert not SavedSearch.objects.exists()


def test_a_sixth_search_is_refused_in_words(cast):
    kept = [save(cast.peer.peer, Search(q=f"word{number}")) for number in range(5)]
    answer = cast.peer.client.post("/me/searches/save/", {"query": "q=six"}, follow=True)
    assert "You keep 5 searches already" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/projects/?q=six"
    searches.remove(kept[0], by=cast.peer.peer)
    save(cast.peer.peer, Search(q="six"))
    with pytest.raises(TooMany):
        searches.bring_back(kept[0], by=cast.peer.peer)
    assert SavedSearch.objects.kept().count() == 5


def test_what_finds_more_than_anybody_can_follow_is_refused(cast, monkeypatch):
    monkeypatch.setattr(searches, "MOST_FOUND", 2)
    for _ in range(3):
        ProjectFactory()
    answer = cast.peer.client.post("/me/searches/save/", {"query": "ward=armley"}, follow=True)
    assert "Choose a cause, a ward or a place first" in answer.content.decode()
    assert not SavedSearch.objects.exists()
    assert not Find.objects.exists()


def test_a_search_gets_another_name_and_pace(cast):
    saved = save(cast.peer.peer)
    sent = {"name": "Beans and peas", "pace": Pace.AT_ONCE}
    assert cast.peer.client.post(f"/me/searches/{saved.pk}/change/", sent).status_code == 302
    saved.refresh_from_db()
    assert (saved.name, saved.pace) == ("Beans and peas", Pace.AT_ONCE)
    refused = cast.peer.client.post(
        f"/me/searches/{saved.pk}/change/", {"name": "", "pace": "hourly"}
    )
    assert refused.status_code == 422
    saved.refresh_from_db()
    assert saved.name == "Beans and peas"


def test_a_removed_search_can_be_brought_back_and_is_forgotten_in_the_end(cast):
    saved = save(cast.peer.peer)
    client = cast.peer.client
    for _click in range(2):
        text = client.post(f"/me/searches/{saved.pk}/delete/", follow=True).content.decode()
    assert "Bring it back" in text
    client.post(f"/me/searches/{saved.pk}/bring-back/")
    assert SavedSearch.objects.kept().get() == saved
    searches.remove(saved, by=cast.peer.peer)
    assert save(cast.peer.peer).pk == saved.pk  # kept anew, it is the same
    searches.remove(saved, by=cast.peer.peer)
    let_go_of_what_is_over()
    assert SavedSearch.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        let_go_of_what_is_over()
    assert not SavedSearch.objects.exists()


def test_what_others_look_for_is_nobodys_business(cast):
    other = save(cast.peer.peer)
    for verb in ("change", "delete", "bring-back"):
        address = f"/me/searches/{other.pk}/{verb}/"
        assert (
            cast.moderator.client.post(address, {"name": "x", "pace": "never"}).status_code == 404
        )
    assert "Beans" not in cast.moderator.client.get("/me/searches/").content.decode()
    other.refresh_from_db()
    assert (other.name, other.removed_at) == ("Beans", None)


def test_who_wants_to_be_told_again_hears_of_what_comes_from_then_on():
    peer = PeerFactory()
    saved = save(peer, Search(ward="armley"), pace=Pace.NEVER)
    ProjectFactory()
    searches.look()
    assert not Find.objects.exists()  # nobody asks
    searches.change(saved, by=peer, name="Armley", pace=Pace.DIGEST)
    searches.look()
    later = ProjectFactory()
    searches.look()
    assert list(Find.objects.to_tell().values_list("project", flat=True)) == [later.pk]


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_costs_the_same_however_many_there_are(cast, rows, django_assert_max_num_queries):
    for _ in range(rows):
        saved = SavedSearchFactory(peer=cast.peer.peer, name="W" * 120, query=f"q=w{_}")
        Find.objects.create(search=saved, project=ProjectFactory(), to_tell=True)
    with django_assert_max_num_queries(7):
        text = cast.peer.client.get("/me/searches/").content.decode()
    assert text.count("Found lately:") == rows


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_no_sixth():
    peer = PeerFactory()
    for number in range(4):
        save(peer, Search(q=f"word{number}"))
    refused = []

    def keep(word):
        try:
            save(peer, Search(q=word))
        except TooMany as refusal:
            refused.append(str(refusal))

    in_threads(*(lambda word=word: keep(word) for word in ("five", "six", "seven", "five")))
    assert SavedSearch.objects.count() == 5
    assert len(refused) in {2, 3}  # "five" twice is one


def test_a_search_that_is_gone_by_now_is_refused_in_words():
    saved = SavedSearchFactory()
    SavedSearch.objects.all().delete()
    with pytest.raises(NotALine, match="not there any more"):
        searches.change(saved, by=saved.peer, name="Beans", pace=Pace.DIGEST)
