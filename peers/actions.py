"""The verbs of peers."""

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from leeds_leaders.text import slug_for
from peers.errors import NotAPeer
from peers.models import Peer

SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug(name: str) -> str:
    """A slug with a short random end, so that namesakes stay apart and nobody can be counted."""
    return f"{slug_for(name, 'peer')}-{get_random_string(5, SLUG_LETTERS)}"


def welcome(peer: Peer) -> Peer:
    """Give a peer who has just signed up an address of their own, and keep them."""
    peer.email = peer.email.lower()
    for _attempt in range(3):
        peer.slug = new_slug(peer.name)
        try:
            with transaction.atomic():
                peer.save()
        except IntegrityError:
            if Peer.objects.filter(email=peer.email).exists():
                raise
        else:
            return peer
    raise NotAPeer("No free address was found for this name. Please try again.")
