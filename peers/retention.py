"""How long what belongs to people is kept (leeds_leaders/retention.py)."""

import logging
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.models import SignIn
from leeds_leaders.retention import BATCH, BATCHES, YEAR, Keeping
from peers import actions
from peers.choices import Tie
from peers.models import Connection, Introduction, Peer

log = logging.getLogger(__name__)

SIGNED_IN_FOR = timedelta(seconds=settings.SESSION_COOKIE_AGE)
UNCONFIRMED_FOR = timedelta(days=30)


def _unconfirmed(before: datetime) -> QuerySet:
    """Whoever joined before a moment, never showed that the address is theirs, and never came."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    waiting = Peer.objects.filter(joined_at__lt=before, last_login=None, is_staff=False)
    return waiting.filter(Exists(addresses)).exclude(Exists(addresses.filter(verified=True)))


def _erase_unconfirmed(at: datetime) -> int:
    """One by one: where somebody cannot be erased, the others are all the same."""
    before, erased = at - UNCONFIRMED_FOR, 0
    for peer in _unconfirmed(before).order_by("pk")[: BATCH * BATCHES]:
        try:
            erased += _erase_if_unconfirmed(peer, before)
        except Exception:
            log.exception("retention: an account that nobody confirmed could not be erased")
    return erased


@transaction.atomic
def _erase_if_unconfirmed(peer: Peer, before: datetime) -> bool:
    """Look once more at a locked account: somebody may confirm its address while others are
    erased."""
    list(EmailAddress.objects.select_for_update().filter(user=peer.pk))
    is_due = _unconfirmed(before).filter(pk=peer.pk).exists()
    if is_due:
        actions.erase(peer)
    return is_due


KEEPINGS = [
    Keeping(
        title=_("That a browser is signed in"),
        lasts=SIGNED_IN_FOR,
        since=_("after signing in"),
        why=_("So that nobody signs in for each page. Signing out ends it at once."),
        due=lambda before: SignIn.objects.filter(expire_date__lt=before + SIGNED_IN_FOR),
    ),
    Keeping(
        title=_("Accounts whose address nobody confirmed"),
        lasts=UNCONFIRMED_FOR,
        since=_("after joining"),
        why=_("Perhaps somebody else typed the address."),
        due=_unconfirmed,
        let_go=_erase_unconfirmed,
    ),
    Keeping(
        title=_("Asks to connect that were taken back"),
        lasts=YEAR,
        since=_("after they were made"),
        why=_("So that a no is not asked again and again."),
        due=lambda before: Connection.objects.filter(state=Tie.WITHDRAWN, asked_at__lt=before),
    ),
    Keeping(
        title=_("Introductions that came to nothing"),
        lasts=YEAR,
        since=_("after they were proposed"),
        why=_("For whoever says yes late, and so that nobody proposes the same every week."),
        due=lambda before: Introduction.objects.filter(made_at=None, proposed_at__lt=before),
    ),
]
