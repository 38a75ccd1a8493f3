"""Later: hand due letters to the mail server. Safe to run at any time, any number at once."""

import logging
import smtplib
from datetime import timedelta

from celery import shared_task
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from leeds_leaders.notices.choices import RETRY_MINUTES, Purpose, State
from leeds_leaders.notices.emails import compose
from leeds_leaders.notices.models import Letter

log = logging.getLogger(__name__)

BATCH = 100
IN_HAND = timedelta(minutes=10)


def hint() -> None:
    """Wake a worker. When the broker is away the next tick of the beat does it."""
    try:
        drain.apply_async(retry=False)
    except (BrokerError, OSError):
        log.warning("No broker; the outbox waits for the next tick.")


@shared_task
def drain() -> int:
    """Claim due letters in batches and hand each over once. Returns how many left."""
    recover()
    left = 0
    while letters := claim():
        left += hand_over(letters)
    return left


def recover() -> None:
    """Give back what a stopped worker had claimed; own up to what it was handing over."""
    long_ago = timezone.now() - IN_HAND
    in_hand = Letter.objects.filter(claimed_at__lt=long_ago)
    in_hand.filter(state=State.CLAIMED).update(state=State.QUEUED)
    in_hand.filter(state=State.TRANSMITTING).update(state=State.UNKNOWN)


@transaction.atomic
def claim() -> list[Letter]:
    """Take up to a batch of due letters that no other worker has taken."""
    letters = list(Letter.objects.due().select_for_update(skip_locked=True, of=("self",))[:BATCH])
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
        state=State.CLAIMED, claimed_at=timezone.now(), tries=F("tries") + 1
    )
    return letters


def may_still_go(letter: Letter) -> bool:
    """Authorise the recipient again: suspended people get account mail alone."""
    if letter.recipient is None or letter.purpose == Purpose.ACCOUNT:
        return True
    return letter.recipient.is_active


def hand_over(letters: list[Letter]) -> int:
    """One connection per batch; one poisoned letter never stops the others."""
    connection = get_connection()
    left = 0
    batch = Letter.objects.select_related("recipient").filter(pk__in=[row.pk for row in letters])
    try:
        for letter in batch.order_by("not_before", "pk"):
            if not may_still_go(letter):
                _close(letter, State.FAILED, "Not sent: the recipient may not get this any more.")
                continue
            try:
                connection.open()
                taken = Letter.objects.filter(pk=letter.pk, state=State.CLAIMED).update(
                    state=State.TRANSMITTING
                )
                if taken and compose(letter, connection).send():
                    _close(letter, State.SENT, "")
                    left += 1
                elif taken:
                    _close(letter, State.FAILED, "Not sent: there is nobody to send it to.")
            except smtplib.SMTPRecipientsRefused as error:
                code, answer = next(iter(error.recipients.values()))
                _refused(letter, code, answer)
            except smtplib.SMTPResponseException as error:
                _refused(letter, error.smtp_code, error.smtp_error)
            except (smtplib.SMTPException, OSError) as error:
                _refused(letter, 421, type(error).__name__.encode())
                connection.close()
            except ValueError as error:  # a header that the mail library will not write
                _refused(letter, 550, type(error).__name__.encode())
    finally:
        connection.close()
    log.info("outbox", extra={"count": left, "task": "drain"})
    return left


def _refused(letter: Letter, code: int, answer: bytes | str) -> None:
    words = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"[
        :300
    ]
    tries = letter.tries
    if 400 <= code < 500 and tries <= len(RETRY_MINUTES):
        again = timezone.now() + timedelta(minutes=RETRY_MINUTES[tries - 1])
        Letter.objects.filter(pk=letter.pk).update(
            state=State.QUEUED, not_before=again, answer=words
        )
    else:
        _close(letter, State.FAILED, words)


def _close(letter: Letter, state: str, answer: str) -> None:
    changes: dict = {"state": state, "answer": answer}
    if state == State.SENT:
        changes |= {"sent_at": timezone.now(), "text": "", "html": ""}
    Letter.objects.filter(pk=letter.pk).update(**changes)
