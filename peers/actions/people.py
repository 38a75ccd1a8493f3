"""What every verb between people begins with: their rows locked, and what they may do in a day."""

from datetime import timedelta

from django.db.models import BigIntegerField, F, Func
from django.utils import timezone
from django.utils.translation import gettext as _

from peers import rules
from peers.errors import Busy, EnoughForToday, NotHere
from peers.models import Block, Peer

DOUBLE_CLICK = timedelta(minutes=2)


def lock(*peers: Peer) -> list[Peer]:
    """These people with their profiles, fresh, in the order given; whatever else is to be decided
    between any of them waits. The rows are always locked in the same order, so that no two verbs
    wait for each other. Raises `NotHere` when one of them is gone.
    """
    # The profiles are read once the locks are held; joined, they could be older than those.
    rows = Peer.objects.select_for_update(no_key=True).prefetch_related("profile")
    found = {row.pk: row for row in rows.filter(pk__in=[peer.pk for peer in peers]).order_by("pk")}
    try:
        return [found[peer.pk] for peer in peers]
    except KeyError:
        raise NotHere(_("There is nobody here by that name any more.")) from None


def check_blocks(by: Peer, other: Peer) -> None:
    """Refuse what somebody starts with a peer whom they have blocked."""
    if Block.objects.filter(by=by, blocked=other).exists():
        raise NotHere(
            _("You have blocked %(name)s. Lift that first, if you want to be in touch again.")
            % {"name": other.name}
        )


def check_room(peer: Peer) -> None:
    """Refuse what would be one thing more for somebody who pauses or has enough on."""
    today = timezone.localdate()
    if rules.is_paused(peer.profile, today):
        raise Busy(_("%(name)s pauses at present. Nothing was sent.") % {"name": peer.name})
    if not rules.has_room(peer.profile, load_of(peer)):
        raise Busy(
            _("%(name)s has enough on at present, so nothing was sent. It may look different in"
              " some weeks.")
            % {"name": peer.name}
        )  # fmt: skip


def load_of(peer: Peer) -> int:
    """How much somebody has on: the asks that wait for them, and the pairs they are in."""
    load = Func(F("pk"), function="peers_load", output_field=BigIntegerField())
    return Peer.objects.annotate(load=load).values_list("load", flat=True).get(pk=peer.pk)


def check_day(done_today: int, at_most: int, words: str) -> None:
    """Refuse one more than one may do within any 24 hours. `words` say so, with `%(most)s`."""
    if done_today >= at_most:
        raise EnoughForToday(words % {"most": at_most})


def a_day_ago():
    """Since when what somebody did counts for today."""
    return timezone.now() - rules.A_DAY
