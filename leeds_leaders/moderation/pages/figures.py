"""What everybody may know of what moderators decided: sums, and nothing by which somebody in a
small city recognises one case.

A number below five is never told, and never to be had by subtracting what is told from a sum: so
where little is left out, the next smallest number is left out with it. What is left out is told as
“not told”, whatever it is: of two numbers below five that make eight, each would be known.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from typing import Any, TypeVar

from django.db.models import Aggregate, Count, DurationField, Q
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import ngettext

from leeds_leaders.moderation.choices import AGAINST, HouseRule, Outcome
from leeds_leaders.moderation.kinds import Words, kinds
from leeds_leaders.moderation.models import Appeal, Decision

Name = TypeVar("Name", bound=Hashable)
FEW = 5  # below which nothing is told
QUARTERS = 4
AGAINST_WHAT = ("outcome", "rule", "kind")  # by the first two of which the sums are told as well


class Median(Aggregate):
    """The value in the middle, as PostgreSQL finds it."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def number_of_quarter(begins: datetime) -> int:
    """Which of the year, from 1."""
    return (begins.month + 2) // 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what was counted, and how many, or None where that is not told."""

    label: Words
    count: int | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """What was decided from `begins` on. None stands for fewer than five; of `upheld` and in lines,
    for what is not told."""

    begins: datetime
    decided: int | None
    waited: timedelta | None
    by_outcome: list[Line]
    by_rule: list[Line]
    by_kind: list[Line]
    appeals: int | None
    upheld: int | None

    @property
    def number(self) -> int:
        return number_of_quarter(self.begins)

    @property
    def waited_in_words(self) -> str:
        """How long half of them waited at most: in hours, from two days on in days."""
        hours = ceil((self.waited or timedelta()) / timedelta(hours=1)) or 1
        if hours <= 48:
            return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
        days = ceil(hours / 24)
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@dataclass(frozen=True, slots=True)
class Taken:
    """How often one kind of thing was decided against, by which rule, and how."""

    kind: Words
    rule: Words
    outcome: Words
    times: int


@dataclass(frozen=True, slots=True)
class Log:
    """What was decided against from `begins` on, and whether there is more that is not told."""

    begins: datetime
    lines: list[Taken]
    has_more: bool

    @property
    def number(self) -> int:
        return number_of_quarter(self.begins)


def told(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts that add up to a sum that is told, without those that are too few, and without those
    that would give these away. Nothing at all is told as nothing."""
    hidden = left_out(counts, [list(counts)])
    return {name: None if name in hidden else count for name, count in counts.items()}


def left_out(counts: Mapping[Name, int], sums: Sequence[Sequence[Name]]) -> set[Name]:
    """Of counts of which several may have a sum that is told, those that are too few, and those
    that would give these away."""
    hidden = {name for name, count in counts.items() if 0 < count < FEW}
    while (telling := _gives_away(counts, hidden, sums)) is not None:
        hidden.add(telling)
    return hidden


def _gives_away(
    counts: Mapping[Name, int], hidden: set[Name], sums: Sequence[Sequence[Name]]
) -> Name | None:
    """The smallest number that is told beside so little that it could be had from a sum."""
    for names in sums:
        unknown = hidden.intersection(names)
        known = [name for name in names if counts[name] and name not in hidden]
        if unknown and known and not _says_nothing(counts, unknown):
            return min(known, key=lambda name: counts[name])
    return None


def _says_nothing(counts: Mapping[Name, int], hidden: set[Name]) -> bool:
    """Whether what is left out can be any of several things."""
    return len(hidden) > 1 and sum(counts[name] for name in hidden) >= FEW


def quarters() -> list[Quarter]:
    """The last four, the running one first. Three queries."""
    decided = Decision.objects.told(_first_quarter()).annotate(begins=TruncQuarter("at"))
    by_quarter: dict[datetime, list[Any]] = {}
    rows = decided.values("begins", "outcome", "rule", "kind").annotate(count=Count("pk"))
    for row in rows.order_by("-begins"):
        by_quarter.setdefault(row["begins"], []).append(row)
    waited = decided.filter(waited__isnull=False).values("begins").order_by("begins")
    median = {
        row["begins"]: row["median"] if row["count"] >= FEW else None
        for row in waited.annotate(median=Median("waited"), count=Count("pk"))
    }
    appeals = _appeals()
    return [
        _quarter(begins, rows, median.get(begins), appeals.get(begins, {}))
        for begins, rows in by_quarter.items()
    ]


def _first_quarter() -> datetime:
    """When the oldest quarter began that is shown, in the city's time."""
    now = timezone.localtime()
    month = now.year * 12 + (now.month - 1) // 3 * 3 - 3 * (QUARTERS - 1)
    return _first_of(month)


def _first_of(month: int) -> datetime:
    """The beginning of a month that is counted from the year 0."""
    day = datetime(month // 12, month % 12 + 1, 1)
    return timezone.make_aware(day)


def _appeals() -> dict[datetime, dict[str, int]]:
    """How many appeals were answered in each quarter, and how many of them were right."""
    answered = Appeal.objects.told(_first_quarter())
    rows = (
        answered.annotate(begins=TruncQuarter("decided_at"))
        .values("begins")
        .order_by("begins")
        .annotate(count=Count("pk"), upheld=Count("pk", filter=Q(is_upheld=True)))
    )
    return {row["begins"]: row for row in rows}


def _quarter(begins: datetime, rows: list[dict], waited, appeals: Mapping[str, int]) -> Quarter:
    total = sum(row["count"] for row in rows)
    answered, upheld = appeals.get("count", 0), appeals.get("upheld", 0)
    sides = told({"upheld": upheld, "turned down": answered - upheld})
    is_told = total >= FEW
    return Quarter(
        begins=begins,
        decided=total if is_told else None,
        waited=waited,
        by_outcome=_lines(rows, "outcome", dict(Outcome.choices)) if is_told else [],
        by_rule=_lines(rows, "rule", dict(HouseRule.choices)) if is_told else [],
        by_kind=_lines(rows, "kind", _plurals()) if is_told else [],
        appeals=answered if answered >= FEW or not answered else None,
        upheld=sides["upheld"] if answered >= FEW else None,
    )


def _lines(rows: list[dict], what: str, labels: Mapping[str, Words]) -> list[Line]:
    """One line for each value that has a label, in the order of the labels."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row[what]] += row["count"]
    shown = told(counts)
    return [Line(label, shown[name]) for name, label in labels.items() if name in shown]


def _plurals() -> dict[str, Words]:
    return {kind.name: kind.plural for kind in kinds().values()}


def taken_away() -> list[Log]:
    """What was decided against in each of the last four quarters, of those with at least five such
    decisions. By quarters as well: from shorter times and a sum one would have the rest. One query.
    """
    against = Decision.objects.told(_first_quarter()).filter(outcome__in=AGAINST)
    rows = against.annotate(begins=TruncQuarter("at")).values("begins", *AGAINST_WHAT)
    rows = rows.annotate(count=Count("pk")).order_by("-begins", *AGAINST_WHAT)
    by_quarter = [(begins, list(some)) for begins, some in groupby(rows, lambda row: row["begins"])]
    return [
        _log(begins, {tuple(row[name] for name in AGAINST_WHAT): row["count"] for row in some})
        for begins, some in by_quarter
        if sum(row["count"] for row in some) >= FEW
    ]


def _log(begins: datetime, counts: Mapping[tuple[str, ...], int]) -> Log:
    sums = [
        [one for one in counts if one[at] == name]
        for at in (0, 1)
        for name in sorted({one[at] for one in counts})
    ]
    hidden = left_out(counts, sums)
    lines = [_taken(one, count) for one, count in counts.items() if one not in hidden]
    return Log(begins, lines, has_more=bool(hidden))


def _taken(against: tuple[str, ...], times: int) -> Taken:
    outcome, rule, name = against
    kind = kinds().get(name)
    return Taken(
        kind=kind.title if kind else name,
        rule=HouseRule(rule).label if rule else "",
        outcome=Outcome(outcome).label,
        times=times,
    )
