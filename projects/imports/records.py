"""A file as rows, before anybody asks what they mean."""

from dataclasses import dataclass, field


@dataclass
class Record:
    """One row of a table or one feature of a map.

    `line` is the physical line on which a row starts, or the number of a feature, from 1.
    `cells` maps column names to texts that are not empty. `point` is (x, y) as the geometry had
    it, in whatever the file measures in; `fault` says why the row cannot be read at all.
    """

    line: int
    cells: dict[str, str]
    point: tuple[float, float] | None = None
    fault: str = ""


@dataclass
class Table:
    """All rows of a file. `columns` in the order of first appearance.

    `encoding` is a name for people ("UTF-8"), `layout` what kind of file it was ("CSV with
    semicolons"), `counts_features` whether `Record.line` counts features instead of lines.
    """

    columns: list[str]
    records: list[Record]
    layout: str
    encoding: str = ""
    counts_features: bool = False
    notes: list[str] = field(default_factory=list)
