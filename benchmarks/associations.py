"""Associations: how much belongs in all to 2,000 of them with 20,000 members, in every shape."""

import json
import subprocess
import sys

from benchmarks.data import City, beside, drop_database, environment, make_database
from benchmarks.report import Figure, most
from leeds_leaders.local.folders import PROJECT_DIR

ASSOCIATIONS, MEMBERS = 2_000, 20_000
SCRATCH = "bench_associations"


def measure(city: City, *, rounds: int) -> list[Figure]:
    """Milliseconds in a copy of a city: the roll-up, the tree, the page of one, all roll-ups."""
    make_database(SCRATCH, afresh=True, like=city.name)
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c",
             "from benchmarks.gathering import run; "
             f"run({ASSOCIATIONS}, {MEMBERS}, rounds={rounds})"],
            cwd=PROJECT_DIR, env=environment(beside(SCRATCH)), check=True, text=True,
            stdout=subprocess.PIPE,
        )  # fmt: skip
    finally:
        drop_database(SCRATCH)
    found = json.loads(done.stdout.splitlines()[-1])
    goals = {"in all": most(300), "its page, a visitor": most(1_000)}
    return [
        Figure.of("associations", f"{shape}: {what}", "ms", times, goal=goals.get(what))
        for shape, figures in found.items()
        for what, times in figures.items()
    ]
