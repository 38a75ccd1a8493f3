"""An admin sees the site as somebody does: with a reason, for a while, and changes nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.models import Needs, NeedsView
from leeds_leaders.moderation.models import Act
from leeds_leaders.seeing_as import CLOSED
from peers.models import Profile
from projects.models import Project
from tests.factories import BookingFactory, PeerFactory, ProjectFactory, SessionFactory
from tests.peers.test_accounts_staff import PASSWORD, make_staff, sign_in, with_two_steps
from tests.test_doors import DOORS

pytestmark = pytest.mark.django_db
STOP = "/seeing-as/stop/"
REASON = {"reason": "They cannot find their own project."}


def page_for(peer) -> str:
    return reverse("admin:peers_peer_see_as", args=[peer.pk])


@pytest.fixture
def seen(cast):
    """The admin's browser, seeing the site as the lead."""
    answer = cast.admin.client.post(page_for(cast.lead.peer), REASON)
    assert answer.url == "/"
    return cast.admin.client


def acts() -> list[tuple]:
    found = Act.objects.filter(what__contains="seen as").order_by("at", "pk")
    return [(act.what, act.by.name, act.object_id, act.words) for act in found]


def test_they_see_what_the_other_sees_under_a_banner_that_says_so(cast, seen):
    body = seen.get("/projects/held-project/").content.decode()
    assert "The held project" in body
    assert "You see the site as <strong>Lee Lead</strong> sees it" in body
    # A page that is the same for the admin themselves shows the other's name in the bar.
    assert ">Lee</a>" in seen.get("/about/").content.decode()
    ProjectFactory(slug="anothers", standing="held")
    assert seen.get("/projects/anothers/").status_code == 404


def test_beginning_and_end_are_kept_with_the_reason(cast, seen):
    lead = str(cast.lead.peer.pk)
    assert acts() == [("seen as", "Ada Admin", lead, REASON["reason"])]
    for _click in range(2):
        assert seen.post(STOP).url == "/me/"
    assert [act[0] for act in acts()] == ["seen as", "no longer seen as"]
    assert "You see the site as" not in seen.get("/about/").content.decode()
    assert seen.get("/admin/").status_code == 200


def test_it_ends_by_itself_after_a_quarter_of_an_hour(cast, seen):
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1), tick=False):
        body = seen.get("/about/").content.decode()
    assert "You see the site as" not in body
    assert ">Ada</a>" in body
    assert [act[0] for act in acts()] == ["seen as", "no longer seen as"]


@pytest.mark.parametrize(
    "address",
    ["/me/", "/me/data/", "/me/data/export.zip", "/me/notices/", "/me/sessions/calendar/",
     "/me/connections/", "/me/sign-ins/", "/accounts/email/", "/accounts/2fa/", "/admin/",
     "/admin/peers/peer/", "/forums/open-session/my-place/", "/forums/open-session/organise/",
     "/forums/open-session/organise/needs/", "/forums/open-session/badges/", "/outbox/",
     "/place/1.forged/", "/still-going/1.forged/", "/moderation/appeal/1.forged/"],
)  # fmt: skip
def test_what_is_theirs_alone_and_the_admin_stay_closed(seen, address):
    answer = seen.get(address)
    body = answer.content.decode()
    assert answer.status_code == 403
    assert "This page is theirs alone" in body
    assert "You see the site as" in body
    assert 'action="/seeing-as/stop/"' in body


# What few may open, and yet is not closed: forms of words that all see anyway.
FORMS = {
    "forums:action-done", "forums:action-drop", "forums:action-edit", "forums:action-hand-over",
    "forums:agenda-edit", "forums:agenda-propose", "forums:guest", "forums:heard-mend",
    "forums:outcome-decline",
    "forums:outcome-edit", "forums:perspective-edit", "forums:perspective-questions",
    "forums:response-edit", "peers:item-edit", "peers:organisation-edit",
    "projects:association-edit", "projects:cohort-edit", "projects:cohort-new",
    "projects:development-edit", "projects:edit", "projects:history", "projects:hub-edit",
    "projects:milestone-edit", "projects:milestone-new", "projects:news-edit", "projects:news-new",
    "projects:photo-change", "projects:photos", "projects:support-new",
}  # fmt: skip
# What everybody may open, and yet says more to some: closed.
SAYS_MORE = {"projects:behind", "projects:invitation", "projects:support", "projects:team"}
MEMBERS = ("peer", "connection", "lead", "organiser", "moderator")


def test_of_every_address_what_not_every_member_may_read_is_closed():
    pages = [door for door in DOORS if door.get and 200 in door.get.values()]
    all_may = {door.name for door in pages if all(door.get[name] == 200 for name in MEMBERS)}
    few_may = {door.name for door in pages} - all_may
    assert few_may >= FORMS
    open_ = {door.name for door in DOORS if not CLOSED.search(door.address)}
    secret = {door.name for door in DOORS if "token" in door.kwargs}
    assert secret >= {"projects:still-going-by-link", "moderation:appeal-by-link", "forums:link"}
    assert open_ & ({*few_may, *SAYS_MORE, *secret} - FORMS) == set()


def test_signing_out_ends_it_too(cast, seen):
    assert seen.get("/accounts/logout/").status_code == 200
    seen.post("/accounts/logout/")
    assert [act[0] for act in acts()] == ["seen as", "no longer seen as"]
    assert ">Ada</a>" not in seen.get("/about/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent(cast, seen, method):
    for address in ("/projects/live-project/edit/", "/projects/live-project/withdraw/", "/"):
        assert getattr(seen, method)(address, {"title": "Hacked"}).status_code == 403
    assert not Project.objects.filter(title="Hacked").exists()


def test_a_page_that_would_write_something_is_closed_by_the_database(cast, seen, settings):
    """Whatever page forgets that fetching changes nothing: PostgreSQL refuses."""
    settings.ROOT_URLCONF = "tests.peers.writing_on_get"
    answer = seen.get("/writes/")
    assert answer.status_code == 403
    assert "This page is theirs alone" in answer.content.decode()
    assert not Profile.objects.filter(one_line="written on a GET").exists()
    seen.post(STOP)
    assert seen.get("/writes/").status_code == 200


def test_what_somebody_needs_is_neither_read_nor_looked_at(cast):
    session = SessionFactory(slug="open-session")
    session.hosts.add(cast.lead.peer)
    booking = BookingFactory(session=session, peer=cast.peer.peer)
    Needs.objects.create(booking=booking, diet="mark-diet", wording="x")
    cast.admin.client.post(page_for(cast.lead.peer), REASON)
    for address in ("organise/needs/", "organise/", "my-place/", ""):
        body = cast.admin.client.get(f"/forums/open-session/{address}").content.decode()
        assert "mark-diet" not in body
    assert not NeedsView.objects.exists()


def test_only_admins_see_as_others_and_nobody_as_the_staff_or_themselves(cast):
    for name, player in cast:
        answer = player.client.post(page_for(cast.peer.peer), REASON)
        is_let_in = answer.status_code == 302 and answer.url == "/"
        assert is_let_in == (name == "admin"), name
    cast.admin.client.post(STOP)
    for other in (cast.admin, cast.moderator, cast.organiser, cast.suspended):
        assert cast.admin.client.get(page_for(other.peer)).status_code == 403
        assert cast.admin.client.post(page_for(other.peer), REASON).status_code == 403


def test_a_reason_is_asked_for(cast):
    assert cast.admin.client.post(page_for(cast.peer.peer), {"reason": " "}).status_code == 200
    assert "You see the site as" not in cast.admin.client.get("/about/").content.decode()
    assert acts() == []


def test_it_ends_where_the_admin_or_the_other_may_no_more(cast, seen):
    lead = cast.lead.peer
    lead.is_active = False
    lead.save()
    assert "You see the site as" not in seen.get("/about/").content.decode()
    lead.is_active = True
    lead.save()
    seen.post(page_for(lead), REASON)
    cast.admin.peer.is_superuser = False
    cast.admin.peer.save()
    body = seen.get("/about/").content.decode()
    assert "You see the site as" not in body
    assert ">Ada</a>" in body


def test_whoever_is_seen_knows_nothing_of_it_and_stays_signed_in(cast, seen):
    assert "You see the site as" not in cast.lead.client.get("/about/").content.decode()
    assert cast.lead.client.get("/me/").status_code == 200


def test_it_asks_first_who_is_there(settings, db):
    """A browser that somebody left open must not do it."""
    settings.LOCAL_RUN = False
    admin, other, client = make_staff(), PeerFactory(), Client()
    codes = with_two_steps(admin)
    sign_in(client, admin, codes[0])
    answer = client.post(page_for(other), REASON)
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Act.objects.filter(what="seen as").exists()
    sent = {"password": PASSWORD, "next": page_for(other)}
    assert client.post(reverse("account_reauthenticate"), sent).url == "/"
    assert "You see the site as" in client.get("/about/").content.decode()
