"""Counts beside the filters: they add up, whatever is asked for and whatever happened before."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Sum

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Standing
from projects import actions, jobs
from projects.choices import Stage
from projects.models import Cell, Project, Tally
from projects.querysets.finding import find
from projects.querysets.search import FACETS, NO_WARD, Search
from tests.conftest import in_threads
from tests.factories import WORDS, PeerFactory, ProjectFactory, scatter

pytestmark = pytest.mark.django_db


def total(search: Search) -> int:
    return find(search).total


def random_search(chance: random.Random) -> Search:
    typo = chance.choice(["gardne", "hedingley", "libary", "kitchin"])
    q = chance.choice(["", "", chance.choice(WORDS), " ".join(chance.sample(WORDS, 2)), typo])
    pick = {
        "cause": lambda: chance.choice(Cause.objects.values_list("slug", flat=True)),
        "ward": lambda: chance.choice([NO_WARD, *Ward.objects.values_list("slug", flat=True)]),
        "stage": lambda: chance.choice(Stage.values),
        "needs": lambda: chance.choice(Help.objects.values_list("slug", flat=True)),
    }
    chosen = chance.sample(FACETS, chance.choice([0, 0, 1, 1, 2, 3]))
    return Search(q=q, **{facet: pick[facet]() for facet in chosen})


def cards_of(search: Search):
    """All cards of a search, page by page, the way the list shows them."""
    cards, page = [], 1
    while part := find(replace(search, page=page)).cards:
        cards += part
        page += 1
    return cards


def test_each_option_counts_what_the_list_shows_once_it_is_chosen():
    scatter(200)
    chance = random.Random(7)
    for _round in range(12):
        search = random_search(chance)
        found = find(search)
        for facet in FACETS:
            for option in chance.sample(getattr(found, facet), 4):
                asked = replace(search, **{facet: option.value})
                then = find(asked)
                if then.is_rough == found.is_rough:
                    assert then.total == option.count, (search, facet, option)


def test_the_pages_of_a_list_hold_as_many_projects_as_its_total_and_each_once():
    scatter(200)
    chance = random.Random(8)
    for _round in range(12):
        search = random_search(chance)
        slugs = [card.slug for card in cards_of(search)]
        assert len(slugs) == len(set(slugs)) == total(search), search


@pytest.mark.parametrize("sort", ["newest", "nearest", "relevance"])
def test_every_order_shows_the_same_projects(sort):
    scatter(100)
    search = Search(q="garden", near=(53.8, -1.55), sort=sort)
    assert len(cards_of(search)) == total(search) > 5


def test_stages_and_wards_share_out_the_whole_city():
    scatter(200)
    found = find(Search())
    live = Project.objects.filter(standing=Standing.LIVE).count()
    assert found.total == live
    assert sum(option.count for option in found.stage) == live
    assert sum(option.count for option in found.ward) == live
    assert {o.value for o in found.stage} == set(Stage.values)
    assert len(found.ward) == 34  # 33 wards and the whole city


def test_a_part_is_counted_with_the_cause_it_belongs_to_and_once():
    ProjectFactory(causes=["community-growing"])
    ProjectFactory(causes=["food-support", "community-growing"])
    ProjectFactory(causes=["food-and-growing"])
    counts = {o.value: o.count for o in find(Search()).cause}
    assert counts["food-and-growing"] == 3
    assert counts["community-growing"] == 2
    assert counts["food-support"] == 1


def test_a_hidden_project_is_counted_nowhere():
    hidden = [ProjectFactory(standing=s) for s in ("held", "declined", "withdrawn")]
    found = find(Search(stage=hidden[0].stage))
    assert found.total == 0
    assert all(o.count == 0 for facet in FACETS for o in getattr(found, facet))


def test_an_option_that_holds_nothing_is_still_offered():
    ProjectFactory(stage="idea")
    options = {o.value for o in find(Search(stage="ended")).ward}
    assert set(Ward.objects.values_list("slug", flat=True)) <= options


def test_the_whole_city_is_an_option_while_it_is_chosen():
    found = find(Search(ward=NO_WARD))
    assert found.total == 0
    assert found.knows("ward", NO_WARD)


@pytest.mark.parametrize("facet", ["cause", "ward", "needs"])
def test_a_choice_that_does_not_exist_holds_nothing(facet):
    ProjectFactory()
    found = find(Search(**{facet: "no-such-thing"}))
    assert (found.total, found.cards) == (0, [])
    assert not found.knows(facet, "no-such-thing")


# Tallies --------------------------------------------------------------------------------------


def kept_tallies() -> Counter:
    rows = Tally.objects.values_list("facet", "value").annotate(n=Sum("count"))
    return Counter({(facet, value): n for facet, value, n in rows if n})


def counted_tallies() -> Counter:
    counted: Counter = Counter()
    for project in Project.objects.filter(standing=Standing.LIVE):
        counted["all", ""] += 1
        counted["stage", project.stage] += 1
        counted["ward", project.ward_id or ""] += 1
        counted.update(("cause", str(id_)) for id_ in project.cause_ids)
        counted.update(("need", str(id_)) for id_ in project.need_ids)
    return counted


def kept_cells() -> dict:
    rows = Cell.objects.values_list("level", "x", "y").annotate(
        n=Sum("count"), lat=Sum("latitude_sum"), lon=Sum("longitude_sum"), ids=Sum("id_sum")
    )
    return {(z, x, y): (n, round(a, 6), round(o, 6), i) for z, x, y, n, a, o, i in rows if n}


def counted_cells() -> dict:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT level, floor(spot[0] * (1 << level))::int, floor(spot[1] * (1 << level))::int,
                count(*), sum(latitude), sum(longitude), sum(id)
            FROM projects_project, generate_series(9, 16) level
            WHERE standing = 'live' AND spot IS NOT NULL GROUP BY 1, 2, 3
            """
        )
        return {
            (z, x, y): (n, round(a, 6), round(o, 6), int(i))
            for z, x, y, n, a, o, i in cursor.fetchall()
        }


def shake(chance: random.Random) -> None:
    """Something that happens to a project."""
    project = chance.choice(list(Project.objects.all()))
    what = chance.randrange(7)
    if what == 0:
        ProjectFactory(standing=chance.choice(Standing.values), needs=["money", "transport"])
    elif what == 1:
        project.standing = chance.choice(Standing.values)
        project.save()
    elif what == 2:
        project.latitude, project.longitude = 53.7 + chance.random() / 5, -1.6
        project.ward = chance.choice([None, *Ward.objects.all()])
        project.save()
    elif what == 3:
        project.causes.set(chance.sample(list(Cause.objects.all()), 2))
    elif what == 4:
        project.needs.clear()
    elif what == 5:
        Project.objects.filter(stage=project.stage).update(stage=chance.choice(Stage.values))
    elif Project.objects.count() > 20:
        project.delete()
    if chance.random() < 0.2:
        jobs.fold_tallies()


def test_the_tallies_and_cells_equal_a_recount_after_everything_that_can_happen():
    scatter(40, seed=3)
    chance = random.Random(3)
    for step in range(60):
        shake(chance)
        if step % 6 == 0:
            assert kept_tallies() == counted_tallies(), step
            assert kept_cells() == counted_cells(), step
    jobs.fold_tallies()
    assert kept_tallies() == counted_tallies()
    assert kept_cells() == counted_cells()


def test_folding_leaves_one_row_a_value_and_none_for_nothing():
    project = ProjectFactory()
    for stage in (*Stage.values, project.stage):
        project.stage = stage
        project.save()
    jobs.fold_tallies()
    rows = list(Tally.objects.values_list("facet", "value"))
    assert len(rows) == len(set(rows))
    assert not Tally.objects.filter(count=0).exists()
    project.delete()
    jobs.fold_tallies()
    assert not Tally.objects.exists()
    assert not Cell.objects.exists()


def test_a_cause_that_moves_under_another_takes_its_projects_along():
    ProjectFactory(causes=["repair-and-reuse"])
    repair = Cause.objects.get(slug="repair-and-reuse")
    repair.parent = Cause.objects.get(slug="work-and-skills")
    repair.save()
    counts = {o.value: o.count for o in find(Search()).cause}
    assert counts["work-and-skills"] == 1
    assert counts["climate-and-nature"] == 0
    assert kept_tallies() == counted_tallies()


@pytest.mark.django_db(transaction=True)
def test_counts_stay_right_while_people_save_and_the_job_folds():
    moderator = PeerFactory()
    projects = [ProjectFactory(standing=Standing.HELD) for _ in range(12)]

    def approve(some):
        for project in some:
            actions.approve(project, by=moderator)

    def fold():
        for _ in range(15):
            jobs.fold_tallies()

    in_threads(
        lambda: approve(projects[:6]),
        lambda: approve(projects[6:]),
        fold,
        fold,
        lambda: [p.needs.clear() for p in projects],
    )
    assert kept_tallies() == counted_tallies()
    assert kept_cells() == counted_cells()
    assert find(Search()).total == 12


def test_saving_what_was_read_before_the_tags_changed_undoes_no_tag(db):
    project = ProjectFactory(causes=["community-growing"], needs=["money"])
    stale = Project.objects.get(pk=project.pk)
    project.needs.clear()
    project.causes.clear()
    stale.save()
    project.refresh_from_db()
    assert (project.cause_ids, project.need_ids) == ([], [])
