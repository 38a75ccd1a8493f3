"""What somebody looks for among sessions, as data, and what there is to choose from."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from forums.choices import How, State
from leeds_leaders.finding import search
from leeds_leaders.finding.vocabulary import STAMP, Choice, spoken, vocabulary
from leeds_leaders.statements import prepared_cursor

PAST, MONTH = "past", "month"

# The stamp of the shared words, and the series that have anything to show to everybody.
_CHOICES = f"""
SELECT ({STAMP}), (
    SELECT coalesce(json_agg(json_build_array(slug, title) ORDER BY title, slug), '[]')
    FROM forums_series s WHERE EXISTS (
        SELECT 1 FROM forums_session WHERE series_id = s.id AND state <> '{State.DRAFT}'
    )
)
"""


@dataclass(frozen=True)
class Search(search.Search):
    """One look at the sessions: those to come or those that have been, as a list or as a month.

    `cause`, `ward`, `series` are slugs; `month` is the first day of one.
    """

    FACETS: ClassVar[tuple[str, ...]] = ("cause", "ward", "how", "series")

    cause: str = ""
    ward: str = ""
    how: str = ""
    series: str = ""
    when: str = ""
    view: str = ""
    month: date | None = None

    def further(self) -> dict[str, str]:
        month = f"{self.month:%Y-%m}" if self.month else ""
        return {"when": self.when, "view": self.view, "month": month}

    @property
    def is_past(self) -> bool:
        return self.when == PAST

    @property
    def is_month(self) -> bool:
        return self.view == MONTH


def choices_by_facet() -> dict[str, list[Choice]]:
    """All choices of each facet, in the order in which they are read. One query."""
    with prepared_cursor() as cursor:
        cursor.execute(_CHOICES)
        stamp, series = cursor.fetchone()
    words = vocabulary(stamp)
    return {
        "cause": words.cause,
        "ward": words.ward,
        "how": spoken(How),
        "series": [Choice(slug, title, slug) for slug, title in series],
    }
