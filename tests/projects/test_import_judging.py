"""A verdict for every row, and listings that say what the file said."""

import json
from datetime import date

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leeds_leaders.errors import UnusableFile
from leeds_leaders.geography.models import Postcode, Ward
from leeds_leaders.moderation.choices import Standing
from projects.choices import LedBy, Precision, Stage
from projects.imports import Options, Verdict, import_listings, prepare
from projects.imports.likeness import Known, Neighbourhood, are_alike, bare_title
from projects.models import Project
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

ARMLEY = (53.80183, -1.60085)
WETHERBY = (53.90071, -1.35282)


def judged(text: str | bytes, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return prepare(content, Options("a file", **options), city=settings.CITY)


def verdicts(text: str | bytes, **options) -> list[tuple[int, str]]:
    return [(row.line, row.verdict) for row in judged(text, **options).rows]


def imported(text: str | bytes, **options) -> Project:
    report = judged(text, **options)
    import_listings(report, progress=lambda *_: None)
    return Project.objects.get(source="a file")


def row_of(text: str, **options):
    (row,) = judged(text, **options).rows
    return row


def give_boundaries() -> None:
    """A square kilometre or so around each ward's label; the rest of the box is nobody's."""
    for ward in Ward.objects.all():
        x, y = ward.longitude, ward.latitude
        ring = [[x - 0.008, y - 0.005], [x + 0.008, y - 0.005], [x + 0.008, y + 0.005],
                [x - 0.008, y + 0.005], [x - 0.008, y - 0.005]]  # fmt: skip
        ward.boundary = {"type": "Polygon", "coordinates": [ring]}
        ward.save(update_fields=["boundary"])


def test_a_full_row_becomes_a_listing_that_nobody_has_claimed():
    project = imported(
        "Ref;Title;Description;Lat;Lon;Category;What we need;Status;Organisation type;Organisation;"
        "Website;Email;End date;Address\n"
        "A-7;\"<b>Armley</b>\u00a0Repair &amp; Reuse\";Mending things together.;53,80183;-1,60085;"
        "repair, Sport and moving;volunteers|tools;In progress;Registered charity;Fix It Leeds;"
        "www.fixit.example;hello@fixit.example;31/12/2027;Town Street",
        licence="OGL v3", day=date(2026, 5, 1),
    )  # fmt: skip

    assert project.title == "Armley Repair & Reuse"
    assert project.slug == "armley-repair-reuse"
    assert project.summary == "Mending things together."
    assert project.story == ""
    assert (project.latitude, project.longitude) == ARMLEY
    assert project.ward.name == "Armley"
    assert project.precision == Precision.EXACT
    assert project.stage == Stage.UNDER_WAY
    assert project.led_by == LedBy.CHARITY
    assert project.run_by == "Fix It Leeds"
    assert project.links == ["https://www.fixit.example"]
    assert project.contact == "hello@fixit.example"
    assert project.ends_on == date(2027, 12, 31)
    assert project.place == "Town Street"
    assert project.lead is None
    assert project.standing == Standing.LIVE
    assert (project.source, project.source_key) == ("a file", "A-7")
    assert (project.source_licence, project.source_date) == ("OGL v3", date(2026, 5, 1))
    assert {cause.name for cause in project.causes.all()} == {
        "Repair and reuse",
        "Sport and moving",
    }
    assert {need.name for need in project.needs.all()} == {"Volunteers", "Equipment and tools"}


def test_what_a_row_does_not_say_is_filled_with_plain_defaults():
    project = imported(f"name,lat,lon\nA walk,{ARMLEY[0]},{ARMLEY[1]}\n")

    assert (project.stage, project.led_by) == (Stage.UNDER_WAY, LedBy.GROUP)
    assert (project.summary, project.story, project.links) == ("", "", [])
    assert project.source_date is not None


def test_a_long_description_is_told_in_short_and_kept_in_full():
    words = "Neighbours meet and mend. " * 40
    project = imported(f'name,lat,lon,description\nA,53.8,-1.6,"{words}\n\nSecond part."\n')

    assert len(project.summary) <= 280
    assert project.summary.endswith("…")
    assert project.story == f"{words.strip()}\n\nSecond part."


def test_a_long_title_is_shortened_and_said():
    text = "name,lat,lon\n" + "Very long title " * 20 + ",53.8,-1.6\n"

    assert "shortened to 120 characters" in row_of(text).notes[0]
    project = imported(text)
    assert len(project.title) <= 120
    assert project.title.endswith("…")


@pytest.mark.parametrize("title", ["", "   ", "<p></p>", "\u00a0", "N/A", "-", "!!!"])
def test_no_title_no_listing(title):
    row = row_of(f'id,name,lat,lon\n1,"{title}",53.8,-1.6\n')

    assert (row.verdict, row.reason) == (Verdict.REFUSED, "no title")


@pytest.mark.parametrize(
    ("place", "verdict"),
    [
        ("53.8,-1.6", Verdict.NEW),
        ("-1.6,53.8", Verdict.NEW),  # swapped
        ("0,0", Verdict.OUTSIDE),
        ("40.7,-74.0", Verdict.OUTSIDE),
        ("-33.9,151.2", Verdict.OUTSIDE),
        ("53.8,1.6", Verdict.OUTSIDE),
        ("91,181", Verdict.OUTSIDE),
        ("99999999,99999999", Verdict.OUTSIDE),
        ("430000,430000", Verdict.NEW),  # metres in the columns for degrees
        ("nan,nan", Verdict.NO_PLACE),
        (",", Verdict.NO_PLACE),
        ("53.8,", Verdict.NO_PLACE),
        ("north,west", Verdict.NO_PLACE),
    ],
)
def test_a_place_is_in_the_city_outside_or_missing(place, verdict):
    assert row_of(f"id,name,lat,lon\n1,A,{place}\n").verdict == verdict


def test_swapped_latitude_and_longitude_are_mended_and_said():
    text = f"name,lat,lon\nA,{ARMLEY[1]},{ARMLEY[0]}\n"

    assert row_of(text).notes == ["latitude and longitude were swapped; mended"]
    assert (imported(text).latitude, imported(text).longitude) == ARMLEY


def test_a_point_in_the_box_but_in_no_ward_is_outside_once_boundaries_are_loaded():
    text = f"id,name,lat,lon\n1,In,{ARMLEY[0]},{ARMLEY[1]}\n2,Out,53.69,-1.28\n"
    assert verdicts(text) == [(2, Verdict.NEW), (3, Verdict.NEW)]
    give_boundaries()

    report = judged(text)

    assert [row.verdict for row in report.rows] == [Verdict.NEW, Verdict.OUTSIDE]
    assert report.listings[0][0].ward == Ward.objects.get(slug="armley").pk
    assert not report.notes


def test_a_ward_that_is_said_beats_the_nearest_label_but_not_a_boundary():
    text = f"name,lat,lon,ward\nA,{ARMLEY[0]},{ARMLEY[1]},Wetherby\n"
    assert judged(text).listings[0][0].ward == Ward.objects.get(slug="wetherby").pk
    give_boundaries()

    listing = judged(text).listings[0][0]

    assert listing.ward == Ward.objects.get(slug="armley").pk
    assert "says Wetherby ward" in listing.notes[0]


@pytest.mark.parametrize(
    "ward",
    ["Cross Gates & Whinmoor", "Crossgates and Whinmoor", "CROSS GATES AND WHINMOOR WARD",
     "Cross Gates &amp; Whinmoor", "E05011391", "e05001421", "\u00a0E05001421 "],
)  # fmt: skip
def test_a_ward_of_any_spelling_or_vintage_gives_a_place_as_rough_as_it_is(ward):
    project = imported(f"name,ward\nA,{ward}\n")

    assert project.ward.code == "E05011391"
    assert project.precision == Precision.WARD
    assert (project.latitude, project.longitude) == (project.ward.latitude, project.ward.longitude)


def test_an_unknown_ward_is_no_place_and_said():
    row = row_of("name,ward\nA,Manningham\n")

    assert row.verdict == Verdict.NO_PLACE
    assert "no ward “Manningham” in Leeds" in row.reason


def test_postcodes_are_looked_up_and_districts_are_rough(django_assert_max_num_queries):
    Postcode.objects.create(code="LS121AA", latitude=ARMLEY[0], longitude=ARMLEY[1])
    rows = "".join(f"Group {n * 7919},LS{n % 20 + 1} 9ZZ,\n" for n in range(300))
    with django_assert_max_num_queries(12):
        report = judged(
            "name,postcode,address\nFull,ls12 1aa,\nTight,LS121AA,\nDistrict,LS8,\n"
            f'Inside,,"1 Town Street, Armley LS12 1AA"\nAway,M1 1AE,\n{rows}'
        )
    by_title = {row.title: row for row in report.rows}
    listings = {listing.title: listing for listing, _row in report.listings}

    for title in ("Full", "Tight", "Inside"):
        assert listings[title].precision == Precision.STREET
        assert (listings[title].latitude, listings[title].longitude) == ARMLEY
    assert listings["District"].precision == Precision.WARD
    assert "only the district is known" in listings["District"].notes[0]
    assert by_title["Away"].verdict == Verdict.OUTSIDE
    assert len(listings) == 304


@pytest.mark.parametrize(
    "location",
    ['"53.80183, -1.60085"', "POINT (-1.60085 53.80183)", "SRID=4326;POINT(-1.60085 53.80183)",
     '"{""type"": ""Point"", ""coordinates"": [-1.60085, 53.80183]}"', '"(53.80183, -1.60085)"',
     "53.80183N 1.60085W"],
)  # fmt: skip
def test_one_cell_may_hold_the_whole_place(location):
    project = imported(f"name,location\nA,{location}\n")

    assert (project.latitude, project.longitude) == ARMLEY


def test_a_location_in_words_is_the_place_in_words():
    project = imported(f"name,location,lat,lon\nA,Behind the library,{ARMLEY[0]},{ARMLEY[1]}\n")

    assert project.place == "Behind the library"


def test_easting_and_northing_are_understood():
    project = imported('name,Easting,Northing\nA,"430,000","433,900"\n')

    assert (project.latitude, project.longitude) == pytest.approx((53.8006, -1.5459), abs=0.001)


def test_a_date_out_of_range_is_left_empty_and_said():
    row = row_of("name,ward,end date\nA,Armley,1066-10-14\n")

    assert row.verdict == Verdict.NEW
    assert "1066-10-14" in row.notes[0]


def test_words_that_nobody_knows_are_counted_and_left_out():
    report = judged(
        "name,ward,tags,status,needs\nA,Armley,food;zeppelins,purple,\n"
        "B,Armley,zeppelins;Zumba,active,money;rope\n"
    )

    assert report.unknown["causes"]["zeppelins"] == 2
    assert report.unknown["needs and offers"] == {"rope": 1}
    assert report.unknown["stage"] == {"purple": 1}
    assert any("zeppelins (2)" in sentence for sentence in report.sentences())


def test_causes_are_known_by_name_synonym_slug_and_in_any_case():
    project = imported(
        'name,ward,causes\nA,Armley,"FOOD BANK; Arts & culture; mental-health; Refugees/Ageing"\n'
    )

    assert {cause.slug for cause in project.causes.all()} == {
        "food-and-growing", "arts-and-culture", "mental-health", "migration-and-welcome",
        "older-people",
    }  # fmt: skip


def test_the_same_title_twice_is_doubtful_and_different_titles_at_one_point_are_not():
    text = (
        "name,lat,lon\nArmley Garden,53.8,-1.6\nArmley Gardens,53.8005,-1.6005\n"
        "ARMLEY GARDEN!,53.9,-1.4\nChess club,53.8,-1.6\nChoir,53.8,-1.6\n"
        "Scouts 1,53.8,-1.6\nScouts 2,53.8,-1.6\n"
    )
    report = judged(text)

    assert [row.verdict for row in report.rows] == [
        Verdict.NEW, Verdict.DOUBTFUL, Verdict.DOUBTFUL, *[Verdict.NEW] * 4,
    ]  # fmt: skip
    assert "line 2" in report.rows[1].reason
    assert [row.verdict for row in judged(text, keep_doubtful=True).rows] == [Verdict.NEW] * 7


def test_a_listing_near_a_project_from_elsewhere_is_doubtful():
    ProjectFactory(title="Armley Repair Café", latitude=53.8, longitude=-1.6)
    ProjectFactory(title="Choir", latitude=53.9, longitude=-1.4, standing=Standing.WITHDRAWN)

    report = judged(
        "name,lat,lon\nThe Armley Repair Cafe,53.8010,-1.6010\nArmley Knitting,53.8,-1.6\n"
        "Choir,53.9,-1.4\n"
    )

    assert [row.verdict for row in report.rows] == [Verdict.DOUBTFUL, Verdict.NEW, Verdict.NEW]
    assert "on the map already" in report.rows[0].reason


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Armley Repair Café", "The Armley Repair Cafe", True),
        ("Crossgates Choir", "Cross Gates Choir", True),
        ("Harehills Community Garden", "Harehils Community Garden", True),
        ("North Leeds Scouts", "South Leeds Scouts", False),
        ("1st Armley Guides", "2nd Armley Guides", False),
        ("Men's shed Armley", "Women's shed Armley", False),
        ("Chess", "Chapel", False),
    ],
)
def test_titles_are_alike_by_spelling_not_by_sense(one, other, alike):
    assert are_alike(bare_title(one), bare_title(other)) is alike


def test_a_crowd_at_one_point_is_compared_in_reasonable_time():
    crowd = Neighbourhood(53.8)
    for number in range(3000):
        known = Known(f"Community project {number}", 53.8, -1.6, None, "")
        assert crowd.same_near(known) is None
        crowd.add(known)
    assert crowd.same_near(Known("Community project 17", 53.8, -1.6, None, "")) is not None


def test_an_id_that_stands_on_several_rows_identifies_none_of_them():
    report = judged("id,name,ward\n7,A,Armley\n7,B,Armley\n8,C,Armley\n")

    assert [row.verdict for row in report.rows] == [Verdict.NEW] * 3
    assert len({listing.key for listing, _row in report.listings}) == 3
    assert "The id “7” stands on 2 rows" in report.notes[0]


def test_a_ragged_row_is_refused_and_the_others_come_in():
    report = judged("name,ward\nA,Armley\nB,Armley,extra\n")

    assert [row.verdict for row in report.rows] == [Verdict.NEW, Verdict.REFUSED]


def test_the_report_says_everything_in_words():
    text = "Name,Lat,Lon,Shoe size\nA,53.8,-1.6,9\n,53.8,-1.6,\nC,0,0,\nD,,,\nA,53.8,-1.6,\n"
    said = list(judged(text).sentences(each_row=True))

    assert said[0] == "5 rows, CSV with commas, UTF-8."
    assert "Columns ignored: Shoe size." in said
    assert "new: 1" in said
    assert "doubtful duplicate: 1" in said
    assert "line 2: new (A)" in said
    assert "line 3: refused – no title" in said
    assert "line 4: outside the city – its latitude and longitude are 0, 0 (C)" in said
    assert "line 5: no place – it has no point, postcode or ward (D)" in said


def test_a_long_report_is_cut_unless_all_is_asked_for():
    report = judged("name,lat,lon\n" + "X,0,0\n" * 300)

    said = list(report.sentences())
    assert said[-1] == "… and 100 more lines; --all shows them."
    assert len(list(report.sentences(everything=True))) == len(said) + 99


def test_features_are_counted_instead_of_lines():
    ring = [[53.8, -1.6], [53.81, -1.6], [53.8, -1.59]]
    features = [
        {"type": "Feature", "properties": None, "geometry": None},
        {"properties": {"name": "A"}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
    ]
    report = judged(json.dumps({"features": features}))

    assert list(report.sentences())[-2] == "feature 1: refused – no title"
    assert "feature 2: new – latitude and longitude were swapped; mended (A)" in report.sentences()


CELL = st.text(max_size=20) | st.sampled_from(
    ["Armley", "53.8", "-1.6", "0", "1e308", "LS8", "POINT(1 1)", "2026-01-01", "food", "[[[["]
)
HEADER = [
    "id",
    "name",
    "description",
    "lat",
    "lon",
    "location",
    "ward",
    "postcode",
    "tags",
    "end date",
]


@given(rows=st.lists(st.lists(CELL, max_size=11), max_size=6), keep=st.booleans())
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_rows_are_judged_and_what_is_new_can_be_stored(rows, keep):
    lines = [";".join(HEADER)]
    for cells in rows:
        lines.append(";".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    try:
        report = judged(content, keep_doubtful=keep)
    except UnusableFile:
        return
    import_listings(report, progress=lambda *_: None)

    assert judged(content, keep_doubtful=keep).counts()[Verdict.NEW] == 0
    Project.objects.all().delete()
