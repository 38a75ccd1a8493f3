"""The verbs of peers."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.text import slug_for
from peers.errors import AddressTaken, NotAPeer
from peers.models import Peer

SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug(name: str, fallback: str = "peer") -> str:
    """A slug with a short random end, so that namesakes stay apart and nobody can be counted."""
    return f"{slug_for(name, fallback)}-{get_random_string(5, SLUG_LETTERS)}"


def welcome(peer: Peer) -> Peer:
    """Give a peer who has just signed up an address of their own, and keep them.

    Raises `AddressTaken` when somebody was quicker with the same e-mail address.
    """
    peer.email = peer.email.lower()
    for _attempt in range(3):
        peer.slug = new_slug(peer.name)
        try:
            with transaction.atomic():
                peer.save()
        except IntegrityError:
            if Peer.objects.filter(email=peer.email).exists():
                raise AddressTaken(_("That address is in use.")) from None
        else:
            return peer
    raise NotAPeer(_("No free address was found for this name. Please try again."))


def rename(peer: Peer, name: str) -> Peer:
    """Let a peer be known by another name. Their slug, and so links to them, stay."""
    peer.name = name
    peer.save(update_fields=["name"])
    return peer


@transaction.atomic
def make_admin(email: str, name: str) -> Peer:
    """Give somebody all rights in the admin; whoever is new gets a confirmed address.

    A new admin has no password: they sign in with a mailed code and set up a second step.
    """
    peer = Peer.objects.filter(email=email.lower()).first()
    if peer is None:
        peer = Peer(email=email, name=name)
        peer.set_unusable_password()
        welcome(peer)
        EmailAddress.objects.create(user=peer, email=peer.email, verified=True, primary=True)
    peer.is_staff = peer.is_superuser = True
    peer.save(update_fields=["is_staff", "is_superuser"])
    return peer
