"""Places by the names people use: wards, neighbourhoods, postcodes."""

import re
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from leeds_leaders.geography.models import Area, Postcode, Ward

POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})?$")


@dataclass(frozen=True)
class Place:
    """A named point in WGS 84 degrees. A rough one is the middle of something larger."""

    name: str
    latitude: float
    longitude: float
    is_rough: bool
    note: str = ""

    @property
    def near(self) -> str:
        """The point as the list of projects takes it."""
        return f"{self.latitude:.5f},{self.longitude:.5f}"


def find_places(text: str, limit: int = 6) -> list[Place]:
    """Places that somebody may mean by a ward, an area name or a postcode, best first.

    A full postcode that is not loaded falls back to its district and says so. Three queries at
    most.
    """
    text = " ".join(text.split())[:80]
    if not text:
        return []
    if match := POSTCODE.match(text.upper()):
        return _by_postcode(*match.groups())
    needle = text.casefold()
    areas = Area.objects.annotate(key=Lower("name")).filter(key__contains=needle)
    wards = Ward.objects.annotate(key=Lower("name")).filter(
        key__contains=needle.replace(" and ", " & ")
    )
    found = [
        Place(area.name, area.latitude, area.longitude, is_rough=True)
        for area in areas.order_by("name")[:limit]
    ] + [
        Place(
            _("%(name)s ward") % {"name": ward.name}, ward.latitude, ward.longitude, is_rough=True
        )
        for ward in wards.only("name", "latitude", "longitude").order_by("name")[:limit]
    ]
    found.sort(key=lambda place: not place.name.casefold().startswith(needle))
    return found[:limit] or _by_likeness(needle)


def _by_postcode(district: str, rest: str | None) -> list[Place]:
    codes = [district + rest, district] if rest else [district]
    known = {p.code: p for p in Postcode.objects.filter(code__in=codes)}
    for code in codes:
        if postcode := known.get(code):
            note = ""
            if postcode.is_district:
                note = _(
                    "Only the middle of %(district)s is known; move the pin to the right place."
                ) % {"district": district}
            return [
                Place(
                    str(postcode),
                    postcode.latitude,
                    postcode.longitude,
                    is_rough=postcode.is_district,
                    note=note,
                )
            ]
    return []


def _by_likeness(needle: str) -> list[Place]:
    areas = Area.objects.filter(name__trigram_similar=needle).order_by(F("name").asc())[:3]
    return [Place(a.name, a.latitude, a.longitude, is_rough=True) for a in areas]
