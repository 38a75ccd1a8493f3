"""Invented recipients, and what is queued for them."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Purpose, Rhythm
from leeds_leaders.notices.models import Letter, Preference
from peers.models import Peer


def invite(count: int, *, to: str = "peer", due_in: timedelta = timedelta(days=1)) -> list[Peer]:
    """So many peers who asked for a daily digest, and when the next one is due."""
    now = timezone.now()
    peers = Peer.objects.bulk_create(
        Peer(name=f"Peer {n}", slug=f"{to}-{n}", email=f"{to}-{n}@example.org", password="!")
        for n in range(count)
    )
    Preference.objects.bulk_create(
        Preference(
            peer=peer,
            rhythm=Rhythm.DAILY,
            digested_until=now - timedelta(days=1),
            next_digest_at=now + due_in,
        )
        for peer in peers
    )
    return peers


def queue(peers: list[Peer], purpose: Purpose = Purpose.DIGEST) -> set[str]:
    """One letter to each of them in one transaction. Gives back the addresses: they are owed."""
    actions.post_many(
        [
            Letter(
                recipient=peer,
                address=peer.email,
                purpose=purpose,
                key="rig",
                subject="Beans",
                text="All of them.\n",
            )
            for peer in peers
        ]
    )
    return addresses(peers)


def addresses(peers: Iterable[Peer]) -> set[str]:
    return {peer.email for peer in peers}
