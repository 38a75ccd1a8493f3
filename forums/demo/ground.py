"""The real ground under the invented city: wards, neighbourhoods and shared words."""

from dataclasses import dataclass, field
from math import sqrt

from forums.demo import texts
from forums.demo.dice import Dice
from leeds_leaders.city import City
from leeds_leaders.geography.models import Area, Ward
from leeds_leaders.language.models import Cause, Help, Principle, Sector

KM_PER_DEGREE = 111.2  # of latitude
NORTHERN = 0.59  # how much shorter a degree of longitude is in this part of the world


@dataclass
class Ground:
    """Looks up by name what the city file has laid out. A city of another name works as well."""

    city: City
    wards: dict[str, Ward] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    causes: dict[str, Cause] = field(default_factory=dict)
    helps: dict[str, Help] = field(default_factory=dict)
    sectors: dict[str, Sector] = field(default_factory=dict)
    principles: dict[str, Principle] = field(default_factory=dict)
    areas_of: dict[str, list[Area]] = field(default_factory=dict)  # by the name of the ward
    _parent_of: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, city: City) -> "Ground":
        ground = cls(
            city,
            wards={ward.name: ward for ward in Ward.objects.defer("boundary").order_by("code")},
            areas={area.name: area for area in Area.objects.order_by("name")},
            causes={cause.name: cause for cause in Cause.objects.order_by("position")},
            helps={kind.name: kind for kind in Help.objects.order_by("position")},
            sectors={sector.name: sector for sector in Sector.objects.order_by("position")},
            principles={one.name: one for one in Principle.objects.order_by("position")},
        )
        ground._parent_of = {cause.pk: cause.parent_id for cause in ground.causes.values()}
        ground._share_out_areas()
        return ground

    def _share_out_areas(self) -> None:
        known = texts.read("neighbourhoods")
        self.areas_of = {name: [] for name in self.wards}
        placed = set()
        for ward, names in known.items():
            if ward in self.wards:
                self.areas_of[ward] += [self.areas[name] for name in names if name in self.areas]
                placed.update(names)
        for area in self.areas.values():
            if area.name not in placed and self.wards:
                ward = min(
                    self.wards.values(),
                    key=lambda w: (
                        (w.latitude - area.latitude) ** 2
                        + ((w.longitude - area.longitude) * NORTHERN) ** 2
                    ),
                )
                self.areas_of[ward.name].append(area)

    def ward(self, name: str) -> Ward:
        """A ward by its name; in a city that has none of this name its first one."""
        return self.wards.get(name) or next(iter(self.wards.values()))

    def near(self, middle: Ward | Area, ward: Ward, dice: Dice) -> tuple[float, float]:
        """A point (latitude, longitude) a short walk from the middle of somewhere, in the city."""
        spread = min(0.6, 0.15 * sqrt(ward.area or 9.0)) / KM_PER_DEGREE
        for _attempt in range(20):
            latitude = middle.latitude + dice.gauss(0, spread)
            longitude = middle.longitude + dice.gauss(0, spread / NORTHERN)
            if self.city.has_point(latitude, longitude):
                return round(latitude, 6), round(longitude, 6)
        return middle.latitude, middle.longitude

    def tag_ids(self, own: list[int]) -> list[int]:
        """Own causes and then the causes that they are parts of, as the database repeats them."""
        parents = {self._parent_of[pk] for pk in own} - set(own)
        return sorted(own) + sorted(pk for pk in parents if pk is not None)
