"""Trying to locate a project whose exact place is nobody's business.

Its public point (about a street, or the ward's middle) is all that anybody else learns. First it is
shown that two projects with exact places far apart, and the same public one, leave the same traces;
then an attacker asks everything that can be asked of places, and gets the same answers for both.
"""

import json
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import caches

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.notices.models import Letter, Notice
from projects import actions
from projects.actions import searches
from projects.actions.editing import Details
from projects.choices import Pace, Precision
from projects.models import Find, Listing, PrivatePlace, Project, Version
from projects.querysets import Search
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
HERE, THERE = (53.800471, -1.584689), (53.799611, -1.585389)  # 100 m apart, on one street
STREETS = {"street": (HERE, THERE), "ward": (HERE, (53.791234, -1.571234))}
ITS_OWN = {"id", "project_id", "slug", "lead_id", "lead_ids", "by_id", "cause_ids"}
CHANCE = re.compile(rb'(?:csrfmiddlewaretoken|key)" value="[^"]*"')  # new on every page


def add(peer, point, precision) -> Project:
    details = Details(
        title="Safe house for tea",
        summary="Tea where nobody is found.",
        point=point,
        precision=precision,
        ward=Ward.objects.get(slug="armley"),
        causes=[Cause.objects.get(slug="mental-health")],
    )
    project = actions.add(details, by=peer)
    Project.objects.filter(pk=project.pk).update(standing="live")
    project.refresh_from_db()
    return project


def everything_but_the_private_place(project: Project) -> list[str]:
    """All columns of all tables that have a row for a project, as text, without whose it is."""
    kept = []
    for model in (Project, Listing, Version):
        of = {"pk": project.pk} if model is Project else {"project": project.pk}
        for row in model.objects.filter(**of).values():
            kept += [f"{name}: {value}" for name, value in row.items() if name not in ITS_OWN]
    return kept


@pytest.mark.parametrize("precision", [Precision.STREET, Precision.WARD])
def test_what_is_stored_beside_the_private_place_does_not_know_it(precision):
    traces = []
    for point in STREETS[precision]:
        with time_machine.travel(NOON, tick=False):
            project = add(PeerFactory(), point, precision)
        private = PrivatePlace.objects.get(project=project)
        assert (private.latitude, private.longitude) == point  # it is kept, and there alone
        traces.append(everything_but_the_private_place(project))
    assert traces[0] == traces[1]
    assert any(line.startswith("spot: ") for line in traces[0])


def halve(is_beyond, low: float, high: float) -> float:
    """Where a yes becomes a no, to a metre."""
    while high - low > 0.000_01:
        middle = (low + high) / 2
        low, high = (middle, high) if is_beyond(middle) else (low, middle)
    return low


def locate(client, where: str) -> tuple[float, float]:
    """A project's place by binary search over the edges of the map's view."""

    def is_in(west=-180.0, south=-85.0, east=180.0, north=85.0) -> bool:
        view = f"bbox={west:.6f},{south:.6f},{east:.6f},{north:.6f}&zoom=16&{where}"
        return json.loads(client.get(f"/projects/points.json?{view}").content)["total"] > 0

    latitude = halve(lambda edge: is_in(south=edge), 53.6, 54.0)
    return latitude, halve(lambda edge: is_in(west=edge), -1.8, -1.2)


def nearest_first(client, point: tuple[float, float]) -> list[str]:
    near = f"near={point[0]:.5f},{point[1]:.5f}"
    text = client.get(f"/projects/?{near}&sort=nearest").content.decode()
    return re.findall(r'<h3><a href="/projects/([\w-]+)/"', text)


def probe(project: Project, cast) -> list:
    """All that can be asked of places, and what comes back."""
    caches["pages"].clear()
    client, slug = cast.nobody.client, project.slug
    found: list = [locate(client, "cause=mental-health")]
    for zoom in (9, 13, 16):
        for query in ("", "&cause=mental-health", "&q=safe", "&near=53.8,-1.58&within=1"):
            address = f"/projects/points.json?bbox=-1.7,53.7,-1.4,53.9&zoom={zoom}{query}"
            found.append(client.get(address).content)
    for step in range(-2, 3):
        point = (HERE[0] + step / 2000, HERE[1] + step / 3000)
        found.append(nearest_first(client, point))
        found += [
            client.get(f"/projects/?near={point[0]},{point[1]}&within={km}&cause=mental-health")
            .content.decode().count(f"/projects/{slug}/")
            for km in (1, 2)
        ]  # fmt: skip
        alike = f"/projects/new/alike/?title=xyz&lat={point[0]}&lon={point[1]}"
        found.append(cast.peer.client.get(alike).content)
    pages = ("", "print/", "card.png", "news/", "behind/", "team/", "photos/", "asks/new/", "bids/")
    for player in (cast.peer, cast.moderator):
        for page in (*pages, "history/"):
            found.append(CHANCE.sub(b"", player.client.get(f"/projects/{slug}/{page}").content))
        found.append(CHANCE.sub(b"", player.client.get("/wards/armley/").content))
    return found


@pytest.mark.parametrize("precision", [Precision.STREET, Precision.WARD])
def test_no_question_about_places_tells_more_than_the_public_point(cast, precision):
    # Where a factory puts the projects of the cast goes by how many tests came before.
    Project.objects.update(latitude=53.79, longitude=-1.6)
    for number in range(3):
        ProjectFactory(title=f"Known {number}", latitude=53.8 + number / 2000, longitude=-1.584)
    with time_machine.travel(NOON, tick=False):
        project = add(PeerFactory(name="Lea Dee"), HERE, precision)
        answers = []
        for point in STREETS[precision]:
            PrivatePlace.objects.filter(project=project).update(
                latitude=point[0], longitude=point[1]
            )
            answers.append(probe(project, cast))
    for first, second in zip(*answers, strict=True):
        assert first == second
    ward = Ward.objects.get(slug="armley")
    public = (project.latitude, project.longitude)
    if precision == Precision.WARD:
        assert public == (ward.latitude, ward.longitude)
    assert answers[0][0] == pytest.approx(public, abs=0.000_02)
    text = b"".join(answer for answer in answers[0] if isinstance(answer, bytes))
    for number in (*HERE, *STREETS[precision][1]):
        assert str(abs(number))[:7].encode() not in text


@pytest.mark.parametrize("precision", [Precision.STREET, Precision.WARD])
def test_a_saved_search_finds_it_by_its_public_point_alone(precision):
    """Whoever keeps a circle around every lamp post learns where the public point is."""
    told = []
    for point in STREETS[precision]:
        peer = PeerFactory()
        for step in range(5):
            near = (round(HERE[0] + (step - 2) * 0.004, 5), round(HERE[1], 5))
            searches.keep(
                Search(near=near, within=1), by=peer, name=f"Post {step}", pace=Pace.AT_ONCE
            )
        project = add(PeerFactory(), point, precision)
        searches.look()
        searches.tell_at_once()
        finds = Find.objects.filter(project=project, search__peer=peer)
        told.append(sorted(finds.values_list("search__name", flat=True)))
        letters = Letter.objects.filter(recipient=peer).values_list("subject", "text", "html")
        notices = Notice.objects.filter(recipient=peer).values_list("title", "text", "url")
        for number in point:
            assert str(abs(number))[:7] not in str([*letters, *notices])
        Project.objects.filter(pk=project.pk).update(standing="withdrawn")
    assert told[0] == told[1]
