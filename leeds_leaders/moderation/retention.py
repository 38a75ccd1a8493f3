"""How long what moderation keeps is kept (leeds_leaders/retention.py)."""

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.actions import forgetting, screening
from leeds_leaders.moderation.models import (
    Act,
    Appeal,
    Case,
    DataComplaint,
    Decision,
    PreElection,
    Report,
    Said,
)
from leeds_leaders.retention import YEAR, Keeping

# The database gives nothing away before: six years of 366 days are six by the calendar at least.
SIX_YEARS = timedelta(days=6 * 366)
AFTER_IT_WAS_CLOSED = _("after it was closed")
AFTER_IT_WAS_DONE = _("after it was done")
TO_ANSWER_FOR_IT = _("As long as anybody can go to court about it (Limitation Act 1980).")

KEEPINGS = [
    Keeping(
        title=_("When somebody posted, with a hash of the words"),
        lasts=screening.KEPT_FOR,
        since=_("after it was posted"),
        why=_("To count on first days, and to find what is said again and again."),
        due=lambda before: Said.objects.filter(at__lt=before),
    ),
    Keeping(
        title=_("Where a report of somebody without an account came from, as a hash"),
        lasts=forgetting.SENDERS_ARE_KEPT,
        since=_("after it was made"),
        why=_("So that one person is not many."),
        due=Report.objects.with_sender,
        let_go=forgetting.forget_senders,
    ),
    Keeping(
        title=_("Things that moderators looked at, and the reports of them"),
        lasts=2 * YEAR,
        since=AFTER_IT_WAS_CLOSED,
        why=_("To see what happens again and again, and who reports what is not so."),
        due=lambda before: Case.objects.filter(closed_at__lt=before),
    ),
    Keeping(
        title=_("Complaints about data"),
        lasts=2 * YEAR,
        since=_("after they were answered"),
        why=_("To show how they were answered, to the person and to the Commissioner."),
        due=lambda before: DataComplaint.objects.filter(answered_at__lt=before),
    ),
    Keeping(
        title=_("Weeks before elections, and who stood"),
        lasts=YEAR,
        since=_("after the election"),
        why=_("To show that the rule was the same for all."),
        due=lambda before: PreElection.objects.filter(ends_on__lt=before.date()),
    ),
    Keeping(
        title=_("Appeals"),
        lasts=SIX_YEARS,
        since=_("after what they are about was decided"),
        why=TO_ANSWER_FOR_IT,
        due=lambda before: Appeal.objects.filter(decision__at__lt=before),
    ),
    Keeping(
        title=_("What moderators decided, why, and what they took away then said"),
        lasts=SIX_YEARS,
        since=AFTER_IT_WAS_DONE,
        why=TO_ANSWER_FOR_IT,
        due=lambda before: Decision.objects.filter(at__lt=before, appeal=None),
    ),
    Keeping(
        title=_("What the staff did"),
        lasts=SIX_YEARS,
        since=AFTER_IT_WAS_DONE,
        why=TO_ANSWER_FOR_IT,
        due=lambda before: Act.objects.filter(at__lt=before),
    ),
    Keeping(
        title=_("The log of the admin"),
        lasts=SIX_YEARS,
        since=AFTER_IT_WAS_DONE,
        why=TO_ANSWER_FOR_IT,
        due=lambda before: LogEntry.objects.filter(action_time__lt=before),
    ),
]
