"""A verdict on every row, before anything is written."""

from collections import Counter
from collections.abc import Callable

from django.utils.translation import gettext as _

from leeds_leaders.city import City
from leeds_leaders.geography.wards import finder
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import shorten
from projects.imports.columns import Columns
from projects.imports.likeness import DEGREE, NEAR, Known, Neighbourhood
from projects.imports.listings import TITLE, Composer, Listing
from projects.imports.places import Locator
from projects.imports.records import Table
from projects.imports.report import Options, Report, Row
from projects.imports.stored import stored_listings, verdict_on
from projects.imports.verdicts import LeftOut, Verdict
from projects.models import Project

STRIDE = 250  # rows between two signs of progress

Progress = Callable[[str, int, int], None]


def judge(table: Table, options: Options, *, city: City, progress: Progress) -> Report:
    """What an import of this table would do. Raises `UnusableFile` where no row could come in
    because the columns are not understood. Some ten queries, however long the table.
    """
    columns = Columns(table.columns, options.mapping)
    report = Report(table, columns, options)
    wards = finder()
    composer = Composer(columns, Locator(city, wards, columns, table.records))
    _distrust_repeated_ids(composer, report)
    listings = _compose(composer, report, progress)
    _settle(listings, report, city, progress)
    report.rows.sort(key=lambda row: row.line)
    report.unknown = {
        "causes": composer.causes.unknown, "needs and offers": composer.help.unknown,
        "stage": composer.unknown["stage"], "led_by": composer.unknown["led_by"],
    }  # fmt: skip
    if listings and any(not ward.boundary for ward in wards.by_code.values()):
        report.notes.append(
            _("Not all ward boundaries are loaded (load_wards); a ward may be its neighbour.")
        )
    return report


def _distrust_repeated_ids(composer: Composer, report: Report) -> None:
    """An id that stands on several rows identifies none of them."""
    counted = Counter(filter(None, map(composer.identity, report.table.records)))
    repeated = [identity for identity, count in counted.items() if count > 1]
    composer.repeated_ids = frozenset(repeated)
    if repeated:
        report.notes.append(
            _("The id “%(id)s” stands on %(count)d rows (%(ids)d ids are like that): their titles "
              "and places tell these rows apart.")
            % {"id": repeated[0][:60], "count": counted[repeated[0]], "ids": len(repeated)}
        )  # fmt: skip


def _compose(composer: Composer, report: Report, progress: Progress) -> list[Listing]:
    listings = []
    total = len(report.table.records)
    for number, record in enumerate(report.table.records, start=1):
        try:
            listings.append(composer.compose(record))
        except LeftOut as left_out:
            title = shorten(composer.title(record), TITLE)
            report.rows.append(Row(record.line, left_out.verdict, title, left_out.reason))
        record.cells = {}  # read; a long file need not stay in memory
        if number % STRIDE == 0 or number == total:
            progress(_("Reading"), number, total)
    return listings


def _settle(listings: list[Listing], report: Report, city: City, progress: Progress) -> None:
    """Tell what is new from what is known, and what looks like something else."""
    options = report.options
    stored = stored_listings(options.source)
    others = _others(listings, options.source, city)
    of_file = Neighbourhood(city.centre[0])
    uses: Counter[str] = Counter()
    met = set()
    for number, listing in enumerate(listings, start=1):
        base = listing.key
        if uses[base]:
            listing.key = f"{base}#{uses[base] + 1}"
        known = Known(
            listing.title, listing.latitude, listing.longitude, listing.ward, str(listing.line)
        )
        row = Row(listing.line, Verdict.NEW, listing.title, notes=listing.notes)
        report.rows.append(row)
        if listing.key not in stored and (doubt := _doubt(known, of_file, others)):
            if not options.keep_doubtful:
                row.verdict, row.reason = Verdict.DOUBTFUL, doubt
                continue
            row.notes.append(_("kept, though it is %(doubt)s") % {"doubt": doubt})
        uses[base] += 1
        of_file.add(known)
        met.add(listing.key)
        row.verdict, row.reason = verdict_on(listing, stored.get(listing.key), options)
        report.listings.append((listing, row))
        if number % STRIDE == 0 or number == len(listings):
            progress(_("Comparing"), number, len(listings))
    report.gone = len(stored.keys() - met)


def _others(listings: list[Listing], source: str, city: City) -> Neighbourhood:
    """The projects from elsewhere that lie where the file's rows do."""
    others = Neighbourhood(city.centre[0])
    if not listings:
        return others
    margin = 4 * NEAR / DEGREE
    south, north = (f(row.latitude for row in listings) for f in (min, max))
    west, east = (f(row.longitude for row in listings) for f in (min, max))
    rows = (
        Project.objects.filter(
            standing__in=[Standing.LIVE, Standing.HELD],
            latitude__range=(south - margin, north + margin),
            longitude__range=(west - margin, east + margin),
        )
        .exclude(source=source)
        .values_list("title", "latitude", "longitude", "ward_id")
    )
    for title, latitude, longitude, ward in rows.iterator(chunk_size=5000):
        if latitude is not None and longitude is not None:
            others.add(Known(title, latitude, longitude, ward, title))
    return others


def _doubt(known: Known, of_file: Neighbourhood, others: Neighbourhood) -> str:
    """Why a row may be a double, in words; empty where nothing is like it."""
    if twin := of_file.same_near(known):
        return _("like “%(title)s” near it on line %(line)s") % {
            "title": twin.title,
            "line": twin.words,
        }
    if twin := of_file.same_anywhere(known):
        return _("the same title as on line %(line)s, elsewhere") % {"line": twin.words}
    if twin := others.same_near(known) or others.same_in_ward(known):
        return _("like the project “%(title)s”, which is on the map already") % {
            "title": twin.title
        }
    return ""
