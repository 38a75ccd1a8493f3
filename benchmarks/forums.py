"""Breakfast forums: the page of one to which 200 go, the list with 10,000 past ones, and answers.

An answer is two requests of somebody who is signed in: the page, and the form. In each round other
hundreds answer the same session for the first time, a half of whom find a place; 16 are at it at
any time. Mail is written afterwards by workers, of which none runs here.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import fmean, quantiles

from benchmarks.asking import Answer, form, in_turn, page
from benchmarks.data import City, beside, environment
from benchmarks.load import CONNECTIONS, latencies, requests_per_second, warm
from benchmarks.report import Figure, least, most
from benchmarks.serving import FLOOR, Site
from benchmarks.throughput import Target, alone, take_turns
from leeds_leaders.local.folders import PROJECT_DIR

PROJECTS, PEERS = 1_000, 1_000
LIST = "/forums/"


def city() -> City:
    """One of its own: what it is about are breakfasts."""
    return City("bench_forums", beside("bench_forums"), PROJECTS, PEERS)


def measure(city: City, *, rounds: int, seconds: int) -> Iterator[tuple[str, list[Figure]]]:
    """Yield titles and figures: pages under load, pages alone, answers."""
    found = prepared(city, rounds)
    full, member = found["full"], found["cookies"][0]
    with ExitStack() as stack:
        floor = stack.enter_context(Site(city.url, FLOOR))
        kept = stack.enter_context(Site(city.url))
        made = stack.enter_context(Site(city.url, keeps_pages=False))
        targets = [
            Target("a session, 200 go, cached", kept, [full], least(0.9)),
            Target("a session, 200 go, uncached", made, [full], least(0.9)),
            Target("/forums/, 10,000 past, cached", kept, [LIST], least(0.8)),
            Target("/forums/, 10,000 past, uncached", made, [LIST], least(0.8)),
            Target("a session, 200 go, a member", made, [full], cookie=member),
            Target("/forums/, 10,000 past, a member", made, [LIST], cookie=member),
        ]
        warm(floor.port, ["/"])
        for target in targets:
            latencies(target.site.port, target.paths * 16, target.cookie)
        floors = take_turns(floor, targets, rounds=rounds, seconds=seconds)
        base = Figure.of("forums", "the floor", "requests/s", floors)
        yield "Breakfast forums", [base, *(target.figure() for target in targets)]
        yield (
            "Breakfast forums alone, one connection, uncached",
            [
                *alone("the floor", floor, ["/"] * 50),
                *alone("a session, a visitor", made, [full] * 50),
                *alone("a session, a member", made, [full] * 50, cookie=member),
                *alone("/forums/, a visitor", made, [LIST] * 50),
            ],
        )
        yield "Answers to one session", answers(floor, kept, found, seconds)


def prepared(city: City, rounds: int) -> dict:
    """What there is to ask for, and the cookies of who asks."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c",
         f"from benchmarks.breakfasts import prepare; prepare({rounds})"],
        cwd=PROJECT_DIR, env=environment(city.url), check=True, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def answers(floor: Site, site: Site, found: dict, seconds: int) -> list[Figure]:
    """How many a second, as a ratio as well; and how long one waits for the second request."""
    rates, ratios, waits = [], [], []
    for path in found["hot"]:
        before = requests_per_second(floor.port, ["/"], seconds)
        rate, given = rush(site, path, found["cookies"])
        after = requests_per_second(floor.port, ["/"], seconds)
        rates.append(rate)
        ratios.append(rate / fmean((before, after)))
        waits += [answer.seconds * 1000 for _page, answer in given]
    shares = quantiles(waits, n=100)
    return [
        Figure.of("forums", "two requests and one is told", "answers/s", rates, goal=least(100)),
        Figure.of("forums", "the same", "× floor", ratios),
        Figure.of("forums", "wait for the answer, p50", "ms", [shares[49]]),
        Figure.of("forums", "wait for the answer, p95", "ms", [shares[94]], goal=most(1000)),
    ]


def rush(site: Site, path: str, cookies: list[str]) -> tuple[float, list[list[Answer]]]:
    """Everybody opens the form and says that they come. Raises `RuntimeError` if anybody is
    told anything but where to read of their place."""
    people = ([page(f"{path}my-place/", cookie), form(f"{path}rsvp/", cookie, answer="going")]
              for cookie in cookies)  # fmt: skip
    taken, given = in_turn(site.port, people, connections=CONNECTIONS)
    for shown, answer in given:
        if shown.status != 200 or not answer.location.startswith(path):
            raise RuntimeError(f"{path}: {shown.status}, {answer.status} to {answer.location}")
    return len(given) / taken, given
