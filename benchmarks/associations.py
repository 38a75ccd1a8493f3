"""Associations: how much belongs in all to 2,000 of them with 20,000 members, in every shape."""

from benchmarks.data import City, told_in_copy
from benchmarks.report import Figure, most

ASSOCIATIONS, MEMBERS = 2_000, 20_000
SCRATCH = "bench_associations"


def measure(city: City, *, rounds: int) -> list[Figure]:
    """Milliseconds in a copy of a city: the roll-up, the tree, the page of one, all roll-ups."""
    code = f"run({ASSOCIATIONS}, {MEMBERS}, rounds={rounds})"
    found = told_in_copy(city, SCRATCH, f"from benchmarks.gathering import run; {code}")
    goals = {"in all": most(300), "its page, a visitor": most(1_000)}
    return [
        Figure.of("associations", f"{shape}: {what}", "ms", times, goal=goals.get(what))
        for shape, figures in found.items()
        for what, times in figures.items()
    ]
