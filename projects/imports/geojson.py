"""GeoJSON feature by feature, so that a large map never stands in memory as a whole."""

import json
from collections.abc import Iterator
from json import JSONDecodeError

from django.utils.translation import gettext as _

from leeds_leaders.errors import UnusableFile
from projects.imports.geometry import UnreadableShape, representative_point
from projects.imports.records import Record, Table

_WHITE = " \t\n\r\x1e"  # RFC 8142 puts a record separator before each text of a sequence
_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip
_decoder = json.JSONDecoder()


def read_geojson(text: str) -> Table:
    """The features of a FeatureCollection, a bare list, one Feature, or one Feature per line.

    Raises `UnusableFile` with the number of the feature that breaks off.
    """
    columns: dict[str, None] = {}
    records = []
    for number, feature in enumerate(_Scanner(text).features(), start=1):
        record = _record(number, feature)
        columns.update(dict.fromkeys(record.cells))
        records.append(record)
    if not records:
        raise UnusableFile(_("This GeoJSON holds no feature."))
    return Table(list(columns), records, "GeoJSON", counts_features=True)


class _Scanner:
    """Walks the outermost objects and lists itself and leaves each feature to `json`."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0
        self.done = 0

    def features(self) -> Iterator[object]:
        """Every feature, in order."""
        try:
            while self._next():
                if self._next() == "[":
                    yield from self._elements()
                else:
                    yield from self._of_object()
        except JSONDecodeError as error:
            raise self._broken(error.lineno, error.msg) from None
        except (ValueError, RecursionError) as error:
            words = (
                _("it is nested too deeply") if isinstance(error, RecursionError) else str(error)
            )
            raise self._broken(self.text.count("\n", 0, self.at) + 1, words) from None

    def _broken(self, line: int, words: str) -> UnusableFile:
        return UnusableFile(
            _("Line %(line)d, after feature %(number)d: this is not JSON: %(words)s.")
            % {"line": line, "number": self.done, "words": words}
        )

    def _next(self) -> str:
        """The next character that is not white space; empty at the end."""
        while self.at < len(self.text) and self.text[self.at] in _WHITE:
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _value(self) -> object:
        self._next()
        value, self.at = _decoder.raw_decode(self.text, self.at)
        return value

    def _take(self, expected: str) -> str:
        found = self._next()
        if not found or found not in expected:
            words = " or ".join(repr(character) for character in expected)
            raise JSONDecodeError(f"expecting {words}", self.text, self.at)
        self.at += 1
        return found

    def _elements(self) -> Iterator[object]:
        self._take("[")
        if self._next() == "]":
            self.at += 1
            return
        while True:
            yield self._value()
            self.done += 1
            if self._take(",]") == "]":
                return

    def _of_object(self) -> Iterator[object]:
        """The features of an object, or the object itself where it is a feature."""
        members: dict[str, object] = {}
        is_collection = False
        self._take("{")
        more = self._next() != "}"
        if not more:
            self.at += 1
        while more:
            if self._next() != '"':
                raise JSONDecodeError("expecting a name in quotation marks", self.text, self.at)
            name = str(self._value())
            self._take(":")
            if name == "features" and self._next() == "[":
                is_collection = True
                yield from self._elements()
            else:
                members[name] = self._value()
            more = self._take(",}") == ","
        if is_collection:
            return
        kind = str(members.get("type"))
        if kind in _GEOMETRIES:
            members = {"geometry": members}
        elif kind != "Feature":
            raise UnusableFile(
                _("This is JSON but not GeoJSON: it has no list of features. Save it as GeoJSON.")
            )
        yield members
        self.done += 1


def _record(number: int, feature: object) -> Record:
    if not isinstance(feature, dict) or not feature.keys() & {"properties", "geometry"}:
        return Record(number, {}, fault=_("it is not a feature"))
    properties = feature.get("properties")
    cells = {
        str(name): text
        for name, value in (properties.items() if isinstance(properties, dict) else ())
        if (text := _as_text(value)).strip()
    }
    if "id" in feature and not any(name.casefold() in {"id", "@id"} for name in cells):
        identity = _as_text(feature["id"])
        if identity.strip():
            cells["id"] = identity
    try:
        point = representative_point(feature.get("geometry"))
    except UnreadableShape:
        return Record(number, cells, fault=_("its geometry cannot be read"))
    return Record(number, cells, point=point)


def _as_text(value: object) -> str:
    """A property as the text a cell would hold; a list has one item on each line."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return "\n".join(text for item in value[:100] if (text := _as_text(item)))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if not isinstance(value, int) or abs(value) < 10**30 else ""
