"""The city's ground: wards, hexagons, boundaries, postcodes, places by name."""

import csv
import io
import json
import random
import time
from math import cos, hypot, radians

import pytest
import shapely
from django.conf import settings
from django.core.management import CommandError, call_command

from leeds_leaders.geography import actions, wards
from leeds_leaders.geography.errors import UnusableFile
from leeds_leaders.geography.grid import to_wgs84
from leeds_leaders.geography.hexes import WardCount, hex_city
from leeds_leaders.geography.models import Area, Postcode, Ward
from leeds_leaders.geography.places import find_places
from leeds_leaders.geography.wards import WardFinder, finder, plain_name
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
CITY = settings.CITY
CODE = CITY.authority_code

# The 33 -------------------------------------------------------------------------------------


def test_leeds_has_33_wards_in_its_box_and_each_a_hexagon_of_its_own():
    rows = list(Ward.objects.all())
    assert len(rows) == 33
    assert len({(w.hex_column, w.hex_row) for w in rows}) == 33
    assert all(CITY.has_point(w.latitude, w.longitude) for w in rows)
    assert all(w.residents > 10_000 for w in rows)
    assert len({w.slug for w in rows}) == 33


def test_laying_out_again_changes_nothing_and_keeps_loaded_boundaries():
    Ward.objects.filter(slug="armley").update(boundary={"type": "Polygon", "coordinates": []})
    before = list(Ward.objects.values_list()), list(Area.objects.values_list())
    assert actions.lay_out(CITY) == 33
    assert (list(Ward.objects.values_list()), list(Area.objects.values_list())) == before


def test_neighbouring_hexagons_touch_and_none_overlap():
    counts = [WardCount(w.slug, w.name, (w.hex_column, w.hex_row), 1) for w in Ward.objects.all()]
    hexes, width, height = hex_city(counts)
    assert len(hexes) == 33
    gaps = [hypot(a.x - b.x, a.y - b.y) for n, a in enumerate(hexes) for b in hexes[n + 1 :]]
    assert min(gaps) > 69  # the width of a hexagon is √3 × 40
    assert sum(gap < 70 for gap in gaps) > 50
    assert all(0 < h.x < width and 0 < h.y < height for h in hexes)


def test_the_north_is_up_and_the_west_is_left():
    placed = {w.slug: w for w in Ward.objects.all()}
    hexes = {
        h.slug: h
        for h in hex_city(
            [WardCount(w.slug, w.name, (w.hex_column, w.hex_row), 0) for w in placed.values()]
        )[0]
    }
    north = max(placed.values(), key=lambda w: w.latitude).slug
    south = min(placed.values(), key=lambda w: w.latitude).slug
    assert hexes[north].y < hexes[south].y


def test_shades_follow_the_counts_and_nothing_is_blank_by_mistake():
    counts = [WardCount(f"w{n}", f"Ward {n}", (n, 0), n * n) for n in range(10)]
    shades = [h.shade for h in sorted(hex_city(counts)[0], key=lambda h: h.count)]
    assert shades == sorted(shades)
    assert shades[0] == 0
    assert 0 not in shades[1:]
    assert shades[-1] == 5


def test_a_ward_without_a_hexagon_is_left_to_the_table():
    assert hex_city([WardCount("a", "A", None, 3)]) == ([], 0.0, 0.0)
    assert hex_city([]) == ([], 0.0, 0.0)


def test_the_hexagons_and_the_table_say_the_same(client):
    ProjectFactory()
    page = client.get("/wards/").content.decode()
    assert 'aria-label="Armley: 1"' in page
    assert page.count('class="hex ') == 33
    assert page.count('<th scope="row">') == 33


# Names and codes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("Armley", "armley"),
        (" ARMLEY ", "armley"),
        ("Adel & Wharfedale", "adel-wharfedale"),
        ("Adel and Wharfedale", "adel-wharfedale"),
        ("adel AND wharfedale", "adel-wharfedale"),
        ("adel-wharfedale", "adel-wharfedale"),
        ("Cross Gates & Whinmoor", "cross-gates-whinmoor"),
        ("Crossgates and Whinmoor", "cross-gates-whinmoor"),
        ("E05012841", "adel-wharfedale"),
        ("e05011382", "adel-wharfedale"),
        ("E05001411", "adel-wharfedale"),
    ],
)
def test_a_ward_is_known_by_any_code_and_spelling(said, slug):
    assert WardFinder().named(said).slug == slug


@pytest.mark.parametrize("said", ["", " ", "Bradford", "E05000000", "and", "&", "\x00"])
def test_what_is_no_ward_of_ours_is_none(said):
    assert WardFinder().named(said) is None


def test_every_name_and_former_code_leads_to_one_ward_alone():
    keys: dict[str, str] = {}
    for ward in Ward.objects.all():
        for key in (ward.code, *ward.former_codes, plain_name(ward.name)):
            assert keys.setdefault(key, ward.code) == ward.code


# The National Grid ----------------------------------------------------------------------------

KNOWN = [
    # Ordnance Survey, "A guide to coordinate systems in Great Britain", worked example
    (651409.903, 313177.270, 52.657977, 1.716038),
    # Leeds Town Hall, and corners of the country, from Ordnance Survey's own transformation
    (429830, 434020, 53.80162, -1.54852),
    (531000, 180000, 51.50340, -0.11410),
]


@pytest.mark.parametrize(("east", "north", "latitude", "longitude"), KNOWN)
def test_the_grid_becomes_degrees_within_some_metres(east, north, latitude, longitude):
    found = to_wgs84(east, north)
    off = hypot(
        (found[0] - latitude) * 111_195, (found[1] - longitude) * 111_195 * cos(radians(latitude))
    )
    assert off < (10 if (east, north) == KNOWN[0][:2] else 120)


def test_a_kilometre_on_the_grid_is_a_kilometre_on_the_ground():
    here, east, north = to_wgs84(430000, 433000), to_wgs84(431000, 433000), to_wgs84(430000, 434000)
    width = cos(radians(here[0])) * 111_320
    assert hypot((east[0] - here[0]) * 111_195, (east[1] - here[1]) * width) == pytest.approx(
        1000, abs=5
    )
    assert hypot((north[0] - here[0]) * 111_195, (north[1] - here[1]) * width) == pytest.approx(
        1000, abs=5
    )


# Boundaries -----------------------------------------------------------------------------------


def square(latitude: float, longitude: float, half: float = 0.01) -> dict:
    west, east, south, north = longitude - half, longitude + half, latitude - half, latitude + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def around(slug: str, half: float = 0.01) -> dict:
    ward = Ward.objects.get(slug=slug)
    return square(ward.latitude, ward.longitude, half)


def collection(*features) -> io.StringIO:
    return io.StringIO(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "properties": properties, "geometry": geometry}
                    for properties, geometry in features
                ],
            }
        )
    )


def load(*features) -> tuple[int, list[str]]:
    return actions.load_boundaries(collection(*features), authority_code=CODE)


@pytest.mark.parametrize(
    "properties",
    [
        {"WD25CD": "E05011385", "WD25NM": "Armley", "LAD25CD": CODE},
        {"WD16CD": "E05001414", "WD16NM": "Armley", "LAD16CD": CODE},
        {"wd24cd": "E05011385", "wd24nm": "Armley", "lad24cd": CODE},
        {"WD11CD": "E05099999", "WD11NM": "Armley", "LAD11CD": CODE},
        {"WD25NM": "ARMLEY", "LAD25CD": CODE},
        {"ward_code": "E05011385"},
        {"code": "E05011385", "name": "Somewhere"},
        {"name": "Armley"},
        {"Ward_Name": "armley"},
        {
            "OBJECTID": 7,
            "WD25CD": "E05011385",
            "WD25NMW": None,
            "LAD25CD": CODE,
            "Shape__Area": 1.5,
        },
    ],
    ids=lambda p: " ".join(map(str, p)),
)
def test_boundaries_of_any_year_are_understood(properties):
    loaded, missing = load((properties, around("armley")))
    assert loaded == 1
    assert len(missing) == 32
    assert "Armley" not in missing
    assert Ward.objects.get(slug="armley").boundary["type"] == "Polygon"


def test_wards_of_other_cities_are_passed_over():
    loaded, _missing = load(
        ({"WD25CD": "E05011385", "WD25NM": "Armley", "LAD25CD": CODE}, around("armley")),
        (
            {"WD25CD": "E05001345", "WD25NM": "Horsforth", "LAD25CD": "E08000032"},
            square(53.8, -1.75),
        ),
        ({"WD25CD": "E05001345", "WD25NM": "Horsforth"}, square(53.8, -1.75)),
    )
    assert loaded == 1
    assert Ward.objects.get(slug="horsforth").boundary is None


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "cannot be read"),
        ({}, "cannot be read"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": "x"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": []}, "not an area"),
        (
            {"type": "Polygon", "coordinates": [[[-1.5, 53.8], [-1.4, 53.8], [-1.4, 53.9]]]},
            "cannot be read",
        ),
        ({"type": "Point", "coordinates": [-1.5, 53.8]}, "not an area"),
        ({"type": "LineString", "coordinates": [[-1.5, 53.8], [-1.4, 53.8]]}, "not an area"),
        (square(433_000, 430_000, 1000), "not in the National Grid"),
        (
            {"type": "Polygon", "coordinates": [[[1e999, 1], [2, 2], [3, 1], [1e999, 1]]]},
            "not an area|cannot be read",
        ),
        ({"type": "Nonsense", "coordinates": [1, 2]}, "cannot be read"),
        ([1, 2], "cannot be read"),
        ("x", "cannot be read"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_boundary_that_cannot_be_used_is_refused_in_words_and_nothing_is_changed(geometry, words):
    good = {"WD25CD": "E05011389", "WD25NM": "Bramley", "LAD25CD": CODE}
    with pytest.raises(UnusableFile, match=words) as refusal:
        load(
            ({"WD25NM": "Bramley & Stanningley", "LAD25CD": CODE}, around("bramley-stanningley")),
            (good | {"WD25CD": "E05011385", "WD25NM": "Armley"}, geometry),
        )
    assert "Feature 2 (Armley)" in str(refusal.value)
    assert not Ward.objects.exclude(boundary=None).exists()


def test_a_ring_that_crosses_itself_is_mended():
    ward = Ward.objects.get(slug="armley")
    x, y = ward.longitude, ward.latitude
    bow = [[x, y], [x + 0.1, y + 0.1], [x + 0.1, y], [x, y + 0.1], [x, y]]
    load(({"name": "Armley"}, {"type": "Polygon", "coordinates": [bow]}))
    assert shapely.from_geojson(json.dumps(Ward.objects.get(slug="armley").boundary)).is_valid


def test_a_ring_with_a_spike_keeps_its_area():
    ward = Ward.objects.get(slug="armley")
    x, y = ward.longitude, ward.latitude
    ring = [
        [x, y],
        [x + 0.1, y],
        [x + 0.2, y],
        [x + 0.1, y],
        [x + 0.1, y + 0.1],
        [x, y + 0.1],
        [x, y],
    ]
    assert load(({"name": "Armley"}, {"type": "Polygon", "coordinates": [ring]}))[0] == 1


def test_heights_are_dropped_and_islands_kept():
    armley = around("armley")
    high = [[[*point, 70.5] for point in ring] for ring in armley["coordinates"]]
    island = square(53.75, -1.5, 0.001)["coordinates"]
    load(({"name": "Armley"}, {"type": "MultiPolygon", "coordinates": [high, island]}))
    boundary = Ward.objects.get(slug="armley").boundary
    assert boundary["type"] == "MultiPolygon"
    assert "70.5" not in json.dumps(boundary)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "5",
        '"features"',
        "{}",
        '{"features": null}',
        '{"features": 5}',
        '{"features": {}}',
        '{"features": []}',
        '{"features": [null, 5, "x", []]}',
        '{"features": [{"properties": [1, 2], "geometry": null}]}',
        '{"features": [{"properties": "x"}]}',
        '{"features": [{"properties": {"WD25CD": {"a": 1}, "WD25NM": [1]}}]}',
        "[" * 100_000,
        '{"features": [{"properties": {"name": "Bradford"}}]}',
        "<html></html>",
    ],
    ids=lambda text: text[:40],
)
def test_a_file_that_is_no_map_of_wards_is_refused_in_words(text):
    with pytest.raises(UnusableFile, match=r"not a GeoJSON|No ward of"):
        actions.load_boundaries(io.StringIO(text), authority_code=CODE)


def test_the_command_says_what_it_did_and_what_is_missing(tmp_path, capsys):
    file = tmp_path / "wards.geojson"
    file.write_text("\ufeff" + collection(({"name": "Armley"}, around("armley"))).read(), "utf-8")
    call_command("load_wards", file)
    said = capsys.readouterr().out
    assert "1 wards have their boundary now." in said
    assert "Alwoodley" in said


@pytest.mark.parametrize("command", ["load_wards", "load_postcodes"])
def test_a_command_refuses_bad_files_in_one_line(tmp_path, command):
    for name, content in {
        "a": b"nonsense",
        "b": b"\xff\xfe\x00",
        "c": b"",
        "d": b"a,b\n1,2\n",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError) as refusal:
            call_command(command, tmp_path / name)
        assert "\n" not in str(refusal.value)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(command, tmp_path / "not there")


# Point → ward ---------------------------------------------------------------------------------


def test_without_boundaries_a_ward_is_proposed_and_marked_as_approximate():
    armley = Ward.objects.get(slug="armley")
    proposal = finder().at(armley.latitude + 0.0005, armley.longitude)
    assert (proposal.code, proposal.name, proposal.is_approximate) == (armley.code, "Armley", True)


def test_with_boundaries_a_point_finds_its_ward_exactly_or_none():
    armley = Ward.objects.get(slug="armley")
    load(({"name": "Armley"}, around("armley")))
    inside = finder().at(armley.latitude + 0.009, armley.longitude - 0.009)
    assert (inside.code, inside.is_approximate) == (armley.code, False)
    assert finder().at(armley.latitude + 0.011, armley.longitude) is None


def test_a_point_on_the_border_of_two_wards_is_in_one_of_them():
    x, y = -1.6, 53.8
    left, right = square(y, x - 0.01), square(y, x + 0.01)
    load(({"name": "Armley"}, left), ({"name": "Alwoodley"}, right))
    assert finder().at(y + 0.005, x).name in {"Armley", "Alwoodley"}


def test_newly_loaded_boundaries_are_used_at_once():
    armley = Ward.objects.get(slug="armley")
    assert finder().at(armley.latitude, armley.longitude).is_approximate
    load(({"name": "Armley"}, around("armley")))
    assert not finder().at(armley.latitude, armley.longitude).is_approximate


def test_the_wards_are_prepared_once_for_many_questions(django_assert_num_queries):
    finder()
    with django_assert_num_queries(1):
        again = finder()
    assert wards._prepared[1] is again


def test_a_look_up_takes_a_tenth_of_a_millisecond():
    tiles = []
    for number, ward in enumerate(Ward.objects.order_by("code")):
        chance = random.Random(number)
        points = [
            (ward.longitude + chance.gauss(0, 0.02), ward.latitude + chance.gauss(0, 0.01))
            for _ in range(800)
        ]
        hull = shapely.concave_hull(shapely.MultiPoint(points), ratio=0.1)
        tiles.append(({"name": ward.name}, json.loads(shapely.to_geojson(hull))))
    load(*tiles)
    look_up = finder().at
    chance = random.Random(1)
    asked = [(chance.uniform(53.7, 53.95), chance.uniform(-1.8, -1.3)) for _ in range(10_000)]
    started = time.process_time()
    found = [look_up(*point) for point in asked]
    took = (time.process_time() - started) / len(asked)
    assert sum(p is not None for p in found) > 1000
    assert took < 0.0001, f"{took * 1e6:.0f} µs a point"


def ward_at(client, **query) -> tuple[int, dict]:
    answer = client.get("/places/ward.json", query)
    return answer.status_code, answer.json()


def test_the_pickers_question_is_answered_as_promised(client):
    armley = Ward.objects.get(slug="armley")
    assert ward_at(client, lat=armley.latitude, lon=armley.longitude) == (
        200,
        {"code": armley.code, "name": "Armley", "approximate": True, "inside": True},
    )
    outside = {"code": "", "name": "", "approximate": False, "inside": False}
    assert ward_at(client, lat=51.5, lon=-0.1) == (200, outside)
    for wrong in ({"lat": "x", "lon": 1}, {"lat": "NaN", "lon": 1}, {"lat": 91, "lon": 0}, {}):
        status, answer = ward_at(client, **wrong)
        assert (status, set(answer)) == (400, {"error"})


# Postcodes ------------------------------------------------------------------------------------

CODE_POINT_OPEN = f"""\
"LS8 1AA",10,432100,436200,"E92000001","E19000001","E18000001","","{CODE}","E05011385"
"LS81AB",10,432150,436250,"E92000001","E19000001","E18000001","","{CODE}","E05011385"
"LS8 9ZZ",90,0,0,"E92000001","E19000001","E18000001","","{CODE}","E05011385"
"BD1 1AA",10,416000,433000,"E92000001","E19000001","E18000001","","E08000032","E05001345"
"""
ONSPD = f"""\
\ufeffpcd,pcd2,pcds,dointr,doterm,oslaua,lat,long
LS8 1AA,LS8  1AA,LS8 1AA,198001,,{CODE},53.82,-1.51
LS8 1AB,LS8  1AB,LS8 1AB,198001,,{CODE},53.821,-1.511
BD1 1AA,BD1  1AA,BD1 1AA,198001,,E08000032,53.79,-1.75
ZZ9 9ZZ,ZZ9  9ZZ,ZZ9 9ZZ,198001,,{CODE},99.999999,0.000000
"""


def load_postcodes(text: str) -> int:
    return actions.load_postcodes(io.StringIO(text), city=CITY)


@pytest.mark.parametrize(
    "text",
    [CODE_POINT_OPEN, ONSPD, ONSPD.replace("oslaua", "LAD25CD").replace("\n", "\r\n")],
    ids=["Code-Point Open", "ONSPD", "ONSPD of another year"],
)
def test_both_kinds_of_postcode_file_are_read_and_the_citys_own_are_kept(text):
    districts = Postcode.objects.count()
    assert load_postcodes(text) == 2
    assert Postcode.objects.count() == districts + 2
    postcode = Postcode.objects.get(code="LS81AA")
    assert str(postcode) == "LS8 1AA"
    assert not postcode.is_district
    assert CITY.has_point(postcode.latitude, postcode.longitude)
    assert load_postcodes(text) == 2
    assert Postcode.objects.count() == districts + 2


def test_a_new_year_moves_a_postcode():
    load_postcodes(ONSPD)
    load_postcodes(ONSPD.replace("53.82,", "53.85,"))
    assert Postcode.objects.get(code="LS81AA").latitude == 53.85


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CODE_POINT_OPEN + '"LS8 1AC",10,here,there,"","","","",""\n', "Line 5"),
        (CODE_POINT_OPEN + "LS8\n", "Line 5"),
        (CODE_POINT_OPEN + '"",10,432150,436250,"","","","","",""\n', "Line 5"),
        (ONSPD + f"LS8 1AC,x,LS8 1AC,198001,,{CODE},north,west\n", "Line 6"),
        ("name,price\napples,3\n", "Line 2|Line 1"),
        ("\n" + CODE_POINT_OPEN, None),
        ('"LS8 1AA\x00",10,432100,436200\n' * 3, "Line|No postcode"),
        ('"' + "x" * 200_000, "Line|No postcode"),
    ],
    ids=[
        "grid",
        "short",
        "no code",
        "onspd",
        "another table",
        "blank line first",
        "nul",
        "endless cell",
    ],
)
def test_a_bad_line_is_named_and_nothing_is_changed(text, line):
    before = set(Postcode.objects.values_list())
    if line is None:
        assert load_postcodes(text) == 2
        return
    with pytest.raises(UnusableFile, match=line):
        load_postcodes(text)
    assert set(Postcode.objects.values_list()) == before


@pytest.mark.parametrize("metres", ["nan", "inf", "-1", "1e9", "1e18", "1e300"])
def test_a_place_off_the_grid_is_passed_over_or_refused_and_keeps_nobody_waiting(metres):
    started = time.process_time()
    with pytest.raises(UnusableFile):
        load_postcodes(f'"LS8 1AA",10,432100,{metres},"","","","","",""\n')
    assert time.process_time() - started < 1


def test_a_file_of_another_city_is_refused():
    with pytest.raises(UnusableFile, match="No postcode of Leeds"):
        load_postcodes(CODE_POINT_OPEN.replace(CODE, "E08000032"))


def test_a_large_file_is_read_as_a_stream():
    def lines():
        for number in range(12_000):
            end = f"{number % 10}{chr(65 + number // 10 % 26)}{chr(65 + number // 260 % 26)}"
            place = f"{430_000 + number % 100},433000"
            yield f'"LS{1 + number // 6760} {end}",10,{place},"","","","","{CODE}",""\n'

    shown: list[int] = []
    assert actions.load_postcodes(lines(), city=CITY, progress=shown.append) == 12_000
    assert shown == [5000, 10_000, 12_000]


# Places by name -------------------------------------------------------------------------------


def names(text: str) -> list[str]:
    return [place.name for place in find_places(text)]


def test_a_full_postcode_that_is_not_loaded_falls_back_to_its_district_and_says_so():
    place = find_places("ls8 1aa")[0]
    assert (place.name, place.is_rough) == ("LS8", True)
    assert "middle of LS8" in place.note
    load_postcodes(ONSPD)
    place = find_places("ls81aa")[0]
    assert (place.name, place.is_rough, place.note) == ("LS8 1AA", False, "")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("armley", "Armley"),
        ("Armley", "Armley ward"),
        ("adel and wharf", "Adel & Wharfedale ward"),
        ("LS1", "LS1"),
        ("armly", "Armley"),
        ("  otley   and yeadon", "Otley & Yeadon ward"),
    ],
)
def test_places_are_found_by_the_names_people_use(said, found):
    assert found in names(said)


@pytest.mark.parametrize("said", ["", "   ", "BD1 1AA", "Timbuktu", "%", "_", "x" * 500, "💥"])
def test_places_that_are_not_ours_are_not_found(said):
    assert names(said) == []


def test_the_picker_lists_places_and_is_whole_without_javascript(client):
    page = client.get("/places/", {"q": "armley"}).content.decode()
    assert "Armley" in page
    assert client.get("/places/").status_code == 200


def test_the_csv_of_the_city_is_read_by_its_header():
    with CITY.wards.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 33
