"""The verbs of peer pairs."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say
from peers import rules
from peers.actions.people import check_room, lock
from peers.choices import PairKind, PairState, Rhythm
from peers.emails import ties as emails
from peers.errors import IllegalPair, NotConnected
from peers.models import Connection, Pair, Peer


@transaction.atomic
def propose_pair(
    peer: Peer, *, by: Peer, kind: PairKind, rhythm: Rhythm, review_on: date, words: str = ""
) -> Pair:
    """Propose to a connection to meet at a rhythm. Proposed again, it is the same.

    Raises `NotConnected`, `IllegalPair` where the other has proposed it already, `Busy` where they
    pause or have enough on.
    """
    by, peer = lock(by, peer)
    if not Connection.objects.between(by, peer).made().exists():
        raise NotConnected(_("You are not connected with %(name)s.") % {"name": peer.name})
    pair = Pair.objects.between(by, peer).live().filter(kind=kind).first()
    if pair is not None:
        if rules.can_agree(pair, by):
            raise IllegalPair(
                _("%(name)s has proposed this to you already. It waits for you among your"
                  " connections.") % {"name": peer.name}
            )  # fmt: skip
        return pair
    check_may_say(by, words)
    check_room(peer)
    pair = Pair.objects.create(
        proposed_by=by, proposed_to=peer, kind=kind, rhythm=rhythm, review_on=review_on, words=words
    )
    emails.tell_of_pair(pair)
    return pair


@transaction.atomic
def agree_to_pair(pair: Pair, *, by: Peer) -> Pair:
    """Say yes to a pair. Raises `IllegalPair` when it is not there any more."""
    pair = _locked(pair)
    if pair.state == PairState.AGREED:
        return pair
    if not rules.can_agree(pair, by):
        raise IllegalPair(_("This proposal is not there any more."))
    pair.state, pair.agreed_at = PairState.AGREED, timezone.now()
    pair.save(update_fields=["state", "agreed_at"])
    emails.tell_of_agreement(pair)
    return pair


@transaction.atomic
def set_review(pair: Pair, day: date, *, by: Peer) -> Pair:
    """Move the day on which the two look at it again. Raises `IllegalPair`."""
    pair = _locked(pair)
    if not rules.can_look_again(pair):
        raise IllegalPair(_("This pair has ended."))
    pair.review_on = day
    pair.save(update_fields=["review_on"])
    return pair


@transaction.atomic
def end_pair(pair: Pair, *, by: Peer) -> Pair:
    """End a pair, or take a proposal back. Raises `IllegalPair`."""
    pair = _locked(pair)
    if pair.state == PairState.ENDED:
        return pair
    if not rules.can_end(pair, by):
        raise IllegalPair(_("Whoever proposed a pair can take it back. You can let it lie."))
    pair.state, pair.ended_at = PairState.ENDED, timezone.now()
    pair.save(update_fields=["state", "ended_at"])
    return pair


@transaction.atomic
def remind_of_reviews(today: date) -> int:
    """Remind both of each pair whose day has come, once. Returns how many letters were written.

    A day that was missed, because nothing ran, is made up for within a week.
    """
    pairs = Pair.objects.due_for_review(today).select_related("proposed_by", "proposed_to")
    return emails.tell_of_review(list(pairs))


def _locked(pair: Pair) -> Pair:
    lock(pair.proposed_by, pair.proposed_to)
    return Pair.objects.select_related("proposed_by", "proposed_to").get(Q(pk=pair.pk))
