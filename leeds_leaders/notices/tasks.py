"""Later: hand due letters to the mail server. Safe to run at any time, any number at once."""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import shared_task
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from kombu.exceptions import OperationalError as BrokerError

from leeds_leaders.notices import rules, sources, transport
from leeds_leaders.notices.choices import (
    FLAGGED_AFTER,
    IN_HAND,
    RETRY_MINUTES,
    SECURITY,
    SENT_AGAIN,
    State,
)
from leeds_leaders.notices.emails import compose
from leeds_leaders.notices.models import Address, Letter, Preference
from leeds_leaders.statements import prepared_cursor
from leeds_leaders.text import shorten

log = logging.getLogger(__name__)

BATCH = 100
# Other tasks have their turn after so many seconds of one; it asks to be called again.
TURN = 5
# Who unsubscribes while a slow server holds up the batch is heard: each is looked at once more.
FRESH = 0.5
# A mail server that is away is asked again for the same letters after this time.
AWAY = timedelta(minutes=1)
# A hint that nobody has taken by then is no use: whoever was busy looks for more at the end.
HINT_SECONDS = 5
ANSWER = 300
TWICE = gettext_noop("Perhaps handed over twice.")
# Texts are kept no longer than they are needed.
EMPTIED = {"text": "", "html": "", "calendar": ""}


class LostClaim(Exception):
    """The letter is no longer ours: the lock was lost, or somebody decided by hand."""


def wake(task, *, after: float = 0) -> None:
    """Ask a worker for a task, some seconds later, that the beat asks for anyway: where the broker
    is away, the next tick does it.
    """
    try:
        task.apply_async(retry=False, countdown=after, expires=after + HINT_SECONDS)
    except (BrokerError, OSError):
        log.warning("No broker; the outbox waits for the next tick.")


def hint() -> None:
    """Wake a worker for what is new in the outbox."""
    wake(drain)


@shared_task(ignore_result=True)
def drain() -> int:
    """Claim due letters in batches and hand each over once. Returns how many left.

    Whatever stops it, the next drain finds what it held by the lock that nobody holds any more.
    """
    left, ends_at = 0, time.monotonic() + TURN
    with holding_a_lock() as number:
        recover()
        while claimed := claim(number):
            if claimed == BATCH and not left:
                hint()  # there is more: whoever has nothing to do joins in
            try:
                left += hand_over(batch_of(number), ends_at)
            except transport.Away as reason:
                give_back(
                    number, answer=shorten(str(reason), ANSWER), not_before=timezone.now() + AWAY
                )
                break
            give_back(number)
            if time.monotonic() > ends_at:
                hint()
                break
    log.info("outbox", extra={"count": left, "task": "drain"})
    return left


@contextmanager
def holding_a_lock() -> Iterator[int]:
    """A number of our own, under a lock that PostgreSQL lets go when this session ends, however
    it ends. A pooled connection outlives us, so the lock is let go by hand as well.
    """
    number = secrets.randbits(62)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield number
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


# Claims ---------------------------------------------------------------------------------------


def recover() -> None:
    """Take up what stopped drains had in hand; own up to what they were handing over.

    Some of that is handed over again, with the same Message-ID, as often as the ladder has rungs.
    """
    abandoned = Letter.objects.abandoned()
    abandoned.filter(state=State.CLAIMED).update(state=State.QUEUED, claimed_by=None)
    begun = abandoned.filter(state=State.TRANSMITTING)
    begun.filter(purpose__in=SENT_AGAIN, tries__lte=len(RETRY_MINUTES)).update(
        state=State.QUEUED, claimed_by=None, answer=gettext(TWICE)
    )
    begun.update(state=State.UNKNOWN, claimed_by=None)


@transaction.atomic
def claim(number: int) -> int:
    """Take up to a batch of due letters that no other drain has taken. Returns how many."""
    due = Letter.objects.due().select_for_update(skip_locked=True, of=("self",))
    return Letter.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:BATCH])).update(
        state=State.CLAIMED, claimed_by=number, claimed_at=timezone.now()
    )


def give_back(number: int, **changes) -> None:
    """Put untouched letters back into the queue: no try has been made."""
    Letter.objects.filter(state=State.CLAIMED, claimed_by=number).update(
        state=State.QUEUED, claimed_by=None, **changes
    )


def batch_of(number: int) -> list[Letter]:
    """The claimed letters with their recipients."""
    claimed = Letter.objects.filter(state=State.CLAIMED, claimed_by=number)
    return list(claimed.select_related("recipient").order_by("not_before", "pk"))


# Handing over ---------------------------------------------------------------------------------


def hand_over(letters: list[Letter], ends_at: float) -> int:
    """One connection per batch; one poisoned letter never stops the others.

    What is not reached by `ends_at`, or before the look at its recipient is stale, stays claimed.
    Raises `transport.Away`.
    """
    for letter in letters:
        if letter.recipient and letter.purpose not in SECURITY:
            letter.address = letter.recipient.email
    wishes = wishes_of(letters)
    refused = Address.objects.in_bulk(
        {letter.address.lower() for letter in letters}, field_name="address"
    )
    going, left = rechecked(authorised(letters, wishes, refused)), 0
    ends_at = min(ends_at, time.monotonic() + FRESH)
    with closing(transport.open_transport()) as way_out:
        for letter in going:
            if hand_over_one(letter, compose(letter, wishes.get(letter.pk)), way_out):
                left += 1
                if letter.address.lower() in refused:
                    Address.objects.filter(address=letter.address.lower()).delete()
            if time.monotonic() > ends_at:
                break
    return left


def wishes_of(letters: list[Letter]) -> dict[int, Preference]:
    """What the recipient of each letter wants, by the letter's key; strangers are left out."""
    by_peer = Preference.objects.for_peers(
        letter.recipient_id for letter in letters if letter.recipient_id
    )
    return {letter.pk: by_peer[letter.recipient_id] for letter in letters if letter.recipient_id}


def authorised(
    letters: list[Letter], wishes: dict[int, Preference], refused: dict[str, Address]
) -> list[Letter]:
    """The letters that may still go; the others are withheld, and say why."""
    now = timezone.now()
    objections: dict[str, list[Letter]] = {}
    for letter in letters:
        address = refused.get(letter.address.lower())
        why = objection(letter, wishes.get(letter.pk), address, now)
        objections.setdefault(why, []).append(letter)
    going = objections.pop("", [])
    for why, withheld in objections.items():
        put_aside(withheld, State.WITHHELD, why, **EMPTIED)
    return going


def rechecked(letters: list[Letter]) -> list[Letter]:
    """The letters that still tell of something, mended where a part of it may be seen no more.

    What the apps contribute may fail; then what they contributed to waits, and nothing else.
    """
    try:
        mended, void = sources.recheck(letters)
        Letter.objects.bulk_update(mended, ["items"])  # what a digest remembers to have told
        put_aside(void, State.WITHHELD, gettext("Not sent: nothing is left to tell."), **EMPTIED)
    except Exception:
        log.exception("outbox: letters could not be looked at again", extra={"task": "drain"})
        void = [letter for letter in letters if letter.items]
        why = gettext("What it tells of could not be looked at again; this is tried later.")
        put_aside(void, State.QUEUED, why, not_before=timezone.now() + AWAY)
    aside = {letter.pk for letter in void}
    return [letter for letter in letters if letter.pk not in aside]


def put_aside(letters: list[Letter], state: str, why: str, **changes) -> None:
    """Let go of claimed letters without trying, in one query."""
    if letters:
        Letter.objects.filter(
            pk__in=[letter.pk for letter in letters],
            state=State.CLAIMED,
            claimed_by=letters[0].claimed_by,
        ).update(state=state, answer=why, claimed_by=None, **changes)


def objection(
    letter: Letter, wishes: Preference | None, address: Address | None, now: datetime
) -> str:
    """Why a letter may not go, or no longer; nothing where it may."""
    if letter.not_after and letter.not_after <= now:
        return gettext("Not sent: it came too late to be of use.")
    if letter.purpose in SECURITY:
        return ""
    if letter.recipient and not letter.recipient.is_active:
        return gettext("Not sent: the account is closed.")
    if wishes and not rules.wants(wishes, letter.purpose, now):
        return gettext("Not sent: the recipient has switched this off, or paused it.")
    if address and address.flagged_at:
        return gettext("Not sent: mail servers keep refusing this address.")
    return ""


def hand_over_one(letter: Letter, message: EmailMessage, way_out: transport.Transport) -> bool:
    """Hand a letter over once and keep what came of it. Returns whether it left."""
    letter.tries += 1
    try:
        try:
            way_out.carry(message, before_body=partial(begin, letter))
        except transport.Unwritable as fault:
            move(letter, State.FAILED, answer=shorten(str(fault), ANSWER))
        except transport.NotTaken as refusal:
            keep_refusal(letter, refusal)
        except transport.Unsure as doubt:
            keep_doubt(letter, doubt)
        else:
            finish(letter)
            return True
    except LostClaim:
        log.warning("outbox: a claim was lost", extra={"task": "drain"})
    return False


def move(letter: Letter, state: State, **changes) -> None:
    """Change a letter that is still ours and still where we left it. Raises `LostClaim`.

    Every letter takes two of these, and the ORM would need four times as long to build them as
    the database to answer. That one was sent is committed without waiting for the disk: the next
    commit that waits takes it along, and after a power cut in between it is unknown, as it is.
    """
    if state not in IN_HAND:
        changes["claimed_by"] = None
    changes |= {"state": state.value, "tries": letter.tries, "address": letter.address}
    where: dict[str, Any] = {"pk": letter.pk, "was": letter.state, "mine": letter.claimed_by}
    no_wait = " AND set_config('synchronous_commit', 'off', true) = 'off'"
    with prepared_cursor() as cursor:
        cursor.execute(
            f"UPDATE {Letter._meta.db_table}"  # noqa: S608  (names of columns; values go apart)
            f" SET {', '.join(f'{name} = %({name})s' for name in changes)}"
            " WHERE id = %(pk)s AND state = %(was)s AND claimed_by = %(mine)s"
            + (no_wait if state == State.SENT else ""),
            where | changes,
        )
        if not cursor.rowcount:
            raise LostClaim
    letter.state = state.value


def begin(letter: Letter) -> None:
    """Committed before a byte of the body leaves."""
    move(letter, State.TRANSMITTING)


def finish(letter: Letter) -> None:
    """The server has it; that it may have it twice is worth keeping."""
    answer = letter.answer if letter.answer.startswith(gettext(TWICE)) else ""
    move(letter, State.SENT, sent_at=timezone.now(), answer=answer, **EMPTIED)


def keep_refusal(letter: Letter, refusal: transport.NotTaken) -> None:
    """Try again later where the server said so, up the ladder; else it is final."""
    answer = shorten(str(refusal), ANSWER)
    if refusal.is_final or letter.tries > len(RETRY_MINUTES):
        move(letter, State.FAILED, answer=answer)
    else:
        try_again(letter, answer)
    if refusal.is_final:  # and the letter is still there: nothing is kept of who was erased
        count_refusal(letter.address.lower(), answer)


def keep_doubt(letter: Letter, doubt: transport.Unsure) -> None:
    """Nobody knows whether it arrived: what harms less is up to the purpose."""
    if letter.purpose in SENT_AGAIN and letter.tries <= len(RETRY_MINUTES):
        try_again(letter, shorten(f"{gettext(TWICE)} {doubt}", ANSWER))
    else:
        move(letter, State.UNKNOWN, answer=shorten(str(doubt), ANSWER))


def try_again(letter: Letter, answer: str) -> None:
    """Back into the queue, until the next rung of the ladder."""
    wait = timedelta(minutes=RETRY_MINUTES[letter.tries - 1])
    move(letter, State.QUEUED, answer=answer, not_before=timezone.now() + wait)


@transaction.atomic
def count_refusal(address: str, answer: str) -> None:
    """Refused for good once more; flagged when that was too often."""
    Address.objects.get_or_create(address=address)
    known = Address.objects.filter(address=address)
    known.update(refusals=F("refusals") + 1, refused_at=timezone.now(), answer=answer)
    known.filter(flagged_at=None, refusals__gte=FLAGGED_AFTER).update(flagged_at=timezone.now())
