"""The city as data: one TOML file says which city this is, and nothing else in the code does."""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class City:
    """What the network knows about its city before anybody has joined.

    `centre` is (latitude, longitude), `bounds` is (west, south, east, north), all in WGS 84
    degrees. `wards` and `outcodes` are CSV files next to the city file (columns as in
    `leeds_leaders/geography/leeds_wards.csv`). `causes` is a list of tables with `name`,
    `about`, `synonyms` and nested `parts`; `help` is a list with `name` and `synonyms`;
    `sectors` and `principles` (there may be none) are lists of names.
    """

    name: str
    network: str
    strapline: str
    authority_code: str
    contact: str
    centre: tuple[float, float]
    bounds: tuple[float, float, float, float]
    wards: Path
    outcodes: Path
    areas: Path
    attribution: str
    sectors: tuple[str, ...]
    principles: tuple[str, ...]
    causes: tuple[dict, ...]
    help: tuple[dict, ...]

    @classmethod
    def from_file(cls, path: Path) -> "City":
        """Read a city file; a file that cannot be used is one plain line."""
        try:
            with path.open("rb") as file:
                data = tomllib.load(file)
            folder = path.resolve().parent
            west, south, east, north = (float(side) for side in data["bounds"])
            latitude, longitude = (float(part) for part in data["centre"])
            city = cls(
                name=data["name"],
                network=data["network"],
                strapline=data["strapline"],
                authority_code=data["authority_code"],
                contact=data["contact"],
                centre=(latitude, longitude),
                bounds=(west, south, east, north),
                wards=folder / data["wards"],
                outcodes=folder / data["outcodes"],
                areas=folder / data["areas"],
                attribution=data["attribution"],
                sectors=tuple(data["sectors"]),
                principles=tuple(data.get("principles", ())),
                causes=tuple(data["causes"]),
                help=tuple(data["help"]),
            )
        except OSError as error:
            raise ImproperlyConfigured(
                f"CITY_FILE: {path} cannot be read: {error.strerror}"
            ) from None
        except KeyError as error:
            raise ImproperlyConfigured(f"CITY_FILE: {path} lacks {error}") from None
        except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
            raise ImproperlyConfigured(f"CITY_FILE: {path}: {error}") from None
        if not (west < longitude < east and south < latitude < north):
            raise ImproperlyConfigured(f"CITY_FILE: {path}: the centre lies outside the bounds")
        for table in (city.wards, city.outcodes, city.areas):
            if not table.is_file():
                raise ImproperlyConfigured(f"CITY_FILE: {path} names {table}, which is not there")
        return city

    def rows(self, path: Path) -> list[dict[str, str]]:
        """The rows of one of the city's CSV files."""
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def has_point(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies inside the city's box (its wards may still exclude it)."""
        west, south, east, north = self.bounds
        return west <= longitude <= east and south <= latitude <= north
