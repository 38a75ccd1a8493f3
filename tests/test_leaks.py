"""What is private stays private, in every byte that anybody can fetch.

Each private thing holds a mark of its own. Every address is fetched by every one of the cast, and
body and headers are searched for all marks. The table says who may meet which.
"""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from forums.models import AgendaItem, CalendarFeed, Needs, SeatMove, Session, SessionMessage
from leeds_leaders.geography.models import Ward
from leeds_leaders.models import SignIn
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Given, Purpose
from leeds_leaders.notices.models import Consent, Notice, Preference
from peers.models import Peer
from projects import actions
from projects.models import PrivatePlace, Project
from projects.querysets.mapping import View
from tests import test_leaks_of_moderation as moderation
from tests import test_leaks_of_peers as peers
from tests import test_leaks_of_records as records
from tests import test_leaks_of_strength as strength
from tests.conftest import Cast
from tests.factories import (
    AgendaItemFactory,
    BookingFactory,
    PeerFactory,
    ProjectFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

NOBODY: set[str] = set()
MEMBERS = {"peer", "connection", "lead", "organiser", "moderator", "admin"}
KEEPERS = {"lead", "moderator", "admin"}
STAFF_OF_PEERS = {"moderator", "admin"}
ARRANGERS = {"organiser", "admin"}
EXACT = (53.8173915, -1.6249137)  # digits that occur nowhere else
ELSEWHERE = (53.8262817, -1.5138462)
PLACE = UUID(int=71)

# mark: who may meet it
MARKS = {
    "mark-lead-email": {"lead", *STAFF_OF_PEERS},
    "mark-peer-email": {"peer", *STAFF_OF_PEERS},
    "mark-peer-password": NOBODY,
    "mark-members-contact": MEMBERS,
    "mark-held-title": KEEPERS,
    "mark-held-summary": KEEPERS,
    "mark-held-story": KEEPERS,
    "mark-held-contact": KEEPERS,
    "mark-held-place": KEEPERS,
    "mark-held-money": KEEPERS,
    "mark-held-end": KEEPERS,
    "mark-held-group": KEEPERS,
    "mark-held-link": KEEPERS,
    "mark-held-alt": KEEPERS,
    "mark-declined-title": KEEPERS,
    "mark-declined-story": KEEPERS,
    "mark-declined-reason": KEEPERS,
    "mark-withdrawn-title": KEEPERS,
    "mark-withdrawn-story": KEEPERS,
    "mark-draft-of-peer": {"peer"},
    "mark-draft-of-edit": {"lead"},
    "mark-notice-title": {"peer"},
    "mark-notice-text": {"peer"},
    "mark-notice-url": {"peer"},
    "mark-consent-wording": {"peer"},
    "mark-link-secret": NOBODY,
    "mark-letter-text": NOBODY,
    "mark-letter-html": NOBODY,
    "mark-letter-subject": NOBODY,
    "mark-draft-session-title": {"organiser", "admin"},
    "mark-draft-session-purpose": {"organiser", "admin"},
    "mark-draft-session-room": {"organiser", "admin"},
    "mark-draft-session-link": ARRANGERS,
    "mark-draft-session-item": ARRANGERS,
    "mark-online-link": {"peer", *ARRANGERS},  # of whoever goes
    "mark-needs-access": {"peer", *ARRANGERS},
    "mark-needs-diet": {"peer", *ARRANGERS},
    "mark-companion": {"peer", *ARRANGERS},
    "mark-note-of-move": {"peer", *ARRANGERS},
    "mark-place-secret": NOBODY,
    "mark-calendar-hash": NOBODY,
    "mark-guest-name": ARRANGERS,
    "mark-guest-email": NOBODY,  # letters go there, and organisers write by the site
    "mark-walk-in-name": ARRANGERS,
    "mark-message-subject": ARRANGERS,
    "mark-message-words": ARRANGERS,
    "mark-proposed-item": MEMBERS,
    "mark-proposed-words": MEMBERS,
    "mark-aside-item": {"lead", *ARRANGERS},
    "mark-aside-reason": {"lead", *ARRANGERS},
    "mark-lead-name": MEMBERS,
    "mark-suspended-name": STAFF_OF_PEERS,
    "173915": {"lead"},  # the private place, exactly
    "249137": {"lead"},
    "262817": {"lead"},
    "138462": {"lead"},
}
# How many answers the sweep reads at least: `test_leaks.py` adds up those of all files.
AT_LEAST = 1_200


@pytest.fixture
def marked(cast, settings) -> Cast:
    """The cast's city with a mark in every private field."""
    settings.OUTBOX_IS_READABLE = False
    lead, peer = cast.lead.peer, cast.peer.peer
    Peer.objects.filter(pk=lead.pk).update(
        email="mark-lead-email@example.org", name="Lee mark-lead-name"
    )
    Peer.objects.filter(pk=peer.pk).update(
        email="mark-peer-email@example.org", password="mark-peer-password"
    )
    peer.refresh_from_db()
    cast.peer.client.force_login(peer)  # another password ends every session
    Peer.objects.filter(pk=cast.suspended.peer.pk).update(name="Sus mark-suspended-name")
    live = Project.objects.filter(slug="live-project")
    live.update(
        contact="mark-members-contact", contact_audience="members", precision="street",
        latitude=53.817, longitude=-1.625,
    )  # fmt: skip
    PrivatePlace.objects.create(project=live.get(), latitude=EXACT[0], longitude=EXACT[1])
    ward = Ward.objects.get(slug="armley")
    by_ward = ProjectFactory(
        lead=lead,
        slug="by-ward",
        precision="ward",
        latitude=ward.latitude,
        longitude=ward.longitude,
    )
    PrivatePlace.objects.create(project=by_ward, latitude=ELSEWHERE[0], longitude=ELSEWHERE[1])
    Project.objects.filter(slug="held-project").update(
        title="mark-held-title", summary="mark-held-summary", story="mark-held-story",
        contact="mark-held-contact", place="mark-held-place", money_holder="mark-held-money",
        end_point="mark-held-end", run_by="mark-held-group", contact_audience="everybody",
        links=["https://example.org/mark-held-link"], photo="projects/held.webp",
        photo_alt="mark-held-alt",
    )  # fmt: skip
    for standing in ("declined", "withdrawn"):
        Project.objects.filter(slug=f"{standing}-project").update(
            title=f"mark-{standing}-title", story=f"mark-{standing}-story"
        )
    Project.objects.filter(slug="declined-project").update(decision_reason="mark-declined-reason")
    actions.keep_draft({"title": ["mark-draft-of-peer"]}, by=peer, project=None)
    actions.keep_draft({"place": ["mark-draft-of-edit"]}, by=lead, project=live.get())
    notices.post(
        lead.email, "decision", "1", "mark-letter-subject", "mark-letter-text", "mark-letter-html",
        recipient=lead,
    )  # fmt: skip
    Notice.objects.create(
        recipient=peer, purpose=Purpose.DECISION, key="1", title="mark-notice-title",
        text="mark-notice-text", url="/about/?mark-notice-url", read_at=timezone.now(),
    )  # fmt: skip
    Preference.objects.create(peer=peer, link_secret="mark-link-secret")
    Consent.objects.create(
        peer=peer, purpose=Purpose.DIGEST, is_given=True, wording="mark-consent-wording",
        how=Given.PAGE,
    )  # fmt: skip
    draft = SessionFactory(
        slug="draft", state="draft", title="mark-draft-session-title",
        purpose="mark-draft-session-purpose", room="mark-draft-session-room",
        online_link="https://example.org/mark-draft-session-link",
    )  # fmt: skip
    talk = SessionFactory(slug="talk", online_link="https://example.org/mark-online-link")
    for session in (draft, talk):
        session.projects.set(Project.objects.all())
    mark_answers(talk, cast)
    mark_agendas(talk, draft, cast)
    return cast


def mark_answers(talk: Session, cast: Cast) -> None:
    """Who comes: the peer, who says more to the organisers than to others; a guest; a walk-in."""
    booking = BookingFactory(
        session=talk, peer=cast.peer.peer, places=2, companions=["mark-companion"], key=PLACE,
        link_secret="mark-place-secret",
    )  # fmt: skip
    Needs.objects.create(
        booking=booking, access="mark-needs-access", diet="mark-needs-diet", wording="Yes."
    )
    SeatMove.objects.create(
        booking=booking, went_to="going", places=2, why="by-hand", note="mark-note-of-move"
    )
    BookingFactory(
        session=talk, peer=None, name="mark-guest-name", email="mark-guest-email@example.org",
        shown_to="everyone",
    )  # fmt: skip
    BookingFactory(session=talk, peer=None, name="mark-walk-in-name", state="walked-in")
    SessionMessage.objects.create(
        session=talk, sent_to="going", subject="mark-message-subject", words="mark-message-words",
        by=cast.organiser.peer, told_at=timezone.now(),
    )  # fmt: skip
    CalendarFeed.objects.create(peer=cast.peer.peer, token_hash="mark-calendar-hash")


def mark_agendas(talk: Session, draft: Session, cast: Cast) -> None:
    """What the lead proposes, and what became of it."""
    lead = cast.lead.peer
    AgendaItemFactory(session=draft, title="mark-draft-session-item", state="chosen", place=1)
    AgendaItemFactory(
        session=talk, title="mark-proposed-item", words="mark-proposed-words", proposed_by=lead
    )
    AgendaItemFactory(
        session=talk, title="mark-aside-item", state="set-aside", reason="mark-aside-reason",
        proposed_by=lead,
    )  # fmt: skip


BOXES = ("-2,53,-1,54", "-1.63,53.81,-1.62,53.82", "-1.6250,53.8170,-1.6249,53.8174")
QUERIES = [
    *("q=mark", "q=mark-held-title", "q=mark-declined-story", "q=mark-lead-name", "q=held"),
    *("near=53.8173915,-1.6249137", "near=53.81739,-1.62491&sort=nearest", "ward=armley"),
    *("cause=community-growing", "needs=volunteers", "stage=under-way", "sort=newest"),
]


def addresses() -> list[str]:
    """Everything that can be fetched, found and unfound."""
    slugs = [*Project.objects.values_list("slug", flat=True)]
    project, peer = Project.objects.get(slug="held-project"), Peer.objects.first()
    session = Session.objects.get(slug="draft")
    token = Preference.objects.get().unsubscribe_token(Purpose.DIGEST)
    return [
        "/", "/about/", "/robots.txt", "/sitemap.xml", "/healthz", "/readyz", "/outbox/", "/me/",
        "/me/notices/", "/me/notices/settings/", f"/unsubscribe/{token}/",
        "/wards/", "/wards/armley/", "/wards/labels.json", "/causes/", "/causes/community-growing/",
        "/causes/food-and-growing/", "/forums/", "/forums/draft/", "/forums/talk/",
        "/places/?q=mark", "/places/?q=armley", "/places/ward.json?lat=53.8173915&lon=-1.625",
        "/projects/new/", "/projects/new/alike/?title=mark-held-title",
        "/projects/new/alike/?lat=53.8173915&lon=-1.6249137", "/projects/photos/held.webp",
        "/accounts/login/", "/accounts/signup/", "/accounts/email/", "/accounts/2fa/",
        "/accounts/password/change/", "/accounts/password/reset/", "/accounts/reauthenticate/",
        *(f"/projects/{slug}/" for slug in slugs),
        *(f"/projects/{slug}/edit/" for slug in slugs),
        "/projects/", *(f"/projects/?{query}" for query in QUERIES),
        *(f"/projects/points.json?bbox={box}&zoom={zoom}" for box in BOXES for zoom in (9, 13, 18)),
        *(f"/projects/points.json?bbox=-2,53,-1,54&zoom=12&{query}" for query in QUERIES),
        "/admin/", "/admin/projects/project/", f"/admin/projects/project/{project.pk}/change/",
        "/admin/projects/project/?q=mark", f"/admin/projects/project/{project.pk}/history/",
        "/admin/peers/peer/", "/admin/peers/peer/?q=mark", f"/admin/peers/peer/{peer.pk}/change/",
        "/admin/forums/session/", f"/admin/forums/session/{session.pk}/change/",
        "/admin/notices/letter/", "/admin/notices/letter/1/change/", *of_sessions(),
        "/admin/autocomplete/?app_label=forums&model_name=session&field_name=projects&term=mark",
    ]  # fmt: skip


def of_sessions() -> list[str]:
    """What can be fetched of sessions: of one that everybody sees, and of a draft."""
    pages = [
        "", "agenda/", "agenda/new/", "session.ics", "programme/", "my-place/", "guest/", "edit/",
        "duplicate/", "cards/", "badges/", "arrivals/", "organise/", "organise/?list=others",
        "organise/?q=mark", "organise/needs/", "organise/message/", "organise/attendance.csv",
        f"organise/story/{PLACE}/",
    ]  # fmt: skip
    return [
        *(f"/forums/{slug}/{page}" for slug in ("talk", "draft") for page in pages),
        *(f"/forums/talk/agenda/{pk}/edit/" for pk in AgendaItem.objects.values_list(flat=True)),
        "/forums/?when=past", "/forums/?q=mark", "/forums/?view=month", "/calendar.ics",
        "/forums/planning/", "/forums/series/", "/forums/venues/", f"/arrivals/{PLACE}/",
        "/me/sessions/", "/me/sessions/calendar/", "/me/data/", "/admin/forums/venue/",
        "/admin/forums/session/?q=mark",
    ]  # fmt: skip


def bytes_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cookies = answer.cookies.output()
    return f"{answer.headers}\n{cookies}\n{body.decode(errors='replace')}"


def echoed(address: str) -> set[str]:
    """Marks that somebody typed themselves may be shown to them again."""
    return {mark for mark in MARKS if mark in address}


def test_every_mark_meets_those_in_the_table_and_nobody_else(marked):
    read = 0
    met: dict[str, dict[str, str]] = {mark: {} for mark in MARKS}
    for address in addresses():
        for name, player in marked:
            has_parts = address.startswith(("/projects/?", "/projects/new/alike/", "/places/"))
            for headers in ({}, {"HX-Request": "true"}) if has_parts else ({},):
                text = bytes_of(player.client.get(address, headers=headers))
                read += 1
                for mark in MARKS.keys() - echoed(address):
                    if mark in text:
                        met[mark].setdefault(name, address)
    leaks = {
        mark: {name: where for name, where in met[mark].items() if name not in MARKS[mark]}
        for mark in MARKS
    }
    assert not {mark: who for mark, who in leaks.items() if who}
    # Each mark was really there to be met by some, or the sweep proves nothing.
    unmet = {mark for mark, may in MARKS.items() if may and not met[mark]}
    assert not unmet
    assert read >= AT_LEAST


def test_all_sweeps_together_read_thousands_of_answers():
    """Each counts its own, because each file may run apart from the others."""
    least = (
        AT_LEAST, moderation.AT_LEAST, peers.AT_LEAST, peers.AT_LEAST_OF_STAFF, records.AT_LEAST,
        strength.AT_LEAST,
    )  # fmt: skip
    assert sum(least) > 5_000


def test_what_somebody_needs_is_in_no_list_and_each_look_is_noted(marked):
    client = marked.organiser.client
    for page in ("organise/", "organise/attendance.csv", "cards/", "badges/", "arrivals/"):
        assert "mark-needs" not in bytes_of(client.get(f"/forums/talk/{page}")), page
    assert "mark-needs" not in bytes_of(client.get("/admin/forums/session/"))
    assert "mark-needs-access" in bytes_of(client.post("/forums/talk/organise/needs/"))
    assert Session.objects.get(slug="talk").needs_views.get().by == marked.organiser.peer


def test_words_of_hidden_projects_find_and_count_nothing(marked):
    for _name, player in marked:
        for word in ("mark-held-title", "mark-declined-story", "mark-withdrawn-title"):
            page = player.client.get("/projects/", {"q": f'"{word}"'}).content.decode()
            assert "No project found" in page, word
            points = player.client.get(
                "/projects/points.json", {"q": f'"{word}"', "bbox": BOXES[0], "zoom": 12}
            )
            assert json.loads(points.content)["total"] == 0, word


def test_a_contact_for_members_is_found_by_no_visitors_search(marked):
    page = marked.nobody.client.get("/projects/", {"q": "mark-members-contact"}).content.decode()
    assert "No project found" in page


def test_an_error_tells_nothing_of_what_it_hides(marked):
    client = marked.peer.client
    for slug in ("held-project", "declined-project", "withdrawn-project"):
        for path in ("", "edit/", "withdraw/", "restore/"):
            for method in ("get", "post"):
                answer = getattr(client, method)(f"/projects/{slug}/{path}")
                assert "mark-" not in bytes_of(answer)


def test_a_members_page_leaves_nothing_in_a_visitors_memory(marked):
    for address in (
        "/",
        "/projects/",
        "/projects/live-project/",
        "/forums/talk/",
        "/wards/armley/",
    ):
        for player in (marked.lead, marked.moderator, marked.organiser, marked.nobody):
            text = bytes_of(player.client.get(address))
        assert "mark-lead-name" not in text, address
        assert "mark-members-contact" not in text, address


def test_what_is_suspended_is_shut_out_with_the_next_click(marked):
    peer = marked.lead.peer
    assert marked.lead.client.get("/projects/held-project/").status_code == 200
    Peer.objects.filter(pk=peer.pk).update(is_active=False)
    assert marked.lead.client.get("/projects/held-project/").status_code == 404
    assert marked.lead.client.get("/me/").status_code == 302
    assert marked.lead.client.get("/me/notices/").status_code == 302


def test_a_browser_session_holds_no_more_than_it_must(marked):
    marked.peer.client.get("/projects/new/")
    for session in SignIn.objects.all():
        kept = json.dumps(session.get_decoded(), default=str)
        assert "mark-" not in kept


# Where exactly? -------------------------------------------------------------------------------


def is_seen(client, west: float, south: float, east: float, north: float, zoom: int) -> bool:
    box = f"{west!r},{south!r},{east!r},{north!r}"
    answer = client.get("/projects/points.json", {"bbox": box, "zoom": zoom})
    return json.loads(answer.content)["total"] > 0


def located(client, zoom: int) -> tuple[float, float]:
    """Close in on a single project by halving the view until floats run out."""
    west, south, east, north = -1.8, 53.7, -1.3, 53.95
    for _ in range(45):
        middle = (west + east) / 2
        if is_seen(client, west, south, middle, north, zoom):
            east = middle
        else:
            west = middle
        middle = (south + north) / 2
        if is_seen(client, west, south, east, middle, zoom):
            north = middle
        else:
            south = middle
    return (south + north) / 2, (west + east) / 2


@pytest.mark.parametrize("zoom", [9, 13, 18])
@pytest.mark.parametrize("precision", ["street", "ward"])
def test_no_game_of_boxes_finds_more_than_the_public_place(cast, precision, zoom):
    Project.objects.all().delete()
    ward = Ward.objects.get(slug="armley")
    details = actions.Details(
        title="Somewhere", summary="Not said where.", point=EXACT, precision=precision, ward=ward
    )
    project = actions.add(details, by=PeerFactory())
    project = actions.approve(project, by=cast.moderator.peer)
    public = (project.latitude, project.longitude)
    assert public != EXACT
    for player in (cast.nobody, cast.peer, cast.moderator):
        found = located(player.client, zoom)
        assert found == pytest.approx(public, abs=1e-6)
        assert found != pytest.approx(EXACT, abs=1e-5)


def test_the_order_by_distance_knows_the_public_place_alone(cast):
    """A decoy closer to the private place than the public one comes first."""
    Project.objects.all().delete()
    public = (round(EXACT[0], 3), round(EXACT[1], 3))
    project = ProjectFactory(
        slug="secret", precision="street", latitude=public[0], longitude=public[1]
    )
    PrivatePlace.objects.create(project=project, latitude=EXACT[0], longitude=EXACT[1])
    decoy = ProjectFactory(slug="decoy", latitude=EXACT[0] + 0.0001, longitude=EXACT[1])
    for player in (cast.nobody, cast.peer, cast.moderator):
        page = player.client.get("/projects/", {"near": f"{EXACT[0]},{EXACT[1]}"}).content.decode()
        assert page.index(decoy.get_absolute_url()) < page.index(project.get_absolute_url())


def test_neighbours_are_told_by_the_public_place_alone(cast):
    far = (53.9, -1.4)
    project = ProjectFactory(slug="secret", precision="street", latitude=far[0], longitude=far[1])
    PrivatePlace.objects.create(project=project, latitude=EXACT[0], longitude=EXACT[1])
    answer = cast.peer.client.get("/projects/new/alike/", {"lat": EXACT[0], "lon": EXACT[1]})
    assert "/projects/secret/" not in answer.content.decode()


def test_an_edit_by_somebody_else_shows_the_public_place(cast):
    project = Project.objects.get(slug="live-project")
    PrivatePlace.objects.create(project=project, latitude=EXACT[0], longitude=EXACT[1])
    assert b"8173915" in cast.lead.client.get("/projects/live-project/edit/").content
    assert b"8173915" not in cast.moderator.client.get("/projects/live-project/edit/").content


def test_the_view_of_the_whole_world_is_cut_to_the_city(cast):
    assert View(-180, -85, 180, 85, 3).clipped((-1.8, 53.7, -1.3, 53.9)).west == -1.8


def test_letters_name_only_what_their_reader_may_know(cast):
    lead = cast.lead.peer
    project = ProjectFactory(lead=lead, standing="held", contact="mark-contact")
    actions.approve(project, by=cast.moderator.peer)
    letter = lead.letters.get()
    whole = letter.subject + letter.text + letter.html
    assert cast.moderator.peer.name not in whole
    assert cast.moderator.peer.email not in whole
    assert letter.queued_at > timezone.now() - timedelta(minutes=1)
