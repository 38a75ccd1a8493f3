"""One point that stands for a shape: inside an area, on a line."""

from math import isfinite

import shapely
from shapely import LinearRing, LineString, Polygon

DEEPEST = 20  # collections within collections


class UnreadableShape(Exception):
    """A geometry that is none."""


def representative_point(geometry: object) -> tuple[float, float] | None:
    """(x, y) for a GeoJSON geometry in the geometry's own measure; None where there is none.

    The largest area speaks before the longest line, and that before the first point. Rings may
    be open. Raises `UnreadableShape`.
    """
    if geometry is None or geometry == {}:
        return None
    try:
        points, lines, areas = [], [], []
        _collect(geometry, points, lines, areas, DEEPEST)
        if areas:
            return _inside(max(areas, key=lambda area: area.area))
        if lines:
            middle = max(lines, key=lambda line: line.length).interpolate(0.5, normalized=True)
            return middle.x, middle.y
        return points[0] if points else None
    except (
        shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError, OverflowError,
        IndexError,
    ):  # fmt: skip
        raise UnreadableShape from None


def of_wkt(text: str) -> tuple[float, float] | None:
    """(x, y) for well-known text, with or without an SRID in front. Raises `UnreadableShape`."""
    try:
        shape = shapely.from_wkt(text.rpartition(";")[2].strip())
        return representative_point(shapely.geometry.mapping(shapely.force_2d(shape)))
    except (shapely.errors.ShapelyError, TypeError, ValueError):
        raise UnreadableShape from None


def _collect(geometry, points: list, lines: list, areas: list, depth: int) -> None:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        if depth == 0:
            raise ValueError("too deep")
        for part in geometry["geometries"] or ():
            _collect(part, points, lines, areas, depth - 1)
        return
    coordinates = geometry["coordinates"] or ()
    if kind == "Point":
        points.extend([_position(coordinates)] if coordinates else [])
    elif kind == "MultiPoint":
        points.extend(map(_position, coordinates))
    elif kind == "LineString":
        _add_line(coordinates, points, lines)
    elif kind == "MultiLineString":
        for line in coordinates:
            _add_line(line, points, lines)
    elif kind == "Polygon":
        _add_area(coordinates, points, lines, areas)
    elif kind == "MultiPolygon":
        for area in coordinates:
            _add_area(area, points, lines, areas)
    else:
        raise ValueError(kind)


def _position(values) -> tuple[float, float]:
    x, y = float(values[0]), float(values[1])  # a height may follow
    if not (isfinite(x) and isfinite(y)):
        raise ValueError("not finite")
    return x, y


def _add_line(positions, points: list, lines: list) -> None:
    positions = [_position(values) for values in positions]
    if len(set(positions)) > 1:
        lines.append(LineString(positions))
    else:
        points.extend(positions[:1])


def _add_area(rings, points: list, lines: list, areas: list) -> None:
    rings = [[_position(values) for values in ring] for ring in rings]
    if not rings:
        return
    if len(set(rings[0])) < 3:
        _add_line(rings[0], points, lines)
        return
    holes = [LinearRing(ring) for ring in rings[1:] if len(set(ring)) >= 3]
    areas.append(Polygon(LinearRing(rings[0]), holes))  # a LinearRing closes itself


def _inside(area: Polygon) -> tuple[float, float]:
    """The middle of an area where it lies inside, else a point on its surface.

    Both take areas that cross themselves; mending these first could take seconds.
    """
    middle = area.centroid
    if middle.is_empty or not shapely.intersects_xy(area, middle.x, middle.y):
        middle = area.point_on_surface()
    if middle.is_empty:
        raise ValueError("empty")
    return middle.x, middle.y
