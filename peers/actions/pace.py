"""The verbs of load and pause: how much somebody takes on, and when they are away."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peers.actions.people import lock
from peers.emails import ties as emails
from peers.errors import NotConnected
from peers.models import Connection, Peer, Profile


@transaction.atomic
def set_load(peer: Peer, takes_on: int | None) -> None:
    """Say how many asks and pairs one takes on at a time; nothing is no limit."""
    lock(peer)
    Profile.objects.filter(peer=peer).update(takes_on=takes_on)


@transaction.atomic
def pause(peer: Peer, until: date, *, stand_in: Peer | None = None) -> None:
    """Be away until a day, on which one is back. A stand-in is a connection; they are told, and
    may step aside. Raises `NotConnected`."""
    profile = lock(*[peer, stand_in] if stand_in else [peer])[0].profile
    if stand_in and not Connection.objects.between(peer, stand_in).made().exists():
        raise NotConnected(
            _("You are not connected with %(name)s, so they cannot stand in for you.")
            % {"name": stand_in.name}
        )
    is_new = stand_in is not None and profile.stand_in_id != stand_in.pk
    profile.paused_until, profile.stand_in = until, stand_in
    profile.save(update_fields=["paused_until", "stand_in"])
    if is_new:
        emails.tell_of_standing_in(profile, timezone.localdate())


@transaction.atomic
def resume(peer: Peer) -> None:
    """Be back."""
    lock(peer)
    Profile.objects.filter(peer=peer).update(paused_until=None, stand_in=None)


@transaction.atomic
def step_aside(peer: Peer, *, by: Peer) -> None:
    """Stand in for a peer no more, and let them know."""
    profile = lock(peer, by)[0].profile
    if profile.stand_in_id != by.pk:
        return
    profile.stand_in = None
    profile.save(update_fields=["stand_in"])
    emails.tell_of_stepping_aside(profile, by, timezone.localdate())
