"""What the map draws: every project in view, once, in at most 300 features."""

import json
import random
from dataclasses import replace

import pytest
from django.conf import settings

from leeds_leaders.finding.results import PAGE_SIZE
from leeds_leaders.geography.models import Ward
from projects import jobs
from projects.models import Project
from projects.querysets.finding import find
from projects.querysets.mapping import MOST, STORED_LEVELS, View, draw
from projects.querysets.search import Search
from tests.factories import ProjectFactory, scatter

pytestmark = pytest.mark.django_db
CITY = settings.CITY.bounds


def listed():
    return Project.objects.all().listed()


def in_view(projects, view: View):
    return projects.filter(
        latitude__gte=view.south,
        latitude__lte=view.north,
        longitude__gte=view.west,
        longitude__lte=view.east,
    )


def random_view(chance: random.Random) -> View:
    west, south, east, north = CITY
    x = sorted(chance.uniform(west, east) for _ in range(2))
    y = sorted(chance.uniform(south, north) for _ in range(2))
    return View(x[0], y[0], x[1], y[1], chance.randrange(0, 23))


def drawn_total(features: dict) -> int:
    return len(features["points"]) + sum(count for *_place, count in features["clusters"])


def check(features: dict, expected: set[str], *words) -> None:
    assert features["total"] == len(expected) == drawn_total(features), words
    assert len(features["points"]) + len(features["clusters"]) <= MOST, words
    assert {slug for _lon, _lat, slug, *_rest in features["points"]} <= expected, words
    assert all(count > 1 for *_place, count in features["clusters"]), words


SEARCHES = (
    Search(),
    Search(q="garden"),
    Search(stage="idea"),
    Search(cause="food-and-growing", needs="volunteers"),
    Search(q="hedingley"),
)


@pytest.mark.parametrize("search", SEARCHES, ids=lambda s: s.query_string() or "everything")
def test_any_view_at_any_zoom_adds_up(search):
    scatter(250)
    chance = random.Random(5)
    whole = View(*CITY, 11)
    pages = find(search).total // PAGE_SIZE + 1
    slugs = {c.slug for page in range(pages) for c in find(replace(search, page=page + 1)).cards}
    matching = listed().filter(slug__in=slugs)
    assert matching
    for view in [*(random_view(chance) for _ in range(25)), whole]:
        expected = set(in_view(matching, view).values_list("slug", flat=True))
        check(draw(search, view), expected, view)


@pytest.mark.parametrize("search", [Search(), Search(stage="idea")], ids=["all", "filtered"])
def test_the_whole_city_fits_into_300_features_at_any_zoom(search):
    scatter(1500, seed=9, standing="live", stage="idea")
    expected = set(listed().filter(spot__isnull=False).values_list("slug", flat=True))
    assert len(expected) > 4 * MOST
    for zoom in range(23):
        features = draw(search, View(*CITY, zoom))
        check(features, expected, zoom)
        if zoom > 12:  # many, not one for all
            assert len(features["points"]) + len(features["clusters"]) > MOST / 10, zoom


def test_stored_cells_and_the_live_grid_draw_the_same():
    scatter(300, seed=4, run_by="Neighbours together")
    jobs.fold_tallies()
    chance = random.Random(4)
    for _round in range(20):
        view = random_view(chance)
        view = View(view.west, view.south, view.east, view.north, chance.choice(STORED_LEVELS) - 2)
        stored = draw(Search(), view)
        # Words that every project has are looked up in the projects themselves.
        live = draw(Search(q="together"), view)
        assert stored["total"] == live["total"]
        assert sorted(c[2] for c in stored["clusters"]) == sorted(c[2] for c in live["clusters"])
        assert {p[2] for p in stored["points"]} == {p[2] for p in live["points"]}


def test_a_point_says_where_it_leads_and_what_it_is_about():
    project = ProjectFactory(latitude=53.81, longitude=-1.6, causes=["community-growing"])
    features = draw(Search(), View(*CITY, 12))
    assert features == {
        "points": [[-1.6, 53.81, project.slug, project.title, "community-growing"]],
        "clusters": [],
        "total": 1,
    }


def test_a_project_without_a_cause_is_drawn_too():
    project = ProjectFactory()
    project.causes.clear()
    assert draw(Search(), View(*CITY, 12))["points"][0][4] == ""


def test_projects_at_one_spot_come_apart_when_one_zooms_in():
    for _ in range(3):
        ProjectFactory(latitude=53.8, longitude=-1.55)
    far, near = (draw(Search(), View(-1.56, 53.79, -1.54, 53.81, z)) for z in (12, 17))
    assert [c[2] for c in far["clusters"]] == [3]
    assert len(near["points"]) == 3
    assert not near["clusters"]


def test_a_project_on_the_very_edge_of_a_view_is_in_it():
    ProjectFactory(latitude=53.8, longitude=-1.55)
    for view in (View(-1.55, 53.8, -1.5, 53.9, 12), View(-1.6, 53.7, -1.55, 53.8, 12)):
        assert draw(Search(), view)["total"] == 1, view


def test_a_view_without_extent_shows_what_stands_on_it():
    ProjectFactory(latitude=53.8, longitude=-1.55)
    assert draw(Search(), View(-1.55, 53.8, -1.55, 53.8, 12))["total"] == 1


def test_what_lies_outside_the_city_is_cut_away():
    assert View(-180, -85, 180, 85, 5).clipped(CITY) == View(*CITY, 5)
    paris = View(2, 48, 3, 49, 12).clipped(CITY)
    assert paris.is_empty
    assert draw(Search(), paris) == {"points": [], "clusters": [], "total": 0}


def test_a_hidden_project_is_not_on_the_map():
    for standing in ("held", "declined", "withdrawn"):
        ProjectFactory(standing=standing)
    for zoom in (5, 12, 18):
        assert draw(Search(), View(*CITY, zoom))["total"] == 0


# The address --------------------------------------------------------------------------------


def points(client, **query):
    answer = client.get("/projects/points.json", {"bbox": "-2,53,-1,54", "zoom": 12} | query)
    return answer.status_code, json.loads(answer.content)


def test_the_address_answers_as_the_contract_says(client):
    scatter(60)
    status, features = points(client)
    assert status == 200
    assert set(features) == {"points", "clusters", "total"}
    assert features["total"] == listed().filter(spot__isnull=False).count()


@pytest.mark.parametrize(
    "wrong",
    [
        {"bbox": ""},
        {"bbox": "1,2,3"},
        {"bbox": "1,2,3,4,5"},
        {"bbox": "nan,53,-1,54"},
        {"bbox": "-inf,53,inf,54"},
        {"bbox": "-1,53,-2,54"},
        {"bbox": "-2,54,-1,53"},
        {"bbox": "a,b,c,d"},
        {"bbox": "-2,53,-1,1e400"},
        {"zoom": ""},
        {"zoom": "-1"},
        {"zoom": "23"},
        {"zoom": "1.5"},
        {"zoom": "NaN"},
        {"stage": "password"},
        {"near": "53.8"},
    ],
    ids=str,
)
def test_a_view_that_cannot_be_read_is_refused_in_words(client, wrong):
    status, answer = points(client, **wrong)
    assert status == 400
    assert set(answer) == {"error"}
    assert next(iter(wrong)) in answer["error"]


@pytest.mark.parametrize("facet", ["cause", "ward", "needs"])
def test_a_filter_of_no_such_name_draws_nothing(client, facet):
    ProjectFactory()
    status, answer = points(client, **{facet: "no-such-thing"})
    assert (status, answer.get("total", 0)) in {(200, 0), (404, 0)}


def test_a_view_of_thousands_of_projects_stays_below_15_kilobytes_gzipped(client):
    scatter(3000, seed=2, standing="live")
    for zoom in (9, 12, 14, 17):
        answer = client.get(
            "/projects/points.json",
            {"bbox": "-1.7,53.7,-1.4,53.9", "zoom": zoom},
            headers={"Accept-Encoding": "gzip"},
        )
        is_zipped = answer.headers.get("Content-Encoding") == "gzip"
        assert is_zipped or len(answer.content) < 500, zoom
        assert len(answer.content) <= 15_000, zoom


def test_a_ward_filter_draws_that_wards_projects(client):
    scatter(80)
    ward = Ward.objects.get(slug="armley")
    expected = listed().filter(ward=ward, spot__isnull=False).count()
    assert points(client, ward="armley")[1]["total"] == expected > 0
