"""The fault campaign: `make rig`, or `python -m tests.rig [--only NAME …] [--quick]`.

One JSON line for each fault, and one for each control, on standard output. Exit code 1 if any of
them does not hold.
"""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.module_loading import import_string

from leeds_leaders.local import interruption
from leeds_leaders.local.interruption import Stopped
from leeds_leaders.local.speech import say
from tests.rig.stage import Stage
from tests.rig.verdicts import Verdict

# By dotted paths: what they import needs engines and a Django that is set up.
FAULTS = {
    "storm": "tests.rig.storm.run",
    "kills": "tests.rig.kills.run",
    "answers": "tests.rig.answers.run",
    "outages": "tests.rig.outages.run",
    "crowd": "tests.rig.crowd.run",
    "clocks": "tests.rig.clocks.run",
    "recipients": "tests.rig.recipients.run",
    "places": "tests.rig.places.run",
    "actors": "tests.rig.actors.run",
    "writers": "tests.rig.writers.run",
}


def main(arguments: Sequence[str]) -> int:
    chosen = parser().parse_args(arguments)
    interruption.listen()
    with tempfile.TemporaryDirectory(prefix="leeds-rig-") as folder:
        stage = Stage(Path(folder))
        try:
            stage.open()
            holds = True
            for verdict in campaign(stage, chosen):
                say(str(verdict))
                holds &= verdict.holds
        except Stopped:
            return 128 + (interruption.received() or 0)
        finally:
            stage.close()
    return 0 if holds else 1


def campaign(stage: Stage, chosen: argparse.Namespace) -> Iterator[Verdict]:
    """One fault after another. What breaks off is a verdict as well, and stops no other."""
    for name in chosen.only:
        try:
            yield from import_string(FAULTS[name])(stage, quick=chosen.quick)
        except Exception:
            traceback.print_exc()
            yield Verdict(f"{name} broke off")


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.rig", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FAULTS, default=list(FAULTS), metavar="FAULT",
                        help=", ".join(FAULTS))  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="fewer letters and shorter waits")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
