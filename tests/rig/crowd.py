"""Three beats and four workers at once: whatever is due is written once and leaves once."""

from collections.abc import Iterator
from datetime import timedelta

from leeds_leaders.celery import app
from leeds_leaders.notices.choices import Step
from leeds_leaders.notices.models import Letter
from tests.rig.breakfasts import arrange
from tests.rig.constraints import without_constraint
from tests.rig.counting import arrivals, count, settled
from tests.rig.people import addresses, invite
from tests.rig.stage import Stage, until
from tests.rig.verdicts import Verdict

BREAKFASTS, COME, READERS = 20, 5, 300
DUE = timedelta(seconds=-1)
DAY = timedelta(days=1)
PATIENCE = 90.0
NEXT_TICKS = 20.0  # longer than a tick of the beat
JOBS = (
    "leeds_leaders.notices.jobs.send_due_reminders",
    "leeds_leaders.notices.jobs.send_due_digests",
    "leeds_leaders.notices.tasks.drain",
)
CALLS = 4  # one for each worker, of each job, at the same moment


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    verdict = crowd(stage)
    yield verdict.judge(verdict.is_clean and verdict.unknown == 0)
    if not quick:
        verdict = crowd(stage, without="claims")
        yield verdict.judge(verdict.doubled > 0)
        with without_constraint(Letter, "letter_is_written_once"):
            verdict = crowd(stage, without="locks")
        yield verdict.judge(verdict.doubled > 0)


def crowd(stage: Stage, *, without: str = "") -> Verdict:
    """Reminders and digests that are all due by the time everybody is up."""
    name = "three beats and four workers" + (f"; control without {without}" if without else "")
    with stage.trial() as trial:
        trial.crowd(workers=4, beats=3, without=without)
        owed = addresses(invite(READERS, due_in=DUE))
        for _ in range(BREAKFASTS):
            owed |= addresses(arrange(COME, starts_in=DAY, due_in={Step.DAY: DUE}))
        for job in JOBS:
            for _ in range(CALLS):
                app.send_task(job)
        until(lambda: arrivals(trial, owed).keys() == owed, PATIENCE)
        settled(PATIENCE)
        until(lambda: False, 0 if without else NEXT_TICKS)
        return count(name, trial, owed)
