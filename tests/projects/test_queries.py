"""How many queries each page costs, whatever it shows."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from tests.factories import PeerFactory, ProjectFactory, SessionFactory, scatter

pytestmark = pytest.mark.django_db
BBOX = "bbox=-1.8,53.7,-1.3,53.9"

# address: at most so many queries for a visitor; signed in, two more
MOST = {
    "/": 9,
    "/projects/": 3,
    "/projects/?q=hedingley": 3,
    "/projects/?q=garden&stage=idea&ward=armley": 3,
    "/projects/?near=53.8,-1.5": 3,
    f"/projects/points.json?{BBOX}&zoom=11": 2,
    f"/projects/points.json?{BBOX}&zoom=17": 2,
    f"/projects/points.json?{BBOX}&zoom=11&q=hedingley": 2,
    "/projects/the-one/": 9,
    "/wards/": 4,
    "/wards/armley/": 10,
    "/causes/": 4,
    "/causes/food-and-growing/": 5,
    "/forums/": 5,
    "/forums/the-breakfast/": 10,
    "/about/": 0,
    "/robots.txt": 0,
    "/healthz": 0,
}


def fill(rows: int) -> None:
    """A city with so many of everything that a page can show."""
    peer = PeerFactory(name="Lea Dee")
    project = ProjectFactory(slug="the-one", lead=peer, needs=["volunteers", "money"])
    session = SessionFactory(slug="the-breakfast")
    session.projects.add(project)
    for number in range(rows):
        neighbour = ProjectFactory(title=f"Headingley garden {number}", stage="idea", lead=peer)
        SessionFactory().projects.add(project, neighbour)
    scatter(rows * 3, standing="live")
    assert Project.objects.count() > rows * 4


def cost(client, address: str) -> tuple[int, str]:
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries), "\n".join(query["sql"][:200] for query in queries)


@pytest.mark.parametrize("rows", [1, 25])
def test_a_visitor_costs_few_queries(client, rows):
    fill(rows)
    for address, most in MOST.items():
        number, sql = cost(client, address)
        assert number <= most, (address, sql)


@pytest.mark.parametrize("rows", [1, 25])
def test_somebody_signed_in_costs_at_most_two_more(cast, rows):
    fill(rows)
    for address, most in MOST.items():
        for player in (cast.peer, cast.moderator):
            number, sql = cost(player.client, address)
            # Staff are asked for their rights: the person's own and their groups'.
            assert number <= most + (2 if player is cast.peer else 4), (address, sql)


def test_a_kept_page_costs_one_query(client):
    fill(3)
    for address in (
        "/",
        "/projects/",
        "/projects/the-one/",
        f"/projects/points.json?{BBOX}&zoom=9",
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) == 1, address


def test_forms_and_own_pages_cost_the_same_however_much_there_is(cast):
    counts = {}
    lead = cast.lead
    for rows in (1, 25):
        for _ in range(rows):
            ProjectFactory(lead=lead.peer)
        for address in ("/me/", "/projects/new/", "/projects/live-project/edit/"):
            counts.setdefault(address, set()).add(cost(lead.client, address)[0])
    for address, numbers in counts.items():
        assert len(numbers) == 1, (address, numbers)
        assert max(numbers) <= 16, (address, numbers)


def test_the_admins_list_costs_the_same_however_long_it_is(cast):
    numbers = set()
    for _ in range(2):
        scatter(20, seed=len(numbers))
        numbers.add(cost(cast.moderator.client, "/admin/projects/project/")[0])
    assert len(numbers) == 1
