"""Files of projects, organisations and venues as people really send them: a verdict in words, and
nothing half-written."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forums.models import Venue
from peers.models import Organisation
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
FORMULA = "=cmd|' /C calc'!A0"
HEADS = {
    "projects_project": ("title,summary,lat,lon", "{},Neighbours grow beans,53.8,-1.55"),
    "peers_organisation": ("name,about", "{},A house for all"),
    "forums_venue": ("name,address", "{},1 Mill Lane"),
}
MODELS = {"projects_project": Project, "peers_organisation": Organisation, "forums_venue": Venue}


def sheet(page: str, *titles: str) -> str:
    head, row = HEADS[page]
    return "\n".join([head, *(row.format(title) for title in titles)]) + "\n"


def many(page: str) -> str:
    return sheet(page, *(f"Place {number}" for number in range(10_000)))


ODD = {
    "wrong column": lambda page: sheet(page, "One").replace(HEADS[page][0], "colour,shape"),
    "header alone": lambda page: sheet(page),
    "nothing": lambda page: "",
    "wide": lambda page: HEADS[page][0] + ",x" * 50_000,
    "quote without an end": lambda page: sheet(page, '"One') + "a,b\n" * 100,
}
READ = {
    "a mark before it": lambda page: b"\xef\xbb\xbf" + sheet(page, "One", "Two").encode(),
    "UTF-16": lambda page: sheet(page, "One", "Two").encode("utf-16"),
    "one row twice": lambda page: sheet(page, "One", "Two", "One").encode(),
}


@pytest.fixture
def client():
    return signed_in(PeerFactory(is_staff=True, is_superuser=True)).client


def send(client, page: str, content: str | bytes):
    content = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("a.csv", content)
    address = reverse(f"admin:{page}_import")
    looked = client.post(address, {"file": file, "source": "A survey"})
    assert looked.status_code == 200
    if looked.context.get("key"):
        client.post(address, {"key": looked.context["key"]})
    return looked


def is_refused(answer) -> bool:
    shown = answer.context.get("can_be_written")
    return not shown and ("errorlist" in answer.content.decode() or shown is False)


@pytest.mark.parametrize("page", HEADS)
@pytest.mark.parametrize("odd", ODD)
def test_what_says_nothing_we_know_is_refused_in_words(client, page, odd):
    assert is_refused(send(client, page, ODD[odd](page)))
    assert not MODELS[page].objects.exists()


@pytest.mark.parametrize("page", HEADS)
@pytest.mark.parametrize("how", READ)
def test_however_it_was_saved_each_row_comes_in_once(client, page, how):
    send(client, page, READ[how](page))
    first, *_rest = (name.partition(",")[0] for name in HEADS[page])
    assert sorted(MODELS[page].objects.values_list(first, flat=True)) == ["One", "Two"]


@pytest.mark.parametrize("page", HEADS)
def test_a_cell_of_a_whole_book_is_cut_and_told_or_refused(client, page):
    """Projects come from many hands: their titles are cut, and the row says so."""
    looked = send(client, page, sheet(page, "x" * 300_000))
    if page == "projects_project":
        assert "its title was shortened to 120 characters" in looked.content.decode()
        assert len(Project.objects.get().title) == 120
    else:
        assert is_refused(looked)
        assert not MODELS[page].objects.exists()


@pytest.mark.parametrize("page", MODELS)
def test_a_formula_is_kept_as_words_and_runs_nowhere(client, page):
    send(client, page, sheet(page, FORMULA))
    saved = client.post(
        reverse(f"admin:{page}_changelist"),
        {"action": "save_as_sheet", "_selected_action": [MODELS[page].objects.get().pk]},
    )
    cells = [cell for row in csv.reader(io.StringIO(saved.content.decode())) for cell in row]
    assert f"'{FORMULA}" in cells
    assert FORMULA not in cells


@pytest.mark.parametrize("page", ["peers_organisation", "forums_venue"])
def test_ten_thousand_rows_are_to_be_split(client, page):
    answer = send(client, page, many(page))
    assert "more than 2000 rows" in answer.content.decode().replace(",", "")
    assert not MODELS[page].objects.exists()
