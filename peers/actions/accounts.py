"""The verbs of peers."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import hold, look_again, note, screen
from leeds_leaders.text import slug_for
from peers import rules
from peers.actions.sign_ins import end_all
from peers.errors import AddressTaken, IllegalDecision, NotAPeer
from peers.models import Peer

SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug(name: str, fallback: str = "peer") -> str:
    """A slug with a short random end, so that namesakes stay apart and nobody can be counted."""
    return f"{slug_for(name, fallback)}-{get_random_string(5, SLUG_LETTERS)}"


def welcome(peer: Peer) -> Peer:
    """Give a peer who has just signed up an address of their own, and keep them. Where their name
    must be looked at first, their profile waits.

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
            hold(peer, screen(peer, peer.name, before=("",)), author=peer)
            return peer
    raise NotAPeer(_("No free address was found for this name. Please try again."))


@transaction.atomic
def rename(peer: Peer, name: str, *, by: Peer) -> Peer:
    """Let a peer be known by another name, their own or, of those whose account they could close, a
    moderator's verb, whose words wait for nobody. Their slug, and so links to them, stay. Raises
    `IllegalDecision`."""
    is_own = by.pk == peer.pk
    if not is_own and not rules.can_suspend(by, peer):
        raise IllegalDecision(_("Moderators name people; those of the staff, admins alone."))
    because = screen(peer, name, before=(peer.name,)) if is_own else ""
    is_the_same = name == peer.name
    peer.name = name
    peer.save(update_fields=["name"])
    hold(peer, because, author=peer)
    return peer if is_the_same else look_again(peer, author=peer)


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


@transaction.atomic
def give_rights(peer: Peer, *, by: Peer, is_staff: bool, groups: Iterable[Group]) -> Peer:
    """Say whether somebody looks after the network, and how. Whoever does so no more is signed
    out everywhere: what is open in their browsers closes with that. Raises `IllegalDecision`.
    """
    if not rules.can_give_rights(by, peer):
        raise IllegalDecision(_("Admins of the site give rights, and never to themselves."))
    peer = Peer.objects.select_for_update(no_key=True).get(pk=peer.pk)
    is_out = peer.is_staff and not is_staff
    peer.is_staff = is_staff
    peer.is_superuser = peer.is_superuser and is_staff
    peer.save(update_fields=["is_staff", "is_superuser"])
    peer.groups.set(groups)
    if is_out:
        end_all(peer)
    return peer


def see_as(peer: Peer, *, by: Peer, reason: str) -> None:
    """Write down that an admin is about to see the site as somebody sees it, and why."""
    note("seen as", peer, by=by, words=reason)
