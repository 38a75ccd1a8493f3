"""What an import would do, or did, in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from projects.imports.columns import Columns
from projects.imports.listings import Listing
from projects.imports.records import Table
from projects.imports.verdicts import FAULTS, WRITTEN, Verdict

SHOWN = 200  # lines, unless all are asked for
TOP = 8  # of the words that nobody knew


@dataclass(frozen=True)
class Options:
    """What somebody asks of an import.

    `source` names where the listings come from and, with a row's key, tells them from all
    others; `licence` and `day` (of the data) are shown with them. None leaves what a listing
    already has, and stands for "" and today on a new one. `mapping` is column → field.
    """

    source: str
    licence: str | None = None
    day: date | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    keep_doubtful: bool = False
    strict: bool = False


@dataclass
class Row:
    """The verdict on one row, and what a person should know about it."""

    line: int
    verdict: str
    title: str = ""
    reason: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def needs_attention(self) -> bool:
        return bool(self.reason or self.notes)


@dataclass
class Report:
    """An import that was judged. `listings` are the rows that may come in, for the writer."""

    table: Table
    columns: Columns
    options: Options
    rows: list[Row] = field(default_factory=list)
    listings: list[tuple[Listing, Row]] = field(default_factory=list)
    unknown: dict[str, Counter] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    gone: int = 0

    def counts(self) -> dict[Verdict, int]:
        """How many rows each verdict has, in the order of the verdicts."""
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def faults(self) -> int:
        """Rows that a strict import does not forgive."""
        return sum(row.verdict in FAULTS for row in self.rows)

    @property
    def is_refused(self) -> bool:
        """Whether the whole file is refused because of some of its rows."""
        return self.options.strict and self.faults > 0

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return any(row.verdict in WRITTEN for row in self.rows)

    def sentences(self, *, everything: bool = False, each_row: bool = False) -> Iterator[str]:
        """The report line by line: the file, the counts, then the rows that need attention.

        `each_row` lists all rows where these are few; `everything` has no limit at all.
        """
        yield from self._about_file()
        yield ""
        for verdict, count in self.counts().items():
            yield f"{verdict.label}: {count:,}"
        yield from self._about_words()
        yield from self._about_rows(everything, each_row)

    def _about_file(self) -> Iterator[str]:
        yield _("%(rows)s rows, %(layout)s, %(encoding)s.") % {
            "rows": f"{len(self.rows):,}",
            "layout": self.table.layout,
            "encoding": self.table.encoding,
        }
        if self.columns.by_field:
            used = "; ".join(
                f"{name} ← {', '.join(columns)}" for name, columns in self.columns.by_field.items()
            )
            yield _("Columns used: %(columns)s.") % {"columns": used}
        if ignored := self.columns.ignored:
            shown = ", ".join(ignored[:40]) + (" …" if len(ignored) > 40 else "")
            yield _("Columns ignored: %(columns)s.") % {"columns": shown}
        yield from self.table.notes
        yield from self.notes

    def _about_words(self) -> Iterator[str]:
        for name, words in self.unknown.items():
            if words:
                top = ", ".join(f"{word} ({count})" for word, count in words.most_common(TOP))
                yield _(
                    "Words not known for %(field)s, left out: %(count)s, most often %(top)s."
                ) % {
                    "field": name,
                    "count": f"{words.total():,}",
                    "top": top,
                }
        if self.gone:
            yield _(
                "%(count)s listings of this source are not in this file; they stay as they are."
            ) % {"count": f"{self.gone:,}"}

    def _about_rows(self, everything: bool, each_row: bool) -> Iterator[str]:
        rows = self.rows
        if not (everything or (each_row and len(rows) <= SHOWN)):
            rows = [row for row in rows if row.needs_attention]
        shown = rows if everything else rows[:SHOWN]
        if shown:
            yield ""
            yield from map(self._of_row, shown)
        if len(rows) > len(shown):
            yield _("… and %(count)s more lines; --all shows them.") % {
                "count": f"{len(rows) - len(shown):,}"
            }

    def _of_row(self, row: Row) -> str:
        unit = _("feature") if self.table.counts_features else _("line")
        words = "; ".join([row.reason, *row.notes] if row.reason else row.notes)
        said = f"{unit} {row.line}: {Verdict(row.verdict).label}"
        said = f"{said} – {words}" if words else said
        return f"{said} ({row.title})" if row.title else said
