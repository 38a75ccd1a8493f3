"""Finding by words: typos, accents, beginnings, quotation marks, and whatever else is typed."""

import pytest

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from projects.models import Project
from projects.querysets.finding import find
from projects.querysets.search import Search
from tests.factories import ProjectFactory, scatter

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    """Four projects that a word can tell apart."""
    armley, headingley = (Ward.objects.get(slug__startswith=s) for s in ("armley", "headingley"))
    common = {"summary": "Neighbours do it.", "story": "", "place": ""}
    make = {
        "café": {"title": "Café of kind words", "causes": ["mental-health"], "ward": armley},
        "choir": {
            "title": "Choir by the canal",
            "causes": ["arts-and-culture"],
            "ward": headingley,
        },
        "garden": {"title": "A garden for Gipton", "causes": ["food-and-growing"], "ward": None},
        "repair": {
            "title": "Mend your kettle",
            "causes": ["repair-and-reuse"],
            "ward": None,
            "run_by": "O’Brien & friends",
            "story": "We began in a church hall.",
        },
    }
    for slug, facts in make.items():
        ProjectFactory(**{"slug": slug.replace("é", "e"), **common, **facts})


def found(q: str, **more) -> set[str]:
    found = find(Search(q=q, **more))
    slugs = [card.slug for card in found.cards]
    assert len(slugs) == found.total, "the list and its total disagree"
    return set(slugs)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("garden", {"garden"}),
        ("GARDEN", {"garden"}),
        ("gardens", {"garden"}),
        ("gard", {"garden"}),
        ("cafe", {"cafe"}),
        ("café", {"cafe"}),
        ("cafe\u0301", {"cafe"}),
        ("hedingley", {"choir"}),
        ("headingly", {"choir"}),
        ("armly", {"cafe"}),
        ("the hedingley", {"choir"}),
        ("choir hedingley", {"choir"}),
        ("gipton garden", {"garden"}),
        ("garden gipton", {"garden"}),
        ("church hall", {"repair"}),
        ('"kind words"', {"cafe"}),
        ('"words kind"', set()),
        ("kettle or choir", {"repair", "choir"}),
        ("neighbours -garden", {"cafe", "choir", "repair"}),
        ("kettle -mend", set()),
        ("o'brien", {"repair"}),
        ("O’Brien", {"repair"}),
        ("allotment", {"garden"}),  # a synonym of its cause
        ("recycling", {"repair"}),
        ("xylophone", set()),
    ],
)
def test_what_is_typed_finds_what_is_meant(city, typed, meant):
    assert found(typed) == meant


@pytest.mark.parametrize(
    "odd",
    [
        "the",
        "the of and",
        "and the of",
        "🎉",
        "!!!",
        "---",
        '"',
        '""',
        "'",
        "''';",
        "\\",
        "%",
        "_",
        "*",
        ":*",
        "&",
        "|",
        "(((",
        "a & | b",
        "<->",
        "!garden",
        "garden:A",
        "garden:*",
        "'; DROP TABLE projects_project; --",
        "1 OR 1=1",
        "{{ 7*7 }}",
        "<script>",
        "½ ² ① ",
        "ﬁ ǅ ß İ",
        "日本語",
        "עברית",
        "e\u0301" * 50,
        "x" * 200,
        "a " * 100,
        "0x1F",
        "-1",
        "1e999",
        "foo_bar",
        "foo/bar.baz@example.org",
        "http://example.org/?a=b",
        "or",
        " or ",
        "-",
        "- -",
        "“garden”",
    ],
)
def test_nothing_that_can_be_typed_breaks_the_search(city, client, odd):
    found(odd)
    answer = client.get("/projects/", {"q": odd})
    assert answer.status_code in {200, 400}
    points = client.get(
        "/projects/points.json", {"q": odd, "bbox": "-1.8,53.7,-1.3,53.9", "zoom": 11}
    )
    assert points.status_code in {200, 400}
    assert Project.objects.count() == 4


@pytest.mark.parametrize("nothing", ["🎉", "!!!", "---", "the", "the of", "xyzzyxyzzy"])
def test_what_is_no_word_finds_nothing_rather_than_everything(city, nothing):
    assert found(nothing) == set()


def test_a_hidden_project_is_found_by_no_word(city):
    Project.objects.filter(slug="garden").update(standing="held")
    assert found("garden") == set()
    assert found("gardne") == set()


def test_exact_hits_keep_generous_ones_away(city):
    ProjectFactory(slug="warden", title="The warden", summary="Keys.", causes=["older-people"])
    assert found("garden") == {"garden"}


def test_a_match_in_the_title_comes_before_one_in_the_story(city):
    ProjectFactory(slug="told", title="Old bricks", story="Once a choir sang here.")
    cards = find(Search(q="choir")).cards
    assert [card.slug for card in cards] == ["choir", "told"]


def test_the_nearest_come_first_and_those_without_a_place_last(city):
    Project.objects.filter(slug="choir").update(latitude=53.9, longitude=-1.7)
    Project.objects.filter(slug="garden").update(latitude=None, longitude=None)
    cards = find(Search(near=(53.9, -1.7))).cards
    slugs = [card.slug for card in cards]
    assert (slugs[0], slugs[-1], len(slugs)) == ("choir", "garden", 4)


def test_without_words_the_newest_come_first(city):
    ProjectFactory(slug="newest")
    by_age = Project.objects.order_by("-created_at", "-pk").values_list("slug", flat=True)
    assert [card.slug for card in find(Search()).cards] == list(by_age)
    assert by_age[0] == "newest"


def test_a_change_of_words_is_found_at_once_and_the_old_words_no_more(city):
    project = Project.objects.get(slug="garden")
    project.title = "An orchard"
    project.save()
    assert found("orchard") == {"garden"}
    project.causes.clear()
    assert found("allotment") == set()


def test_a_cause_or_ward_by_another_name_is_found_by_that_name(city):
    Cause.objects.filter(slug="arts-and-culture").update(name="Making things", synonyms=["crafts"])
    Ward.objects.filter(slug="armley").update(name="Wortley")
    assert found("crafts") == {"choir"}
    assert found("wortley") == {"cafe"}
    assert found("carnival") == set()


def test_alike_titles_are_pointed_out_and_hidden_ones_are_not(city, cast):
    ProjectFactory(slug="hidden", title="Choir by the canal too", standing="held")
    answer = cast.peer.client.get("/projects/new/alike/", {"title": "Choirs by the canal"})
    assert b"/projects/choir/" in answer.content
    assert b"/projects/hidden/" not in answer.content


def test_projects_near_the_pin_are_pointed_out(city, cast):
    project = ProjectFactory(latitude=53.85, longitude=-1.5)
    near = cast.peer.client.get("/projects/new/alike/", {"lat": "53.851", "lon": "-1.5005"})
    far = cast.peer.client.get("/projects/new/alike/", {"lat": "53.86", "lon": "-1.5"})
    assert project.get_absolute_url().encode() in near.content
    assert project.get_absolute_url().encode() not in far.content


def test_the_page_after_the_last_one_is_not_there(client):
    scatter(45, standing="live")
    statuses = [client.get("/projects/", {"page": page}).status_code for page in (1, 3, 4)]
    assert statuses == [200, 200, 404]


def test_a_search_that_finds_nothing_is_a_page_and_not_an_error(client, city):
    for query in ({"q": "xyzzyxyzzy"}, {"ward": "city-wide", "stage": "ended"}, {"stage": "ended"}):
        answer = client.get("/projects/", query)
        assert answer.status_code == 200, query


def test_an_unknown_choice_is_a_page_that_is_not_there(client, city):
    for facet in ("cause", "ward", "needs"):
        assert client.get("/projects/", {facet: "no-such-thing"}).status_code == 404, facet
