"""CSV as people save it: any usual delimiter, lines above the header, breaks inside cells."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from itertools import chain, islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeds_leaders.errors import UnusableFile
from projects.imports.columns import field_of
from projects.imports.records import Record, Table

DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("upright bars"),
}
CELL_LIMIT = 16 * 2**20  # characters; beyond, a quotation mark was never closed
COLUMN_LIMIT = 1_000  # no sheet of projects is so wide, and none may keep the site busy for minutes
HEADER_WITHIN = 10  # rows in which the header is looked for
SAMPLE = 2**20  # characters in which these are looked for
SNIFFED = 60  # rows that are tried with each delimiter
# NULs are gone from the text, so no cell can hold this. Swallowed by a cell, it tells that a
# quotation mark is still open at the end of the file, where `csv` would say nothing.
END = "\x00end\x00"

csv.field_size_limit(CELL_LIMIT)  # the csv module has one limit for the whole process


def read_delimited(text: str) -> Table:
    """The rows of a CSV file. Raises `UnusableFile` with the line."""
    text, delimiter = _stated_delimiter(text)
    skipped = 1 if delimiter else 0
    delimiter = delimiter or _likeliest_delimiter(text)
    rows = _rows(text, delimiter, skipped)
    beginning = list(islice(rows, HEADER_WITHIN))
    if not beginning:
        raise UnusableFile(_("This file is empty."))
    place = _header_place([cells for _line, cells in beginning])
    header = _named(beginning[place][1])
    records = [_record(line, cells, header) for line, cells in chain(beginning[place + 1 :], rows)]
    if not records:
        raise UnusableFile(_("This file has a header and no rows."))
    notes = []
    if place:
        notes.append(
            _("The header was found on line %(line)d; what stands above it was passed over.")
            % {"line": beginning[place][0]}
        )
    layout = _("CSV with %(delimiter)s") % {"delimiter": DELIMITERS[delimiter]}
    return Table(list(header), records, layout, notes=notes)


def _stated_delimiter(text: str) -> tuple[str, str]:
    """Excel may write `sep=;` on a first line of its own."""
    first, _end, rest = text.partition("\n")
    first = first.strip("\r").strip('"')
    if first[:4].casefold() == "sep=" and first[4:] in DELIMITERS:
        return rest, first[4:]
    return text, ""


def _rows(text: str, delimiter: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """(line on which it starts, cells) of every row that is not blank."""
    reader = csv.reader(chain(StringIO(text, newline=""), ["\n", END]), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if cells and END in cells[-1]:
                if cells != [END]:
                    raise UnusableFile(
                        _("Line %(line)d: a quotation mark is opened and never closed.")
                        % {"line": start + skipped}
                    )
                return
            if len(cells) > COLUMN_LIMIT:
                raise UnusableFile(
                    _("Line %(line)d has more than %(most)d columns.")
                    % {"line": start + skipped, "most": COLUMN_LIMIT}
                )
            if any(cell.strip() for cell in cells):
                yield start + skipped, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnusableFile(
            _("Line %(line)d cannot be read: %(error)s.")
            % {"line": start + skipped, "error": error}
        ) from None


def _likeliest_delimiter(text: str) -> str:
    """The delimiter under which the header means most to us, and the rows agree best with it."""
    beginning = text[:SAMPLE]
    return max(DELIMITERS, key=lambda delimiter: _fitness(beginning, delimiter))


def _fitness(text: str, delimiter: str) -> tuple[int, float, int]:
    rows: list[list[str]] = []
    with suppress(UnusableFile):  # what stands before the break still tells
        rows.extend(cells for _line, cells in islice(_rows(text, delimiter), SNIFFED))
    if not rows:
        return (0, 0, 0)
    place = _header_place(rows[:HEADER_WITHIN])
    width = len(rows[place])
    if width < 2:
        return (_known(rows[place]), 0, 0)
    widths = Counter(len(cells) for cells in rows[place:])
    return (_known(rows[place]), widths[width] / widths.total(), width)


def _known(cells: list[str]) -> int:
    return len({field for cell in cells if (field := field_of(cell))})


def _header_place(rows: list[list[str]]) -> int:
    """Which of the first rows names the columns: the one with most names that we know."""
    known = [_known(cells) for cells in rows]
    return known.index(max(known))


def _named(cells: list[str]) -> dict[str, int]:
    """Column names, tidied and made distinct, and where they stand."""
    header: dict[str, int] = {}
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    for place, cell in enumerate(cells):
        name = " ".join(cell.split()) or _("column %(number)d") % {"number": place + 1}
        again = 2
        distinct = name
        while distinct in header:
            distinct, again = f"{name} ({again})", again + 1
        header[distinct] = place
    return header


def _record(line: int, cells: list[str], header: dict[str, int]) -> Record:
    beyond = [cell for cell in cells[len(header) :] if cell.strip()]
    named = {name: cell for name, cell in zip(header, cells, strict=False) if cell.strip()}
    fault = ""
    if beyond:
        fault = _("it has %(cells)d cells where the header has %(columns)d") % {
            "cells": len(cells),
            "columns": len(header),
        }
    return Record(line, named, fault=fault)
