"""Erasing somebody: everything that is theirs, at once and for good."""

from functools import partial
from itertools import chain

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from leeds_leaders import personal_data
from leeds_leaders.local.mail import forget_kept
from leeds_leaders.moderation.models import DataComplaint
from leeds_leaders.notices.models import Letter
from peers.actions.profile import change_profile
from peers.errors import LastAdmin
from peers.models import Peer


@transaction.atomic
def erase(peer: Peer) -> None:
    """Erase a peer and all that the site holds of them, as `PERSONAL_DATA` says; a repeat does
    nothing. Raises `LastAdmin`.

    They are suspended first: then nobody finds them any more, what waits to be sent is written
    without them, and triggers have little left to keep. Whoever is writing about them at the
    same time either came first, and goes as well, or finds nobody.
    """
    locked = _lock(peer)
    if locked is None:
        return
    Peer.objects.filter(pk=peer.pk).update(is_active=False)
    transaction.on_commit(partial(forget_kept, _known_as(locked)), robust=True)
    personal_data.forget(locked)
    # Only now: who has just written about them may finish, and so let go of what we wait for.
    Peer.objects.select_for_update().get(pk=peer.pk).delete()


def _lock(peer: Peer) -> Peer | None:
    """Lock a peer, and all admins beside one, in the order of their keys. Returns the peer afresh,
    if they are there at all. Raises `LastAdmin`.
    """
    among = Q(pk=peer.pk)
    if peer.is_superuser:
        among |= Q(is_superuser=True, is_active=True)
    rows = Peer.objects.select_for_update(no_key=True).filter(among).order_by("pk")
    locked = {row.pk: row for row in rows}
    if peer.is_superuser and locked.keys() == {peer.pk}:
        raise LastAdmin(
            _("You are the only one with all rights in the admin. Please give them to somebody"
              " else first, or nobody can look after the network.")
        )  # fmt: skip
    return locked.get(peer.pk)


def _known_as(peer: Peer) -> set[str]:
    """The name, and the addresses, by which pages and mail knew a peer."""
    addresses = [
        Letter.objects.filter(recipient=peer).values_list("address", flat=True).distinct(),
        EmailAddress.objects.filter(user=peer).values_list("email", flat=True),
        DataComplaint.objects.filter(peer=peer).values_list("email", flat=True),
    ]
    return {peer.name, peer.slug, peer.email, *chain.from_iterable(addresses)}


def take_away_photo(peer: Peer) -> None:
    """Take somebody's photo away, in all its sizes."""
    change_profile(peer, {"photo": False}, {})
