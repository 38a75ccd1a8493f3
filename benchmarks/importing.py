"""`import_projects` with 15,000 features, beside the projects that are there already."""

import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import City, beside, drop_database, environment, make_database
from benchmarks.report import Figure, most
from leeds_leaders.local.folders import PROJECT_DIR

FEATURES = 15_000
SEED = 11
SCRATCH = "bench_import"
BOUNDS = (-1.70, 53.72, -1.40, 53.90)  # west, south, east, north, well inside Leeds
DOING = ("Repair café", "Community orchard", "Walking group", "Youth theatre", "Tool library",
         "Lunch club", "Language exchange", "Cycle workshop", "Litter pick", "Choir")  # fmt: skip
WHERE = ("Beech", "Cross", "Mill", "Spring", "Chapel", "Moor", "Park", "Stone", "Well", "Hill")
ROADS = ("Lane", "Street", "Road", "Terrace", "Grove", "Place", "View", "Mount")


def missing() -> str:
    """Why there is no import to measure, or nothing."""
    if not importlib.util.find_spec("projects.management.commands.import_projects"):
        return "the command import_projects is not there yet"
    return ""


def measure(city: City) -> list[Figure]:
    """Seconds and the largest memory of a dry run and of the import itself.

    The scratch database is a copy of a city, so likely duplicates are looked for among its
    projects too.
    """
    make_database(SCRATCH, afresh=True, like=city.name)
    figures = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "listings.geojson"
            file.write_text(features())
            for name, more in (("dry run", ["--dry-run"]), ("import", [])):
                seconds, peak = _timed(beside(SCRATCH), "import_projects", str(file), *more)
                title = f"{FEATURES:,} features beside {city.label}, {name}"
                figures += [
                    Figure.of("import", f"{title}: time", "s", [seconds], goal=most(60)),
                    Figure.of("import", f"{title}: memory", "MB", [peak], goal=most(400)),
                ]
    finally:
        drop_database(SCRATCH)
    return figures


def features() -> str:
    """A GeoJSON file of invented listings, the same every time."""
    dice = random.Random(SEED)
    west, south, east, north = BOUNDS
    collection = [
        {
            "type": "Feature",
            "id": number,
            "geometry": {
                "type": "Point",
                "coordinates": [
                    round(dice.uniform(west, east), 6), round(dice.uniform(south, north), 6)
                ],
            },
            "properties": {
                "name": f"{dice.choice(DOING)} of {dice.choice(WHERE)}{dice.choice(WHERE).lower()} "
                        f"{dice.choice(ROADS)} {number}",
                "description": "Neighbours meet every week, share what they have and "
                               f"welcome whoever comes. Listing {number}.",
                "website": f"https://example.org/listing/{number}",
            },
        }
        for number in range(FEATURES)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": collection})


def _timed(database_url: str, *words: str) -> tuple[float, float]:
    """Run a manage.py command; seconds, and its largest resident set in MB.

    Raises `RuntimeError` if it fails.
    """
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "manage.py", *words],
            env=environment(database_url),
            cwd=PROJECT_DIR,
            stdout=said,
            stderr=said,
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"{words[0]}: {said.read().decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_maxrss * 1024 / 1e6
