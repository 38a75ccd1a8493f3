"""Organisations and venues come in and go out as sheets, looked at before anything is written."""

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forums.models import Venue
from leeds_leaders.errors import UnusableFile
from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Act, Said
from leeds_leaders.sheets import read_sheet, write_sheet
from peers.models import Organisation
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import OrganisationFactory, PeerFactory, ProjectFactory, VenueFactory

ORGANISATIONS = reverse("admin:peers_organisation_import")
VENUES = reverse("admin:forums_venue_import")
LIST = reverse("admin:peers_organisation_changelist")
SHEET = (
    "Name;Form;Ward;Charity number;Whatever\n"
    "Armley Bell Ringers;Community group;Armley;;x\n"
    "Kirkstall Bakers;;Kirkstall;1234567;x\n"
    "Nowhere Club;;No Such Ward;;x\n"
    "Numbers;;;12;x\n"
    ";;Armley;;x\n"
)


def editor():
    peer = PeerFactory(name="Edda Editor", is_staff=True)
    peer.groups.add(Group.objects.get(name="Editors"))
    return signed_in(peer).client


def look(client, page: str, content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    return client.post(page, {"file": SimpleUploadedFile("a.csv", content)})


def verdicts(answer) -> list[str]:
    return [str(row.verdict) for row in answer.context["rows"]]


@pytest.mark.django_db
def test_organisations_are_looked_at_first_and_written_once():
    client = editor()
    answer = look(client, ORGANISATIONS, SHEET.replace("Community group", "community"))
    assert verdicts(answer) == ["new", "new", "refused", "refused", "refused"]
    assert "A charity number has 6 to 8 digits." in answer.content.decode()
    assert not Organisation.objects.exists()
    for _click in range(2):
        client.post(ORGANISATIONS, {"key": answer.context["key"]})
    found = Organisation.objects.order_by("name")
    assert [row.name for row in found] == ["Armley Bell Ringers", "Kirkstall Bakers"]
    assert found[0].ward == Ward.objects.get(slug="armley")
    assert {row.standing for row in found} == {Standing.HELD}, "a moderator looks at them first"
    assert Act.objects.filter(what="brought in a file", by__name="Edda Editor").count() == 1
    again = look(client, ORGANISATIONS, SHEET)
    assert verdicts(again)[:2] == ["there", "there"]


@pytest.mark.django_db
def test_the_first_look_says_what_the_button_does():
    """Branches of one house say the same of themselves, and a number belongs to one alone."""
    about = "A house for everybody who lives near by and open on every day of the week."
    rows = "".join(f"Branch {number},{about},\n" for number in range(5))
    twice = "One,,1234567\nTwo,,1234567\n"
    client = editor()
    answer = look(client, ORGANISATIONS, f"name,about,charity_number\n{rows}{twice}")
    assert verdicts(answer) == ["new"] * 6 + ["refused"]
    assert not Organisation.objects.exists()
    assert not Said.objects.exists()
    done = client.post(ORGANISATIONS, {"key": answer.context["key"]})
    assert done.context["rows"] == answer.context["rows"]
    assert Organisation.objects.count() == 6


@pytest.mark.django_db
def test_venues_come_in_by_the_same_page():
    client = editor()
    sheet = 'name,address,ward,access_notes\n"The Mill, Armley",1 Mill Lane,Armley,A ramp\n'
    answer = look(client, VENUES, (sheet + sheet.splitlines()[1]).encode("utf-16"))
    assert verdicts(answer) == ["new", "there"]
    client.post(VENUES, {"key": answer.context["key"]})
    assert [(row.name, row.access_notes) for row in Venue.objects.all()] == [
        ("The Mill, Armley", "A ramp")
    ]


@pytest.mark.django_db
def test_only_who_may_add_them_and_each_their_own_file(cast):
    client = editor()
    for name, player in cast:
        assert (player.client.get(ORGANISATIONS).status_code == 200) == (name == "admin"), name
        assert (player.client.get(VENUES).status_code == 200) == (name == "admin"), name
    assert ORGANISATIONS in client.get(LIST).content.decode()
    assert ORGANISATIONS not in cast.moderator.client.get(LIST).content.decode()
    key = look(client, ORGANISATIONS, SHEET).context["key"]
    cast.admin.client.post(ORGANISATIONS, {"key": key})
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_what_is_saved_as_a_sheet_runs_nothing_and_comes_in_again(cast):
    row = OrganisationFactory(name="=HYPERLINK(1)", about="+44 113", ward=Ward.objects.first())
    VenueFactory()
    chosen = {"action": "save_as_sheet", "_selected_action": [row.pk]}
    answer = cast.moderator.client.post(LIST, chosen)
    header, cells = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    said = dict(zip(header, cells, strict=True))
    assert (said["name"], said["about"]) == ("'=HYPERLINK(1)", "'+44 113")
    assert said["ward"] == row.ward.slug
    assert verdicts(look(cast.admin.client, ORGANISATIONS, answer.content)) == ["there"]
    Organisation.objects.all().delete()
    back = look(cast.admin.client, ORGANISATIONS, answer.content)
    cast.admin.client.post(ORGANISATIONS, {"key": back.context["key"]})
    assert Organisation.objects.get().name == "=HYPERLINK(1)"


@pytest.mark.django_db
def test_projects_that_were_saved_as_a_sheet_come_in_again(cast, django_assert_max_num_queries):
    ward = Ward.objects.first()
    projects = ProjectFactory.create_batch(
        5, ward=ward, story="It began with two spades.", contact="beds@example.org",
        links=["https://beds.example.org"], latitude=ward.latitude + 0.001,
        longitude=ward.longitude,
    )  # fmt: skip
    for number, project in enumerate(projects):
        project.title = f"Beds of street number {number}"
        project.save(update_fields=["title"])
        project.causes.add("Food", "Green spaces")
    chosen = {"action": "save_as_sheet", "_selected_action": [one.pk for one in projects]}
    with django_assert_max_num_queries(14):
        answer = cast.moderator.client.post("/admin/projects/project/", chosen)
    header, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    said = dict(zip(header, rows[0], strict=True))
    assert len(rows) == 5
    assert (said["ward"], said["links"]) == (ward.slug, "https://beds.example.org")
    assert {*said["causes"].split(", ")} >= {"Food", "Green spaces"}
    Project.objects.all().delete()
    file = SimpleUploadedFile("projects.csv", answer.content)
    page = "/admin/projects/project/import/"
    looked = cast.admin.client.post(page, {"file": file, "source": "What we saved"})
    cast.admin.client.post(page, {"key": looked.context["key"]})
    assert Project.objects.count() == 5
    back = Project.objects.get(title="Beds of street number 3")
    assert (back.story, back.ward) == ("It began with two spades.", ward)
    assert back.latitude == pytest.approx(ward.latitude + 0.001, abs=1e-5)
    assert {cause.name for cause in back.causes.all()} >= {"Food", "Green spaces"}


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"PK\x03\x04zip", b"<html>", b"a,b\n1,2\n", b"name\n" + b"x\n" * 2_001]
)  # fmt: skip
def test_what_is_no_such_sheet_is_refused_in_words(content):
    with pytest.raises(UnusableFile):
        read_sheet(content, ("name", "address"))


def test_rows_come_back_as_they_were():
    rows = [["-1", "two\nlines"], ["'quoted'", "a;b,c\td"], ["@x", ""]]
    written = write_sheet(["name", "address"], rows).encode()
    found = [
        [said["name"], said["address"]] for _line, said in read_sheet(written, ("name", "address"))
    ]
    assert found == rows
