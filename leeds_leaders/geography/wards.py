"""Point → ward: exact where an operator has loaded boundaries, otherwise proposed and marked so.

Boundaries are prepared once per process and prepared anew when the stamp of the city's ground
has moved on. An exact look-up takes some 10 µs.
"""

import json
import re
import threading
from dataclasses import dataclass
from math import cos, radians

from django.db import connection
from shapely import STRtree, from_geojson, points, prepare

from leeds_leaders import stamps
from leeds_leaders.geography.models import Ward


@dataclass(frozen=True)
class Proposal:
    """A ward for a point. Approximate means: nearest label point, for a person to confirm."""

    code: str
    name: str
    is_approximate: bool


def plain_name(name: str) -> str:
    """A ward's name as a key: "Cross Gates & Whinmoor" and "Crossgates and Whinmoor" are one."""
    words = re.split(r"[^a-z]+", name.casefold().replace("&", " "))
    return "".join(word for word in words if word != "and")


class WardFinder:
    """All wards of the city, ready for looking up by point, name, slug or any code."""

    def __init__(self):
        wards = list(Ward.objects.all())
        self.by_code = {ward.code: ward for ward in wards}
        self.by_any_key: dict[str, Ward] = {}
        for ward in wards:
            for key in (ward.code, *ward.former_codes, ward.slug, plain_name(ward.name)):
                self.by_any_key[key.casefold()] = ward
        bounded = [ward for ward in wards if ward.boundary]
        shapes = [from_geojson(json.dumps(ward.boundary)) for ward in bounded]
        prepare(shapes)
        self._bounded, self._tree = bounded, STRtree(shapes) if shapes else None
        self._labels = wards

    def named(self, text: str) -> Ward | None:
        """The ward somebody means by a code of any vintage, a slug or a name in any spelling."""
        text = text.strip()
        return self.by_any_key.get(text.casefold()) or self.by_any_key.get(plain_name(text))

    def at(self, latitude: float, longitude: float) -> Proposal | None:
        """The ward of a point in WGS 84 degrees; None outside the city (boundaries loaded)."""
        if self._tree is not None:
            found = self._tree.query(points(longitude, latitude), predicate="intersects")
            if not len(found):
                return None
            ward = self._bounded[int(found[0])]
            return Proposal(ward.code, ward.name, is_approximate=False)
        if not self._labels:
            return None
        shrink = cos(radians(latitude))
        ward = min(
            self._labels,
            key=lambda w: (w.latitude - latitude) ** 2 + ((w.longitude - longitude) * shrink) ** 2,
        )
        return Proposal(ward.code, ward.name, is_approximate=True)


_lock = threading.Lock()
_prepared: tuple[str, WardFinder] | None = None


def finder() -> WardFinder:
    """The prepared wards, made anew when the ground has changed. One query when it has not."""
    global _prepared
    stamp = f"{connection.settings_dict['NAME']} {stamps.read('ground')}"
    with _lock:
        if _prepared is None or _prepared[0] != stamp:
            _prepared = (stamp, WardFinder())
        return _prepared[1]
