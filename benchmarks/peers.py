"""The directory with 50,000 peers, as members and visitors see it; and matches for one peer.

A member's page is never kept whole: their session, who they are and their ties are read each time.
What a search drew for everybody with the same ties is; "uncached" is without that, too.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg

from benchmarks import queries
from benchmarks.data import City
from benchmarks.load import latencies, warm
from benchmarks.report import Figure, least, most
from benchmarks.serving import FLOOR, Site
from benchmarks.sizes import Browser
from benchmarks.throughput import ALONE, Target, alone, take_turns

PEERS = 50_000
DIRECTORY, IN_COMMON = "/peers/", "/me/in-common/"


def measure(city: City, *, rounds: int, seconds: int) -> Iterator[tuple[str, list[Figure]]]:
    """Yield titles and figures: ratios under load, then times alone."""
    with city.connect() as connection:
        words, choices = searches(connection), narrowed(connection)
    with ExitStack() as stack:
        floor = stack.enter_context(Site(city.url, FLOOR))
        kept = stack.enter_context(Site(city.url))
        made = stack.enter_context(Site(city.url, keeps_pages=False))
        browser = Browser(kept.address)
        if not browser.sign_in():
            raise RuntimeError("Could not sign in.")
        member = browser.cookie
        targets = [
            Target("/peers/, a member", kept, [DIRECTORY], least(0.6), member),
            Target("/peers/, a member, uncached", made, [DIRECTORY], least(0.6), member),
            Target("/peers/, a visitor, cached", kept, [DIRECTORY], least(0.6)),
            Target("/peers/, a visitor, uncached", made, [DIRECTORY]),
            Target("ever other searches, a member, uncached", made, words, cookie=member),
            Target("ever other choices, a member, uncached", made, choices, cookie=member),
        ]
        warm(floor.port, ["/"])
        for target in targets:
            latencies(target.site.port, target.paths[:3] * 8, target.cookie)
        floors = take_turns(floor, targets, rounds=rounds, seconds=seconds)
        base = Figure.of("throughput", "the floor", "requests/s", floors)
        label = f"{city.peers:,} peers"
        yield f"Throughput, {label}", [base, *(target.figure() for target in targets)]
        goal = most(15)
        yield (
            f"Alone, one connection, uncached, {label}",
            [
                *alone("the floor", floor, ["/"] * 50),
                *alone("/peers/, a member", made, [DIRECTORY] * 50, p50=goal, cookie=member),
                *alone("/peers/, a visitor", made, [DIRECTORY] * 50, p50=goal),
                *alone("searches, a member", made, words[:ALONE], cookie=member),
                *alone("choices, a member", made, choices[:ALONE], cookie=member),
                *alone("matches", made, [IN_COMMON] * 50, p50=most(50), cookie=member),
            ],
        )
        memory = max(kept.worker_memory() + made.worker_memory())
        yield (
            f"Web worker after the load, {label}",
            [Figure.of("worker", "memory (PSS), the largest", "MB", [memory], goal=most(100))],
        )


def searches(connection: psycopg.Connection) -> list[str]:
    """Different searches for two words that somebody says of themselves."""
    dice = random.Random(queries.SEED)
    rows = connection.execute(
        "SELECT card->>'one_line' FROM peers_entrytext WHERE audience = 'members'"
        " AND card->>'one_line' <> '' ORDER BY md5(peer_id::text) LIMIT 2000"
    ).fetchall()
    found = {}
    for (line,) in rows:
        words = queries.words_of(line)
        if len(words) > 1:
            found[f"{DIRECTORY}?q={'+'.join(dice.sample(words, 2))}"] = None
    return list(found)


def narrowed(connection: psycopg.Connection) -> list[str]:
    """Each ward with each cause, and each of them alone, in no order."""
    wards, causes = (
        [slug for (slug,) in connection.execute(f"SELECT slug FROM {table}").fetchall()]
        for table in ("geography_ward", "language_cause")
    )
    found = [f"{DIRECTORY}?ward={ward}&cause={cause}" for ward in wards for cause in causes]
    found += [f"{DIRECTORY}?ward={ward}" for ward in wards]
    found += [f"{DIRECTORY}?cause={cause}" for cause in causes]
    random.Random(queries.SEED).shuffle(found)
    return found
