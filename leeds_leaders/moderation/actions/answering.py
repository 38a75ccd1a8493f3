"""What those are told who reported something."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from leeds_leaders.moderation import emails
from leeds_leaders.moderation.choices import AGAINST, GONE
from leeds_leaders.moderation.models import Case, Decision, Report


def answer_reports(case: Case, decision: Decision) -> None:
    """Answer the open reports of a case, inside the transaction that decides on it, and tell
    members what came of theirs; visitors read it at their secret address."""
    open_ones = list(case.reports_made.open().select_related("reporter", "case"))
    is_gone = decision.outcome in GONE
    _answer(open_ones, was_right=decision.outcome in AGAINST, is_gone=is_gone)


def _answer(reports: list[Report], *, was_right: bool | None, is_gone: bool) -> None:
    for report in reports:
        report.answered_at, report.was_right, report.is_gone = timezone.now(), was_right, is_gone
    Report.objects.bulk_update(reports, ["answered_at", "was_right", "is_gone"])
    emails.tell_reporters(reports)


@transaction.atomic
def answer_those_of_what_is_gone(*, at_most: int = 1_000) -> int:
    """Answer reports of things that whoever made them took away before a moderator had looked:
    their case is closed, and nobody decided. Returns how many."""
    over = Report.objects.open().filter(~Q(case__closed_at=None))
    gone = list(over.select_related("reporter", "case").select_for_update(of=("self",))[:at_most])
    _answer(gone, was_right=None, is_gone=True)
    return len(gone)
