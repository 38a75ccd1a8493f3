"""A digest to 5,000 people, while the worker is killed ten times and Redis is emptied once."""

import random
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from leeds_leaders.celery import app
from leeds_leaders.local.interruption import pause
from leeds_leaders.notices.models import Letter, Preference
from tests.factories import SessionFactory
from tests.rig.counting import OPEN, count, seconds_to_resume, settled
from tests.rig.people import invite
from tests.rig.stage import Program, Stage, Trial, until
from tests.rig.verdicts import Verdict

WRITE_DIGESTS = "leeds_leaders.notices.jobs.send_due_digests"
PATIENCE = 180.0  # seconds for the last worker to finish
DUE = timedelta(minutes=-1)
TOO_LONG = 15.0
UNKNOWN_FOR_EACH_KILL = 2
LIFE = (0.3, 2.5)  # seconds from a worker's being ready to its death
# Most of the time of each letter is then spent between its arrival and its 250.
SLOW = {"at": "DATA", "do": "dawdle 0.05"}


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    people, kills = (1000, 1) if quick else (5000, 10)
    verdict = storm(stage, people, kills)
    allowed = UNKNOWN_FOR_EACH_KILL * kills
    yield verdict.judge(verdict.is_clean and verdict.unknown <= allowed and verdict.recovers)
    if not quick:
        verdict = storm(stage, 150, 3, without="transmitting")
        yield verdict.judge(verdict.doubled > 0)
        verdict = storm(stage, 150, 3, without="recovery")
        yield verdict.judge(verdict.lost > 0)


def storm(stage: Stage, people: int, kills: int, *, without: str = "") -> Verdict:
    """One digest each. The tick of the beat that has them written follows each start of a worker,
    so that the first kills hit the writing and the later ones the handing over.
    """
    chance = random.Random(people + kills)  # the same moments each time, as far as a rig can
    patience = 10 if without else PATIENCE
    name = f"digest to {people:,}, {kills} times kill -9, FLUSHALL"
    if without:
        name += f"; control without {without}"
    with stage.trial() as trial:
        SessionFactory()
        owed = {peer.email for peer in invite(people, due_in=DUE)}
        trial.misbehave({}, everyone=SLOW if without else {})
        trial.beat()
        emptied_in, pauses = chance.randrange(kills), []
        worker = start(trial, without)
        for life in range(kills):
            pause(chance.uniform(*LIFE))
            if life == emptied_in:
                stage.flush_redis()
                pause(chance.uniform(*LIFE))
            worker.kill()
            before = len(trial.deliveries())
            letters_wait = Letter.objects.filter(state__in=OPEN).exists()
            worker = start(trial, without)
            if letters_wait:
                pauses.append(resumed(trial, worker, before))
        until(lambda: not Preference.objects.due(timezone.now()).exists(), patience)
        settled(patience)
        verdict = count(name, trial, owed)
        verdict.recovery_seconds = max(pauses, default=None)
        return verdict


def start(trial: Trial, without: str) -> Program:
    worker = trial.worker(without=without)
    app.send_task(WRITE_DIGESTS)
    return worker


def resumed(trial: Trial, worker: Program, before: int) -> float:
    """How long after a worker was ready the first letter left."""
    until(lambda: len(trial.deliveries()) > before, TOO_LONG)
    return seconds_to_resume(worker, trial.deliveries()[before:]) or TOO_LONG
