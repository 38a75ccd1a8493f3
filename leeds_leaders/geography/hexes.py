"""The hexagon city: where each ward's hexagon stands, as numbers for an SVG."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import cos, pi, sin, sqrt

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SIZE = 40.0  # centre to corner, in SVG units
CORNERS = [
    (round(SIZE * 0.97 * sin(pi / 3 * k), 1), round(-SIZE * 0.97 * cos(pi / 3 * k), 1))
    for k in range(6)
]
SHAPE = " ".join(f"{x},{y}" for x, y in CORNERS)
CURRENT = ' aria-current="true"'


@dataclass(slots=True)
class WardCount:
    """How many of something are in a ward, and the ward's cell in the hexagon city.

    `cell` is (column, row) in odd-r offset coordinates, rows counted from the south.
    """

    slug: str
    name: str
    cell: tuple[int, int] | None
    count: int


@dataclass(slots=True)
class Hex:
    """One ward's hexagon: centre in SVG units, its count, and how full its colour is (0-5)."""

    slug: str
    name: str
    x: float
    y: float
    count: int
    shade: int


def short_lines(name: str) -> list[str]:
    """A ward's name in at most three short lines, for the inside of a hexagon."""
    lines: list[str] = []
    for word in name.replace(" & ", "\u00a0& ").split(" "):
        if lines and len(lines[-1]) + len(word) < 11:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines[:3]


def hex_city(wards: list[WardCount]) -> tuple[list[Hex], float, float]:
    """The hexagons, and the width and height of the drawing.

    A ward without a cell of its own is left to the table. Shades are steps of the square root,
    so that one busy ward does not pale the rest.
    """
    placed = [(ward, *ward.cell) for ward in wards if ward.cell is not None]
    if not placed:
        return [], 0.0, 0.0
    top = max(row for _ward, _column, row in placed)
    left = min(column for _ward, column, _row in placed)
    most = max(ward.count for ward, _column, _row in placed) or 1
    step = sqrt(3) * SIZE
    hexes = [
        Hex(
            slug=ward.slug,
            name=ward.name,
            x=round((column - left + (0.5 if row % 2 else 0.0) + 1) * step - step / 2 + 2, 1),
            y=round((top - row) * SIZE * 1.5 + SIZE + 2, 1),
            count=ward.count,
            shade=0 if not ward.count else max(1, round(5 * sqrt(ward.count / most))),
        )
        for ward, column, row in placed
    ]
    hexes.sort(key=lambda h: (h.y, h.x))
    width = round(max(h.x for h in hexes) + step / 2 + 2, 1)
    height = round(max(h.y for h in hexes) + SIZE + 2, 1)
    return hexes, width, height


def draw(hexes: list[Hex], before: str, after: str, chosen: str) -> SafeString:
    """The hexagons as SVG, each a link to `before` + slug + `after`; `chosen` are slugs, joined by
    commas.

    Not a template: three dozen hexagons stand on the busiest pages, and a template takes ten times
    as long for them (docs/decisions/0011). All that comes from data is escaped all the same.
    """
    before, after, current = escape(before), escape(after), chosen.split(",")
    return mark_safe(  # noqa: S308
        "".join(
            f'<a class="hex h{h.shade}" href="{before}{escape(h.slug)}{after}"'
            f' transform="translate({h.x} {h.y})" aria-label="{escape(h.name)}: {h.count}"'
            f"{CURRENT if h.slug in current else ''}>"
            f'<polygon points="{SHAPE}"/>{_written(h.name)}<text class="n" y="24">{h.count}</text>'
            "</a>\n"
            for h in hexes
        )
    )


def draw_marked(hexes: list[Hex], before: str, after: str) -> SafeString:
    """The hexagons as SVG without numbers; those that count something are links, and alone are
    read aloud."""
    before, after = escape(before), escape(after)
    drawn = []
    for h in hexes:
        start, end = (
            (f'<a class="hex h5" href="{before}{escape(h.slug)}{after}"'
             f' aria-label="{escape(h.name)}"', "</a>")
            if h.count
            else ('<g class="hex h0" aria-hidden="true"', "</g>")
        )  # fmt: skip
        drawn.append(
            f'{start} transform="translate({h.x} {h.y})"><polygon points="{SHAPE}"/>'
            f'<g transform="translate(0 8)">{_written(h.name)}</g>{end}\n'
        )
    return mark_safe("".join(drawn))  # noqa: S308


@lru_cache(maxsize=500)
def _written(name: str) -> SafeString:
    """A ward's name as the lines of text inside its hexagon."""
    lines = zip((-14, -4, 6), short_lines(name), strict=False)
    return mark_safe("".join(format_html('<text y="{}">{}</text>', y, line) for y, line in lines))  # noqa: S308
