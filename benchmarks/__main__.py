"""`make bench`: measure, print tables, say which goals are met."""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import (
    associations,
    browser,
    digests,
    forums,
    freshness,
    importing,
    mail,
    peers,
    record,
    sizes,
    throughput,
    wards,
)
from benchmarks.data import City
from benchmarks.load import client
from benchmarks.report import Figure, Report, most
from benchmarks.serving import Site

PARTS = (
    "throughput", "peers", "forums", "freshness", "sizes", "browser", "import", "worker", "wards",
    "digests", "mail", "record", "associations",
)  # fmt: skip
STARTS = 5


def main(arguments: Sequence[str]) -> int:
    chosen = parser().parse_args(arguments)
    absent = [name for name in ("DATABASE_URL", "REDIS_URL", "LOCAL_DIR", "SECRET_KEY")
              if not os.environ.get(name)]  # fmt: skip
    if absent:
        print(f"{', '.join(absent)}: not set. Run this by `make bench`.", file=sys.stderr)
        return 1
    report = Report({
        "machine": f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the start, "
                   f"Python {platform.python_version()}",
        "client": client(),
        "rounds": f"{chosen.rounds}, {chosen.seconds} s for each target; medians and ranges",
    })  # fmt: skip
    cities = [City.of(size) for size in chosen.sizes]
    for city in cities:
        city.prepare(afresh=chosen.fresh)
    measure(report, cities, chosen)
    report.close(chosen.json)
    return 1 if chosen.strict and report.failures else 0


def measure(report: Report, cities: Sequence[City], chosen: argparse.Namespace) -> None:
    """Each part that was asked for; several sizes only where the size matters."""
    small = min(cities, key=lambda city: city.size)
    rounds = chosen.rounds
    if "throughput" in chosen.only:
        for city in cities:
            for part in throughput.measure(city, rounds=rounds, seconds=chosen.seconds):
                report.add(*part)
    if "peers" in chosen.only:
        crowd = City.of_peers(chosen.peers)
        crowd.prepare(afresh=chosen.fresh)
        for part in peers.measure(crowd, rounds=rounds, seconds=chosen.seconds):
            report.add(*part)
    if "forums" in chosen.only:
        table = forums.city()
        table.prepare(afresh=chosen.fresh)
        for part in forums.measure(table, rounds=rounds, seconds=chosen.seconds):
            report.add(*part)
    if "record" in chosen.only:
        written = record.city()
        written.prepare(afresh=chosen.fresh)
        for part in record.measure(written, rounds=rounds, seconds=chosen.seconds):
            report.add(*part)
    if "freshness" in chosen.only:
        for city in cities:
            report.add(f"Freshness under load, {city.label}", freshness.measure(city))
    if "sizes" in chosen.only:
        figures, missing = sizes.measure(small)
        report.add(f"Sizes on the wire, {small.label}", figures)
        if missing:
            report.skip("Sizes of some pages", "; ".join(missing))
    if "browser" in chosen.only:
        title = f"In Chromium, processor slowed {browser.SLOWED} times, {small.label}"
        if reason := browser.missing():
            report.skip(title, reason)
        else:
            report.add(title, browser.measure(small, rounds=rounds))
    if "import" in chosen.only:
        if reason := importing.missing():
            report.skip("Import", reason)
        else:
            report.add("Import", importing.measure(small))
    if "worker" in chosen.only:
        report.add("Start of the web server", [start(small)])
    if "wards" in chosen.only:
        report.add("Point to ward", wards.measure(small, rounds=rounds))
    if "mail" in chosen.only:
        report.add("Mail", mail.measure(rounds=rounds))
    if "digests" in chosen.only:
        report.add("Digests", digests.measure(small))
    if "associations" in chosen.only:
        report.add("Associations", associations.measure(small, rounds=rounds))


def start(city: City) -> Figure:
    """Seconds from the start of Granian to the first 200 of /healthz."""
    seconds = []
    for _ in range(STARTS):
        with Site(city.url) as site:
            seconds.append(site.seconds_to_answer)
    return Figure.of("worker", "start to first answer", "s", seconds, goal=most(3))


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART",
                        help=", ".join(PARTS))  # fmt: skip
    parser.add_argument("--sizes", type=sizes_of, default=[10_000, 100_000], metavar="N,N",
                        help="projects in each city (10000,100000)")  # fmt: skip
    parser.add_argument("--peers", type=int, default=peers.PEERS, metavar="N",
                        help="peers in the city of peers (50000)")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--seconds", type=int, default=2, metavar="S", help="of each measurement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--fresh", action="store_true", help="load the cities anew")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a goal is missed")
    return parser


def sizes_of(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
