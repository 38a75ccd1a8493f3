"""Five hundred people want one of fifty places at the same moment, over HTTP and signed in.

Each has a connection of their own and waits for nobody; web servers, a worker and a mail server
are those of the rig. Every commit is watched (`tests.rig.watching`).
"""

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass

from django.db import connection

from benchmarks import asking, members
from forums.actions import places
from forums.choices import TAKES_PLACES, Seat
from forums.errors import TooFewPlaces
from forums.models import SeatMove, Session
from peers.models import Peer
from tests.factories import SessionFactory
from tests.rig import watching
from tests.rig.constraints import without_constraint
from tests.rig.counting import count, settled
from tests.rig.people import addresses, invite
from tests.rig.stage import Stage, Trial, until
from tests.rig.verdicts import Turns

AT_ONCE = 500
SOON = 8.0  # seconds within which everybody has their answer
EDITS = 0.1  # seconds between two changes of the capacity
MORE_WORKERS = 4  # of the web, where the lock is away: so that they meet
MAIL = 300.0  # seconds for everybody's letter to leave
WARM = 40  # requests before it begins


@dataclass(frozen=True)
class Rush:
    """How many want to come at once to how many places, and what else happens meanwhile."""

    people: int = AT_ONCE
    capacity: int = 50
    rounds: int = 1
    clicks: int = 1
    edits: bool = False
    mail: bool = False
    without: str = ""

    def __str__(self) -> str:
        said = [f"{self.people:,} at once for {self.capacity} places", f"{self.rounds} times"]
        said += [f"{self.clicks} clicks each"] * (self.clicks > 1)
        said += ["the capacity is changed meanwhile"] * self.edits
        said += ["a letter to each"] * self.mail
        return ", ".join(said) + (f"; control without {self.without}" if self.without else "")


# Without locks two must ask in the same instant to do damage, which is chance.
TRIES = 8
RUSHES = (
    Rush(rounds=20),
    Rush(capacity=1, rounds=5),
    Rush(capacity=0, rounds=5),
    Rush(rounds=5, edits=True),
    Rush(rounds=5, clicks=3),
    Rush(mail=True),
    Rush(people=5000),
)
QUICK = (Rush(people=60, capacity=6, clicks=3), Rush(people=60, capacity=6, edits=True))


def run(stage: Stage, *, quick: bool) -> Iterator[Turns]:
    for plan in QUICK if quick else RUSHES:
        verdict = rush(stage, plan)
        is_soon = plan.people > AT_ONCE or verdict.slowest_seconds <= SOON
        yield verdict.judge(verdict.is_orderly and is_soon)
    with without_constraint(Session, "session_is_never_oversold"):
        control = Rush(people=100, rounds=3, without="locks")
        tries = (rush(stage, control) for _try in range(TRIES))
        verdict = next((each for each in tries if each.oversold), None) or rush(stage, control)
    yield verdict.judge(verdict.oversold > 0)


def rush(stage: Stage, plan: Rush) -> Turns:
    """As often as planned, each time to another session; what was worst in any of them."""
    verdict = Turns(str(plan))
    with stage.trial() as trial, watching.watched():
        before = watching.deadlocks()
        port = trial.web(without=plan.without, **more_workers(plan))
        if plan.mail:
            trial.worker()
            trial.beat()
        asking.at_once(port, [asking.page("/healthz")] * WARM)
        for number in range(plan.rounds):
            people = invite(plan.people, to=f"crowd-{number}")
            session = SessionFactory(capacity=plan.capacity)
            answers = ask(port, session, people, plan)
            verdict.acknowledged += len(answers)
            verdict.errors += sum(not is_answered(answer, session) for answer in answers)
            slowest = max(answer.seconds for answer in answers)
            verdict.slowest_seconds = max(verdict.slowest_seconds, round(slowest, 2))
            tally(verdict, session, plan)
        verdict.out_of_turn = watching.out_of_turn()
        verdict.deadlocks = watching.deadlocks() - before
        verdict.seen = dict(watching.seen())
        if plan.mail:
            note_mail(verdict, trial, people)
    return verdict


def more_workers(plan: Rush) -> dict[str, int]:
    return {"workers": MORE_WORKERS} if plan.without else {}


def ask(port: int, session: Session, people: Sequence[Peer], plan: Rush) -> list[asking.Answer]:
    """Everybody says at once that they come, in no order, as often as they click."""
    path = f"/forums/{session.slug}/rsvp/"
    clicks = [
        asking.form(path, cookie, answer="going")
        for cookie in members.sign_in(people)
        for _click in range(plan.clicks)
    ]
    random.Random(session.pk).shuffle(clicks)
    with edited(session, plan.capacity) if plan.edits else nullcontext():
        return asking.at_once(port, clicks)


def is_answered(answer: asking.Answer, session: Session) -> bool:
    """Whether somebody was sent on to their place, and not to the sign-in or an error."""
    return answer.status == 302 and answer.location.startswith(f"/forums/{session.slug}/")


def tally(verdict: Turns, session: Session, plan: Rush) -> None:
    """Count who goes and who waits; what is not exactly as it must be stands among `seen` or
    `errors`."""
    states = list(session.bookings.order_by("number").values_list("state", flat=True))
    going = sum(state in TAKES_PLACES for state in states)
    due = min(plan.capacity, plan.people)
    verdict.going += going
    verdict.waiting += states.count(Seat.WAITING)
    verdict.oversold = max(verdict.oversold, going - due)
    is_exact = states == [Seat.GOING] * due + [Seat.WAITING] * (plan.people - due)
    if plan.edits:
        is_exact = going == due and len(states) == plan.people
    verdict.errors += not is_exact


def note_mail(verdict: Turns, trial: Trial, people: Sequence[Peer]) -> None:
    """What the mail server has of the letters that the last round owes, one to each."""
    until(lambda: not SeatMove.objects.filter(told_at=None).exists(), MAIL)
    settled(MAIL)
    mail = count(verdict.fault, trial, addresses(people))
    verdict.delivered, verdict.lost, verdict.doubled = mail.delivered, mail.lost, mail.doubled
    verdict.unknown = mail.unknown


@contextmanager
def edited(session: Session, capacity: int) -> Iterator[None]:
    """An organiser who cannot make up their mind; at the end there are so many places."""
    is_over = threading.Event()
    thread = threading.Thread(target=_change_capacity, args=(session, capacity, is_over))
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _change_capacity(session: Session, capacity: int, is_over: threading.Event) -> None:
    dice = random.Random(capacity)
    try:
        while not is_over.wait(EDITS):
            with suppress(TooFewPlaces):
                places.set_capacity(
                    session, dice.randint(0, 2 * capacity), by=None,
                    let_last_wait=dice.random() < 0.7,
                )  # fmt: skip
        places.set_capacity(session, capacity, by=None, let_last_wait=True)
    finally:
        connection.close()
