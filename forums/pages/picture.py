"""The chain as numbers for an SVG: a staircase from people down to outcomes."""

from dataclasses import dataclass

from forums.pages.chain import Chain, Link
from leeds_leaders.text import shorten

WIDTH, ROW = 360, 32  # SVG units
LEFT, STEP = 18, 20
ASIDE = 13  # how far beside a sign a line goes down
LETTER, BOLD = 7.2, 8.1  # how wide one is, on the whole


@dataclass(frozen=True, slots=True)
class Stair:
    """One link where it is drawn: the centre of its sign, its words as far as they fit, and the
    lines to what it comes of; `before` are the links it comes of where these are not the one right
    above it."""

    link: Link
    x: int
    y: int
    words: str
    lines: list[str]
    before: list[Link]

    @property
    def top(self) -> int:
        return self.y - ROW // 2

    @property
    def words_x(self) -> int:
        return self.x + STEP // 2 + 4

    @property
    def words_y(self) -> int:
        return self.y + 5


class Picture:
    """Every link on a row of its own; how far to the right says which step it is."""

    def __init__(self, chain: Chain):
        self._places = {
            link: (LEFT + STEP * link.step, ROW * row + ROW // 2)
            for row, link in enumerate(chain.links)
        }
        self.width, self.height = WIDTH, ROW * len(chain.links)
        above = [None, *chain.links]
        self.stairs = [self._stair(*pair) for pair in zip(chain.links, above, strict=False)]

    def _stair(self, link: Link, above: Link | None) -> Stair:
        x, y = self._places[link]
        room = int((WIDTH - x - STEP) / (BOLD if link.is_here else LETTER))
        words = shorten(f"{link.kind}: {link.title}", room)
        before = [] if link.comes_of == [above] else link.comes_of
        return Stair(link, x, y, words, self._lines(link), before)

    def _lines(self, link: Link) -> list[str]:
        """Down from the one sign that it comes of; from several, along their left side, so that
        none of them seems to come of another."""
        x, y = self._places[link]
        if len(link.comes_of) == 1:
            from_x, from_y = self._places[link.comes_of[0]]
            return [f"M{from_x} {from_y}V{y}H{x}"]
        starts = [self._places[one] for one in link.comes_of]
        return [f"M{from_x} {from_y}H{from_x - ASIDE}V{y}H{x}" for from_x, from_y in starts]
