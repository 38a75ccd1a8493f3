"""What may be twice on the map, and the page on which a moderator makes two one."""

import pytest
from django.urls import reverse

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from projects.choices import Precision
from projects.models import Project
from projects.pages import duplicates as pages
from projects.querysets import duplicates
from projects.querysets.duplicates import likely_duplicates
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

NEAR = {"latitude": 53.8000, "longitude": -1.6000}
FIFTY_METRES_ON = {"latitude": 53.80045, "longitude": -1.6000}
SEVENTY_METRES_ON = {"latitude": 53.80064, "longitude": -1.6000}


def found() -> set[frozenset[str]]:
    keys = {project.pk: project.title for project in Project.objects.all()}
    return {frozenset({keys[pair.newer], keys[pair.older]}) for pair in likely_duplicates()}


def ward(slug: str) -> Ward:
    return Ward.objects.get(slug=slug)


@pytest.mark.parametrize(
    ("one", "other", "is_found"),
    [
        ({"title": "Armley repair café"}, {"title": "Repair Cafe Armley"}, True),
        ({"title": "Armley repair café"}, {"title": "Armley toy library"}, False),
        (
            {"title": "Armley repair café"},
            {"title": "Repair Cafe Armley", "ward": "alwoodley"},
            False,
        ),
        (
            {"title": "Bramley Baths friends", **NEAR},
            {
                "title": "Friends of the Baths",
                "ward": "alwoodley",
                **FIFTY_METRES_ON,
            },
            True,
        ),
        (
            {"title": "Bramley Baths friends", **NEAR},
            {
                "title": "Friends of the Baths",
                "ward": "alwoodley",
                **SEVENTY_METRES_ON,
            },
            False,
        ),
        (
            {"title": "Bramley Baths friends", **NEAR},
            {
                "title": "Friends of the Baths",
                "ward": "alwoodley",
                "precision": Precision.WARD,
                **NEAR,
            },
            False,
        ),
        (
            {"title": "Armley repair café"},
            {"title": "Repair Cafe Armley", "standing": Standing.HELD},
            False,
        ),
    ],
)
def test_two_are_like_one_by_title_and_ward_or_by_place(one, other, is_found):
    places = {"latitude": None, "longitude": None}
    for said in (one, other):
        ProjectFactory(**places | said | {"ward": ward(said.get("ward", "armley"))})
    assert found() == ({frozenset({one["title"], other["title"]})} if is_found else set())


def test_a_moderator_sees_both_and_makes_them_one(cast, django_assert_max_num_queries):
    one = ProjectFactory(title="Armley repair café")
    other = ProjectFactory(title="Repair Cafe Armley")
    with django_assert_max_num_queries(12):
        page = cast.admin.client.get(reverse("admin:projects_duplicates")).text
    preview = reverse("admin:projects_merging", args=[other.slug, one.slug])
    assert preview in page
    before = cast.admin.client.get(preview).text
    assert "cannot be undone" in before
    assert Project.objects.filter(merged_into=None).count() == Project.objects.count()
    for _double_click in range(2):
        assert cast.admin.client.post(preview).status_code == 302
    other.refresh_from_db()
    assert other.merged_into == one
    assert preview not in cast.admin.client.get(reverse("admin:projects_duplicates")).text


def test_only_moderators_meet_these_pages(cast):
    one, other = ProjectFactory(), ProjectFactory()
    for address in (
        reverse("admin:projects_duplicates"),
        reverse("admin:projects_merging", args=[one.slug, other.slug]),
    ):
        for who, player in cast:
            status = player.client.get(address).status_code
            assert (status == 200) == (who in {"moderator", "admin"}), (who, address)
            if who not in {"moderator", "admin"}:
                player.client.post(address)
    assert not Project.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=99999999999", "?after=%C2%B2"])
def test_an_address_that_cannot_be_read_is_no_page(cast, query):
    assert cast.admin.client.get(reverse("admin:projects_duplicates") + query).status_code == 404


def test_any_two_can_be_chosen_by_their_addresses(cast):
    one, other = ProjectFactory(), ProjectFactory()
    chosen = {"gone": one.slug, "kept": other.slug}
    answer = cast.admin.client.get(reverse("admin:projects_duplicates"), chosen)
    assert answer["Location"] == reverse("admin:projects_merging", kwargs=chosen)


def test_all_are_looked_at_in_one_query_some_hundreds_at_a_time(monkeypatch, cast):
    monkeypatch.setattr(duplicates, "LOOKED_AT", 2)
    monkeypatch.setattr(pages, "LOOKED_AT", 2)
    first = ProjectFactory(title="Armley repair café")
    ProjectFactory(title="Something else altogether")
    ProjectFactory(title="Yet another thing")
    last = ProjectFactory(title="Repair Cafe Armley")
    assert found() == {frozenset({first.title, last.title})}
    page = cast.admin.client.get(reverse("admin:projects_duplicates")).text
    assert "?after=2" in page
    page = cast.admin.client.get(reverse("admin:projects_duplicates"), {"after": 2}).text
    assert "?after=0" in page
