"""How lists look: the marks that items begin with, and lists that hide in a paragraph."""

import re
from collections.abc import Iterator
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

_NUMBER = r"\(?(?P<number>\d{1,3})[.)]"
_LETTER = r"\(?(?P<letter>[a-z]|[ivx]{2,5})[.)]"
_BULLET = r"(?P<bullet>[-*+•●▪■◦○‣⁃·∙–]|o(?=  )|§(?= ))"
_MARK = re.compile(rf"(?P<indent> *)(?:{_NUMBER}|{_LETTER}|{_BULLET}) +(?=\S)", re.IGNORECASE)
_KNOWN = {"-", "*", "+"}
_ALPHABET = list(ascii_lowercase)
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
_INNER = re.compile(r"(?:(?<=\s)|^)\(?(?P<mark>\d{1,2}|[a-z]|[ivx]{2,4})(?P<end>[.)])\s+(?=\S)")
_SURE = re.compile(r"(^|:)\s*$")


class Mark(NamedTuple):
    """What an item begins with: how far it stands in, where its words begin, and what it counts.
    `number` is 0 for bullets."""

    indent: int
    width: int
    number: int
    letter: str
    bullet: str


class Inner(NamedTuple):
    """A list in a paragraph: what leads to it, and its items."""

    lead: str
    items: list[str]
    is_sure: bool


def mark_of(line: str) -> Mark | None:
    """What a line begins with, if it may be an item."""
    found = _MARK.match(line)
    if found is None:
        return None
    number, letter = int(found["number"] or 0), (found["letter"] or "").lower()
    return Mark(len(found["indent"]), found.end(), number, letter, found["bullet"] or "")


def nested(line: str) -> str:
    """A line inside an item, with a mark that Markdown knows."""
    mark = mark_of(line)
    if mark is None:
        return line
    begins, words = line[mark.indent : mark.width].strip(), line[mark.width :]
    if begins in _KNOWN or (mark.number and begins[0] != "("):
        return line
    return (
        f"{' ' * mark.indent}- {words}" if mark.bullet else f"{' ' * mark.indent}- {begins} {words}"
    )


def lettered(lines: list[str]) -> set[int]:
    """Which lines are items that count by letters: no initials, but at least two in a row."""
    found = [(at, mark_of(line)) for at, line in enumerate(lines)]
    marks = [(at, mark.letter) for at, mark in found if mark and mark.letter]
    sure: set[int] = set()
    for (at, one), (further, two) in pairwise(marks):
        begins = one in {"a", "i"} or at in sure
        if begins and any([one, two] == run[run.index(one) :][:2] for run in _runs(one)):
            sure |= {at, further}
    return sure


def taken_apart(words: str) -> Inner | None:
    """The list that hides in a paragraph, as in "we agreed: 1) … 2) …"; or None.

    It is sure to be one where marks like "1)" follow a colon, or begin the paragraph.
    """
    found = list(_marks_outside_brackets(words))
    chosen = max((_counted(found[at:]) for at in _firsts(found)), key=len, default=[])
    if len(chosen) < 2 or (len(chosen) < 3 and chosen[0]["end"] == "."):
        return None
    ends = [mark.start() for mark in chosen[1:]] + [len(words)]
    items = [words[mark.end() : end].strip() for mark, end in zip(chosen, ends, strict=True)]
    lead = words[: chosen[0].start()].strip()
    is_plain = chosen[0]["mark"] == "1" or len(chosen) > 2
    is_sure = is_plain and chosen[0]["end"] == ")" and bool(_SURE.search(lead))
    return Inner(lead, items, is_sure)


def _marks_outside_brackets(words: str) -> Iterator[re.Match]:
    """What may be a mark, unless a bracket is open before it, as in "(see 3)"."""
    is_open, read = False, 0
    for mark in _INNER.finditer(words):
        opens = words.rfind("(", read, mark.start())
        closes = words.rfind(")", read, mark.start())
        if opens != closes:  # there is one at least
            is_open = opens > closes
        read = mark.start()
        if not is_open:
            yield mark


def _firsts(marks: list[re.Match]) -> list[int]:
    """Where lists may begin: the earliest mark of each look. A later one of the same look cannot
    count further, so a text of nothing but such marks is read in one go."""
    seen: dict[tuple[str, str], int] = {}
    for at, mark in enumerate(marks):
        if mark["mark"] in {"1", "a", "i"}:
            seen.setdefault((mark["mark"], mark["end"]), at)
    return list(seen.values())


def _counted(marks: list[re.Match]) -> list[re.Match]:
    """The longest list that begins with the first of these: each counts on from the one before."""
    first = marks[0]
    counts = [[str(number) for number in range(1, 100)]] if first["mark"] == "1" else []
    lists = []
    for run in counts or _runs(first["mark"]):
        counting = iter(run)
        wanted, chosen = next(counting), []
        for mark in marks:
            if (mark["mark"], mark["end"]) == (wanted, first["end"]):
                chosen.append(mark)
                wanted = next(counting, "")
        lists.append(chosen)
    return max(lists, key=len, default=[])


def _runs(first: str) -> list[list[str]]:
    """The ways to count by letters that a first one may be of."""
    return [run for run in (_ALPHABET, _ROMAN) if first in run]
