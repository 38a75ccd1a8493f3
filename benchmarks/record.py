"""The record of sessions: the page of one with 150 items and 200 responses; what was said and done,
and the register, with 10,000 actions and questions."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.data import City, beside, environment
from benchmarks.load import latencies, warm
from benchmarks.report import Figure, least
from benchmarks.serving import FLOOR, Site
from benchmarks.throughput import Target, alone, take_turns
from leeds_leaders.local.folders import PROJECT_DIR

PROJECTS, PEERS = 1_000, 1_000
SAID, ASKED, WORKS = "/said-and-done/", "/questions/", "/what-works/"


def city() -> City:
    """One of its own: what it is about is what was written down."""
    return City("bench_record", beside("bench_record"), PROJECTS, PEERS)


def measure(city: City, *, rounds: int, seconds: int) -> Iterator[tuple[str, list[Figure]]]:
    """Yield titles and figures: pages under load, pages alone."""
    found = prepared(city)
    written, member = found["written"], found["cookie"]
    with ExitStack() as stack:
        floor = stack.enter_context(Site(city.url, FLOOR))
        kept = stack.enter_context(Site(city.url))
        made = stack.enter_context(Site(city.url, keeps_pages=False))
        targets = [
            Target("a session, 150 items, 200 responses, cached", kept, [written], least(0.9)),
            Target("the same, uncached", made, [written], least(0.3)),
            Target("the same, a member", made, [written], cookie=member),
            Target("/said-and-done/, 10,000 actions, cached", kept, [SAID], least(0.9)),
            Target("/said-and-done/, uncached", made, [SAID]),
            Target("/questions/, 10,000, cached", kept, [ASKED], least(0.9)),
            Target("/questions/, uncached", made, [ASKED]),
        ]
        warm(floor.port, ["/"])
        for target in targets:
            latencies(target.site.port, target.paths * 16, target.cookie)
        floors = take_turns(floor, targets, rounds=rounds, seconds=seconds)
        base = Figure.of("record", "the floor", "requests/s", floors)
        yield "Records of sessions", [base, *(target.figure() for target in targets)]
        pages = [
            ("a session, a visitor", written, ""),
            ("a session, a member", written, member),
            ("said and done", SAID, ""),
            ("questions", ASKED, ""),
            ("questions, two words", f"{ASKED}?q=room+come", ""),
            ("what works", WORKS, ""),
        ]
        yield (
            "Records alone, one connection, uncached",
            [
                *alone("the floor", floor, ["/"] * 50),
                *(
                    figure
                    for name, path, cookie in pages
                    for figure in alone(name, made, [path] * 50, cookie=cookie)
                ),
            ],
        )


def prepared(city: City) -> dict:
    """What there is to ask for, and the cookies of who asks."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c",
         "from benchmarks.notes import prepare; prepare()"],
        cwd=PROJECT_DIR, env=environment(city.url), check=True, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])
