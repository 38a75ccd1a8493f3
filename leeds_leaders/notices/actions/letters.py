"""The verbs of mail: tell somebody something, once."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext

from leeds_leaders.notices import rules, sources, tasks
from leeds_leaders.notices.choices import (
    CANCELLABLE,
    IN_HAND,
    RESENDABLE,
    SECURITY,
    Purpose,
    State,
)
from leeds_leaders.notices.emails import (
    Telling,
    Wording,
    letter_of,
    letter_to,
    new_message_id,
    notice_of,
)
from leeds_leaders.notices.errors import NotInThisState
from leeds_leaders.notices.models import Address, Letter, Notice, Preference
from leeds_leaders.notices.tasks import EMPTIED

CHUNK = 500
UNSENT = frozenset({State.QUEUED, State.WITHHELD})
# For what is told just now, if it may be taken back, and until when it waits for that.
_CAUSE: ContextVar[tuple[UUID, datetime] | None] = ContextVar("cause", default=None)
UNDELIVERED_ARE_KEPT = timedelta(days=30)  # their texts: so long they can be sent again by hand


def tell(recipient, purpose: str, key: str, template: str, context: dict, **more) -> bool:
    """Tell a peer something inside the causing transaction, in the inbox of the site and by mail.

    `more` are the further fields of `Telling`. The same (recipient, purpose, key) is told once,
    however often and from however many places. Returns whether a letter was written: nobody gets
    one of a kind that they do not want.
    """
    return bool(tell_many([Telling(recipient, purpose, key, template, context, **more)]))


def tell_many(tellings: Sequence[Telling]) -> int:
    """Tell many things, in a fixed number of queries. Returns how many letters were written."""
    peers = [telling.recipient.pk for telling in tellings if telling.recipient]
    wishes = Preference.objects.for_peers(peers)
    letters, notices = [], []
    for telling in tellings:
        wording = Wording.of(telling)
        if telling.stranger:
            letters.append(letter_to(telling.stranger, telling, wording))
            continue
        theirs = wishes[telling.recipient.pk]
        if telling.purpose not in SECURITY:
            notices.append(notice_of(telling, wording))
        if rules.wants(theirs, telling.purpose, telling.leaves_at):
            letters.append(letter_of(telling, wording, theirs))
    return post_many(letters, notices)


def post(address, purpose, key, subject, text, html="", *, recipient=None) -> bool:
    """Write a finished letter to an address, known or not; no notice."""
    letter = Letter(
        recipient=recipient,
        address=address,
        purpose=purpose,
        key=key,
        subject=subject,
        text=text,
        html=html,
    )
    return bool(post_many([letter]))


@transaction.atomic
def post_many(letters: Sequence[Letter], notices: Sequence[Notice] = ()) -> int:
    """Write unsaved letters and notices, leaving out those that are written already; they leave
    after commit. Returns how many letters are new.
    """
    _mark(letters, notices)
    for letter in letters:
        letter.message_id = letter.message_id or new_message_id()
    Notice.objects.bulk_create(notices, CHUNK, ignore_conflicts=True)
    Letter.objects.bulk_create(letters, CHUNK, ignore_conflicts=True)
    new = Letter.objects.filter(message_id__in=[letter.message_id for letter in letters]).count()
    if new:
        transaction.on_commit(tasks.hint, robust=True)
    return new


@transaction.atomic
def resend(letter: Letter, *, by, reason: str) -> None:
    """Queue a letter again that failed, or of which nobody knows whether it arrived; under the
    same Message-ID. Raises `NotInThisState`.
    """
    _by_hand(letter, RESENDABLE, by, gettext("Sent again: %s") % reason).update(
        state=State.QUEUED, tries=0, not_before=timezone.now(), answer=""
    )
    transaction.on_commit(tasks.hint, robust=True)


@transaction.atomic
def cancel(letter: Letter, *, by, reason: str) -> None:
    """Stop a letter that waits. Raises `NotInThisState`."""
    _by_hand(letter, CANCELLABLE, by, gettext("Cancelled: %s") % reason).update(
        state=State.CANCELLED, **EMPTIED
    )


def _by_hand(letter: Letter, states: frozenset[State], by, words: str):
    """The letter, locked and in one of these states, once it is kept who wants what and why."""
    ours = Letter.objects.filter(pk=letter.pk, state__in=states)
    if not ours.select_for_update():
        raise NotInThisState(gettext("This is not possible for “%(letter)s”.") % {"letter": letter})
    LogEntry.objects.log_actions(by.pk, [letter], CHANGE, words, single_object=True)
    return ours


def empty_undelivered(at: datetime) -> int:
    """Drop the texts of letters that did not arrive weeks ago; an empty one is sent no more.
    Returns how many letters."""
    stuck = Letter.objects.undelivered(at - UNDELIVERED_ARE_KEPT)
    return stuck.update(state=State.CANCELLED, items={}, **EMPTIED)


def has_unsent(purpose: Purpose, key: str) -> bool:
    """Whether a letter about something still waits, or was withheld just before it would leave."""
    return Letter.objects.filter(purpose=purpose, key=key, state__in=UNSENT).exists()


def forget_unsent(purpose: Purpose, key: str) -> None:
    """Forget the letters about something that nobody got, so that they are written anew. Those that
    left stay, and with them that nobody gets one twice."""
    Letter.objects.filter(purpose=purpose, key=key, state__in=UNSENT).delete()


@contextmanager
def to_be_taken_back(cause: UUID, *, until: datetime) -> Iterator[None]:
    """Whatever is told in here, to whomever, leaves no earlier than `until`, and can be taken back
    by its cause; what the same cause had told before cannot be any more."""
    for model in (Letter, Notice):
        model.objects.filter(cause=cause).update(cause=None)
    before = _CAUSE.set((cause, until))
    try:
        yield
    finally:
        _CAUSE.reset(before)


def _mark(letters: Sequence[Letter], notices: Sequence[Notice]) -> None:
    """Why they are written, where that may be taken back; nothing elsewhere."""
    if (why := _CAUSE.get()) is None:
        return
    for notice in notices:
        notice.cause = why[0]
    for letter in letters:
        letter.cause, letter.not_before = why[0], max(letter.not_before, why[1])


@transaction.atomic
def take_back(cause: UUID) -> bool:
    """Forget what was told for this cause, unless a letter has left: then nothing happens. Returns
    whether it is forgotten."""
    letters = Letter.objects.filter(cause=cause)
    if any(letter.state not in UNSENT for letter in letters.select_for_update()):
        return False
    letters.delete()
    Notice.objects.filter(cause=cause).delete()
    return True


@transaction.atomic
def tell_anew(tellings: Sequence[Telling]) -> int:
    """Tell what may have been told, taken back before its letter left, and be so again: the letters
    that nobody got are written anew, and whoever got one gets no second."""
    for purpose, key in {(telling.purpose, telling.key) for telling in tellings}:
        forget_unsent(Purpose(purpose), key)
    return tell_many(tellings)


@transaction.atomic
def print_without(peer) -> None:
    """Write digests anew whose text is still kept and holds the name of a peer who is gone."""
    naming = Letter.objects.filter(purpose=Purpose.DIGEST, text__contains=peer.name)
    letters = naming.exclude(recipient=peer.pk).select_related("recipient")
    mended, void = sources.recheck(list(letters.select_for_update(of=("self",))))
    Letter.objects.bulk_update(mended, ["subject", "text", "html", "items"])
    empty = Letter.objects.filter(pk__in=[letter.pk for letter in void])
    empty.filter(state=State.QUEUED).update(state=State.WITHHELD)
    empty.update(items={}, **EMPTIED)


@transaction.atomic
def forget_told(purpose: Purpose, keys: str) -> None:
    """Forget what was told under keys like these (a regular expression), on the site and by mail,
    whether or not it has left: the words of somebody who is gone, where they are not named."""
    for model in (Letter, Notice):
        model.objects.filter(purpose=purpose, key__regex=keys).delete()


@transaction.atomic
def forget_strangers(purposes: Collection[Purpose], *, but: QuerySet) -> int:
    """Delete letters for these purposes to people without an account, and what mail servers said
    of their addresses: none of `but`, a query of addresses in small letters, and none that is yet
    to leave. Returns how many letters.
    """
    letters = Letter.objects.filter(recipient=None, purpose__in=purposes)
    over = letters.exclude(state__in={State.QUEUED, *IN_HAND}).annotate(small=Lower("address"))
    over = over.exclude(small__in=but)
    addresses = set(over.values_list("small", flat=True))
    count, _each = over.delete()
    others = Letter.objects.alias(small=Lower("address")).filter(small=OuterRef("address"))
    peers = get_user_model().objects.alias(small=Lower("email")).filter(small=OuterRef("address"))
    refused = Address.objects.filter(address__in=addresses)
    refused.exclude(Exists(others) | Exists(peers)).delete()
    return count


def clear_address(address: str) -> None:
    """Forget that mail servers refused an address: somebody has just shown that it is theirs."""
    Address.objects.filter(address=address.lower()).delete()
