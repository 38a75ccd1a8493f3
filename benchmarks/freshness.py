"""How soon an edit is seen: committed on a connection of its own, looked for over HTTP under load.

Each page is asked for before the edit, so that every worker keeps it, and afterwards on new
connections until a whole row of answers, from either worker, shows the edit.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import psycopg

from benchmarks import queries
from benchmarks.data import City
from benchmarks.load import Background, get, warm
from benchmarks.report import Figure, most
from benchmarks.serving import Site

EDITS = 10
IN_A_ROW = 6  # answers that show the edit: with two workers, both have been asked
PATIENCE = 20.0  # seconds
NEAR = 0.002  # degrees around the project, for the map close up


@dataclass(frozen=True)
class Kept:
    """What a project was before the edits."""

    id: int
    title: str
    ward: str
    stage: str
    longitude: float
    latitude: float


def measure(city: City) -> list[Figure]:
    seen: dict[str, list[float]] = {"list": [], "counts": [], "map": []}
    with city.connect() as connection, Site(city.url) as site:
        kept = _newest_with_a_place(connection)
        try:
            with Background(site.port, queries.LIST):
                for number in range(EDITS):
                    for name, seconds in _edit(connection, site.port, kept, number).items():
                        seen[name].append(seconds)
        finally:
            _write(connection, kept, kept.title, kept.ward, kept.stage)
    return [
        Figure.of("freshness", f"an edit in the {name}, worst of {EDITS}", "s", [max(times)],
                  goal=most(1), note=f"median {median(times) * 1000:.0f} ms")
        for name, times in seen.items()
    ]  # fmt: skip


def _edit(connection: psycopg.Connection, port: int, kept: Kept, number: int) -> dict[str, float]:
    """Change title, ward and stage; seconds until each is seen."""
    title = f"Seen within a second {number} {time.time_ns()}"
    ward, stage = _others(connection, kept)
    box = (kept.longitude - NEAR, kept.latitude - NEAR, kept.longitude + NEAR, kept.latitude + NEAR)
    close_up = f"/projects/points.json?bbox={','.join(f'{edge:.5f}' for edge in box)}&zoom=18"
    count = re.compile(rf'value="{re.escape(ward)}"[^(]*\(([\d,]+)\)')

    def counted() -> str:
        found = count.search(get(port, queries.LIST).decode())
        return found.group(1) if found else ""

    before = counted()
    looks: dict[str, Callable[[], bool]] = {
        "list": lambda: title.encode() in get(port, queries.LIST),
        "counts": lambda: counted() != before,
        "map": lambda: title.encode() in get(port, close_up),
    }
    warm(port, [queries.LIST, close_up])
    _write(connection, kept, title, _code(connection, ward), stage)
    edited = time.perf_counter()
    seen = _wait(looks, edited)
    _write(connection, kept, kept.title, kept.ward, kept.stage)
    return seen


def _wait(looks: dict[str, Callable[[], bool]], since: float) -> dict[str, float]:
    """Look at all in turn; when each was first seen for good, in seconds since the edit."""
    first: dict[str, float] = {}
    in_a_row = dict.fromkeys(looks, 0)
    while min(in_a_row.values()) < IN_A_ROW:
        for name, is_seen in looks.items():
            if in_a_row[name] >= IN_A_ROW:
                continue
            now = time.perf_counter() - since
            if not is_seen():
                in_a_row[name] = 0
                first.pop(name, None)
            else:
                first.setdefault(name, time.perf_counter() - since)
                in_a_row[name] += 1
            if now > PATIENCE:
                return {name: first.get(name, PATIENCE) for name in looks}
    return first


def _newest_with_a_place(connection: psycopg.Connection) -> Kept:
    """One that stands on the first page of the list and on the map."""
    row = connection.execute(
        "SELECT id, title, ward_id, stage, longitude, latitude FROM ("
        " SELECT * FROM projects_project WHERE standing = 'live'"
        " ORDER BY created_at DESC, id DESC LIMIT 20) newest"
        " WHERE spot IS NOT NULL AND ward_id IS NOT NULL LIMIT 1"
    ).fetchone()
    if row is None:
        raise RuntimeError("None of the newest projects has a place.")
    return Kept(*row)


def _others(connection: psycopg.Connection, kept: Kept) -> tuple[str, str]:
    """Another ward's slug and another stage."""
    row = connection.execute(
        "SELECT slug FROM geography_ward WHERE code <> %s ORDER BY code LIMIT 1", [kept.ward]
    ).fetchone()
    assert row is not None
    return row[0], "starting" if kept.stage != "starting" else "under-way"


def _code(connection: psycopg.Connection, slug: str) -> str:
    row = connection.execute("SELECT code FROM geography_ward WHERE slug = %s", [slug]).fetchone()
    assert row is not None
    return row[0]


def _write(connection: psycopg.Connection, kept: Kept, title: str, ward: str, stage: str) -> None:
    connection.execute(
        "UPDATE projects_project SET title = %s, ward_id = %s, stage = %s WHERE id = %s",
        [title, ward, stage, kept.id],
    )
