"""Sheets: a CSV of a spreadsheet as rows by the names of its columns, and rows as such a file."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.utils.translation import gettext as _

from leeds_leaders.decoding import decode
from leeds_leaders.errors import UnusableFile
from leeds_leaders.text import plain_cell

DELIMITERS = ",;\t|"
MOST_ROWS = 2_000
Row = tuple[int, dict[str, str]]  # the line on which it ends, and its cells by column


def read_sheet(content: bytes, columns: Sequence[str]) -> list[Row]:
    """The rows of a file with some of these columns, in whatever order, capitals or not. Raises
    `UnusableFile`."""
    text, _encoding = decode(content)
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        StringIO(text.lstrip(), newline=""), delimiter=max(DELIMITERS, key=first.count)
    )
    try:
        header = [cell.strip().casefold().replace(" ", "_") for cell in next(reader)]
        rows = list(_rows(reader, header, columns))
    except csv.Error as error:
        words = _("Line %(line)d cannot be read: %(error)s.")
        raise UnusableFile(words % {"line": reader.line_num, "error": error}) from None
    if columns[0] not in header:
        raise UnusableFile(_("There is no column “%(name)s”.") % {"name": columns[0]})
    return rows


def _rows(reader, header: list[str], columns: Sequence[str]) -> Iterator[Row]:
    for number, cells in enumerate(reader):
        if number >= MOST_ROWS:
            raise UnusableFile(
                _("This file has more than %(most)d rows; split it.") % {"most": MOST_ROWS}
            )
        # The sign that keeps a spreadsheet from taking a cell for a formula is none of its words.
        said = {
            name: _without_guard(cell.strip())
            for name, cell in zip(header, cells, strict=False)
            if name in columns
        }
        if any(said.values()):
            yield reader.line_num, said


def _without_guard(cell: str) -> str:
    bare = cell.removeprefix("'")
    return bare if plain_cell(bare) == cell else cell


def write_sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as a CSV that every spreadsheet opens and that runs nothing in any of them."""
    sheet = StringIO(newline="")
    sheet.write("\ufeff")
    writer = csv.writer(sheet)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else plain_cell(value) for value in row])
    return sheet.getvalue()
