"""Mail servers that refuse, fall silent or hang up, among recipients with whom all is well."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils import timezone

from leeds_leaders.notices import tasks
from leeds_leaders.notices.choices import RETRY_MINUTES, State
from leeds_leaders.notices.models import Letter
from tests.rig.counting import OPEN, count, settled
from tests.rig.people import invite, queue
from tests.rig.stage import Stage, until
from tests.rig.verdicts import Verdict

WELL = 30  # recipients behind the awkward ones
PATIENCE = 90.0  # seconds; two servers that hang cost twenty each
LESS = 30.0  # more than one timeout, in a control that is to show that nothing gets on
MANY, EVERY = 300, 100


@dataclass(frozen=True)
class Answer:
    """How a group is answered, what must come of it, and the guard that sees to that."""

    name: str
    at: str
    do: str
    outcome: str  # what becomes of the letters: all "arrive", are "refused" or are "unknown"
    size: int = 3
    control: str = ""

    @property
    def rule(self) -> dict[str, str]:
        return {"at": self.at, "do": self.do}

    def came_true(self, seen: Verdict) -> bool:
        arrived = {"arrive": self.size, "refused": 0}.get(self.outcome, seen.delivered)
        doubtful = self.size if self.outcome == "unknown" else 0
        return seen.is_clean and seen.delivered == arrived and seen.unknown == doubtful


ANSWERS = (
    Answer("421 at RCPT", "RCPT", "421 4.3.2 Closing", "arrive", control="the ladder"),
    Answer("450 at RCPT", "RCPT", "450 4.2.1 Greylisted", "arrive", control="expecting errors"),
    Answer("450 at DATA", "DATA", "450 4.2.1 Greylisted", "arrive", control="the ladder"),
    Answer("550 at RCPT", "RCPT", "550 5.1.1 Nobody", "refused", control="the last word"),
    Answer("550 at DATA", "DATA", "550 5.7.1 Spam", "refused", control="the last word"),
    Answer("hang at RCPT", "RCPT", "hang", "arrive", size=1, control="a timeout"),
    Answer("hang after DATA", "DATA", "hang", "unknown", size=1, control="a timeout"),
    Answer("reset at RCPT", "RCPT", "reset", "arrive", control="the ladder"),
    # The body is in the kernel's hands by then, so our side cannot tell how much of it was read.
    Answer("reset in the middle of DATA", "DATA", "reset", "unknown", control="doubt"),
    Answer("reset after DATA was taken", "DATA", "swallow", "unknown", control="doubt"),
)
QUICK = ("450 at RCPT",)


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    """All awkward groups at once and the well behind them; then without one guard after another."""
    chosen = [answer for answer in ANSWERS if not quick or answer.name in QUICK]
    *groups, well = answered(stage, chosen)
    for answer, verdict in zip(chosen, groups, strict=True):
        yield verdict.judge(answer.came_true(verdict))
    yield well.judge(well.delivered == WELL and well.is_clean)
    for guard, answers in guarded(chosen).items():
        *groups, well = answered(stage, answers, without=guard)
        for answer, verdict in zip(answers, groups, strict=True):
            yield damage(answer, verdict, well, guard)
    if not quick:
        verdict = one_in_a_hundred(stage)
        yield verdict.judge(verdict.is_clean and verdict.unknown == 0)
        verdict = one_in_a_hundred(stage, without="the ladder")
        yield verdict.judge(verdict.lost > 0)


def damage(answer: Answer, group: Verdict, well: Verdict, guard: str) -> Verdict:
    """The group where it suffered from a guard's absence; else those behind it, who must have."""
    suffers = group if not answer.came_true(group) else well
    name = f"{answer.name}; control without {guard}"
    return replace(suffers, fault=name).judge(suffers is group or well.lost > 0)


def guarded(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """The answers by the guard that copes with them."""
    by_guard = defaultdict(list)
    for answer in answers:
        by_guard[answer.control].append(answer)
    return by_guard


def answered(stage: Stage, answers: Sequence[Answer], *, without: str = "") -> list[Verdict]:
    """One verdict for each group, and one for those with whom all is well: they must have theirs
    while the others are still being awkward.
    """
    patience = LESS if without else PATIENCE
    with stage.trial() as trial:
        peers = iter(invite(sum(answer.size for answer in answers) + WELL))
        groups = {answer: queue(list(islice(peers, answer.size))) for answer in answers}
        well = queue(list(peers))
        trial.misbehave(
            {address: answer.rule for answer, group in groups.items() for address in group}
        )
        trial.worker(without=without)
        trial.beat()
        until(all_were_tried, patience)
        those_behind = count("those behind them", trial, well)
        trial.misbehave({})
        time_passes()
        settled(patience / 3)
        counted = [
            count(answer.name, trial, group, refused=answer.outcome == "refused")
            for answer, group in groups.items()
        ]
        return [*counted, those_behind]


def one_in_a_hundred(stage: Stage, *, without: str = "") -> Verdict:
    """A server that now and then refuses, whoever it is. Each round refuses some again."""
    with stage.trial() as trial:
        owed = queue(invite(MANY))
        trial.misbehave({}, refuse_every=EVERY)
        trial.worker(without=without)
        trial.beat()
        for _rung in RETRY_MINUTES:
            until(all_were_tried, PATIENCE)
            time_passes()
        settled(PATIENCE)
        name = "1 in 100 refused"
        if without:
            name += f"; control without {without}"
        return count(name, trial, owed)


def all_were_tried() -> bool:
    """Whether every letter has left, or waits for its next rung, or was given up."""
    at_once = Letter.objects.filter(state__in=OPEN, not_before__lte=timezone.now())
    return not at_once.exists()


def time_passes() -> None:
    """The next rung of the ladder has come, for all who stand on it."""
    Letter.objects.filter(state=State.QUEUED).update(not_before=timezone.now())
    tasks.hint()
