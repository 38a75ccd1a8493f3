"""Point → ward with boundaries loaded: run as a program of its own, `python -m benchmarks.wards`.

The boundaries are synthetic: the city cut up around the wards' label points, its edges bent by a
wave so that neighbours still fit, with some 500 vertices each. They are written within a
transaction that is rolled back.
"""

import json
import random
import subprocess
import sys
import time

from benchmarks.data import City, environment
from benchmarks.report import Figure, most
from leeds_leaders.local.folders import PROJECT_DIR

POINTS = 20_000
VERTICES = 500
SEED = 5


def measure(city: City, *, rounds: int) -> list[Figure]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.wards", str(rounds)],
        env=environment(city.url),
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout)
    note = f"{found['wards']} wards, {found['vertices']:.0f} vertices each, "
    note += f"{found['inside']:.0%} of the points inside"
    return [Figure.of("wards", "ward of a point", "ms", found["ms"], goal=most(0.1), note=note)]


def main(rounds: int) -> None:
    """Print milliseconds for each point, round by round, as JSON."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction

    from leeds_leaders.geography.models import Ward
    from leeds_leaders.geography.wards import WardFinder

    west, south, east, north = settings.CITY.bounds
    dice = random.Random(SEED)
    points = [(dice.uniform(south, north), dice.uniform(west, east)) for _ in range(POINTS)]
    with transaction.atomic():
        wards = list(Ward.objects.order_by("code"))
        vertices = 0
        for ward, shape in zip(wards, _shapes(wards, settings.CITY.bounds), strict=True):
            ward.boundary = shape
            vertices += len(shape["coordinates"][0])
        Ward.objects.bulk_update(wards, ["boundary"])
        finder = WardFinder()
        transaction.set_rollback(True)
    taken, inside = [], 0
    for _ in range(rounds):
        started = time.perf_counter()
        inside = sum(finder.at(*point) is not None for point in points)
        taken.append((time.perf_counter() - started) * 1000 / len(points))
    print(json.dumps({
        "ms": taken, "wards": len(wards), "vertices": vertices / len(wards),
        "inside": inside / len(points),
    }))  # fmt: skip


def _shapes(wards, bounds) -> list[dict]:
    """A GeoJSON polygon in WGS 84 degrees for each ward."""
    from shapely import MultiPoint, Point, box, segmentize, transform, voronoi_polygons

    labels = [Point(ward.longitude, ward.latitude) for ward in wards]
    cells = voronoi_polygons(MultiPoint(labels), extend_to=box(*bounds)).geoms
    shapes = []
    for label in labels:
        cell = next(c for c in cells if c.covers(label)).intersection(box(*bounds))
        fine = segmentize(cell, cell.length / VERTICES)
        shapes.append(transform(fine, _bent).__geo_interface__)
    return shapes


def _bent(places):
    """Shift places (degrees) by a wave that depends on them alone: shared edges stay shared."""
    from numpy import column_stack, sin

    x, y = places[:, 0], places[:, 1]
    return column_stack((x + 0.002 * sin(900 * y), y + 0.001 * sin(600 * x)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
