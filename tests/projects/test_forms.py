"""What the forms of projects take, refuse, and say when they refuse."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from PIL import Image

from projects.choices import STAGE_MOVES, Precision, Stage
from projects.forms.deciding import DeclineForm
from projects.forms.editing import ProjectForm, initial_of
from projects.forms.searching import SearchForm, ViewForm
from projects.models import Draft, Project
from projects.querysets.search import Search
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

SAID = {
    "title": "Beans for all",
    "summary": "Neighbours grow beans.",
    "led_by": "citizens",
    "stage": "idea",
    "precision": "exact",
    "contact_audience": "members",
}


def form(files=None, project=None, **more) -> ProjectForm:
    data = QueryDict(mutable=True)
    for name, value in (SAID | more).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return ProjectForm(data, files, project=project)


def errors(**more) -> set[str]:
    return set(form(**more).errors)


def photo(name: str = "garden.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "green").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_a_title_a_sentence_and_the_ticked_choices_are_enough():
    asked = form()
    assert asked.is_valid(), asked.errors
    details = asked.details()
    assert (details.title, details.point, details.links, details.photo) == (
        "Beans for all",
        None,
        [],
        None,
    )


@pytest.mark.parametrize("field", SAID)
def test_what_is_needed_is_asked_for(field):
    assert errors(**{field: ""}) == {field}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 121),
        ("title", "Beans\x07"),
        ("title", "Beans\tfor all"),
        ("title", "\u202e"),
        ("summary", "x" * 281),
        ("story", "x" * 50_001),
        ("story", "a\x00b"),
        ("led_by", "aliens"),
        ("stage", "paused"),
        ("precision", "none"),
        ("contact_audience", "nobody"),
        ("causes", ["no-such-cause"]),
        ("causes", ["health-and-wellbeing"] * 1 + ["nope"]),
        ("needs", ["beer"]),
        ("ward", "bradford"),
        ("ends_on", "2026-02-30"),
        ("ends_on", "1999-12-31"),
        ("ends_on", "2101-01-01"),
        ("ends_on", "tomorrow"),
        ("links", "not a link"),
        ("links", "javascript:alert(1)"),
        ("links", "ftp://example.org/"),
        ("links", "https://name:secret@example.org/"),
        ("links", "\n".join(f"https://example.org/{n}" for n in range(6))),
        ("links", "https://example.org/" + "x" * 300),
        ("contact", "x" * 201),
        ("revision", "0"),
        ("revision", "x"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(field, value):
    assert errors(**{field: value}) == {field}


def test_too_many_tags_are_refused():
    slugs = ["volunteers", "money", "transport", "childcare", "introductions", "bid-writing"]
    more = ["equipment-and-tools", "food-and-drink", "design-and-words"]
    assert errors(needs=slugs) == set()
    assert errors(needs=[*slugs, *more]) == {"needs"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Beans \u00a0 for   all  ", "Beans for all"),
        ("Cafe\u0301", "Café"),
        ("\u202aBeans\u202c", "Beans"),
        ("Beans\u2028for all", "Beans for all"),
    ],
)
def test_a_line_is_tidied(said, kept):
    asked = form(title=said)
    assert asked.is_valid(), asked.errors
    assert asked.details().title == kept


def test_links_are_written_with_or_without_their_beginning():
    asked = form(links="example.org/beans\r\n\r\n https://example.com \n")
    assert asked.is_valid(), asked.errors
    assert asked.details().links == ["https://example.org/beans", "https://example.com"]


@pytest.mark.parametrize(
    ("lat", "lon", "wrong"),
    [
        ("53.8", "-1.55", set()),
        ("53.8", "", {"place"}),
        ("", "-1.55", {"place"}),
        ("51.5", "-0.1", {"place"}),
        ("NaN", "-1.55", {"lat", "place"}),
        ("53.8", "inf", {"lon", "place"}),
        ("91", "-1.55", {"lat", "place"}),
        ("-1.55", "53.8", {"place"}),
    ],
)
def test_a_pin_lies_in_the_city_or_is_refused(lat, lon, wrong):
    assert errors(lat=lat, lon=lon) == wrong


def test_only_the_ward_can_be_shown_once_a_ward_is_chosen():
    assert errors(precision=Precision.WARD) == {"ward"}
    assert errors(precision=Precision.WARD, ward="armley") == set()


def test_a_photo_is_shown_only_with_words():
    assert set(form(files={"photo": photo()}).errors) == {"photo_alt"}
    asked = form(files={"photo": photo()}, photo_alt="A bench")
    assert asked.is_valid()
    assert asked.details().photo.name.endswith(".webp")


@pytest.mark.parametrize("stage", Stage.values)
def test_only_stages_that_may_follow_are_offered(stage):
    project = ProjectFactory(stage=stage)
    offered = {value for value, _label in ProjectForm(project=project).fields["stage"].choices}
    assert offered == {stage} | set(STAGE_MOVES[stage])


def test_a_day_is_shown_in_the_form_a_browser_understands():
    initial = initial_of(ProjectFactory(ends_on=date(2030, 3, 1)), with_private_place=False)
    assert 'value="2030-03-01"' in str(ProjectForm(initial=initial)["ends_on"])


def test_the_private_place_is_in_the_form_of_its_lead_alone():
    project = ProjectFactory(latitude=53.8, longitude=-1.5, precision="street")
    project.private_place = project._meta.get_field("private_place").related_model(
        project=project, latitude=53.80042, longitude=-1.50042
    )
    assert initial_of(project, with_private_place=True)["lat"] == 53.80042
    assert initial_of(project, with_private_place=False)["lat"] == 53.8


# The address bar ------------------------------------------------------------------------------


def test_an_empty_address_asks_for_everything():
    asked = SearchForm(QueryDict(""))
    assert asked.is_valid()
    assert asked.search() == Search(q="", near=None, page=1)


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "stage=live",
        "page=0",
        "page=-1",
        "page=1e3",
        "page=99999999999",
        "near=53.8",
        "near=53.8,",
        "near=,",
        "near=95,0",
        "near=0,181",
        "near=nan,nan",
        "near=53.8,-1.5,3",
        "cause=a b",
        "ward=../..",
        "q=" + "x" * 201,
    ],
)
def test_an_address_that_asks_for_nonsense_is_refused(client, query):
    assert not SearchForm(QueryDict(query)).is_valid()
    answer = client.get(f"/projects/?{query}")
    assert answer.status_code == 400
    assert query.split("=")[0].encode() in answer.content


def test_the_address_bar_is_the_state():
    search = Search(q="bean & pea", cause="older-people", near=(53.8, -1.5), sort="newest", page=3)
    asked = SearchForm(QueryDict(search.query_string(page=3)))
    assert asked.is_valid()
    assert asked.search() == search
    assert "page" not in search.query_string()
    assert "cause" not in search.query_string(cause="")


@pytest.mark.parametrize("bbox", ["-200,-89,200,89", "-1.6,53.7,-1.5,53.8"])
def test_a_view_is_read_and_kept_on_the_map(bbox):
    asked = ViewForm(QueryDict(f"bbox={bbox}&zoom=3"))
    assert asked.is_valid()
    _west, south, _east, north = asked.cleaned_data["bbox"]
    assert -85 <= south <= north <= 85


def test_declining_needs_a_reason():
    assert not DeclineForm({"reason": "  "}).is_valid()
    assert DeclineForm({"reason": "Say where it is."}).is_valid()


# Through the pages ----------------------------------------------------------------------------


def test_a_form_that_is_refused_keeps_what_was_typed(cast):
    answer = cast.peer.client.post(
        "/projects/new/", SAID | {"summary": "", "place": "The old mill"}
    )
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "The old mill" in body
    assert 'role="alert"' in body
    assert 'href="#id_summary"' in body
    assert not Project.objects.filter(title="Beans for all").exists()


def test_adding_leads_to_the_projects_own_page(cast):
    answer = cast.peer.client.post("/projects/new/", SAID, follow=True)
    assert answer.redirect_chain == [("/projects/beans-for-all/", 302)]
    assert "A moderator looks at it before" in answer.content.decode()


def test_a_photo_is_added_shown_and_taken_away(cast, settings):
    lead = cast.lead.client
    said = SAID | {"photo": photo("../../evil.png"), "photo_alt": "A green field"}
    lead.post("/projects/new/", said)
    project = Project.objects.get(title="Beans for all")
    assert project.photo.name.startswith("projects/")
    assert "evil" not in project.photo.name
    shown = lead.get(project.photo_url)
    assert b"".join(shown.streaming_content)[8:12] == b"WEBP"
    kept = SAID | {"revision": project.revision, "photo_alt": "A green field"}
    lead.post(f"/projects/{project.slug}/edit/", kept)
    assert Project.objects.get(pk=project.pk).photo == project.photo
    gone = kept | {"revision": project.revision + 1, "photo-clear": "on", "photo_alt": ""}
    lead.post(f"/projects/{project.slug}/edit/", gone)
    assert not Project.objects.get(pk=project.pk).photo
    assert lead.get(project.photo_url).status_code == 404


def test_a_stale_edit_keeps_both_texts(cast, project_of):
    project = project_of("live")
    address = f"/projects/{project.slug}/edit/"
    said = SAID | {"stage": project.stage, "revision": project.revision}
    assert cast.lead.client.post(address, said | {"title": "First"}).status_code == 302
    late = cast.moderator.client.post(address, said | {"title": "Second thoughts"})
    assert late.status_code == 422
    assert "Somebody else saved" in late.content.decode()
    assert "Second thoughts" in late.content.decode()
    assert Project.objects.get(pk=project.pk).title == "First"


def test_an_edit_without_a_revision_is_as_good_as_stale(cast, project_of):
    project = project_of("live")
    answer = cast.lead.client.post(
        f"/projects/{project.slug}/edit/", SAID | {"stage": project.stage}
    )
    assert answer.status_code == 422
    assert Project.objects.get(pk=project.pk).title == project.title


def test_a_draft_comes_back_in_the_form_and_goes_when_it_is_dropped(cast):
    client = cast.peer.client
    typed = {"title": "Half a tho", "causes": ["older-people", "arts-and-culture"], "lat": "53.8"}
    kept = client.post("/projects/draft/", typed, headers={"Accept": "application/json"})
    assert kept.status_code == 204
    page = client.get("/projects/new/").content.decode()
    assert "Half a tho" in page
    assert page.count(" checked") >= 2
    assert "Half a tho" not in cast.lead.client.get("/projects/new/").content.decode()
    client.post("/projects/draft/drop/")
    assert "Half a tho" not in client.get("/projects/new/").content.decode()
    assert not Draft.objects.exists()


def test_a_draft_is_kept_without_javascript_too(cast, project_of):
    project = project_of("live")
    answer = cast.lead.client.post(
        "/projects/draft/", {"title": "Later", "project": project.slug}, follow=True
    )
    assert answer.redirect_chain == [(f"/projects/{project.slug}/edit/", 302)]
    assert "Later" in answer.content.decode()
    assert Project.objects.get(pk=project.pk).title == project.title


def test_a_draft_keeps_only_fields_of_the_form(cast):
    cast.peer.client.post("/projects/draft/", {"title": "x", "standing": "live", "photo": "y"})
    assert Draft.objects.get().fields == {"title": ["x"]}


def test_a_draft_cannot_grow_without_end(cast):
    answer = cast.peer.client.post("/projects/draft/", {"story": "x" * 90_000})
    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_nobody_keeps_a_draft_for_somebody_elses_project(cast, project_of):
    client = cast.peer.client
    assert client.post("/projects/draft/", {"project": "live-project"}).status_code == 403
    assert client.post("/projects/draft/", {"project": "held-project"}).status_code == 404
    assert not Draft.objects.exists()
