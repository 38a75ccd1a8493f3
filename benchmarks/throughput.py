"""Requests per second as ratios to the floor, in rounds that measure both in turn."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import fmean

from benchmarks import queries
from benchmarks.data import City
from benchmarks.load import latencies, requests_per_second, warm
from benchmarks.report import Figure, Goal, least, most
from benchmarks.serving import FLOOR, Site

SMALL, LARGE = 10_000, 100_000  # the sizes that goals are set for
ALONE = 240  # different searches, one after the other


@dataclass
class Target:
    """One kind of page on one of our sites, and its ratio to the floor round by round."""

    name: str
    site: Site
    paths: list[str]
    goal: Goal | None = None
    cookie: str = ""  # of somebody who is signed in
    rates: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    def figure(self) -> Figure:
        return Figure.of(
            "throughput", self.name, "× floor", self.ratios, goal=self.goal,
            note=f"{fmean(self.rates):,.0f} requests/s",
        )  # fmt: skip


def goals(size: int) -> dict[str, Goal]:
    """What the cached paths must reach, by size."""
    if size == SMALL:
        return {"list": least(1.0), "search": least(0.7), "points": least(3)}
    if size == LARGE:
        return {"list": least(0.8), "points": least(2)}
    return {}


def measure(city: City, *, rounds: int, seconds: int) -> Iterator[tuple[str, list[Figure]]]:
    """Yield titles and figures: ratios under load, then times alone."""
    with city.connect() as connection:
        searches = queries.searches(connection)
        misspelt = queries.misspelt(connection, ALONE)
        project = queries.project_page(connection)
    with ExitStack() as stack:
        floor = stack.enter_context(Site(city.url, FLOOR))
        kept = stack.enter_context(Site(city.url))
        made = stack.enter_context(Site(city.url, keeps_pages=False))
        wanted = goals(city.size)
        targets = [
            Target("/projects/, cached", kept, [queries.LIST], wanted.get("list")),
            Target("/projects/, uncached", made, [queries.LIST]),
            Target("a two-word search, cached", kept, searches[:1], wanted.get("search")),
            Target("ever other two-word searches", kept, searches, wanted.get("search")),
            Target("ever other searches, uncached", made, searches),
            Target("points.json, cached", kept, [queries.POINTS], wanted.get("points")),
            Target("points.json, uncached", made, [queries.POINTS]),
            Target("a project, cached", kept, [project]),
            Target("a project, uncached", made, [project]),
            Target("home, cached", kept, [queries.HOME]),
            Target("home, uncached", made, [queries.HOME]),
        ]
        warm(floor.port, ["/"])
        for target in targets:
            warm(target.site.port, target.paths[:3])
        floors = take_turns(floor, targets, rounds=rounds, seconds=seconds)
        base = Figure.of("throughput", "the floor", "requests/s", floors)
        yield f"Throughput, {city.label}", [base, *(target.figure() for target in targets)]
        yield (
            f"Alone, one connection, uncached, {city.label}",
            _alone(city, floor, made, searches, misspelt),
        )
        memory = max(kept.worker_memory() + made.worker_memory())
        yield (
            f"Web worker after the load, {city.label}",
            [Figure.of("worker", "memory (PSS), the largest", "MB", [memory], goal=most(100))],
        )


def take_turns(floor: Site, targets: list[Target], *, rounds: int, seconds: int) -> list[float]:
    """Measure the floor before and after every two targets; they are compared with their mean."""
    floors = []
    for turn in range(rounds):
        before = requests_per_second(floor.port, ["/"], seconds)
        floors.append(before)
        for first in range(0, len(targets), 2):
            pair = targets[first : first + 2]
            for target in pair:
                start = turn * len(target.paths) // rounds
                rate = requests_per_second(
                    target.site.port, target.paths, seconds, start=start, cookie=target.cookie
                )
                target.rates.append(rate)
            after = requests_per_second(floor.port, ["/"], seconds)
            for target in pair:
                target.ratios.append(target.rates[-1] / fmean((before, after)))
            floors.append(after)
            before = after
    return floors


def _alone(
    city: City, floor: Site, made: Site, searches: list[str], misspelt: list[str]
) -> list[Figure]:
    is_small, is_large = city.size == SMALL, city.size == LARGE
    points, newest = [queries.POINTS] * 50, [queries.LIST] * 50
    figures = []
    for name, site, paths, p50, p95 in (
        ("the floor", floor, ["/"] * 50, None, None),
        ("two-word search", made, searches[:ALONE], is_small and most(10), is_large and most(30)),
        ("misspelt search", made, misspelt, None, None),
        ("points.json", made, points, is_large and most(10), None),
        ("/projects/", made, newest, None, None),
    ):
        figures += alone(name, site, paths, p50=p50, p95=p95)
    return figures


def alone(
    name: str,
    site: Site,
    paths: list[str],
    *,
    p50: Goal | None = None,
    p95: Goal | None = None,
    cookie: str = "",
) -> list[Figure]:
    """How long one waits on one connection, one request after the other, once warm."""
    latencies(site.port, paths[:20], cookie)
    taken = sorted(latencies(site.port, paths, cookie))
    return [
        Figure.of(
            "alone", f"{name}, p{share}", "ms",
            [taken[min(len(taken) - 1, len(taken) * share // 100)]], goal=goal or None,
        )
        for share, goal in ((50, p50), (95, p95))
    ]  # fmt: skip
