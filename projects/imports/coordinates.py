"""Numbers that say where something is, in degrees or metres, however they were typed."""

import re
from math import atan, degrees, exp, isfinite, pi

from leeds_leaders.geography.grid import to_wgs84

GRID_WIDTH, GRID_HEIGHT = 700_000, 1_300_000  # metres of the British National Grid
MERCATOR_EDGE = 20_037_508.35  # metres of Web Mercator, from its middle
LONGEST = 120  # characters of a cell that are looked at

_NUMBER = re.compile(
    r"([-+]?\s?(?:\d{1,12}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:e[-+]?\d{1,2})?)\s*°?\s*([nsew]?)",
    re.IGNORECASE,
)


def number(text: str) -> float | None:
    """A number with a point or a comma, perhaps with a degree sign and a compass letter."""
    match = _NUMBER.fullmatch(text[:LONGEST].strip().replace("\u2212", "-").replace("–", "-"))
    if match is None:
        return None
    value = float(match[1].replace(",", ".").replace(" ", ""))
    return -value if match[2].casefold() in {"s", "w"} else value


def metres(text: str) -> float | None:
    """A number of metres, perhaps with commas or spaces between the thousands."""
    text = text[:LONGEST].strip()
    if re.fullmatch(r"\d{1,3}([, ]\d{3})+(\.\d*)?", text):
        text = text.replace(",", "").replace(" ", "")
    return number(text)


def pair(text: str) -> tuple[float, float] | None:
    """Two numbers in one cell, in the order in which they stand."""
    text = " ".join(text[:LONGEST].split()).strip("()[]{} ")
    for separator in (r"\s*[;|/]\s*", r",\s+", r"\s*,\s*", r"\s+"):
        parts = re.split(separator, text)
        if len(parts) == 2:
            first, second = number(parts[0]), number(parts[1])
            if first is not None and second is not None:
                return first, second
    return None


def to_degrees(x: float, y: float) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees for x to the east and y to the north.

    Takes degrees as they are, and metres of the National Grid or of Web Mercator by their size.
    None where the numbers lie on none of these.
    """
    if not (isfinite(x) and isfinite(y)):
        return None
    if abs(x) <= 180 and abs(y) <= 180:
        return y, x
    if 0 < x < GRID_WIDTH and 0 < y < GRID_HEIGHT:
        return to_wgs84(x, y)
    if abs(x) <= MERCATOR_EDGE and abs(y) <= MERCATOR_EDGE:
        latitude = degrees(2 * atan(exp(y / MERCATOR_EDGE * pi)) - pi / 2)
        return latitude, x / MERCATOR_EDGE * 180
    return None
