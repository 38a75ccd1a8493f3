"""Editors bring in files of projects by a page of the admin: looked at first, then written."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leeds_leaders.moderation.models import Act
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:projects_project_import")
CSV = (
    "Name,What it is,Lat,Lon\n"
    "Armley orchard,Apple trees on a corner,53.797,-1.585\n"
    "Kirkstall repair bench,We mend bikes,53.815,-1.602\n"
    "Somewhere in France,Not here,48.85,2.35\n"
)


@pytest.fixture
def editor():
    peer = PeerFactory(name="Edda Editor", is_staff=True)
    peer.groups.add(Group.objects.get(name="Editors"))
    return signed_in(peer).client


def file(content: str | bytes = CSV, name="orchards.csv"):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def look(client, content: str | bytes = CSV, **said):
    return client.post(PAGE, {"file": file(content), "source": "A survey"} | said)


def key_in(answer) -> str:
    return answer.context["key"]


def test_a_file_is_looked_at_and_changes_nothing_until_somebody_says_so(editor):
    answer = look(editor)
    body = answer.content.decode()
    assert "new: 2" in body
    assert "outside the city: 1" in body
    assert "Armley orchard" in body
    assert not Project.objects.exists()
    done = editor.post(PAGE, {"key": key_in(answer)}).content.decode()
    assert "It is done" in done
    assert set(Project.objects.values_list("title", flat=True)) == {
        "Armley orchard", "Kirkstall repair bench",
    }  # fmt: skip
    act = Act.objects.get(what="brought in a file")
    assert (act.by.name, act.words[:16]) == ("Edda Editor", "A survey – new: ")


def test_a_second_click_and_the_same_file_again_change_nothing(editor):
    answer = look(editor)
    for _click in range(2):
        editor.post(PAGE, {"key": key_in(answer)})
    assert Project.objects.count() == 2
    again = look(editor)
    assert "already there: 2" in again.content.decode()
    assert "Bring it in</" not in again.content.decode()
    assert not again.context["can_be_written"]


def test_what_one_looked_at_another_cannot_write(editor, cast):
    answer = look(editor)
    cast.admin.client.post(PAGE, {"key": key_in(answer)})
    assert not Project.objects.filter(source="A survey").exists()


def test_columns_can_be_named_and_all_rows_or_none_be_asked_for(editor):
    odd = CSV.replace("Name,", "Bezeichnung,")
    answer = look(editor, odd, mapping="Bezeichnung = title\n", strict="on")
    assert not answer.context["can_be_written"]
    answer = look(editor, odd, mapping="Bezeichnung = title\n")
    editor.post(PAGE, {"key": key_in(answer)})
    assert Project.objects.count() == 2
    answer = look(editor, odd, mapping="what is this")
    assert "Write it like: column = field." in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"{", b"[" * 5_000, b"\xff\xfe", b"=1+1\n", b"a,b\n" * 10],
)
def test_a_file_that_is_none_is_refused_in_words(editor, content):
    answer = look(editor, content)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or not answer.context["can_be_written"]
    assert not Project.objects.exists()


def test_more_than_two_megabytes_are_for_the_command(editor):
    answer = look(editor, CSV + "x" * 2_100_000)
    assert "That is more than 2 MB." in answer.content.decode()


def test_only_who_may_add_projects_finds_the_page(cast, editor):
    for name, player in cast:
        may = name == "admin"
        assert (player.client.get(PAGE).status_code == 200) == may, name
        assert (look(player.client).status_code == 200) == may, name
    listed = reverse("admin:projects_project_changelist")
    assert PAGE in editor.get(listed).content.decode()
    assert PAGE not in cast.moderator.client.get(listed).content.decode()


def test_words_of_a_file_are_words_on_the_page(editor):
    nasty = CSV.replace("Armley orchard", "<script>alert(1)</script>")
    body = look(editor, nasty).content.decode()
    assert "<script>alert(1)" not in body
