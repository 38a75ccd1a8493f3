"""Queueing the digests of ten thousand people who are all due at eight on Tuesday."""

from benchmarks.data import City, told_in_copy
from benchmarks.report import Figure, most

PEOPLE = 10_000
SCRATCH = "bench_digests"


def measure(city: City) -> list[Figure]:
    """Seconds, and queries for each batch of 500, in a copy of a city."""
    code = f"from benchmarks.digesting import run; run({PEOPLE})"
    found = told_in_copy(city, SCRATCH, code)
    title = f"{found['written']:,} digests beside {city.label}"
    return [
        Figure.of("digests", f"{title}: queued in", "s", [found["seconds"]], goal=most(60)),
        Figure.of("digests", f"{title}: queries for a batch", "", [found["queries"]]),
        Figure.of("digests", f"{title}: largest HTML", "KB", [found["largest"]], goal=most(60)),
    ]
