"""What an import leaves in the database: all of it, once, or nothing."""

import json
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import IntegrityError
from django.utils import timezone

from leeds_leaders.errors import UnusableFile
from leeds_leaders.moderation.choices import Standing
from projects.choices import Stage
from projects.imports import Options, Verdict, import_listings, prepare, writing
from projects.models import Project, ProjectCause, ProjectNeed, StageMove, Tally
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db

THREE = (
    "id,name,ward,tags,needs,status\n"
    "1,Armley Choir,Armley,music;mental health,a place to meet,active\n"
    "2,Beeston Garden,Beeston and Holbeck,community growing,tools;volunteers,planned\n"
    "3,Otley Walks,Otley & Yeadon,,,\n"
)


@pytest.fixture
def write(tmp_path):
    """Write a file and import it with the command; returns what it printed."""

    def run(text: str, *options: str, name: str = "groups.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = StringIO()
        call_command("import_projects", str(path), *options, stdout=out)
        return out.getvalue()

    return run


def everything() -> list:
    """All that an import could touch, as the database has it."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Project, ProjectCause, ProjectNeed, StageMove, Tally)
    ]


def titles() -> set[str]:
    return set(Project.objects.values_list("title", flat=True))


def test_a_file_is_imported_under_its_own_name(write):
    said = write(THREE)

    assert titles() == {"Armley Choir", "Beeston Garden", "Otley Walks"}
    assert set(Project.objects.values_list("source", flat=True)) == {"groups"}
    assert "new: 3" in said


def test_the_same_file_again_changes_nothing_and_writes_nothing(write):
    write(THREE)
    before = everything()
    statements = []

    def watch(execute, sql, params, many, context):
        statements.append(sql.split()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        said = write(THREE)

    assert everything() == before
    assert set(statements) == {"SELECT"}
    assert "already there: 3" in said
    assert "Nothing to change." in said


def test_a_changed_row_changes_its_listing_alone(write):
    write(THREE)
    before = {row["source_key"]: row for row in Project.objects.values()}

    said = write(THREE.replace("tools;volunteers,planned", "tools;money,closed"))

    after = {row["source_key"]: row for row in Project.objects.values()}
    assert {key for key in after if after[key] != before[key]} == {"2"}
    assert "changed: 1" in said
    garden = Project.objects.get(source_key="2")
    assert garden.pk == before["2"]["id"]
    assert garden.slug == before["2"]["slug"]
    assert garden.revision == 2
    assert {need.name for need in garden.needs.all()} == {"Equipment and tools", "Money"}
    assert garden.need_ids == sorted(need.pk for need in garden.needs.all())
    move = garden.stage_moves.get()
    assert (move.came_from, move.went_to) == (Stage.IDEA, Stage.ENDED)


def test_a_listing_that_somebody_has_taken_on_keeps_their_words(write):
    write(THREE)
    Project.objects.filter(source_key="1").update(lead=PeerFactory(), summary="Ours now.")

    said = write(THREE.replace("Armley Choir", "Armley Singers"))

    assert Project.objects.get(source_key="1").title == "Armley Choir"
    assert "line 2: already there – somebody has taken it on; their words stay" in said


def test_a_listing_that_left_the_lists_by_silence_comes_back_with_its_source(write):
    write(THREE)
    one = Project.objects.filter(source_key="1")
    gone = {"standing": Standing.WITHDRAWN, "archived_at": timezone.now()}
    one.update(**gone, faded_at=timezone.now(), source_date="2020-01-01")

    write(THREE)
    assert one.get().is_archived

    write(THREE.replace("Armley Choir", "Armley Singers"))
    project = one.get()
    assert (project.standing, project.archived_at, project.faded_at) == (Standing.LIVE, None, None)
    assert project.source_date == timezone.localdate()

    one.update(**gone, merged_into=Project.objects.get(source_key="2"))
    write(THREE)
    assert one.get().standing == Standing.WITHDRAWN


def test_a_listing_that_was_taken_off_the_map_stays_off(write):
    write(THREE)
    Project.objects.filter(source_key="1").update(standing=Standing.DECLINED)

    write(THREE.replace("Armley Choir", "Armley Singers"))

    assert Project.objects.get(source_key="1").standing == Standing.DECLINED
    assert "Armley Singers" not in titles()


def test_rows_without_an_id_are_known_by_title_and_place(write):
    text = "name,lat,lon,about\nChoir,53.8,-1.6,Songs\nGarden,53.9,-1.4,Beans\n"
    write(text)
    (before,) = Project.objects.filter(title="Choir").values_list("pk")

    assert "already there: 2" in write(text)
    assert "changed: 1" in write(text.replace("Songs", "Loud songs"))
    assert Project.objects.filter(title="Choir").values_list("pk").get() == before
    assert Project.objects.count() == 2


def test_doubles_kept_on_purpose_are_not_doubled_again(write):
    text = "name,lat,lon\nChoir,53.8,-1.6\nChoir,53.8,-1.6\nChoir,53.9,-1.4\n"
    assert "doubtful duplicate: 2" in write(text)
    assert Project.objects.count() == 1

    assert "new: 2" in write(text, "--keep-doubtful")
    before = everything()

    assert "already there: 3" in write(text, "--keep-doubtful")
    assert "already there: 3" in write(text)
    assert everything() == before


def test_a_licence_and_a_day_are_changed_only_when_they_are_said(write):
    write(THREE, "--licence", "OGL v3", "--date", "2026-01-31")
    before = everything()

    write(THREE)
    assert everything() == before

    assert "changed: 3" in write(THREE, "--date", "2026-02-28")
    project = Project.objects.get(source_key="3")
    assert (project.source_licence, project.source_date) == ("OGL v3", date(2026, 2, 28))


def test_the_arrays_and_counts_are_what_the_triggers_would_have_written(write):
    write(THREE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cause_ids, projects_causes_of(id) FROM projects_project")
        assert all(filled == right for filled, right in cursor.fetchall())
        cursor.execute("SELECT sum(count) FROM projects_tally WHERE facet = 'all'")
        assert cursor.fetchone()[0] == 3
        cursor.execute(
            "SELECT count(*) FROM projects_project"
            " WHERE search @@ websearch_to_tsquery('house', 'singing or choirs')"
        )
        assert cursor.fetchone()[0] == 1
    choir = Project.objects.get(source_key="1")
    assert len(choir.cause_ids) == 3  # two of its own, and the cause that one of them is a part of
    assert choir.spot is not None


def test_titles_that_meet_get_addresses_of_their_own(write):
    ProjectFactory(slug="choir", title="Choir", latitude=53.9, longitude=-1.3)
    write("id,name,lat,lon\n1,Choir,53.8,-1.6\n2,New,53.81,-1.6\n3,合唱团,53.82,-1.6\n4,合唱,53.83,-1.6\n",
          "--keep-doubtful")  # fmt: skip

    slugs = set(Project.objects.filter(source="groups").values_list("slug", flat=True))
    assert len(slugs) == 4
    assert not slugs & {"choir", "new"}
    assert "project" in slugs


def test_a_dry_run_reports_every_line_and_writes_nothing(write):
    before = everything()

    said = write(THREE + "4,,Armley,,,\n", "--dry-run")

    assert everything() == before
    assert "line 2: new (Armley Choir)" in said
    assert "line 5: refused – no title" in said


def test_refused_rows_are_left_out_and_strict_refuses_the_file(write):
    text = THREE + "4,,Armley,,,\n"
    with pytest.raises(CommandError, match=r"1 rows cannot be used, and --strict"):
        write(text, "--strict")
    assert not Project.objects.exists()

    write(text)
    assert Project.objects.count() == 3
    assert "already there: 3" in write(THREE, "--strict")


def test_the_writer_itself_refuses_a_strict_report_with_faults():
    report = prepare(b"name,ward\n,Armley\n", Options("x", strict=True), city=settings.CITY)

    with pytest.raises(UnusableFile):
        import_listings(report, progress=lambda *_: None)


def test_a_crash_half_way_leaves_nothing(write, monkeypatch):
    write(THREE)
    before = everything()
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    original, calls = writing._insert, []

    def fail_later(*args):
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("the lights went out")
        original(*args)

    monkeypatch.setattr(writing, "_insert", fail_later)
    more = "".join(f"{n},Group {n},Armley,food,,\n" for n in range(10, 20))

    with pytest.raises(RuntimeError):
        write(THREE.replace("Choir", "Singers") + more)

    assert len(calls) == 3
    assert everything() == before


def test_an_address_taken_meanwhile_is_tried_again(write, monkeypatch):
    original, calls = writing._free_slugs, []

    def late(listings):
        calls.append(1)
        slugs = original(listings)
        return slugs if len(calls) > 1 else dict.fromkeys(slugs, "same")

    monkeypatch.setattr(writing, "_free_slugs", late)
    write(THREE)

    assert len(calls) == 2
    assert Project.objects.count() == 3


def test_any_other_clash_is_not_hidden(write, monkeypatch):
    def clash(*_args):
        raise IntegrityError("project_has_a_title")

    monkeypatch.setattr(writing, "_insert", clash)
    with pytest.raises(IntegrityError):
        write(THREE)


def test_two_imports_judged_at_the_same_time_write_each_row_once():
    reports = [prepare(THREE.encode(), Options("groups"), city=settings.CITY) for _each in range(2)]
    for report in reports:
        import_listings(report, progress=lambda *_: None)

    assert Project.objects.count() == 3
    assert reports[1].counts()[Verdict.THERE] == 3


def test_a_listing_taken_on_between_judging_and_writing_is_left_alone(write):
    write(THREE)
    changed = THREE.replace("Armley Choir", "Armley Singers").encode()
    report = prepare(changed, Options("groups"), city=settings.CITY)
    Project.objects.filter(source_key="1").update(lead=PeerFactory())

    import_listings(report, progress=lambda *_: None)

    assert "Armley Singers" not in titles()
    assert report.counts()[Verdict.CHANGED] == 0


def test_two_sources_may_use_the_same_ids(write):
    write(THREE, "--source", "One")
    write("id,name,ward\n1,Wetherby Brass,Wetherby\n", "--source", "Two")

    assert Project.objects.filter(source_key="1").count() == 2


def test_listings_that_are_no_longer_in_the_file_stay_and_are_counted(write):
    write(THREE)

    assert "2 listings of this source are not in this file" in write(
        "\n".join(THREE.split("\n")[:2])
    )
    assert Project.objects.count() == 3


def test_queries_do_not_grow_with_the_rows(write, django_assert_max_num_queries):
    rows = "".join(
        f"{n},Group number {n},{53.75 + n / 10_000},-1.55,food,money\n" for n in range(900)
    )
    with django_assert_max_num_queries(25):
        write("id,name,lat,lon,tags,needs\n" + rows)
    assert Project.objects.count() == 900


def test_columns_can_be_mapped_and_a_wrong_map_says_what_is_possible(write):
    text = "Was,Wo\nChor,Armley\n"
    with pytest.raises(CommandError, match=r"No column holds a title.*Nothing was changed"):
        write(text)
    with pytest.raises(CommandError, match="no field “titel”"):
        write(text, "--map", "Was=titel")
    with pytest.raises(CommandError, match="no column “Wer”"):
        write(text, "--map", "Wer=title")
    with pytest.raises(CommandError, match="COLUMN=FIELD"):
        write(text, "--map", "Was")

    write(text, "--map", "Was=title", "Wo=ward")
    assert titles() == {"Chor"}


@pytest.mark.parametrize("day", ["yesterday", "1999-12-31", "9999-01-01", "2026-02-30"])
def test_a_wrong_date_is_one_plain_line(write, day):
    with pytest.raises(CommandError, match="--date"):
        write(THREE, "--date", day)


def test_a_file_that_is_not_there_or_cannot_be_used_is_one_plain_line(write, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_projects", str(tmp_path / "nothing.csv"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_projects", str(tmp_path))
    with pytest.raises(CommandError, match=r"workbook.*Nothing was changed"):
        write(b"PK\x03\x04", name="groups.xlsx")
    assert not Project.objects.exists()


def test_geojson_is_imported_with_its_licence(write):
    features = [
        {
            "type": "Feature",
            "id": "way/7",
            "geometry": {"type": "Point", "coordinates": [-1.6, 53.8]},
            "properties": {"name": "Armley Common", "leisure": "park", "tags": ["parks", "trees"]},
        }
    ]
    write(json.dumps({"type": "FeatureCollection", "features": features}), "--licence", "ODbL",
          "--source", "OpenStreetMap", name="a.geojson")  # fmt: skip

    project = Project.objects.get()
    assert (project.source, project.source_licence, project.source_key) == (
        "OpenStreetMap", "ODbL", "way/7",
    )  # fmt: skip
    assert {cause.slug for cause in project.causes.all()} == {
        "parks-and-places",
        "climate-and-nature",
    }
