"""Whoever unsubscribes, pauses, is suspended or deleted once a letter is queued gets nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.utils import timezone

from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Given, Purpose, State
from leeds_leaders.notices.models import Letter
from peers.models import Peer
from tests.rig.counting import count_unwanted, settled
from tests.rig.people import invite, queue
from tests.rig.stage import Stage, Trial, until
from tests.rig.verdicts import Verdict

EACH = 5
SLOW = 3.0  # seconds that one recipient keeps the others of its batch waiting
PATIENCE = 20.0


def unsubscribe(peer: Peer) -> None:
    actions.unsubscribe(peer, Purpose.DIGEST, Given.CLIENT)


def pause(peer: Peer) -> None:
    actions.pause(peer, timezone.localdate() + timedelta(days=7))


def suspend(peer: Peer) -> None:
    Peer.objects.filter(pk=peer.pk).update(is_active=False)


def delete(peer: Peer) -> None:
    peer.delete()


CHANGES: dict[str, Callable[[Peer], None]] = {
    "unsubscribed": unsubscribe,
    "paused": pause,
    "suspended": suspend,
    "deleted": delete,
}


def run(stage: Stage, *, quick: bool) -> Iterator[Verdict]:
    """While the letters wait for a worker, and while a worker has them in hand already."""
    for when in (before_the_worker, in_its_hand):
        for verdict in changed(stage, when):
            yield verdict.judge(verdict.is_clean)
    # A row that is deleted while it waits is simply gone: there is no guard to take away.
    *waiting, _deleted = changed(stage, before_the_worker, without="a second look")
    for verdict in (*waiting, *changed(stage, in_its_hand, without="hearing")):
        yield verdict.judge(verdict.doubled > 0)


def changed(stage: Stage, when: Callable, *, without: str = "") -> list[Verdict]:
    """One verdict for each kind of change."""
    with stage.trial() as trial:
        peers = invite(1 + EACH * len(CHANGES))
        groups = {name: peers[1 + n :: len(CHANGES)] for n, name in enumerate(CHANGES)}
        when(trial, peers, groups, without)
        settled(PATIENCE)
        if not any(delivery.address == peers[0].email for delivery in trial.deliveries()):
            raise RuntimeError("The one who changed nothing got nothing either.")
        words = f"{when.__doc__}; control without {without}" if without else when.__doc__
        return [
            count_unwanted(f"{name} {words}", trial, {peer.email for peer in group})
            for name, group in groups.items()
        ]


def before_the_worker(trial: Trial, peers: list[Peer], groups: dict, without: str) -> None:
    """while the letter waits"""
    queue(peers)
    change(groups)
    trial.worker(without=without)


def in_its_hand(trial: Trial, peers: list[Peer], groups: dict, without: str) -> None:
    """while a worker has the letter in hand"""
    trial.misbehave({peers[0].email: {"at": "RCPT", "do": f"wait {SLOW}"}})
    trial.worker(without=without)
    queue(peers)
    until(Letter.objects.filter(state=State.CLAIMED).exists, PATIENCE)
    change(groups)


def change(groups: dict[str, list[Peer]]) -> None:
    for name, group in groups.items():
        for peer in group:
            CHANGES[name](peer)
