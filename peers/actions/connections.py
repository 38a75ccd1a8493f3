"""The verbs of connections and blocks.

What reaches nobody looks to whoever did it exactly like what waits (docs/decisions/0019).
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_say
from peers import rules
from peers.actions.people import a_day_ago, check_blocks, check_day, check_room, lock
from peers.choices import PairState, Tie
from peers.emails import ties as emails
from peers.errors import IllegalTie, NobodyWouldSee
from peers.models import Block, Connection, Item, Pair, Peer, Profile


@transaction.atomic
def ask(peer: Peer, *, by: Peer, note: str = "", about: Item | None = None) -> Connection:
    """Ask a peer to connect. Who is asked already by the other is connected at once.

    Asked again, it is the same ask. Raises `EnoughForToday` beyond 20 in 24 hours, `Busy` where
    the peer pauses or has enough on, `NobodyWouldSee` where the asker is hidden.
    """
    by, peer = lock(by, peer)
    tie = Connection.objects.between(by, peer).first() or Connection(state=Tie.ENDED)
    if tie.state == Tie.ACCEPTED or rules.waits_for_other(tie, by):
        return tie
    check_blocks(by, peer)
    if rules.can_say_yes(tie, by):
        return _connect(tie)
    if not rules.can_be_known(by.profile):
        raise NobodyWouldSee(
            _("Your profile is hidden, so nobody could see who asks. Show it to your connections"
              " at least, then ask.")
        )  # fmt: skip
    check_may_say(by, note)
    check_day(
        Connection.objects.asked_since(by, a_day_ago()).count(),
        rules.ASKS_A_DAY,
        _("You have asked %(most)s people within a day, which is as many as anybody can. Tomorrow"
          " you can ask others."),
    )  # fmt: skip
    check_room(peer)
    if rules.a_no_still_holds(tie, by, timezone.now()):
        tie.state = Tie.DECLINED
    else:
        tie.state, tie.declined_at = Tie.ASKED, None
    tie.asker, tie.asked, tie.note, tie.about = by, peer, note, about
    tie.asked_at, tie.connected_at, tie.ended_at = timezone.now(), None, None
    tie.save()
    is_blocked = Block.objects.filter(by=peer, blocked=by).exists()
    emails.tell_of_ask(tie, is_heard=tie.state == Tie.ASKED and not is_blocked)
    return tie


@transaction.atomic
def accept(connection: Connection, *, by: Peer) -> Connection:
    """Say yes to an ask, or after a no all the same. Raises `IllegalTie` where it waits no more."""
    connection = _locked(connection)
    if connection.state == Tie.ACCEPTED:
        return connection
    is_blocked = Block.objects.among(connection.asker, connection.asked).exists()
    if is_blocked or not rules.can_say_yes(connection, by):
        raise _waits_no_more()
    return _connect(connection)


@transaction.atomic
def decline(connection: Connection, *, by: Peer) -> Connection:
    """Say no. The asker is not told, and sees what they saw. Raises `IllegalTie`."""
    connection = _locked(connection)
    if connection.state == Tie.DECLINED:
        return connection
    if not rules.can_say_no(connection, by):
        raise _waits_no_more()
    connection.state, connection.declined_at = Tie.DECLINED, timezone.now()
    connection.save(update_fields=["state", "declined_at"])
    return connection


@transaction.atomic
def withdraw(connection: Connection, *, by: Peer) -> Connection:
    """Take an ask back; that it was declined is remembered. Raises `IllegalTie`."""
    connection = _locked(connection)
    if connection.state == Tie.WITHDRAWN:
        return connection
    if not rules.waits_for_other(connection, by):
        raise IllegalTie(_("It has been answered: you are connected, or were."))
    connection.state = Tie.WITHDRAWN
    connection.save(update_fields=["state"])
    return connection


@transaction.atomic
def end(connection: Connection, *, by: Peer) -> Connection:
    """End a connection, and what hangs on it. Nobody is told; both see it at once."""
    connection = _locked(connection)
    if connection.state == Tie.ACCEPTED:
        _end(connection)
    return connection


@transaction.atomic
def block(peer: Peer, *, by: Peer) -> None:
    """Have nothing more to do with a peer, who is not told and notices nothing.

    A connection ends, the blocker's own ask is taken back; the other's asks go on waiting.
    """
    by, peer = lock(by, peer)
    Block.objects.get_or_create(by=by, blocked=peer)
    tie = Connection.objects.between(by, peer).first()
    if tie is None:
        return
    if tie.state == Tie.ACCEPTED:
        _end(tie)
    elif rules.waits_for_other(tie, by):
        tie.state = Tie.WITHDRAWN
        tie.save(update_fields=["state"])


@transaction.atomic
def unblock(peer: Peer, *, by: Peer) -> None:
    """Let a peer reach somebody again. What ended stays ended; an ask of theirs waits again."""
    Block.objects.filter(by=by, blocked=peer).delete()


def connect(one: Peer, other: Peer) -> Connection:
    """Make two people connected who both said yes to an introduction; their rows are locked."""
    tie = Connection.objects.between(one, other).first()
    now = timezone.now()
    if tie is None:
        tie = Connection(asker=one, asked=other, asked_at=now)
    if tie.state != Tie.ACCEPTED:
        tie.state, tie.connected_at, tie.declined_at, tie.ended_at = Tie.ACCEPTED, now, None, None
        tie.save()
    return tie


def _connect(tie: Connection) -> Connection:
    tie.state, tie.connected_at, tie.declined_at = Tie.ACCEPTED, timezone.now(), None
    tie.save(update_fields=["state", "connected_at", "declined_at"])
    emails.tell_of_yes(tie)
    return tie


def _end(tie: Connection) -> None:
    now, both = timezone.now(), (tie.asker, tie.asked)
    tie.state, tie.ended_at = Tie.ENDED, now
    tie.save(update_fields=["state", "ended_at"])
    Pair.objects.between(*both).live().update(state=PairState.ENDED, ended_at=now)
    Profile.objects.filter(peer__in=both, stand_in__in=both).update(stand_in=None)


def _locked(connection: Connection) -> Connection:
    """The row as it is once both people are locked."""
    lock(connection.asker, connection.asked)
    ties = Connection.objects.select_related("asker", "asked")
    return ties.get(Q(pk=connection.pk))


def _waits_no_more() -> IllegalTie:
    return IllegalTie(_("This no longer waits for your answer."))
