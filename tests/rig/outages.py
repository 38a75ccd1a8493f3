"""Redis is away for a minute; the worker is away while something falls due."""

import time
from collections.abc import Iterator
from datetime import timedelta

from leeds_leaders.local.interruption import pause
from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Step
from tests.rig.breakfasts import arrange
from tests.rig.counting import arrivals, count, count_unwanted, settled
from tests.rig.people import addresses, invite, queue
from tests.rig.stage import Stage, Trial, until
from tests.rig.verdicts import Verdict

PEOPLE = 40
CATCHES_UP = 15.0  # seconds from when Redis, or the worker, is back
PATIENCE = 60.0
LESS = 16.0  # longer than a tick of the beat, which is not there
HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=2)


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    away = 5 if quick else 60
    verdict = redis_away(stage, away)
    yield verdict.judge(catches_up(verdict))
    verdict = redis_away(stage, 5, without="waking up")
    yield verdict.judge(verdict.lost > 0)
    verdict = redis_emptied(stage)
    yield verdict.judge(catches_up(verdict))
    verdict = redis_emptied(stage, without="waking up")
    yield verdict.judge(verdict.lost > 0)
    late, over = worker_away(stage, 5 if quick else 20)
    yield late.judge(catches_up(late))
    yield over.judge(over.is_clean)
    late, _over = worker_away(stage, 5, without="waking up")
    yield late.judge(late.lost > 0)
    _late, over = worker_away(stage, 5, without="a second look")
    yield over.judge(over.doubled > 0)


def catches_up(verdict: Verdict) -> bool:
    is_soon = verdict.recovery_seconds is not None and verdict.recovery_seconds <= CATCHES_UP
    return verdict.is_clean and verdict.unknown == 0 and is_soon


def redis_away(stage: Stage, seconds: float, *, without: str = "") -> Verdict:
    """Reminders fall due and a letter is written while Redis is away."""
    name = f"Redis away for {seconds} s" + (f"; control without {without}" if without else "")
    with stage.trial() as trial:
        trial.worker(without=without)
        if not without:
            trial.beat()
        pause(1)  # the worker has looked round once
        stage.stop_redis()
        due = timedelta(seconds=seconds / 2)
        owed = addresses(arrange(PEOPLE, starts_in=HOUR, due_in={Step.DAY: due}))
        owed |= queue(invite(1))
        pause(seconds)
        back_at = stage.start_redis()
        return caught_up(name, trial, owed, back_at, LESS if without else PATIENCE)


def redis_emptied(stage: Stage, *, without: str = "") -> Verdict:
    """FLUSHALL under a worker and a beat that live on: Celery's own bookkeeping goes as well."""
    name = "FLUSHALL under a living worker" + (f"; control without {without}" if without else "")
    with stage.trial() as trial:
        trial.worker(without=without)
        if not without:
            trial.beat()
        pause(1)
        stage.flush_redis()
        flushed_at = time.time()
        owed = addresses(arrange(PEOPLE, starts_in=HOUR, due_in={Step.DAY: -MOMENT}))
        owed |= queue(invite(1))
        return caught_up(name, trial, owed, flushed_at, LESS if without else PATIENCE)


def worker_away(stage: Stage, seconds: float, *, without: str = "") -> tuple[Verdict, Verdict]:
    """What falls due meanwhile is late but comes, once, even where two of its steps did; what has
    begun meanwhile is told to nobody.
    """
    control = f"; control without {without}" if without else ""
    with stage.trial() as trial:
        over = arrange(PEOPLE, starts_in=MOMENT * 2, due_in={Step.DAY: -MOMENT})
        actions.send_due_reminders()
        once = arrange(PEOPLE, starts_in=HOUR, due_in={Step.DAY: MOMENT})
        twice = arrange(
            PEOPLE, starts_in=HOUR, due_in={Step.DAY: MOMENT, Step.MORNING: MOMENT * 1.5}
        )
        if without == "waking up":
            stage.flush_redis()
        else:
            trial.beat()
        pause(seconds)
        worker = trial.worker(without=without)
        owed = addresses(once) | addresses(twice)
        name = f"worker away for {seconds} s while reminders fall due{control}"
        late = caught_up(name, trial, owed, worker.ready_at, LESS if without else PATIENCE)
        name = f"worker away for {seconds} s until after the start{control}"
        return late, count_unwanted(name, trial, addresses(over))


def caught_up(name: str, trial: Trial, owed: set[str], back_at: float, patience: float) -> Verdict:
    """The verdict, with the time until the last letter had left."""
    if until(lambda: arrivals(trial, owed).keys() == owed, patience):
        settled(patience)
    verdict = count(name, trial, owed)
    moments = [delivery.at for delivery in trial.deliveries() if delivery.address in owed]
    if moments:
        verdict.recovery_seconds = round(max(moments) - back_at, 1)
    return verdict
