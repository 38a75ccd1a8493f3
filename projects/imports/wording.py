"""Cells as words: markup gone, spaces plain, lists taken apart."""

import json
import re
import sys
import unicodedata
from html import unescape

from leeds_leaders.text import LONG_TEXT_LIMIT, plain_words

# What programs and people write into a cell that has nothing to say.
NOTHING = frozenset({
    "-", "--", "–", "—", ".", "?", "n/a", "n.a.", "#n/a", "null", "(null)", "nan", "none", "nil",
    "undefined", "#ref!", "#value!", "#name?", "(blank)", "tbc", "tba",
})  # fmt: skip
CELL_LIMIT = 4 * LONG_TEXT_LIMIT  # characters that are looked at: markup takes room
LIST_LIMIT = 100

_BREAKS = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|td|th|h[1-6]|blockquote)\b[^<>]{0,300}>", re.IGNORECASE
)
# Unicode's own limit for text that is safe to put in order: ordering a longer run takes seconds.
_MARKS = "".join(filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))))
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
_SEPARATORS = re.compile(r"[\n;|,]")


def paragraphs(cell: str) -> str:
    """A cell as plain words of several lines; empty where it only says that it is empty."""
    cell = cell[:CELL_LIMIT]
    if cell.isascii() and cell.isprintable() and "<" not in cell and "&" not in cell:
        text = " ".join(cell.split())
    else:
        cell = cell.encode("utf-8", "ignore").decode("utf-8")  # lone surrogates are no letters
        cell = _TOO_MANY_MARKS.sub(r"\1", unescape(cell))
        text = plain_words(_BREAKS.sub("\n", cell))
    return "" if text.casefold() in NOTHING else text


def line(cell: str) -> str:
    """A cell as plain words on one line."""
    return " ".join(paragraphs(cell).split())


def items(cell: str) -> list[str]:
    """The items of a cell that may hold a list: JSON, or separated by commas, semicolons, bars
    or line ends."""
    text = paragraphs(cell)
    if text.startswith("[") and text.endswith("]"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return [line(str(item)) for item in found[:LIST_LIMIT] if isinstance(item, str | int)]
        text = text[1:-1]
    elif text.startswith("{") and text.endswith("}"):  # an array as PostgreSQL writes it
        text = text[1:-1]
    parts = (part.strip(" \t'\"“”‘’•*-") for part in _SEPARATORS.split(text))
    return [part for part in parts if part][:LIST_LIMIT]
