"""Whether two titles near each other may mean the same thing."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from math import cos, hypot, radians
from typing import NamedTuple

NEAR = 250  # metres
DEGREE = 111_320  # metres of a degree of latitude
SIMILAR = 0.9
COMPARED_AT_MOST = 40  # candidates for one title, so that a crowd at one point stays quick
ENDS = 5  # letters at either end of a title, one of which similar titles share

_NUMBERS = re.compile(r"\d+")
_FILLERS = frozenset({
    "the", "a", "an", "of", "and", "for", "in", "at", "to", "leeds", "ltd", "limited", "cic", "cio",
    "charity",
})  # fmt: skip


class Known(NamedTuple):
    """A title at a place. `words` says where it is known from, for people."""

    title: str
    latitude: float
    longitude: float
    ward: str | None
    words: str


def plain_title(title: str) -> str:
    """A title as small letters without accents and punctuation."""
    text = unicodedata.normalize("NFKD", title.replace("&", " and ")).casefold()
    text = (
        "".join(c for c in text if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    )
    return " ".join(re.split(r"[\W_]+", text)).strip()


def bare_title(title: str) -> str:
    """The words of a title that tell it from others; all of them where none would be left."""
    words = plain_title(title).split()
    return " ".join([word for word in words if word not in _FILLERS] or words)


def are_alike(one: str, other: str) -> bool:
    """Whether two bare titles differ by no more than spelling; numbers must be the same."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    if min(len(one), len(other)) < SIMILAR * max(len(one), len(other)) - 2:
        return False
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return False
    words, others = one.split(), other.split()
    if len(words) == len(others) and not all(map(_is_misspelling, words, others)):
        return False  # “north” is no misspelling of “south”
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SIMILAR


def _is_misspelling(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.8


class Neighbourhood:
    """Titles by square of the map, so that each is compared with a few others only."""

    def __init__(self, latitude: float):
        self.step = NEAR / DEGREE
        self.shrink = max(cos(radians(latitude)), 0.01)
        self.by_place: dict[tuple, list[tuple[Known, str]]] = defaultdict(list)
        self.by_ward: dict[tuple, Known] = {}
        self.by_title: dict[str, Known] = {}

    def add(self, known: Known) -> None:
        bare = bare_title(known.title)
        square = self._square(known)
        for end in {bare[:ENDS], bare[-ENDS:]}:
            self.by_place[square, end].append((known, bare))
        self.by_place[square, "", bare].append((known, bare))
        self.by_ward.setdefault((known.ward, bare), known)
        self.by_title.setdefault(plain_title(known.title), known)

    def same_near(self, one: Known) -> Known | None:
        """Somebody with the same or nearly the same title within 250 metres."""
        bare = bare_title(one.title)
        for other, other_bare in self._candidates(one, bare):
            if self._metres(one, other) <= NEAR and are_alike(bare, other_bare):
                return other
        return None

    def same_in_ward(self, one: Known) -> Known | None:
        """Somebody with the same title in the same ward."""
        return self.by_ward.get((one.ward, bare_title(one.title))) if one.ward else None

    def same_anywhere(self, one: Known) -> Known | None:
        """Somebody with the same title, wherever that is."""
        return self.by_title.get(plain_title(one.title))

    def _square(self, known: Known) -> tuple[int, int]:
        return int(known.latitude // self.step), int(known.longitude * self.shrink // self.step)

    def _candidates(self, one: Known, bare: str) -> Iterator[tuple[Known, str]]:
        y, x = self._square(one)
        squares = [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        for square in squares:  # the same title first, whatever the crowd
            yield from self.by_place.get((square, "", bare), ())[:COMPARED_AT_MOST]
        compared = 0
        for square in squares:
            for end in {bare[:ENDS], bare[-ENDS:]}:
                for other in self.by_place.get((square, end), ()):
                    compared += 1
                    if compared > COMPARED_AT_MOST:
                        return
                    yield other

    def _metres(self, one: Known, other: Known) -> float:
        return DEGREE * hypot(
            one.latitude - other.latitude, (one.longitude - other.longitude) * self.shrink
        )
