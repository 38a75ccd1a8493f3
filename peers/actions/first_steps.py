"""The verbs of the welcome."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from peers.actions.items import ItemDetails, add_item
from peers.actions.people import lock
from peers.actions.profile import change_profile
from peers.choices import Kind
from peers.models import Peer, Profile


@transaction.atomic
def lead_in(peer: Peer) -> bool:
    """Whether somebody is to be led to the welcome now: once, and never again."""
    lock(peer)
    led = Profile.objects.filter(peer=peer, welcomed_at=None).update(welcomed_at=timezone.now())
    return bool(led)


@transaction.atomic
def take_step(peer: Peer, facts: dict, items: Iterable[tuple[Kind, ItemDetails]]) -> None:
    """Keep what somebody said in one step of the welcome: facts of their profile, offers, asks.

    What is said here is an answer, not a gift that one is thanked for. Raises `TooMuch`.
    """
    if facts:
        change_profile(peer, facts, {})
    for kind, details in items:
        add_item(kind, details, by=peer, is_greeted=False)
