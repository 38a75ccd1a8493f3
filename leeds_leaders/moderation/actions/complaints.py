"""The verbs of complaints about data: made, acknowledged at once, answered in time."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions.noting import note
from leeds_leaders.moderation.choices import Answered
from leeds_leaders.moderation.emails import rights as emails
from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.models import DataComplaint
from leeds_leaders.notices import actions as notices


@transaction.atomic
def complain(*, words: str, email: str, name: str = "", by) -> DataComplaint:
    """Take a complaint, and acknowledge it by letter with its number and the day by which it is
    answered. The same words from the same address, while they wait, are the same complaint.
    """
    _in_turn(email)
    waiting = DataComplaint.objects.filter(email=email, words=words, state=Answered.OPEN).first()
    if waiting is not None:
        return waiting
    complaint = DataComplaint.objects.create(
        peer=by if by.is_authenticated else None, name=name, email=email, words=words
    )
    notices.post_many([emails.acknowledgement(complaint)])
    return complaint


@transaction.atomic
def answer(complaint: DataComplaint, *, by, reason: str) -> DataComplaint:
    """Answer a complaint by letter, once. Raises `NotNow` where somebody has answered it."""
    complaint = DataComplaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.state == Answered.ANSWERED:
        raise NotNow(_("“%(complaint)s” was answered already.") % {"complaint": complaint})
    complaint.state, complaint.answer = Answered.ANSWERED, reason
    complaint.answered_at, complaint.answered_by = timezone.now(), by
    complaint.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    note("answered", complaint, by=by)
    notices.post_many([emails.answer(complaint)])
    return complaint


def _in_turn(email: str) -> None:
    """Of two clicks at once the second waits, and finds what the first has made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"complaint {email}"])
