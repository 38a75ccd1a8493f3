"""Passing a project on: its picture, what the head of its page says, and the sheet for a board."""

import io
import re
import time
from pathlib import Path

import pytest
from PIL import Image

from projects.models import Project
from projects.pages import share
from tests.factories import ProjectFactory, SupportFactory

pytestmark = pytest.mark.django_db

TOKENS = Path("static/css/tokens.css").read_text()


def picture(client, slug: str = "the-one") -> Image.Image:
    answer = client.get(f"/projects/{slug}/card.png")
    assert answer.headers["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(answer.content))


def card(title: str, **changes) -> share.Card:
    said = {"cause": "Food and growing", "colour": 2, "where": "Armley", "network": "Leeds"}
    return share.Card(title, **{**said, **changes})


@pytest.fixture
def project(cast):
    return ProjectFactory(
        slug="the-one", title="Beans & <company>", lead=cast.lead.peer, contact="Ring 0113 496 0000"
    )


def test_the_picture_has_the_colour_of_the_first_cause_and_is_kept_until_it_changes(cast, project):
    with picture(cast.nobody.client) as image:
        assert image.size == (1200, 630)
        colours = {image.convert("RGB").getpixel(at) for at in ((1060, 130), (90, 92))}
    colour = share.CAUSES[project.causes.first().colour]
    assert colours == {tuple(bytes.fromhex(colour[1:]))}
    address = "/projects/the-one/card.png"
    seal = cast.nobody.client.get(address).headers["ETag"]
    again = cast.nobody.client.get(address, headers={"If-None-Match": seal})
    assert again.status_code == 304
    before = cast.nobody.client.get(address).content
    Project.objects.filter(pk=project.pk).update(title="Something else")
    assert cast.nobody.client.get(address).content != before


def test_the_colours_are_those_of_the_style_sheet():
    light = TOKENS.split("prefers-color-scheme")[0]
    for number, colour in enumerate(share.CAUSES):
        assert f"--cause-{number}: {colour};" in light


@pytest.mark.parametrize(
    "title",
    ["B", "m" * 120, "Donaudampfschiff " * 7, "Łódź & مرحبا Zoë’s", "中文", "\u200b", "🌱 Beans"],
)
@pytest.mark.parametrize("fonts", [share.FONTS, ()], ids=["system's fonts", "Pillow's own"])
def test_every_title_is_drawn_within_its_room_and_soon(monkeypatch, title, fonts):
    for kept in (share.font, share._font_here, share._drawable):
        kept.cache_clear()
    monkeypatch.setattr(share, "FONTS", fonts)
    begun = time.process_time()
    with Image.open(io.BytesIO(card(title).png())) as image:
        assert time.process_time() - begun < 0.6, "a sixth of it, where nobody else is at work"
        right = image.convert("RGB").crop((880, 200, 900, 400)).getcolors()
    assert len(right) == 1, "nothing of the title reaches the hexagons"
    for kept in (share.font, share._font_here, share._drawable):
        kept.cache_clear()


@pytest.mark.parametrize("title", ["利兹午餐会", "محلے کا باورچی خانہ", "Soup 汤", "\u200b", "🌱"])
def test_a_title_is_drawn_whole_or_not_at_all(title):
    assert card(title).png() == card("A project on our map").png()


@pytest.mark.parametrize("title", ["Łódź & Zoë’s", "Siân ap Rhydderch", "🌱 Beans", "2026"])
def test_what_is_no_letter_and_accents_do_not_cost_a_title(title):
    assert card(title).png() != card("A project on our map").png()


def test_the_picture_is_the_same_wherever_in_its_ward_a_project_is(cast, project):
    address = "/projects/the-one/card.png"
    before = cast.lead.client.get(address).content
    Project.objects.filter(pk=project.pk).update(latitude=53.7, longitude=-1.4, place="Elsewhere")
    assert cast.lead.client.get(address).content == before


def test_the_head_of_the_page_says_what_others_show_of_it(cast, project, settings):
    head = cast.nobody.client.get("/projects/the-one/").text.split("</head>")[0]
    said = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"', head)
    )
    assert said["og:title"] == "Beans &amp; &lt;company&gt;"
    assert said["og:description"] == project.summary
    assert said["og:url"] == f"{settings.SITE_URL}/projects/the-one/"
    assert said["og:image"] == f"{settings.SITE_URL}/projects/the-one/card.png"
    assert said["twitter:card"] == "summary_large_image"
    held = cast.lead.client.get("/projects/held-project/").text
    assert "og:image" not in held


def test_the_sheet_says_what_it_needs_and_whom_to_ask_as_far_as_everybody_may_know(cast, project):
    SupportFactory(project=project, title="A shed", amount="Two by three metres")
    SupportFactory(project=project, title="A met ask", state="met", closed_at=project.created_at)
    SupportFactory(project=project, title="A glut of marrows", kind="offer")
    for player in (cast.nobody, cast.lead):
        html = player.client.get("/projects/the-one/print/").text
        assert "A shed</strong>: Two by three metres" in html
        assert "A met ask" not in html
        assert html.index("A shed") < html.index("What it can offer") < html.index("A glut")
        assert "0113 496 0000" not in html, "for members alone: a sheet hangs where everybody reads"
        assert 'role="img" aria-label="A code that leads to the page of this project"' in html
    Project.objects.filter(pk=project.pk).update(contact_audience="everybody")
    assert "0113 496 0000" in cast.nobody.client.get("/projects/the-one/print/").text


def test_picture_and_sheet_cost_few_queries(cast, project, django_assert_max_num_queries):
    for address in ("/projects/the-one/card.png", "/projects/the-one/print/"):
        with django_assert_max_num_queries(5):
            cast.peer.client.get(address)


def test_whatever_is_appended_to_its_address_is_not_drawn_anew(cast, project, monkeypatch):
    address = "/projects/the-one/card.png"
    monkeypatch.setattr(share.Card, "png", lambda _card: pytest.fail("drawn"))
    for appended in ("?x=1", "?&&"):
        answer = cast.nobody.client.get(f"{address}{appended}")
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
