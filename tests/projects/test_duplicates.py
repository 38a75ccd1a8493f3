"""What may be twice on the map, and the page on which a moderator makes two one."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Act
from projects.actions.apart import keep_apart
from projects.actions.merging import merge
from projects.choices import Precision
from projects.models import KeptApart, Project
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
    with django_assert_max_num_queries(13):
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


# Two after all -----------------------------------------------------------------------------------


@pytest.fixture
def alike():
    """Two that look like one."""
    return ProjectFactory(title="Armley repair café"), ProjectFactory(title="Repair Cafe Armley")


def button(name: str, one: Project, other: Project) -> str:
    return reverse(f"admin:projects_{name}", args=[one.slug, other.slug])


def test_two_that_are_two_are_proposed_no_more_until_somebody_looks_again(cast, alike):
    one, other = alike
    finder, client = reverse("admin:projects_duplicates"), cast.moderator.client
    assert button("apart", one, other) in client.get(finder).text
    for two in ((one, other), (other, one)):  # in whatever order, however often
        assert client.post(button("apart", *two))["Location"] == finder
    assert found() == set()
    page = client.get(finder).text
    assert button("merging", other, one) not in page
    assert button("again", one, other) in page
    for _double_click in range(2):
        client.post(button("again", other, one))
    assert found() == {frozenset({one.title, other.title})}
    acts = Act.objects.filter(by=cast.moderator.peer, kind="projects.project")
    said = acts.order_by("pk").values_list("what", "object_id")
    keys = [str(one.pk), str(other.pk)]
    assert list(said) == [
        (what, key) for what in ("kept apart", "kept apart no more") for key in keys
    ]


def test_nobody_keeps_apart_what_is_their_own_or_is_one(cast, alike):
    one, other = alike
    one.lead = cast.moderator.peer
    one.save()
    cast.moderator.client.post(button("apart", one, other))
    cast.moderator.client.post(button("apart", other, other))
    assert not KeptApart.objects.exists()


def test_only_moderators_keep_apart_and_only_by_a_button(cast, alike):
    for name in ("apart", "again"):
        for who, player in cast:
            KeptApart.objects.all().delete()
            if name == "again":
                KeptApart.objects.create(one=alike[0], other=alike[1])
            before = KeptApart.objects.count()
            assert player.client.get(button(name, *alike)).status_code != 200
            assert KeptApart.objects.count() == before
            player.client.post(button(name, *alike))
            has_changed = KeptApart.objects.count() != before
            assert has_changed == (who in {"moderator", "admin"}), (who, name)


def test_the_database_has_a_pair_once_and_in_order(alike):
    one, other = alike
    KeptApart.objects.create(one=one, other=other)
    for first, second in ((one, other), (other, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeptApart.objects.create(one=first, other=second)


def test_a_pair_goes_with_its_projects_and_does_not_hinder_a_merge(cast, alike):
    one, other = alike
    third = ProjectFactory(title="The café of Armley that repairs")
    for two in ((one, other), (one, third), (other, third)):
        keep_apart(*two, by=cast.moderator.peer)
    merge(other, into=one, by=cast.moderator.peer)
    assert KeptApart.objects.count() == 3
    assert cast.moderator.client.get(reverse("admin:projects_duplicates")).status_code == 200
    third.delete()
    assert KeptApart.objects.count() == 1


def test_the_page_takes_as_many_queries_for_many_kept_apart(cast, django_assert_max_num_queries):
    for _each in range(5):
        keep_apart(ProjectFactory(), ProjectFactory(), by=cast.admin.peer)
    with django_assert_max_num_queries(13):
        cast.admin.client.get(reverse("admin:projects_duplicates"))
