from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leeds_leaders.errors import Refused
from projects.imports import Options, Report, import_listings, prepare
from projects.imports.wording import line

LONGEST = 120  # characters of a source's or a licence's name


class Command(BaseCommand):
    """Import projects from a CSV or GeoJSON file as listings that nobody has claimed yet.

    Rows that cannot be used are reported and left out; --strict refuses the whole file instead.
    The same file again changes nothing.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Report and change nothing.")
        parser.add_argument(
            "--map", nargs="+", action="extend", default=[], metavar="COLUMN=FIELD",
            help="What a column holds, where its name does not tell; COLUMN=ignore passes it over.",
        )  # fmt: skip
        parser.add_argument("--source", help="Where the file comes from; its name by default.")
        parser.add_argument("--licence", help="The licence that is shown with each listing.")
        parser.add_argument("--date", help="The day of the data, as YYYY-MM-DD; today by default.")
        parser.add_argument("--strict", action="store_true", help="All rows or none.")
        parser.add_argument(
            "--keep-doubtful", action="store_true", help="Import doubtful duplicates as well."
        )
        parser.add_argument("--all", action="store_true", help="Show every line of the report.")

    def handle(self, *args, file, **options):
        wishes = self._wishes(file, options)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        try:
            report = prepare(content, wishes, city=settings.CITY, progress=self._show)
            del content
            if not options["dry_run"] and not report.is_refused:
                import_listings(report, progress=self._show)
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal} Nothing was changed.") from None
        self._tell(report, everything=options["all"], is_dry=options["dry_run"])
        if report.is_refused:
            raise CommandError(
                f"{file}: {report.faults} rows cannot be used, and --strict takes all or none. "
                "Nothing was changed."
            )

    def _wishes(self, file: Path, options: dict) -> Options:
        mapping = {}
        for pair in options["map"]:
            column, equals, field = pair.rpartition("=")
            if not equals or not column.strip():
                raise CommandError(f"--map {pair}: write it like --map COLUMN=FIELD.")
            mapping[column] = field
        day = None
        if options["date"]:
            try:
                day = date.fromisoformat(options["date"])
            except ValueError:
                raise CommandError(f"--date {options['date']}: write it like 2026-05-31.") from None
            if not 2000 <= day.year <= 2100:
                raise CommandError(f"--date {day}: only days from 2000 to 2100 are taken.")
        source = line(options["source"] or file.stem)
        licence = None if options["licence"] is None else line(options["licence"])
        for name, words in (("--source", source), ("--licence", licence or "")):
            if len(words) > LONGEST:
                raise CommandError(f"{name}: at most {LONGEST} characters.")
        return Options(
            source=source or "import",
            licence=licence,
            day=day,
            mapping=mapping,
            keep_doubtful=options["keep_doubtful"],
            strict=options["strict"],
        )

    def _show(self, step: str, done: int, total: int) -> None:
        """A bar that grows in place, on a terminal only."""
        if not self.stderr.isatty() or total == 0:
            return
        bar = ("█" * (30 * done // total)).ljust(30, "·")
        end = "\n" if done == total else ""
        self.stderr.write(f"\r{step:<10} {bar} {done:,} of {total:,}", ending=end)
        self.stderr.flush()

    def _tell(self, report: Report, *, everything: bool, is_dry: bool) -> None:
        if is_dry:
            self.stdout.write("A dry run: nothing is changed.")
        for sentence in report.sentences(everything=everything, each_row=is_dry):
            self.stdout.write(sentence)
        if not is_dry and not report.has_news:
            self.stdout.write("Nothing to change.")
