"""The one import engine: a file of projects becomes listings that nobody has claimed yet.

    report = prepare(content, Options(source="Data Mill North"), city=settings.CITY)
    import_listings(report)

`prepare` reads and judges and writes nothing; the command and the admin page show its report.
"""

from leeds_leaders.city import City
from leeds_leaders.decoding import decode
from projects.imports.delimited import read_delimited
from projects.imports.geojson import read_geojson
from projects.imports.judging import Progress, judge
from projects.imports.records import Table
from projects.imports.report import Options, Report, Row
from projects.imports.verdicts import Verdict
from projects.imports.writing import import_listings

__all__ = ["Options", "Report", "Row", "Verdict", "import_listings", "prepare", "read_table"]


def read_table(content: bytes) -> Table:
    """The rows of a CSV or GeoJSON file, told apart by how it begins. Raises `UnusableFile`."""
    text, encoding = decode(content)
    begins = text.lstrip(" \t\r\n\x1e")[:1]
    table = read_geojson(text) if begins in {"{", "["} else read_delimited(text)
    table.encoding = encoding
    return table


def prepare(
    content: bytes, options: Options, *, city: City, progress: Progress = lambda *_: None
) -> Report:
    """Read a whole file and say what an import of it would do. Raises `UnusableFile`.

    `progress` is called now and then with a word for the step, and how many rows of how many.
    """
    return judge(read_table(content), options, city=city, progress=progress)
