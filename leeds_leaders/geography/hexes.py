"""The hexagon city: where each ward's hexagon stands, as numbers for an SVG."""

from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from leeds_leaders.geography.models import Ward

SIZE = 40.0  # centre to corner, in SVG units
CORNERS = [
    (round(SIZE * 0.97 * sin(pi / 3 * k), 1), round(-SIZE * 0.97 * cos(pi / 3 * k), 1))
    for k in range(6)
]
SHAPE = " ".join(f"{x},{y}" for x, y in CORNERS)


@dataclass(frozen=True)
class Hex:
    """One ward's hexagon: centre in SVG units, its count, and how full its colour is (0-5)."""

    slug: str
    name: str
    lines: list[str]
    x: float
    y: float
    count: int
    shade: int


def short_lines(name: str) -> list[str]:
    """A ward's name in at most three short lines, for the inside of a hexagon."""
    lines: list[str] = []
    for word in name.replace(" & ", " &\u00a0").split(" "):
        if lines and len(lines[-1]) + len(word) < 10:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines[:3]


def hex_city(wards: list[Ward], counts: dict[str, int]) -> tuple[list[Hex], float, float]:
    """The hexagons, and the width and height of the drawing.

    `counts` maps ward codes to whole numbers; a ward without a cell of its own is left to the
    table. Shades are steps of the square root, so that one busy ward does not pale the rest.
    """
    placed = [w for w in wards if w.hex_column is not None and w.hex_row is not None]
    if not placed:
        return [], 0.0, 0.0
    top = max(w.hex_row for w in placed)
    left = min(w.hex_column for w in placed)
    most = max([counts.get(w.code, 0) for w in placed] + [1])
    step = sqrt(3) * SIZE
    hexes = []
    for ward in placed:
        count = counts.get(ward.code, 0)
        odd = 0.5 if ward.hex_row % 2 else 0.0
        hexes.append(
            Hex(
                slug=ward.slug,
                name=ward.name,
                lines=short_lines(ward.name),
                x=round((ward.hex_column - left + odd + 1) * step - step / 2 + 2, 1),
                y=round((top - ward.hex_row) * SIZE * 1.5 + SIZE + 2, 1),
                count=count,
                shade=0 if not count else max(1, round(5 * sqrt(count / most))),
            )
        )
    hexes.sort(key=lambda h: (h.y, h.x))
    width = round(max(h.x for h in hexes) + step / 2 + 2, 1)
    height = round(max(h.y for h in hexes) + SIZE + 2, 1)
    return hexes, width, height
