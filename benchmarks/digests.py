"""Queueing the digests of ten thousand people who are all due at eight on Tuesday."""

import json
import subprocess
import sys

from benchmarks.data import City, beside, drop_database, environment, make_database
from benchmarks.report import Figure, most
from leeds_leaders.local.folders import PROJECT_DIR

PEOPLE = 10_000
SCRATCH = "bench_digests"


def measure(city: City) -> list[Figure]:
    """Seconds, and queries for each batch of 500, in a copy of a city."""
    make_database(SCRATCH, afresh=True, like=city.name)
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c",
             f"from benchmarks.digesting import run; run({PEOPLE})"],
            cwd=PROJECT_DIR, env=environment(beside(SCRATCH)), check=True, text=True,
            stdout=subprocess.PIPE,
        )  # fmt: skip
    finally:
        drop_database(SCRATCH)
    found = json.loads(done.stdout.splitlines()[-1])
    title = f"{found['written']:,} digests beside {city.label}"
    return [
        Figure.of("digests", f"{title}: queued in", "s", [found["seconds"]], goal=most(60)),
        Figure.of("digests", f"{title}: queries for a batch", "", [found["queries"]]),
        Figure.of("digests", f"{title}: largest HTML", "KB", [found["largest"]], goal=most(60)),
    ]
