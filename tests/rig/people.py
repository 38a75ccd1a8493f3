"""Invented recipients, and what is queued for them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Purpose, Rhythm
from leeds_leaders.notices.models import Preference
from peers.models import Peer


def invite(count: int) -> list[Peer]:
    """So many peers who asked for a daily digest that is not due before tomorrow."""
    now = timezone.now()
    peers = Peer.objects.bulk_create(
        Peer(name=f"Peer {n}", slug=f"peer-{n}", email=f"peer-{n}@example.org", password="!")
        for n in range(count)
    )
    Preference.objects.bulk_create(
        Preference(
            peer=peer,
            rhythm=Rhythm.DAILY,
            digested_until=now,
            next_digest_at=now + timedelta(days=1),
        )
        for peer in peers
    )
    return peers


@transaction.atomic
def queue(peers: list[Peer], purpose: Purpose = Purpose.DIGEST) -> set[str]:
    """One letter to each of them in one transaction. Gives back the addresses: they are owed."""
    for peer in peers:
        actions.post(peer.email, purpose, "rig", "Beans", "All of them.\n", recipient=peer)
    return {peer.email for peer in peers}
