"""The verbs of thanks."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say
from peers import rules
from peers.actions.people import DOUBLE_CLICK, a_day_ago, check_blocks, check_day, lock
from peers.emails import ties as emails
from peers.errors import NobodyWouldSee
from peers.models import Block, Connection, Peer, Thanks


@transaction.atomic
def thank(peer: Peer, *, by: Peer, quality: str, words: str = "") -> Thanks:
    """Tell a peer in private what one saw in them. The same twice within two minutes is one.

    Raises `NobodyWouldSee` where the peer could not know from whom it comes, and `EnoughForToday`
    beyond 20 in 24 hours.
    """
    by, peer = lock(by, peer)
    said = Thanks.objects.filter(giver=by, receiver=peer, quality=quality, words=words)
    sent_twice = said.filter(given_at__gte=timezone.now() - DOUBLE_CLICK).first()
    if sent_twice is not None:
        return sent_twice
    check_blocks(by, peer)
    is_connected = Connection.objects.between(by, peer).made().exists()
    if not rules.can_thank(by.profile, is_connected=is_connected):
        raise NobodyWouldSee(
            _("%(name)s cannot see your profile and would not know from whom this comes.")
            % {"name": peer.name}
        )
    check_may_say(by, words)
    check_day(
        Thanks.objects.given_since(by, a_day_ago()).count(),
        rules.THANKS_A_DAY,
        _("You have thanked %(most)s times within a day, which is as often as anybody can."
          " Tomorrow there is another day."),
    )  # fmt: skip
    thanks = Thanks.objects.create(giver=by, receiver=peer, quality=quality, words=words)
    is_blocked = Block.objects.filter(by=peer, blocked=by).exists()
    emails.tell_of_thanks(thanks, is_heard=not is_blocked)
    return thanks


@transaction.atomic
def take_away_thanks(thanks: Thanks, *, by: Peer) -> None:
    """Take thanks from one's own page. Whoever gave them sees theirs as before."""
    Thanks.objects.filter(pk=thanks.pk, receiver=by, taken_away_at=None).update(
        taken_away_at=timezone.now()
    )
