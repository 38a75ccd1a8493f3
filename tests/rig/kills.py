"""A worker is killed with -9 at six chosen points while it hands letters over."""

from collections.abc import Iterator
from dataclasses import dataclass

from leeds_leaders.notices.choices import Purpose
from tests.rig.counting import count, seconds_to_resume, settled
from tests.rig.crashes import POINTS
from tests.rig.people import invite, queue
from tests.rig.stage import Stage, until
from tests.rig.verdicts import Verdict

LETTERS = 3
PATIENCE = 20.0  # seconds for the second worker to make everything good
LESS = 6.0  # in a control that is to show that nobody makes it good


@dataclass(frozen=True)
class Control:
    """What the first worker or the second does without, and the damage that must be seen."""

    first: str = ""
    second: str = ""
    damage: str = "lost"


CONTROLS = {
    "before the claim": Control(second="waking up"),
    "after the claim": Control(second="recovery"),
    "after RCPT": Control(second="recovery"),
    "in the middle of DATA": Control(second="recovery"),
    "after the 250": Control(first="transmitting", damage="doubled"),
    "after the commit": Control(first="keeping", damage="doubled"),
}
QUICK = ("after the claim", "after the 250", "after the commit")


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    """Digests, which are never sent again; then reminders, which are where it is doubtful."""
    for point in QUICK if quick else POINTS:
        verdict = kill(stage, point)
        yield verdict.judge(verdict.is_clean and verdict.unknown <= 1 and verdict.recovers)
        control = CONTROLS[point]
        verdict = kill(stage, point, control)
        yield verdict.judge(getattr(verdict, control.damage) > 0)
    if not quick:
        verdict = kill(stage, "in the middle of DATA", purpose=Purpose.REMINDER)
        yield verdict.judge(verdict.is_clean and verdict.unknown == 0)
        verdict = kill(stage, "after the 250", purpose=Purpose.REMINDER)
        yield verdict.judge(verdict.lost == verdict.unknown == 0 and verdict.doubled <= 1)


def kill(
    stage: Stage,
    point: str,
    control: Control | None = None,
    purpose: Purpose = Purpose.DIGEST,
) -> Verdict:
    """One worker dies at a point, another comes; each perhaps without a guard."""
    name = f"kill -9 {point}, {purpose}"
    if control:
        name += f"; control without {control.first or control.second}"
    control = control or Control()
    with stage.trial() as trial:
        peers = invite(LETTERS)
        worker = trial.worker(crash=point, without=control.first)
        owed = queue(peers, purpose)
        if not until(lambda: not worker.is_running, PATIENCE):
            raise RuntimeError(f"{name}: the worker did not come so far. {worker.last_words()}")
        before = len(trial.deliveries())
        if control.second == "waking up":  # the hints in the broker are all there is, and go too
            stage.flush_redis()
        else:
            trial.beat()
        worker = trial.worker(without=control.second)
        settled(LESS if control.second else PATIENCE)
        verdict = count(name, trial, owed)
        verdict.recovery_seconds = seconds_to_resume(worker, trial.deliveries()[before:])
        return verdict
