"""Which column means what: by the names that people usually give, or as they say with --map."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from leeds_leaders.errors import UnusableFile
from projects.imports.records import Record

# Fields and the names of their columns, the surest first. Where a row fills several columns of
# one field, the first one counts; place, contact, links and tags take them all.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "ref", "reference", "uid", "uuid", "identifier", "unique id", "project id",
        "project ref", "project reference", "record id", "osm id", "objectid", "object id", "fid",
    ),
    "title": (
        "title", "name", "project title", "project name", "project", "initiative",
        "name of project", "name of the project", "activity name", "activity", "scheme",
        "scheme name", "site name", "label",
    ),
    "run_by": (
        "run by", "group", "group name", "organisation", "organization", "organisation name",
        "organization name", "name of organisation", "org", "org name", "charity name", "charity",
        "provider", "operator", "delivered by", "lead organisation", "host", "host organisation",
    ),
    "summary": (
        "summary", "short description", "brief description", "strapline", "tagline", "in brief",
        "abstract", "headline",
    ),
    "story": (
        "story", "description", "about", "details", "long description", "full description",
        "project description", "what we do", "activities", "charity activities", "text", "body",
        "aims", "objectives", "purpose", "information",
    ),
    "latitude": (
        "latitude", "lat", "lat wgs84", "latitude wgs84", "geo lat", "geo latitude", "y",
        "y coord", "y coordinate", "ycoord", "coord y", "point y",
    ),
    "longitude": (
        "longitude", "lon", "lng", "long", "lon wgs84", "long wgs84", "longitude wgs84", "geo lon",
        "geo lng", "geo long", "geo longitude", "x", "x coord", "x coordinate", "xcoord",
        "coord x", "point x",
    ),
    "location": (
        "coordinates", "coords", "lat long", "latlong", "lat lon", "latlon", "lat lng", "latlng",
        "latitude longitude", "geo point", "geopoint", "geo point 2d", "geolocation", "gps",
        "point", "wkt", "geom", "the geom", "geometry", "map location", "location",
    ),
    "easting": (
        "easting", "eastings", "east", "x easting", "bng easting", "os easting", "osgb easting",
    ),
    "northing": (
        "northing", "northings", "north", "y northing", "bng northing", "os northing",
        "osgb northing",
    ),
    "postcode": (
        "postcode", "post code", "postal code", "addr postcode", "pcds", "pcd", "zip", "zip code",
        "postcode district", "outcode", "contact postcode",
    ),
    "place": (
        "place", "venue", "venue name", "address", "full address", "site address", "address 1",
        "address1", "address line 1", "address 2", "address2", "address line 2", "address 3",
        "address3", "address line 3", "street", "street address", "addr street", "locality",
        "neighbourhood", "area", "where",
    ),
    "ward": (
        "ward", "ward name", "ward code", "wards", "electoral ward", "council ward", "wardname",
        "wardcode", "ward cd", "ward nm", "admin ward", "oslaward", "osward",
    ),
    "causes": (
        "causes", "cause", "category", "categories", "tags", "tag", "themes", "theme", "topics",
        "topic", "cause area", "focus", "interests", "keywords", "subject", "primary theme",
    ),
    "needs": (
        "needs", "need", "help needed", "help wanted", "what it needs", "what we need", "we need",
        "support needed", "wanted", "looking for", "asks",
    ),
    "offers": ("offers", "offer", "what it offers", "what we offer", "can offer"),
    "stage": ("stage", "status", "phase", "progress", "project stage", "project status"),
    "led_by": (
        "led by", "lead type", "type of lead", "organisation type", "organization type",
        "type of organisation", "org type", "group type", "legal form", "type",
    ),
    "links": (
        "links", "link", "website", "url", "web", "webpage", "web page", "web site", "website url",
        "web address", "homepage", "project url", "contact website",
    ),
    "contact": (
        "contact", "contact details", "email", "e mail", "email address", "contact email", "phone",
        "telephone", "tel", "phone number", "telephone number", "contact phone",
    ),
    "ends_on": (
        "ends on", "end date", "ends", "end", "date end", "finish date", "finishes",
        "completion date", "expected end date",
    ),
}  # fmt: skip
MEETS_ALL = frozenset({"place", "contact", "links", "causes", "needs", "offers", "ward"})
IGNORE = "ignore"

_FIELD_OF = {name: field for field, names in FIELDS.items() for name in names}
_RANK_OF = {name: rank for names in FIELDS.values() for rank, name in enumerate(names)}
_ONS_WARD = re.compile(r"wd(\d\d)?(cd|nm)")


def plain_column(name: str) -> str:
    """A column's name as a key: " Project  Name", "projectName" and "project_name" are one."""
    name = unicodedata.normalize("NFKC", name)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()
    return " ".join(re.split(r"[\W_]+", name)).strip()


def field_of(name: str) -> str | None:
    """The field that a column of this name usually holds."""
    key = plain_column(name)
    if field := _FIELD_OF.get(key) or _FIELD_OF.get(key.replace(" ", "")):
        return field
    return "ward" if _ONS_WARD.fullmatch(key) else None


class Columns:
    """The columns of one file by field. `ignored` are those that nothing is read from."""

    def __init__(self, names: Iterable[str], mapping: Mapping[str, str]):
        names = list(names)
        wanted = self._wanted(names, mapping)
        by_field: dict[str, list[str]] = {}
        for name in names:
            field = wanted.get(name) or field_of(name)
            if field and field != IGNORE and (name in wanted or field not in wanted.values()):
                by_field.setdefault(field, []).append(name)
        for field, columns in by_field.items():
            if field not in MEETS_ALL:
                columns.sort(key=lambda name: _RANK_OF.get(plain_column(name), 0))
        if (
            not by_field.keys() & {"title"}
            and "run_by" not in wanted.values()
            and "run_by" in by_field
        ):
            by_field["title"] = by_field.pop("run_by")
        self.by_field = by_field
        used = {name for columns in by_field.values() for name in columns}
        self.ignored = [name for name in names if name not in used]
        if names and "title" not in by_field:
            raise UnusableFile(
                _("No column holds a title. The columns are: %(columns)s. Say which one it is with "
                  "--map COLUMN=title.") % {"columns": ", ".join(names[:40])}
            )  # fmt: skip

    @staticmethod
    def _wanted(names: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
        by_key = {plain_column(name): name for name in reversed(names)}
        wanted = {}
        for column, field in mapping.items():
            name = column if column in names else by_key.get(plain_column(column))
            if name is None:
                raise UnusableFile(
                    _("There is no column “%(column)s”. The columns are: %(columns)s.")
                    % {"column": column, "columns": ", ".join(names[:40])}
                )
            field = plain_column(field).replace(" ", "_") or IGNORE
            if field not in FIELDS and field != IGNORE:
                raise UnusableFile(
                    _("There is no field “%(field)s”. The fields are: %(fields)s.")
                    % {"field": field, "fields": ", ".join([*FIELDS, IGNORE])}
                )
            wanted[name] = field
        return wanted

    def cell(self, record: Record, field: str) -> str:
        """The first filled cell of a field; empty where there is none."""
        for name in self.by_field.get(field, ()):
            if text := record.cells.get(name):
                return text
        return ""

    def cells(self, record: Record, field: str) -> list[str]:
        """All filled cells of a field, in the order of the file's columns."""
        return [text for name in self.by_field.get(field, ()) if (text := record.cells.get(name))]
