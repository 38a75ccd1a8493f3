"""The chain as numbers for an SVG: a staircase from people down to outcomes."""

from dataclasses import dataclass

from forums.pages.chain import Chain, Link
from leeds_leaders.text import shorten

WIDTH, ROW = 440, 34  # SVG units
LEFT, STEP = 16, 22
LETTER = 7.4  # how wide one is, on the whole


@dataclass(frozen=True, slots=True)
class Stair:
    """One link where it is drawn: the centre of its sign, where its words begin, the words as far
    as they fit, and the lines to what it comes of."""

    link: Link
    x: int
    y: int
    words: str
    lines: list[str]

    @property
    def words_x(self) -> int:
        return self.x + STEP // 2 + 5

    @property
    def words_y(self) -> int:
        return self.y + 5


class Picture:
    """Every link on a row of its own; how far to the right says which step it is."""

    def __init__(self, chain: Chain):
        places = {
            id(link): (LEFT + STEP * link.step, ROW * row + ROW // 2)
            for row, link in enumerate(chain.links)
        }
        self.stairs = [_stair(link, places) for link in chain.links]
        self.width, self.height = WIDTH, ROW * len(self.stairs)


def _stair(link: Link, places: dict[int, tuple[int, int]]) -> Stair:
    x, y = places[id(link)]
    room = int((WIDTH - x - STEP) / LETTER)
    lines = [_line(*places[id(one)], x, y) for one in link.comes_of]
    return Stair(link, x, y, shorten(f"{link.kind}: {link.title}", room), lines)


def _line(x: int, y: int, to_x: int, to_y: int) -> str:
    """Down from one sign, and across to the other; straight down between two of one step."""
    return f"M{x} {y}V{to_y}H{to_x}"
