"""Files as they come: what the readers make of bytes, whatever these are."""

import json
from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeds_leaders.errors import UnusableFile
from projects.choices import LedBy, Stage
from projects.imports import read_table, values
from projects.imports.columns import FIELDS, Columns, field_of
from projects.imports.coordinates import number, pair, to_degrees
from projects.imports.places import Locator
from projects.imports.wording import items, line, paragraphs

WORDS = "Title,Café\nNüshu – “reading”,£5\n"


def cells_of(content: bytes) -> list[dict]:
    return [record.cells for record in read_table(content).records]


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode("utf-8"),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("utf-16"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.encode("utf-32"),
        WORDS.encode("cp1252"),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16",
        "le",
        "be",
        "le without mark",
        "be without mark",
        "utf-32",
        "cp1252",
    ],
)
def test_every_encoding_that_a_spreadsheet_writes_is_read(content):
    assert cells_of(content) == [{"Title": "Nüshu – “reading”", "Café": "£5"}]


def test_rows_of_two_programs_pasted_together_are_both_read():
    content = "Title\nCafé Été Nüshu\n".encode() + "Crêperie\n".encode("cp1252")

    assert cells_of(content) == [{"Title": "Café Été Nüshu"}, {"Title": "Crêperie"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_texts_hold_others(delimiter):
    rows = [
        ["Name", "Lat", "Lon", "Description"],
        ["One", "53.8", "-1.5", '"a, b; c\td | e, f, g, h"'],
        ["Two", "53.9", "-1.6", '"i, j"'],
    ]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode()

    assert [record["Lat"] for record in cells_of(content)] == ["53.8", "53.9"]
    assert cells_of(content)[0]["Description"] == "a, b; c\td | e, f, g, h"


def test_semicolons_and_decimal_commas_go_together():
    content = b"Name;Lat;Lon\nOne;53,8;-1,5\nTwo;53,9;-1,6\n"

    assert cells_of(content)[1] == {"Name": "Two", "Lat": "53,9", "Lon": "-1,6"}


def test_a_delimiter_that_excel_states_is_believed():
    table = read_table(b"sep=;\r\nFoo;Bar\r\n1,2;3\r\n")

    assert [(r.line, r.cells) for r in table.records] == [(3, {"Foo": "1,2", "Bar": "3"})]


def test_lines_above_the_header_are_passed_over_and_said():
    table = read_table(b"Community projects 2026,,\n,,\nName,Lat,Lon\nOne,53.8,-1.5\n")

    assert table.columns == ["Name", "Lat", "Lon"]
    assert table.records[0].line == 4
    assert "line 3" in table.notes[0]


def test_headers_lose_stray_spaces_and_keep_apart_when_they_are_the_same():
    table = read_table("\u00a0 Project\u00a0 Name ,LAT , Note,Note,,\nA,1,b,c,d,\n".encode())

    assert table.columns == ["Project Name", "LAT", "Note", "Note (2)"]


def test_a_row_is_named_by_the_physical_line_on_which_it_starts():
    content = b'Name,Story\nOne,"first\nsecond\r\nthird"\n\n\nTwo,x\r\nThree,y\rFour,z'

    assert [r.line for r in read_table(content).records] == [2, 7, 8, 9]


def test_a_quotation_mark_that_is_never_closed_refuses_the_file_with_its_line():
    with pytest.raises(UnusableFile, match="Line 3: a quotation mark"):
        read_table(b'Name,Story\nOne,a\nTwo,"b\nThree,c\nFour,d\n')


def test_ragged_rows_are_filled_or_faulted():
    short, trailing, long = read_table(b"Name,Lat,Lon\nA\nB,1,2,,,\nC,1,2,3\n").records

    assert short.cells == {"Name": "A"}
    assert not short.fault
    assert not trailing.fault
    assert "4 cells where the header has 3" in long.fault


def test_nuls_and_control_characters_do_not_stop_a_file():
    content = b"Name,Story\nA\x00B,one\x07two\x0b\nC,d\n"

    (first, _second) = cells_of(content)
    assert first["Name"] == "AB"
    assert line(first["Story"]) == "onetwo"


def test_a_huge_cell_is_read_and_cut_later():
    content = b"Name,Story\nA," + b"word " * 100_000 + b"\n"

    assert len(cells_of(content)[0]["Story"]) == 500_000
    assert len(paragraphs(cells_of(content)[0]["Story"])) <= 200_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\x00\x00\x00", "empty"),
        (b"Name,Lat,Lon\n", "header and no rows"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'\n<?xml version="1.0"?><kml>', "web page or XML"),
        (bytes(range(1, 32)) * 40, "does not look like text"),
        (b"{", "not JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "no feature"),
        (b'{"rows": [1, 2]}', "not GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "not GeoJSON"),
        (b'{"features": [{"type": "Feature", "properties": {}}, {"type":', "after feature 1"),
        (b'{"features": [{"properties": {"a": ' + b"9" * 5000 + b"}}]}", "not JSON"),
        (b'{"features": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"features": [{"geometry": ' + b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(content, words):
    with pytest.raises(UnusableFile, match=words):
        read_table(content)


def point_of(geometry) -> tuple | None:
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": geometry}
    record = read_table(json.dumps(feature).encode()).records[0]
    return record.fault or record.point


SQUARE = [[-1.6, 53.8], [-1.5, 53.8], [-1.5, 53.9], [-1.6, 53.9]]


@pytest.mark.parametrize(
    ("geometry", "point"),
    [
        (None, None),
        ({"type": "Point", "coordinates": [-1.5, 53.8]}, (-1.5, 53.8)),
        ({"type": "Point", "coordinates": [-1.5, 53.8, 120.5]}, (-1.5, 53.8)),
        ({"type": "Point", "coordinates": []}, None),
        ({"type": "MultiPoint", "coordinates": [[-1.5, 53.8], [0, 0]]}, (-1.5, 53.8)),
        ({"type": "LineString", "coordinates": [[-1.6, 53.8], [-1.4, 53.8]]}, (-1.5, 53.8)),
        ({"type": "LineString", "coordinates": [[-1.6, 53.8], [-1.6, 53.8]]}, (-1.6, 53.8)),
        ({"type": "Polygon", "coordinates": [SQUARE]}, (-1.55, 53.85)),  # a ring left open
        ({"type": "Polygon", "coordinates": [[*SQUARE, SQUARE[0]]]}, (-1.55, 53.85)),
        ({"type": "Polygon", "coordinates": [[[*xy, 7] for xy in SQUARE]]}, (-1.55, 53.85)),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 0.001], [0.001, 0]]], [SQUARE]]},
         (-1.55, 53.85)),
        ({"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [0, 0]},
            {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "coordinates": [SQUARE]},
            ]},
        ]}, (-1.55, 53.85)),
        ({"type": "Point", "coordinates": ["-1.5", "53.8"]}, (-1.5, 53.8)),
    ],
)  # fmt: skip
def test_one_point_stands_for_every_kind_of_shape(geometry, point):
    assert point_of(geometry) == (point if point is None else pytest.approx(point))


def test_the_point_of_a_bent_area_lies_inside_it():
    bent = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 8], [8, 8], [8, 1], [0, 1]]

    x, y = point_of({"type": "Polygon", "coordinates": [bent]})

    assert x > 8 or y < 1 or y > 8


@pytest.mark.parametrize(
    "geometry",
    [
        7,
        [],
        {"type": "Blob", "coordinates": [1, 2]},
        {"type": "Point"},
        {"type": "Point", "coordinates": [1]},
        {"type": "Point", "coordinates": [None, 2]},
        {"type": "Point", "coordinates": [float("nan"), 2]},
        {"type": "Polygon", "coordinates": [1, 2]},
        {"type": "GeometryCollection", "geometries": [3]},
    ],
)
def test_a_shape_that_is_none_is_said_of_its_feature_alone(geometry):
    assert point_of(geometry) == "its geometry cannot be read"


def test_a_geojson_may_be_a_collection_a_list_one_feature_or_lines_of_features():
    feature = {"type": "Feature", "properties": {"name": "A"}, "geometry": None}
    one = json.dumps(feature)
    for text in (
        json.dumps({"type": "FeatureCollection", "crs": {"x": [1]}, "features": [feature]}),
        json.dumps({"features": [feature], "bbox": [1, 2, 3, 4], "type": "FeatureCollection"}),
        json.dumps([feature]),
        one,
        f"\ufeff{one}\n",
        f"\x1e{one}\n",
    ):
        assert cells_of(text.encode()) == [{"name": "A"}]
    assert [r.line for r in read_table(f"{one}\n{one}\n{one}".encode()).records] == [1, 2, 3]


def test_features_without_properties_or_sense_do_not_stop_the_others():
    text = json.dumps([
        {"type": "Feature", "properties": None, "geometry": None},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}},
        "nonsense", 7, None, [],
        {"type": "Feature", "id": 12, "properties": {"a": {"b": 1}, "c": True, "d": 5.0,
         "tags": ["x", "y"], "e": "\ud800"}, "geometry": None},
    ])  # fmt: skip
    records = read_table(text.encode()).records

    assert [bool(record.fault) for record in records] == [
        False,
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert records[6].cells == {"d": "5", "tags": "x\ny", "e": "\ud800", "id": "12"}
    assert line(records[6].cells["e"]) == ""


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("  PROJECT\u00a0Name ", "title"), ("projectName", "title"), ("Lat", "latitude"),
        ("LONG", "longitude"), ("POINT_X", "longitude"), ("addr:postcode", "postcode"),
        ("Post Code", "postcode"), ("WD25CD", "ward"), ("WD19NM", "ward"), ("Ward_Name", "ward"),
        ("E-mail", "contact"), ("Lat, Long", "location"), ("@id", "id"), ("OBJECTID", "id"),
        ("contact:website", "links"), ("Led by", "led_by"), ("End date", "ends_on"),
        ("Shoe size", None), ("", None),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(name, field):
    assert field_of(name) == field


def test_no_name_stands_for_two_fields():
    names = [name for names in FIELDS.values() for name in names]

    assert len(names) == len(set(names))


def test_a_mapping_goes_before_what_a_name_says():
    columns = Columns(["Name", "What", "Type"], {"what": "title", "Type": "ignore"})

    assert columns.by_field == {"title": ["What"]}
    assert columns.ignored == ["Name", "Type"]


def test_an_organisation_is_the_title_only_where_there_is_no_other():
    assert Columns(["Organisation", "Lat"], {}).by_field["title"] == ["Organisation"]
    assert Columns(["Organisation", "Project"], {}).by_field["run_by"] == ["Organisation"]


def test_wrong_mappings_and_missing_titles_say_what_is_possible():
    with pytest.raises(UnusableFile, match=r"no column “Nome”. The columns are: Name, Lat"):
        Columns(["Name", "Lat"], {"Nome": "title"})
    with pytest.raises(UnusableFile, match=r"no field “titel”. The fields are: .*title"):
        Columns(["Name", "Lat"], {"Name": "titel"})
    with pytest.raises(UnusableFile, match=r"No column holds a title. .*--map"):
        Columns(["Foo", "Lat"], {})


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  a\u00a0 b\t c ", "a b c"),
        ("<p>One &amp; two</p><p>Three</p>", "One & two\nThree"),
        ("&lt;b&gt;bold&lt;/b&gt; words<br/>here", "bold words\nhere"),
        ("<script>alert(1)</script>Safe", "Safe"),
        ("ages <16 & over", "ages <16 & over"),
        ("\u202eevil\x07", "evil"),
        ("N/A", ""), ("null", ""), (" - ", ""), ("None", ""),
    ],
)  # fmt: skip
def test_cells_become_plain_words(cell, text):
    assert "\n".join(filter(None, paragraphs(cell).split("\n"))) == text


@pytest.mark.parametrize(
    "cell",
    ["food, sport,arts", "food; sport;arts;", "food|sport | arts", "food\nsport\r\narts",
     '["food", "sport", "arts"]', "['food', 'sport', 'arts']", "{food,sport,arts}",
     "• food\n• sport\n• arts", "<ul><li>food</li><li>sport</li><li>arts</li></ul>"],
)  # fmt: skip
def test_lists_in_cells_are_taken_apart(cell):
    assert items(cell) == ["food", "sport", "arts"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-05-31", date(2026, 5, 31)), ("31/05/2026", date(2026, 5, 31)),
        ("31.5.26", date(2026, 5, 31)), ("31st May 2026", date(2026, 5, 31)),
        ("May 31, 2026", date(2026, 5, 31)), ("31-May-26", date(2026, 5, 31)),
        ("2026-05-31T10:00:00Z", date(2026, 5, 31)), ("31/05/2026 00:00", date(2026, 5, 31)),
        ("46173", date(2026, 5, 31)), ("Sunday 31 May 2026", date(2026, 5, 31)),
        ("1999-12-31", None), ("2101-01-01", None), ("0001-01-01", None), ("31/02/2026", None),
        ("soon", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them_here(words, day):
    assert values.day(words) == day


def test_stages_and_kinds_of_lead_are_known_by_other_words():
    assert values.stage("In progress") == Stage.UNDER_WAY
    assert values.stage("CLOSED") == Stage.ENDED
    assert values.stage("purple") is None
    assert values.led_by("Registered Charity") == LedBy.CHARITY
    assert values.led_by("way") is None


def test_only_web_addresses_become_links():
    good, bad = values.links("www.a.org; https://b.org/x,y javascript:alert(1) no/way")

    assert good == ["https://www.a.org", "https://b.org/x,y"]
    assert bad == ["javascript:alert(1)", "no/way"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("53,8", 53.8), (" 53.8° N ", 53.8), ("1.55 W", -1.55), ("−1.5", -1.5), ("", None),
     ("nan", None), ("inf", None), ("1_000", None), ("abc", None), ("53.8.1", None)],
)  # fmt: skip
def test_numbers_are_read_as_they_were_typed(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "53.8,-1.5",
        "(53.8, -1.5)",
        "53.8 -1.5",
        "53,8; -1,5",
        "53,8, -1,5",
        "53.8N 1.5W",
        "[53.8|-1.5]",
    ],
)
def test_two_numbers_in_one_cell_are_told_apart(text):
    assert pair(text) == (53.8, -1.5)


def test_metres_of_the_grid_and_of_web_maps_become_degrees():
    assert to_degrees(430_000, 433_900) == pytest.approx((53.8006, -1.5459), abs=0.001)
    assert to_degrees(-172_088, 7_131_000) == pytest.approx((53.79, -1.5459), abs=0.05)
    assert to_degrees(1e300, 0) is None
    assert to_degrees(float("nan"), 0) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "cell",
    ["a" + "\u0301\u0327" * 90_000, " " * 180_000 + "x", "<br" * 60_000, "<b>" * 60_000,
     "1" * 180_000, "x/" * 90_000, "http://" + "a." * 90_000, "GEOMETRYCOLLECTION(" * 9_000,
     '{"a":' * 30_000],
    ids=["marks", "spaces", "open tags", "nested tags", "digits", "slashes", "link", "wkt", "json"],
)  # fmt: skip
def test_no_cell_takes_long_to_read(cell):
    began = process_time()

    paragraphs(cell), items(cell), values.links(cell), values.day(cell), pair(cell), number(cell)
    Locator._in_one_cell(cell)

    assert process_time() - began < 5  # seconds; the careless way took minutes


JSONISH = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "features", "geometry", "coordinates", "properties", "id", "name"]
            ),
            inner | st.sampled_from(["Feature", "Point", "Polygon", "MultiPolygon", "LineString"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)
TABLEISH = st.text(alphabet='abN,;\t|"\r\n\x00\x1e\x85\u2028é{}[]<&=\ud800', max_size=120)


@given(
    st.binary(max_size=300)
    | TABLEISH.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | TABLEISH.map(lambda text: b"Name,Lat,Lon\n" + text.encode("utf-16", "surrogatepass"))
    | JSONISH.map(lambda value: json.dumps(value).encode())
    | JSONISH.map(lambda value: json.dumps([{"type": "Feature", "geometry": value}]).encode())
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_a_table_or_a_refusal(content):
    try:
        table = read_table(content)
    except UnusableFile:
        return
    assert table.records
    assert all(record.line >= 1 for record in table.records)


@given(st.text(max_size=200) | st.text(alphabet="<>&;#/pbr \n\x00\u202e0x", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_cell_becomes_words_that_can_be_shown(cell):
    text = paragraphs(cell)

    assert text.encode("utf-8").decode() == text
    assert not any(character < " " and character != "\n" for character in text)
    assert "\n" not in line(cell)
    items(cell)
    values.day(cell)
    values.links(cell)
    values.stage(cell)
    pair(cell)
