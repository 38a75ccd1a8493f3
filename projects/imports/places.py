"""Where a row says that it is, and which ward that is."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from leeds_leaders.city import City
from leeds_leaders.geography.models import Postcode, Ward
from leeds_leaders.geography.wards import WardFinder
from projects.choices import Precision
from projects.imports.columns import Columns
from projects.imports.coordinates import metres, number, pair, to_degrees
from projects.imports.geometry import UnreadableShape, of_wkt, representative_point
from projects.imports.records import Record
from projects.imports.verdicts import LeftOut, Verdict
from projects.imports.wording import line

_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")
_DISTRICT = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_WKT = re.compile(
    r"(srid=\d{1,9};\s{0,9})?(multi|geometryc)?(point|line|polygon|ollection)", re.IGNORECASE
)
AT_ONCE = 5000  # postcodes of one query
DECIMALS = 6  # of a degree: some ten centimetres


@dataclass(frozen=True)
class Spot:
    """A place in the city, in WGS 84 degrees.

    `said` is the place as the file gave it, for telling rows apart whatever is known about
    postcodes and wards on the day.
    """

    latitude: float
    longitude: float
    ward: str | None
    precision: str
    said: str
    notes: list[str] = field(default_factory=list)


class Locator:
    """Finds places without a query for each row: the postcodes of a file are read beforehand."""

    def __init__(self, city: City, finder: WardFinder, columns: Columns, records: Iterable[Record]):
        self.city, self.finder, self.columns = city, finder, columns
        codes: set[str] = set()
        for record in records:
            if found := self._postcode(record):
                codes.update({found[0], found[0] + found[1]})
        self.postcodes: dict[str, Postcode] = {}
        ordered = sorted(codes)
        for start in range(0, len(ordered), AT_ONCE):
            self.postcodes.update(Postcode.objects.in_bulk(ordered[start : start + AT_ONCE]))
        self.knows_districts = Postcode.objects.filter(is_district=True).exists()

    def locate(self, record: Record) -> Spot:
        """The place of a row. Raises `LeftOut` where it has none in the city."""
        ward = self._stated_ward(record)
        position = self._position(record)
        if position is not None:
            return self._at(*position, ward)
        postcode = self._postcode(record)
        if postcode and (spot := self._by_postcode(*postcode, ward)):
            return spot
        if ward is not None:
            return self._middle_of(ward, f"ward {ward.code}")
        if postcode and self.knows_districts:
            raise LeftOut(
                Verdict.OUTSIDE,
                _("its postcode %(postcode)s does not belong to %(city)s")
                % {"postcode": " ".join(filter(None, postcode)), "city": self.city.name},
            )
        raise LeftOut(Verdict.NO_PLACE, self._why_none(record))

    def words(self, record: Record) -> str:
        """The place in words: address lines, and a location that is no coordinates."""
        parts = [line(cell) for cell in self.columns.cells(record, "place")]
        parts += [
            line(cell)
            for cell in self.columns.cells(record, "location")
            if not any(character.isdigit() for character in cell) and "(" not in cell
        ]
        return ", ".join(dict.fromkeys(part.strip(" ,") for part in parts if part))

    def _at(self, x: float, y: float, ward: Ward | None) -> Spot:
        place = to_degrees(x, y)
        if place is None or not self.city.has_point(*place):
            swapped = place is not None and abs(x) <= 180 and self.city.has_point(x, y)
            if not swapped:
                raise LeftOut(Verdict.OUTSIDE, self._where(place, x, y))
            place = (x, y)
            notes = [_("latitude and longitude were swapped; mended")]
        else:
            notes = []
        latitude, longitude = (round(degrees, DECIMALS) for degrees in place)
        proposal = self.finder.at(latitude, longitude)
        if proposal is None and self.finder.by_code:
            raise LeftOut(Verdict.OUTSIDE, self._where((latitude, longitude), x, y))
        code = proposal.code if proposal else None
        if proposal and proposal.is_approximate and ward is not None:
            code = ward.code  # what the file says is surer than the nearest label
        elif ward is not None and code != ward.code:
            notes.append(
                _("it says %(said)s ward, its point lies in %(found)s")
                % {"said": ward.name, "found": proposal.name if proposal else "–"}
            )
        said = f"{latitude:.5f} {longitude:.5f}"
        return Spot(latitude, longitude, code, Precision.EXACT, said, notes)

    def _where(self, place, x: float, y: float) -> str:
        if place is None:
            return _("its numbers %(x)s, %(y)s are neither degrees nor metres") % {"x": x, "y": y}
        if place == (0, 0):
            return _("its latitude and longitude are 0, 0")
        return _("its point %(latitude)s, %(longitude)s does not lie in %(city)s") % {
            "latitude": round(place[0], 5),
            "longitude": round(place[1], 5),
            "city": self.city.name,
        }

    def _middle_of(self, ward: Ward, said: str, notes: Iterable[str] = ()) -> Spot:
        return Spot(ward.latitude, ward.longitude, ward.code, Precision.WARD, said, list(notes))

    def _by_postcode(self, district: str, rest: str, ward: Ward | None) -> Spot | None:
        said = f"postcode {district}{rest}"
        if rest and (postcode := self.postcodes.get(district + rest)):
            spot = self._at(postcode.longitude, postcode.latitude, ward)
            return Spot(
                spot.latitude, spot.longitude, spot.ward, Precision.STREET, said, spot.notes
            )
        if ward is not None or (postcode := self.postcodes.get(district)) is None:
            return None
        proposal = self.finder.at(postcode.latitude, postcode.longitude)
        if proposal is None:
            return None
        note = _("of its postcode only the district is known; its ward is a guess")
        return self._middle_of(self.finder.by_code[proposal.code], said, [note])

    def _position(self, record: Record) -> tuple[float, float] | None:
        """(x, y) of a row, in whatever the file measures in."""
        if record.point is not None:
            return record.point
        cell = self.columns.cell
        x, y = number(cell(record, "longitude")), number(cell(record, "latitude"))
        if x is not None and y is not None:
            return x, y
        x, y = metres(cell(record, "easting")), metres(cell(record, "northing"))
        if x is not None and y is not None:
            return x, y
        for text in self.columns.cells(record, "location"):
            if found := self._in_one_cell(text):
                return found
        return None

    @staticmethod
    def _in_one_cell(text: str) -> tuple[float, float] | None:
        text = text.strip()
        try:
            if _WKT.match(text):
                return of_wkt(text)
            if text.startswith("{"):
                return representative_point(json.loads(text))
        except (UnreadableShape, ValueError, RecursionError):
            return None
        found = pair(text)
        if found and max(map(abs, found)) <= 180:
            return found[1], found[0]  # people write latitude first, and easting first
        return found

    def _postcode(self, record: Record) -> tuple[str, str] | None:
        """District and rest of the postcode that a row, or its address, holds."""
        for text in self.columns.cells(record, "postcode"):
            text = " ".join(text[:200].upper().split())
            if match := _POSTCODE.search(text):
                return match[1], match[2]
            if _DISTRICT.fullmatch(text):
                return text, ""
        for text in self.columns.cells(record, "place")[:10]:
            if match := _POSTCODE.search(text[:500].upper()):
                return match[1], match[2]
        return None

    def _stated_ward(self, record: Record) -> Ward | None:
        for cell in self.columns.cells(record, "ward"):
            text = line(cell[:200])
            if text:
                bare = re.sub(r"\s+ward$", "", text, flags=re.IGNORECASE)
                if ward := self.finder.named(text) or self.finder.named(bare):
                    return ward
        return None

    def _why_none(self, record: Record) -> str:
        for name in ("ward", "latitude", "longitude", "easting", "northing", "location"):
            for cell in self.columns.cells(record, name):
                if text := line(cell[:200])[:60]:
                    if name == "ward":
                        return _("there is no ward “%(text)s” in %(city)s") % {
                            "text": text,
                            "city": self.city.name,
                        }
                    return _("its place “%(text)s” cannot be read") % {"text": text}
        return _("it has no point, postcode or ward")
