"""One test for each class of hole that platforms like this one really had, named after it."""

import html
import io
import re
from datetime import timedelta
from itertools import product
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from forums import tasks
from forums.actions import agenda, messages
from forums.models import AgendaSupport
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.digest import GAPS
from leeds_leaders.notices.models import Letter, Notice, Preference
from leeds_leaders.notices.printing import Stencil
from leeds_leaders.notices.tasks import drain
from peers import actions as peers
from peers.models import Following, Peer, Profile
from projects.models import Interest, Project
from tests.attacks.corpus import BREAKING_OUT, MARK, SQL, TEMPLATES
from tests.conftest import in_threads
from tests.factories import (
    AgendaItemFactory,
    BookingFactory,
    ItemFactory,
    PeerFactory,
    ProjectFactory,
    SessionFactory,
)
from tests.test_doors import DOORS, ask, routes, said

pytestmark = pytest.mark.django_db


# Side door through API, feed, embed or search filter -------------------------------------------

SECRET, NONSENSE = "quokkaberry", "quakkoberry"  # the same letters, so that neither looks nearer
LISTS = (
    "/projects/?q={}", "/projects/?q={}&sort=newest",
    "/projects/points.json?q={}&bbox=-2,53,-1,54&zoom=12",
    "/peers/?q={}", "/organisations/?q={}", "/associations/?q={}", "/forums/?q={}",
    "/perspectives/?q={}",
    "/record/?q={}", "/questions/?q={}", "/what-works/?q={}", "/asks/?q={}", "/places/?q={}",
    "/forums/venues/?q={}", "/said-and-done/?q={}", "/what-we-learned/?q={}", "/development/?q={}",
    "/projects/new/alike/?title={}", "/organisations/names.json?q={}",
)  # fmt: skip


def said_of(client: Client, address: str, word: str) -> tuple[int, str]:
    answer = client.get(address.format(word))
    body = answer.content.decode().replace(word, "…")
    return answer.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+|q=[^"&]*', "", body)


def hide_everywhere(word: str, project: Project) -> None:
    """Things of every kind that are there, named by a word, and shown to nobody else."""
    Project.objects.filter(pk=project.pk).update(
        title=f"The {word}", summary=f"All of {word}.", story=word, contact=word
    )
    hidden = PeerFactory(name=f"Q {word}", slug=word)
    Profile.objects.filter(peer=hidden).update(audience="hidden", story=word, one_line=word)
    ItemFactory(peer=hidden, title=word, words=word, slug=f"{word}-offer")
    SessionFactory(slug="drafted", state="draft", title=f"About {word}", purpose=word)


def test_side_door_through_search_and_filters(city):
    """What a hidden thing says changes no result, no count and no suggestion."""
    hide_everywhere(SECRET, Project.objects.get(slug="held-project"))
    for player, address in product((city.nobody, city.peer, city.other_lead), LISTS):
        found = said_of(player.client, address, SECRET)
        assert found[0] < 500, address
        assert found == said_of(player.client, address, NONSENSE), address


def test_side_door_through_feeds_files_and_every_other_format(city):
    """Whatever is not a page tells others no word of what is hidden."""
    hide_everywhere(SECRET, Project.objects.get(slug="held-project"))
    others = [city.nobody, city.peer, city.other_lead, city.other_organiser, city.suspended]
    formats = [door for door in DOORS if door.get and re.search(r"\.\w{2,7}$", door.address)]
    assert len(formats) > 15
    for player, door in product(others, formats):
        answer = player.client.get(door.address, door.query)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert SECRET.encode() not in body, (door.address, player.peer)


FOR_WHOEVER_LEADS = {"projects:cohort-new"}  # anything at all


def test_side_door_of_the_neighbour_gives_no_more_than_the_front_door():
    """Whoever leads or hosts another thing gets what any member gets."""
    for door in DOORS:
        if door.name in FOR_WHOEVER_LEADS:
            continue
        for method in ("GET", "POST"):
            answers = door.answers(method)
            if answers["peer"] == answers["connection"] in {403, 404}:
                assert answers["other_lead"] == answers["peer"], str(door)
                assert answers["other_organiser"] == answers["peer"], str(door)


# Missing check on a write ----------------------------------------------------------


def test_missing_check_on_a_write(city):
    """Whatever page of one's own others may not open, they may not write to either."""
    wrong, tried = {}, 0
    for door in DOORS:
        if not (door.get and door.post) or door.query or door.data:
            continue
        for name, player in city:
            if door.get[name] in {403, 404}:
                tried += 1
                with transaction.atomic():
                    answer = said(ask(player, "POST", door.address, door))
                    transaction.set_rollback(True)
                if answer in {200, 302, 422}:
                    wrong[str(door), name] = answer
    assert tried > 200
    assert not wrong


# Reusable secret link ----------------------------------------------------------


def test_reusable_secret_link(city):
    """A calendar and a link in letters that their owner took back are dead."""
    client, visitor = city.peer.client, Client()
    assert visitor.get("/calendar/secret-of-the-peer.ics").status_code == 200
    client.post(reverse("forums:feed-revoke"))
    assert visitor.get("/calendar/secret-of-the-peer.ics").status_code == 404
    preference = Preference.objects.create(peer=city.peer.peer)
    link = reverse("notices:unsubscribe", args=[preference.unsubscribe_token(Purpose.DIGEST)])
    assert visitor.get(link).status_code == 200
    client.post(reverse("notices:revoke-links"))
    assert visitor.get(link).status_code == 404
    assert visitor.post(link).status_code == 404


# XSS in a display name or file name ----------------------------------------------------------

SHOWN = (
    "/peers/{peer}/", "/projects/live-project/", "/projects/live-project/behind/", "/peers/",
    "/projects/live-project/team/", "/me/", "/forums/arranged-session/", "/peers/items/open-offer/",
    "/perspectives/written/", "/associations/the-circle/", "/forums/arranged-session/agenda/",
)  # fmt: skip


@pytest.mark.parametrize("payload", [BREAKING_OUT[9], BREAKING_OUT[47], "{{ 7|add:7 }}"])
def test_xss_in_a_display_name(city, payload):
    lead = city.lead.peer
    Peer.objects.filter(pk=lead.pk).update(name=payload[:80])
    Profile.objects.filter(peer=lead).update(audience="public")
    seen = 0
    for player, page in product((city.nobody, city.peer, city.lead, city.moderator), SHOWN):
        text = player.client.get(page.format(peer=lead.slug)).content.decode()
        assert f"<{'b'} {MARK}" not in text
        assert payload[:80] not in text or "<" not in payload, page
        seen += html.escape(payload[:80]) in text
    assert seen > 3  # it was there to be met


NAMES_OF_FILES = [
    '"><img src=x onerror=alert(1)>.png', "../../../../tmp/x.png", "..\\..\\x.png", "/etc/x.png",
    "x.php", "x.svg", "a\r\nX-Y: z.png", "x.png\x00.html", "‮gnp.html", "CON.png",
    "x" * 300 + ".png", ".htaccess", "&quot;&gt;&lt;img/src&gt;.png",
]  # fmt: skip
PHOTOS = (
    ("/projects/live-project/photos/", "photo-1-file", r"projects/[0-9a-f]{24}(-\d{3})?\.webp"),
    ("/me/profile/photo/", "photo", r"peers/[0-9a-f]{24}(-\d{2,3})?\.webp"),
)

SAID_OF_IT = {"photo-1-alt": "A bench", "photo_alt": "A bench", "photo_audience": "public"}


def sent_as(name: str, field: str) -> bytes:
    """A form with a photo under a name, byte for byte: clients for tests make names good."""
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "PNG")
    part = '--end\r\nContent-Disposition: form-data; name="{}"'
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    file = part.format(field) + f'; filename="{quoted}"\r\nContent-Type: text/html\r\n\r\n'
    words = [f"{part.format(key)}\r\n\r\n{value}\r\n" for key, value in SAID_OF_IT.items()]
    return "".join([*words, file]).encode() + out.getvalue() + b"\r\n--end--\r\n"


@pytest.mark.parametrize("name", NAMES_OF_FILES, ids=ascii)
@pytest.mark.parametrize(("address", "field", "ours"), PHOTOS, ids=["project", "peer"])
def test_xss_in_a_file_name(city, settings, name, address, field, ours):
    """A photo is kept, under a name of ours and as the picture that it is, whatever its name."""
    client, around = city.lead.client, settings.MEDIA_ROOT.parent
    before = {path for path in around.rglob("*") if path.is_file()}
    answer = client.post(address, sent_as(name, field), "multipart/form-data; boundary=end")
    assert answer.status_code == 302
    assert "X-Y" not in answer.headers
    new = {path for path in around.rglob("*") if path.is_file()} - before
    assert len(new) == 3  # in each of its sizes
    for path in new:
        assert re.fullmatch(ours, str(path.relative_to(settings.MEDIA_ROOT))), path
        with Image.open(path) as picture:
            assert picture.format == "WEBP"
    assert "onerror" not in client.get(address).content.decode()


# Double vote by race ----------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_double_vote_by_race():
    """Support of an agenda item, following an offer, interest: six clicks at once are one."""
    peer, lead = PeerFactory(), PeerFactory()
    item, offer, project = AgendaItemFactory(), ItemFactory(), ProjectFactory(lead=lead)
    clients = [Client() for _ in range(6)]
    for client in clients:
        client.force_login(peer)
        client.raise_request_exception = False
    statuses = []

    def interest(client):
        address = reverse("projects:interest", args=[project.slug])
        return lambda: statuses.append(client.post(address, {"rung": "seen"}).status_code)

    in_threads(*[lambda: agenda.support(item, by=peer)] * 6)
    in_threads(*[lambda: peers.follow(offer, by=peer)] * 6)
    in_threads(*map(interest, clients))
    assert AgendaSupport.objects.filter(item=item).count() == 1
    assert Following.objects.filter(item=offer).count() == 1
    assert Interest.objects.filter(project=project, peer=peer).count() == 1
    assert set(statuses) == {302}


# Wrong audience of a notice ----------------------------------------------------------


def test_wrong_audience_of_a_notice(city):
    """Who waits is not told what those who come are told, nor is who went, or who is suspended."""
    session = SessionFactory(slug="told")
    people = {state: PeerFactory() for state in ("going", "waiting", "not-going", "lapsed")}
    for state, peer in people.items():
        BookingFactory(session=session, peer=peer, state=state)
    suspended = BookingFactory(session=session, peer=PeerFactory(), state="going").peer
    Peer.objects.filter(pk=suspended.pk).update(is_active=False)
    key = "00000000-0000-0000-0000-000000000777"
    messages.send(
        session, key, by=city.organiser.peer, sent_to="going", subject="Rain", words="A coat."
    )
    tasks.tell_messages()
    others = [peer for state, peer in people.items() if state != "going"]
    for kind in (Letter, Notice):  # before each letter is looked at again as it is sent
        assert kind.objects.filter(recipient=people["going"]).exists()
        assert not kind.objects.filter(recipient__in=others).exists()
    drain()
    told = {letter.to[0] for letter in mail.outbox if "Rain" in letter.subject}
    assert told == {people["going"].email}
    assert suspended.email not in str(mail.outbox)


# ORDER BY injection ----------------------------------------------------------

SORTED = ("/projects/", "/peers/", "/forums/", "/perspectives/", "/record/", "/questions/",
    "/asks/",
          "/organisations/", "/associations/", "/what-works/", "/me/items/",
          "/me/notices/")  # fmt: skip


def things_on(answer) -> list[str]:
    """To which things a page leads, one after another."""
    return re.findall(r'href="(/[\w/-]+)["?#]', answer.content.decode())


def test_order_by_injection(city):
    """No name of a column from outside orders or filters anything."""
    words = ("pk", "-pk", "title", "-title", "name", "-name", "-peer__password", "?", "(SELECT 1)")
    for page, name in product(SORTED, ("sort", "order_by", "o")):
        plain = things_on(city.peer.client.get(page))
        for word in words:
            answer = city.peer.client.get(page, {name: word})
            assert answer.status_code in {200, 400, 404}, (page, name, word)
            if answer.status_code == 200:
                assert things_on(answer) == plain, (page, name, word)


LOOKUPS = (
    "password__startswith", "lead__password__startswith", "peer__password__regex", "text__contains",
    "recipient__password__startswith", "author__password__startswith", "html__contains",
    "letters__text__contains", "reports_made__reporter__name", "link_secret__startswith",
)  # fmt: skip


def test_filter_injection_in_the_admin(city):
    """A moderator cannot ask the admin for what begins with a letter of somebody's password."""
    lists = [route for route, name, _view in routes() if name.endswith("_changelist")]
    open_to = [r for r in lists if city.moderator.client.get(f"/{r}").status_code == 200]
    assert len(open_to) > 10
    answered = [
        (route, lookup)
        for route, lookup in product(open_to, LOOKUPS)
        if city.moderator.client.get(f"/{route}", {lookup: "a"}).status_code == 200
    ]
    assert not answered
    for route in open_to[::9]:
        for order in ("password", "-1.999", "999", "1.1.1", "%00", *SQL[:6]):
            answer = city.moderator.client.get(f"/{route}", {"o": order})
            assert answer.status_code < 500, (route, order)


# Placeholder injection in mail templates ---------------------------------------------------------

HOLES = [*TEMPLATES, "\ue000name\ue001", "\ue000subject\ue001", "\ue000nothing\ue001"]


def test_placeholder_injection_in_mail_templates(city):
    """What looks like a gap of a template arrives as it was typed, in text, HTML and notice."""
    organiser = PeerFactory(joined_at=timezone.now() - timedelta(days=99))  # may write much
    peer = PeerFactory(name="{{ peer.email }} %(name)s {0}", email="reader@example.net")
    for number, hole in enumerate(HOLES):
        session = SessionFactory(title=f"Tea {hole}"[:120])
        BookingFactory(session=session, peer=peer)
        key = f"00000000-0000-0000-0000-{number:012}"
        messages.send(
            session, key, by=organiser, sent_to="going",
            subject=f"About {hole}"[:120], words=f"So: {hole} :so",
        )  # fmt: skip
    tasks.tell_messages()
    letters = {letter.subject: letter for letter in Letter.objects.filter(recipient=peer)}
    assert len(letters) == len(HOLES)
    for hole in HOLES:
        letter = next(each for each in letters.values() if f"So: {hole} :so" in each.text)
        assert f"About {hole}" in letter.subject
        assert f"So: {html.escape(hole)} :so" in html.escape(html.unescape(letter.html))
        assert "SECRET" not in letter.text.replace("settings.SECRET_KEY", "")
        assert "reader@example.net" not in letter.html + letter.text


def test_placeholder_injection_between_the_gaps_of_a_digest():
    """Nobody's words are taken for a gap of the letter that is filled for many."""
    context = {"purpose": Purpose.DIGEST, "settings_url": "/", "unsubscribe_url": "/"}
    for template in ("notices/email/digest_message.txt", "notices/email/digest_message.html"):
        stencil = Stencil(template, GAPS, context)
        gaps = dict.fromkeys(GAPS, "")
        for hole in HOLES:
            name = next(gap for gap in GAPS if "name" in gap or "intro" in gap or gap)
            filled = html.unescape(stencil.fill(**gaps | {name: hole}))
            assert hole in filled


def test_placeholder_injection_in_a_calendar_and_a_feed(city):
    """Words of a session are no lines of iCalendar and no elements of Atom."""
    evil = "x\\nATTENDEE:mailto:v@example.org ]]></title><entry>"
    session = SessionFactory(slug="evil", title=evil, theme=evil)
    ics = city.nobody.client.get("/forums/evil/session.ics").content.decode()
    unfolded = ics.replace("\r\n ", "")
    assert not re.search(r"^ATTENDEE", unfolded, re.MULTILINE)
    assert unfolded.count("BEGIN:VEVENT") == 1
    feed = ElementTree.fromstring(city.nobody.client.get("/feeds/sessions.atom").content)
    titles = [node.text for node in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert session.title in " ".join(filter(None, titles))
