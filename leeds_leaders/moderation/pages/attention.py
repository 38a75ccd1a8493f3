"""What needs attention, for the first page of the admin: counted storey by storey.

`NEEDS_ATTENTION` in the settings names functions by dotted paths: each takes the viewer and gives
lines, none where they may not see what it counts, and asks the database once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet, Sum, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from leeds_leaders.moderation.choices import HARM
from leeds_leaders.moderation.models import Appeal, Case, DataComplaint, SafetyEntry
from leeds_leaders.moderation.pages.listed import about_ones_own
from leeds_leaders.notices.choices import State
from leeds_leaders.notices.models import Letter

AT_ONCE = max(HARM.values())
TOO_LONG = timedelta(days=3)


@dataclass(frozen=True)
class Line:
    """How many of what, and where to see to it. What is late is marked so, in words too."""

    count: int
    words: str
    url: str
    is_late: bool = False


def lines_for(viewer) -> list[Line]:
    """What needs attention and may be seen by this viewer; nothing of what is all right."""
    found = (line for path in settings.NEEDS_ATTENTION for line in import_string(path)(viewer))
    return [line for line in found if line.count]


def what_waits(viewer) -> Iterator[Line]:
    """Cases by how soon they want a look, the oldest, and the reports behind them."""
    if not viewer.has_perm("moderation.change_case"):
        return
    late = Q(opened_at__lt=timezone.now() - TOO_LONG)
    seen = (
        Case.objects.visible_to(viewer)
        .open()
        .exclude(about_ones_own(viewer))
        .aggregate(
            at_once=Count("pk", filter=Q(harm__gte=AT_ONCE)),
            others=Count("pk", filter=Q(harm__lt=AT_ONCE)),
            late=Count("pk", filter=late),
            reports=Sum("reports", default=0),
            since=Min("opened_at"),
        )
    )
    cases = reverse("admin:moderation_case_changelist")
    yield Line(
        seen["at_once"],
        _("of much harm, to be seen to at once"),
        f"{cases}?harm={AT_ONCE}",
        is_late=True,
    )
    oldest = _("to look at, the oldest for %(time)s") % {
        "time": timesince(seen["since"], depth=1) if seen["since"] else ""
    }
    yield Line(seen["others"], oldest, cases)
    yield Line(seen["late"], _("waiting for more than three days"), f"{cases}?age=3", is_late=True)
    reports = ngettext("report to be answered", "reports to be answered", seen["reports"])
    yield Line(seen["reports"], reports, f"{cases}?reported=yes")


def what_is_due(viewer) -> Iterator[Line]:
    """Appeals, complaints about data by their day, and pages of the safety record. One query."""
    today = timezone.localdate()
    open_ones = DataComplaint.objects.visible_to(viewer).open()
    appeals = Appeal.objects.visible_to(viewer).open()
    due = [
        Due(
            "appeal",
            appeals,
            ngettext_lazy(
                "appeal to be decided by another moderator",
                "appeals to be decided by another moderator",
            ),
        ),
        Due(
            "datacomplaint",
            open_ones.filter(due_on__lt=today),
            ngettext_lazy("complaint about data, overdue", "complaints about data, overdue"),
            is_late=True,
        ),
        Due(
            "datacomplaint",
            open_ones.filter(due_on__gte=today),
            ngettext_lazy(
                "complaint about data to be answered within its thirty days",
                "complaints about data to be answered within their thirty days",
            ),
        ),
        Due(
            "safetyentry",
            SafetyEntry.objects.visible_to(viewer).filter(next_review_on__lte=today),
            ngettext_lazy(
                "page of the online safety record to be looked at again",
                "pages of the online safety record to be looked at again",
            ),
            is_late=True,
        ),
    ]
    may = [one for one in due if viewer.has_perm(f"moderation.view_{one.name}")]
    for one, count in zip(may, _counted(one.rows for one in may), strict=True):
        url = reverse(f"admin:moderation_{one.name}_changelist")
        yield Line(count, one.words % count, url, one.is_late)


@dataclass(frozen=True)
class Due:
    """Rows of a table that somebody should see to, and the words for one and for several."""

    name: str
    rows: QuerySet
    words: Any  # lazy, by how many there are
    is_late: bool = False


def _counted(querysets: Iterable[QuerySet]) -> list[int]:
    """How many rows each holds, in one query."""
    counts = [
        rows.order_by().annotate(all=Value(at)).values_list("all").annotate(count=Count("pk"))
        for at, rows in enumerate(querysets)
    ]
    if not counts:
        return []
    first, *rest = counts
    found = dict(first.union(*rest, all=True)) if rest else dict(first)
    return [found.get(at, 0) for at in range(len(counts))]


def letters(viewer) -> Iterator[Line]:
    """Letters that did not arrive, or perhaps not."""
    if not viewer.has_perm("notices.view_letter"):
        return
    seen = Letter.objects.visible_to(viewer).aggregate(
        unknown=Count("pk", filter=Q(state=State.UNKNOWN)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    outbox = reverse("admin:notices_letter_changelist")
    for state, words in (
        (
            State.UNKNOWN,
            ngettext_lazy(
                "letter of which nobody knows whether it arrived",
                "letters of which nobody knows whether they arrived",
            ),
        ),
        (State.FAILED, ngettext_lazy("letter that was refused", "letters that were refused")),
    ):
        yield Line(seen[state], words % seen[state], f"{outbox}?state__exact={state}")
