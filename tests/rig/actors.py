"""Two hundred people who come, go, wait, accept, decline, hand over and forget, all at once.

They do so in threads of this process with a connection each, so that far more of them meet in the
database than two web workers would let through; every commit is watched (`tests.rig.watching`).
"""

import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from forums import tasks
from forums.actions import cancel, places, publish
from forums.actions.places import by_hand
from forums.choices import Kept, Seat
from forums.models import Booking, Session
from leeds_leaders.errors import Refused
from peers.models import Peer
from tests.factories import SessionFactory
from tests.rig import watching
from tests.rig.people import invite
from tests.rig.stage import Stage
from tests.rig.verdicts import Turns

PEOPLE, HANDS, SECONDS = 200, 24, 60.0
LATER = timedelta(days=3)  # longer than any offer holds


@dataclass
class Crowd:
    """Sessions, the people who want to come, and what came of it."""

    sessions: Sequence[Session]
    people: Sequence[Peer]
    done: Counter[str] = field(default_factory=Counter)
    failures: list[BaseException] = field(default_factory=list)

    def act(self, hands: int, seconds: float, *, seed: int) -> None:
        """Let so many do one thing after the other for so long."""
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=self._act_until, args=(end, random.Random(seed + hand)))
            for hand in range(hands)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _act_until(self, end: float, dice: random.Random) -> None:
        try:
            while time.monotonic() < end:
                (act,) = dice.choices(list(ACTS), weights=list(ACTS.values()))
                try:
                    act(dice.choice(self.sessions), dice.choice(self.people), dice, self)
                    self.done[act.__name__] += 1
                except Refused:
                    self.done["refused"] += 1
                except Exception as failure:
                    traceback.print_exc()
                    self.failures.append(failure)
        finally:
            connection.close()


def run(stage: Stage, *, quick: bool) -> Iterator[Turns]:
    with stage.trial(), watching.watched():
        crowd = Crowd(gatherings(), invite(40 if quick else PEOPLE))
        before = watching.deadlocks()
        crowd.act(HANDS, 5 if quick else SECONDS, seed=1)
        verdict = judged(f"{len(crowd.people)} people at random", crowd)
        verdict.deadlocks = watching.deadlocks() - before
        yield verdict.judge(verdict.is_orderly and verdict.deadlocks == 0)


def gatherings() -> list[Session]:
    """A small one, one with kept places, one that is soon, and one with room for everybody."""
    now = timezone.now()
    small, kept, soon, open_to_all = (
        SessionFactory(capacity=capacity, starts_at=now + timedelta(days=days))
        for capacity, days in ((12, 30), (20, 20), (9, 2), (None, 9))
    )
    places.keep_seats(kept, Kept.NEWCOMERS, 5, now + timedelta(days=5))
    return [small, kept, soon, open_to_all]


def judged(name: str, crowd: Crowd) -> Turns:
    """What came of it, once all of it is told."""
    while tasks.tell_moves():
        pass
    seen = watching.seen()
    verdict = Turns(name, acknowledged=crowd.done.total(), errors=len(crowd.failures))
    verdict.oversold = seen["oversold"]
    verdict.out_of_turn = seen["somebody was overtaken"] + watching.out_of_turn()
    verdict.seen = dict(seen)
    verdict.errors += watching.torn_steps()
    verdict.refused = crowd.done.pop("refused", 0)
    verdict.acts = dict(crowd.done)
    verdict.doubled, verdict.lost = watching.told_twice(), watching.not_told()
    return verdict


# What somebody may do -----------------------------------------------------------------------------


def come(session: Session, peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    places.go(session, by=peer, places=dice.choice((1, 1, 1, 2, 4)))


def leave(session: Session, peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    places.leave(session, by=peer, state=dice.choice((Seat.NOT_GOING, Seat.MAYBE)))


def accept(session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    if booking := one(session, Seat.OFFERED, dice):
        places.accept(booking, by=booking.peer)


def decline(session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    if booking := one(session, Seat.OFFERED, dice):
        places.decline(booking, by=booking.peer)


def hand_over(session: Session, peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    if booking := one(session, Seat.GOING, dice):
        places.hand_over(booking, to=peer, by=booking.peer)


def expire(_session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    places.expire_offers(timezone.now() + dice.choice((timedelta(), LATER)))


def release(_session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    places.release_seats(timezone.now() + dice.choice((timedelta(), timedelta(days=10))))


def keep(session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    whom = dice.choice((Kept.NEWCOMERS, Kept.OUTSIDERS))
    places.keep_seats(session, whom, dice.randint(1, 3), timezone.now() + timedelta(days=5))


def put_down(session: Session, peer: Peer, _dice: random.Random, _crowd: Crowd) -> None:
    places.add_by_hand(session, peer, by=None)


def take_out(session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    if booking := one(session, dice.choice((Seat.GOING, Seat.WAITING)), dice):
        by_hand.take_out(booking, by=None)


def make_room(session: Session, _peer: Peer, dice: random.Random, _crowd: Crowd) -> None:
    if session.capacity is not None:
        places.set_capacity(
            session, dice.randint(4, 24), by=None, let_last_wait=dice.random() < 0.5
        )


def call_off(session: Session, _peer: Peer, _dice: random.Random, _crowd: Crowd) -> None:
    """And bring it back at once."""
    cancel(session, by=None, reason="Snow")
    publish(session, by=None)


def go_for_good(_session: Session, peer: Peer, _dice: random.Random, _crowd: Crowd) -> None:
    places.give_up(peer)


def tell(_session: Session, _peer: Peer, _dice: random.Random, _crowd: Crowd) -> None:
    tasks.tell_moves()


def one(session: Session, state: Seat, dice: random.Random) -> Booking | None:
    """Somebody of a session whose answer stands like that, if there is anybody."""
    found = session.bookings.filter(state=state).select_related("peer")
    return dice.choice(found) if found else None


# How often each is done.
ACTS: dict[Callable, int] = {
    come: 40, leave: 14, accept: 14, decline: 5, hand_over: 4, expire: 3, release: 1, keep: 1,
    put_down: 2, take_out: 3, make_room: 3, call_off: 1, go_for_good: 2, tell: 3,
}  # fmt: skip
