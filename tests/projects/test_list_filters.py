"""Several causes, several wards, and what lies within some kilometres."""

import json
import random
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt

import pytest
from django.http import QueryDict

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from projects.choices import Stage
from projects.forms.searching import SearchForm
from projects.models import Project
from projects.pages.wording import in_words
from projects.querysets.finding import find
from projects.querysets.mapping import View, draw
from projects.querysets.saved import shown_by
from projects.querysets.search import FACETS, NO_WARD, Search
from tests.factories import WORDS, ProjectFactory, scatter

pytestmark = pytest.mark.django_db

MIDDLE = (53.8, -1.55)
WHOLE = View(-180, -85, 180, 85, 10)


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    (south, west), (north, east) = ((radians(a), radians(b)) for a, b in (here, there))
    half = sin((north - south) / 2) ** 2
    half += cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def random_search(chance: random.Random, causes: list[str], wards: list[str]) -> Search:
    several = lambda slugs: ",".join(sorted(chance.sample(slugs, chance.randrange(4))))  # noqa: E731
    near = (53.8 + chance.uniform(-0.05, 0.05), -1.55) if chance.random() < 0.5 else None
    return Search(
        q=chance.choice(["", "", chance.choice(WORDS), "gardne"]),
        cause=several(causes),
        ward=several(wards),
        stage=chance.choice(["", "", *Stage.values]),
        near=near,
        within=chance.choice([0, 2, 6]) if near else 0,
    )


def test_any_of_the_causes_and_any_of_the_wards_will_do_and_all_else_must_fit():
    scatter(150, standing="live")
    chance = random.Random(11)
    causes = dict(Cause.objects.values_list("slug", "pk"))
    wards = {NO_WARD: None, **dict(Ward.objects.values_list("slug", "code"))}
    projects = list(Project.objects.all())
    for _round in range(15):
        search = replace(random_search(chance, [*causes], [*wards]), q="")
        wanted_causes = {causes[slug] for slug in search.choices("cause")}
        wanted_wards = {wards[slug] for slug in search.choices("ward")}
        expected = {
            project.pk
            for project in projects
            if (not wanted_causes or wanted_causes & set(project.cause_ids))
            and (not wanted_wards or project.ward_id in wanted_wards)
            and search.stage in {"", project.stage}
            and (
                not search.reach
                or (
                    project.has_point
                    and kilometres(search.near, (project.latitude, project.longitude))
                    <= search.reach
                )
            )
        }
        query = search.query_string()
        assert find(search).total == len(expected), search
        assert {pk for _q, pk in shown_by({(query, p.pk) for p in projects})} == expected, search


def test_each_option_still_counts_what_its_choice_alone_would_show():
    scatter(120)
    chance = random.Random(12)
    causes = [*Cause.objects.values_list("slug", flat=True)]
    wards = [NO_WARD, *Ward.objects.values_list("slug", flat=True)]
    for _round in range(8):
        search = random_search(chance, causes, wards)
        found = find(search)
        for facet in FACETS:
            for option in chance.sample(getattr(found, facet), 3):
                then = find(replace(search, **{facet: option.value}))
                if then.is_rough == found.is_rough:
                    assert then.total == option.count, (search, facet, option)


def test_pages_map_and_saved_search_show_the_same_projects():
    scatter(120, standing="live")
    chance = random.Random(13)
    causes = [*Cause.objects.values_list("slug", flat=True)]
    wards = [NO_WARD, *Ward.objects.values_list("slug", flat=True)]
    projects = dict(Project.objects.values_list("slug", "pk"))
    for _round in range(15):
        search = random_search(chance, causes, wards)
        listed, page = set(), 1
        while cards := find(replace(search, page=page)).cards:
            listed |= {card.slug for card in cards}
            page += 1
        query = search.query_string()
        shown = shown_by({(query, pk) for pk in projects.values()})
        assert {pk for _query, pk in shown} == {projects[slug] for slug in listed}, search
        on_map = Project.objects.filter(slug__in=listed, latitude__isnull=False).count()
        assert draw(search, WHOLE)["total"] == on_map, search


def test_who_is_within_some_kilometres_is_first_in_the_order_by_distance():
    scatter(100, standing="live")
    nearest = [card.slug for card in find(Search(near=MIDDLE)).cards]
    within = find(Search(near=MIDDLE, within=3))
    slugs = [card.slug for card in within.cards]
    assert slugs == nearest[: len(slugs)]
    assert 0 < within.total < 100


def test_the_address_says_a_search_in_one_way_and_is_read_as_it_was_written():
    chance = random.Random(14)
    for _round in range(40):
        search = random_search(chance, ["a", "b-c", "d"], [NO_WARD, "armley", "hunslet"])
        search = replace(search, near=search.near and tuple(round(n, 5) for n in search.near))
        query = search.query_string()
        assert Search.of(query) == search
        assert SearchForm.search_of(QueryDict(query)) == search
        assert Search.of(query).query_string() == query


@pytest.mark.parametrize(
    "said", ["cause=b&cause=a", "cause=b,a", "cause=a,b,a&cause=", "cause=,b,,a"]
)
def test_choices_may_be_said_in_any_way(said):
    assert SearchForm.search_of(QueryDict(said)).query_string() == "cause=a,b"


def test_a_form_without_javascript_leads_to_the_one_way_of_writing(client):
    answer = client.get("/projects/?q=&cause=sport-and-play&cause=food-and-growing&cause=&page=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/projects/?cause=food-and-growing,sport-and-play"
    assert client.get("/projects/?q=&cause=food-and-growing&cause=").status_code == 302


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cause=food-and-growing,no-such-cause", 404),
        ("ward=armley,atlantis", 404),
        ("cause=a b,c", 400),
        ("near=53.8,-1.5&within=0", 400),
        ("near=53.8,-1.5&within=51", 400),
        ("near=53.8,-1.5&within=1e1", 400),
        ("near=53.8,-1.5&within=nan", 400),
        ("ward=" + ",".join(f"w{n}" for n in range(61)), 400),
        ("within=5", 200),  # around nothing: it says nothing
    ],
)
def test_what_is_not_there_is_refused_among_others_too(client, query, status):
    assert client.get(f"/projects/?{query}").status_code == status
    view = "&bbox=-2,53,-1,54&zoom=10"
    assert client.get(f"/projects/points.json?{query}{view}").status_code == (
        200 if status == 404 else status  # the map draws nothing of it
    )


def test_a_page_takes_choices_away_one_by_one_and_offers_one_more(client):
    ProjectFactory(title="Beans", causes=["community-growing"])
    ProjectFactory(title="Choir", causes=["arts-and-culture"])
    ProjectFactory(title="Repairs", causes=["repair-and-reuse"])
    page = client.get("/projects/?cause=arts-and-culture,community-growing&ward=armley")
    text = page.content.decode()
    assert "Beans" in text
    assert "Choir" in text
    assert ">Repairs<" not in text
    assert "?cause=community-growing&amp;ward=armley" in text
    assert "?cause=arts-and-culture&amp;ward=armley" in text
    assert text.count('name="cause"') == 3
    assert text.count(" selected>") >= 3


def test_a_radius_is_offered_near_a_place_alone_and_the_map_keeps_to_it(client):
    near = ProjectFactory(title="Round the corner", latitude=53.8, longitude=-1.55)
    far = ProjectFactory(title="Over the hills", latitude=53.87, longitude=-1.55)
    assert 'name="within"' not in client.get("/projects/").content.decode()
    text = client.get("/projects/?near=53.8,-1.55&within=5").content.decode()
    assert near.title in text
    assert far.title not in text
    assert "Within 5 km of one place" in text
    answer = client.get("/projects/points.json?near=53.8,-1.55&within=5&bbox=-2,53,-1,54&zoom=16")
    assert json.loads(answer.content)["total"] == 1


def test_what_is_looked_for_is_said_in_plain_words():
    search = Search(
        q="garden",
        cause="arts-and-culture,food-and-growing",
        ward=f"armley,{NO_WARD}",
        needs="money",
        near=MIDDLE,
        within=5,
    )
    said = in_words(search, find(Search()).words)
    assert said.startswith("“garden”, Arts and culture or Food and growing, in Armley or the whole")
    assert said.endswith("within 5 km of one place")
    assert "asking for" in said
    assert in_words(Search(), find(Search()).words) == "All projects"


def test_each_chosen_ward_is_marked_among_the_hexagons(client):
    ProjectFactory()
    text = client.get("/projects/?ward=armley,headingley-hyde-park").content.decode()
    assert text.count('aria-current="true"') == 2
