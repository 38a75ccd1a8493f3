"""What came of a fault, counted from two witnesses: the outbox and the sink's own journal."""

from collections import Counter
from collections.abc import Iterable

from leeds_leaders.notices.choices import State
from leeds_leaders.notices.models import Letter
from tests.rig.stage import Delivery, Program, Trial, until
from tests.rig.verdicts import Verdict

OPEN = (State.QUEUED, State.CLAIMED, State.TRANSMITTING)


def count(fault: str, trial: Trial, owed: Iterable[str], *, refused: bool = False) -> Verdict:
    """Compare what was owed with what came and with what the outbox says of it.

    Where the mail server `refused` for good, a letter that stands as failed is not lost.
    """
    owed = set(owed)
    arrived = arrivals(trial, owed)
    listed_states = (State.UNKNOWN, State.FAILED) if refused else (State.UNKNOWN,)
    listed = dict(Letter.objects.filter(state__in=listed_states).values_list("address", "state"))
    return Verdict(
        fault=fault,
        acknowledged=len(owed),
        delivered=len(arrived),
        lost=len(owed - arrived.keys() - listed.keys()),
        doubled=arrived.total() - len(arrived),
        unknown=sum(listed.get(address) == State.UNKNOWN for address in owed),
    )


def count_unwanted(fault: str, trial: Trial, not_owed: Iterable[str]) -> Verdict:
    """The same where nothing is owed any more: whatever arrives is too much."""
    arrived = arrivals(trial, set(not_owed))
    return Verdict(fault, delivered=len(arrived), doubled=arrived.total())


def arrivals(trial: Trial, addresses: set[str]) -> Counter[str]:
    """How many letters arrived at each of some addresses."""
    came = (delivery.address for delivery in trial.deliveries())
    return Counter(address for address in came if address in addresses)


def settled(within: float) -> bool:
    """Wait until the outbox has nothing left to do."""
    return until(lambda: not Letter.objects.filter(state__in=OPEN).exists(), within)


def seconds_to_resume(worker: Program, later: list[Delivery]) -> float | None:
    """How long after a worker was ready the first of these letters left."""
    return round(max(0.05, later[0].at - worker.ready_at), 2) if later else None
