"""The verbs of the ground: lay out the city, load boundaries, load postcodes."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from math import isfinite
from typing import TextIO

import shapely
from django.db import connection, transaction

from leeds_leaders.city import City
from leeds_leaders.geography.errors import UnusableFile
from leeds_leaders.geography.grid import to_wgs84
from leeds_leaders.geography.models import Area, Postcode, Ward
from leeds_leaders.geography.wards import WardFinder
from leeds_leaders.text import slug_for


def _number(text: str) -> float | None:
    return float(text) if text else None


@transaction.atomic
def lay_out(city: City) -> int:
    """Write a city's wards, areas and postcode districts into the database; idempotent.

    Boundaries that were loaded before stay. Returns the number of wards.
    """
    wards = [
        Ward(
            code=row["ward_code"],
            name=row["ward_name"],
            slug=slug_for(row["ward_name"], row["ward_code"].lower()),
            latitude=float(row["lat"]),
            longitude=float(row["lon"]),
            hex_column=_number(row.get("hex_q", "")),
            hex_row=_number(row.get("hex_r", "")),
            residents=_number(row.get("residents_2021", "")),
            deprivation=_number(row.get("imd2019_score", "")),
            area=_number(row.get("area_km2", "")),
            committee=row.get("community_committee", ""),
            former_codes=row.get("former_codes", "").split(),
        )
        for row in city.rows(city.wards)
    ]
    columns = [f.name for f in Ward._meta.fields if f.name not in {"code", "boundary"}]
    Ward.objects.bulk_create(
        wards, update_conflicts=True, unique_fields=["code"], update_fields=columns
    )
    Area.objects.bulk_create(
        [
            Area(name=row["name"], latitude=float(row["lat"]), longitude=float(row["lon"]))
            for row in city.rows(city.areas)
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["latitude", "longitude"],
    )
    Postcode.objects.bulk_create(
        [
            Postcode(
                code=row["outcode"],
                latitude=float(row["lat"]),
                longitude=float(row["lon"]),
                is_district=True,
            )
            for row in city.rows(city.outcodes)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["latitude", "longitude", "is_district"],
    )
    return len(wards)


def _property(properties: dict, pattern: str) -> str:
    for name, value in properties.items():
        if re.fullmatch(pattern, name, re.IGNORECASE) and value:
            return str(value).strip()
    return ""


def _boundary(geometry: dict | None, where: str) -> dict:
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
        shape = shapely.make_valid(shapely.force_2d(shape))
        if shape.geom_type == "GeometryCollection":  # a mended ring and what stuck out of it
            areas = [part for part in shape.geoms if part.geom_type.endswith("Polygon")]
            shape = shapely.union_all(areas)
    except (shapely.errors.GEOSException, TypeError, ValueError):
        raise UnusableFile(f"{where}: its boundary cannot be read.") from None
    west, south, east, north = shape.bounds
    if not all(map(isfinite, shape.bounds)) or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise UnusableFile(f"{where}: its boundary is not an area.")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise UnusableFile(
            f"{where}: its coordinates are not degrees. "
            "Download the GeoJSON in WGS 84 (EPSG:4326), not in the National Grid."
        )
    return json.loads(shapely.to_geojson(shapely.set_precision(shape, 0.000001)))


@transaction.atomic
def load_boundaries(file: TextIO, *, authority_code: str) -> tuple[int, list[str]]:
    """Read ward boundaries from an ONS wards GeoJSON of any year.

    Features are recognised as the city's own by `LADyyCD`, by a ward code of any vintage, or by
    name when the file names no authority. Returns how many wards got a boundary and the names of
    wards that did not. Raises `UnusableFile`; then nothing has changed.
    """
    try:
        features = list(json.load(file)["features"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnusableFile(f"This is not a GeoJSON feature collection: {error}") from None
    finder = WardFinder()
    boundaries: dict[str, dict] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            continue
        authority = _property(properties, r"LAD\d\dCD")
        code = _property(properties, r"WD\d\dCD") or _property(properties, r"(ward_?)?code|id")
        name = _property(properties, r"WD\d\dNM") or _property(properties, r"(ward_?)?name")
        if authority and authority != authority_code:
            continue
        ward = finder.by_any_key.get(code.casefold())
        if ward is None and (authority or not code):
            ward = finder.named(name) if name else None
        if ward is None:
            continue
        boundaries[ward.code] = _boundary(
            feature.get("geometry"), f"Feature {number} ({name or code})"
        )
    if not boundaries:
        raise UnusableFile(
            f"No ward of {authority_code} was found in this file. It needs properties like "
            "WD25CD, WD25NM and LAD25CD."
        )
    for code, boundary in boundaries.items():
        Ward.objects.filter(pk=code).update(boundary=boundary)
    missing = [w.name for w in finder.by_code.values() if w.code not in boundaries]
    return len(boundaries), sorted(missing)


def _postcode_rows(lines: Iterable[str], city: City) -> Iterator[tuple[str, float, float]]:
    reader = csv.reader(lines)
    header = None
    is_first = True
    try:
        for row in reader:
            if not any(row):
                continue
            if is_first and not any(cell.strip().replace(".", "").isdigit() for cell in row):
                header = [cell.strip().strip("\ufeff").lower() for cell in row]
            else:
                yield from _postcode(row, header, city)
            is_first = False
    except (ValueError, IndexError, KeyError, csv.Error):
        line = reader.line_num
        raise UnusableFile(f"Line {line} is neither Code-Point Open nor ONSPD.") from None


def _postcode(row: list[str], header: list[str] | None, city: City):
    if header is None:  # Code-Point Open: postcode, quality, easting, northing, …, district code
        code, authority = row[0], row[8] if len(row) > 8 else ""
        if authority and authority != city.authority_code:
            return
        easting, northing = float(row[2]), float(row[3])
        if not (0 < easting < 700_000 and 0 < northing < 1_300_000):
            return  # zero stands for an unknown place
        latitude, longitude = to_wgs84(easting, northing)
    else:
        cells = dict(zip(header, row, strict=False))
        code = cells.get("pcds") or cells.get("pcd") or cells.get("pcd7") or cells["postcode"]
        authority = next(
            (v for k, v in cells.items() if re.fullmatch(r"oslaua|laua|lad\d\dcd|ladcd", k)), ""
        )
        if authority and authority != city.authority_code:
            return
        latitude = float(cells.get("lat") or cells["latitude"])
        longitude = float(cells.get("long") or cells.get("lon") or cells["longitude"])
    code = code.strip("\ufeff").replace(" ", "").upper()
    if not code.isalnum():
        raise ValueError(code)
    if len(code) > 7 or not city.has_point(latitude, longitude):
        return
    yield code, latitude, longitude


@transaction.atomic
def load_postcodes(file: TextIO, *, city: City, progress=lambda count: None) -> int:
    """Read Code-Point Open or an ONSPD extract as a stream; keep the city's postcodes.

    Returns how many were kept. Raises `UnusableFile` with the line; then nothing has changed.
    """
    rows = _postcode_rows(file, city)
    kept = 0
    while batch := list(islice(rows, 5000)):
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE IF NOT EXISTS incoming (code text, lat float8, lon float8)"
                " ON COMMIT DROP"
            )
            with cursor.copy("COPY incoming FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
            cursor.execute(
                "INSERT INTO geography_postcode (code, latitude, longitude, is_district)"
                " SELECT DISTINCT ON (code) code, lat, lon, false FROM incoming"
                " ON CONFLICT (code) DO UPDATE"
                " SET latitude = excluded.latitude, longitude = excluded.longitude"
            )
            cursor.execute("TRUNCATE incoming")
        kept += len(batch)
        progress(kept)
    if not kept:
        raise UnusableFile(f"No postcode of {city.name} was found in this file.")
    return kept
