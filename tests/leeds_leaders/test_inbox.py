"""The inbox: what somebody was told, on the site, whether or not it also came by mail."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.notices.models import Address, Notice
from peers.models import Peer
from tests.conftest import signed_in
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
INBOX = "/me/notices/"
BREAKFAST = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)


def told(peer, *titles, **facts) -> list[Notice]:
    """Notices, the last one newest; each leads to the list of projects."""
    facts = {"purpose": "decision", "url": "/projects/"} | facts
    return [
        Notice.objects.create(recipient=peer, key=title, title=title, **facts) for title in titles
    ]


@pytest.fixture
def peer(db):
    return PeerFactory(name="Resi Dent")


@pytest.fixture
def client(peer):
    return signed_in(peer).client


def page(client, address=INBOX) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 class="small-title"[^>]*>(.*?)</h2>', html)


def header(html: str) -> str:
    """The words of the link to the notices, as they are read aloud."""
    link = re.search(rf'<a href="{INBOX}"[^>]*>(.*?)</a>', html)
    return re.sub(r"<[^>]+>", "", link[1])


# Looking -----------------------------------------------------------------------------------------


def test_notices_stand_newest_first_with_what_when_and_a_way_on(client, peer):
    with time_machine.travel(BREAKFAST, tick=False):
        told(peer, "Older", url="/about/")
        told(peer, "Newer", text="First paragraph.\n\nSecond <b>paragraph</b>.")
    html = page(client)
    assert titles(html) == ["Newer", "Older"]
    assert "<p>First paragraph.</p>" in html
    assert "<p>Second &lt;b&gt;paragraph&lt;/b&gt;.</p>" in html
    assert 'datetime="2026-03-12T08:00:00+00:00">Thursday 12 March 2026, 8:00</time>' in html


def test_what_is_unread_says_so_in_words(client, peer):
    old, _new = told(peer, "Old", "New")
    Notice.objects.filter(pk=old.pk).update(read_at=timezone.now())
    articles = page(client).split("<article")[1:]
    assert [">Unread<" in article for article in articles] == [True, False]


def test_an_empty_inbox_says_what_could_stand_there(client):
    html = page(client)
    assert "Nothing yet, and nothing missed." in html
    assert "/me/notices/settings/" in html
    assert "Mark all as read" not in html


def test_a_long_inbox_has_pages(client, peer):
    told(peer, *(f"Number {n}" for n in range(25)))
    first, second = page(client), page(client, f"{INBOX}?page=2")
    assert (len(titles(first)), len(titles(second))) == (20, 5)
    assert titles(first)[0] == "Number 24"
    assert titles(second)[-1] == "Number 0"
    assert 'href="?page=2"' in first
    assert "Page 2 of 2" in second


@pytest.mark.parametrize(("query", "status"), [
    ("3", 404), ("0", 400), ("-1", 400), ("x", 400), ("1e9", 400), ("9" * 5000, 400), ("٢", 404),
])  # fmt: skip
def test_a_page_that_is_not_there_is_refused_in_words(client, peer, query, status):
    told(peer, "One")
    answer = client.get(INBOX, {"page": query})
    assert answer.status_code == status
    assert b"<h1>" in answer.content


# Reading -----------------------------------------------------------------------------------------


def test_reading_on_marks_a_notice_and_goes_where_it_leads(client, peer):
    [notice] = told(peer, "One", url="/about/")
    for _twice in range(2):
        answer = client.post(f"{INBOX}{notice.pk}/read/", {"open": "1"})
        assert (answer.status_code, answer["Location"]) == (302, "/about/")
    assert not Notice.objects.unread().exists()
    html = page(client)
    assert "All read." in html
    assert '<a href="/about/" aria-describedby' in html


def test_marking_one_as_read_leads_back_to_the_same_page(client, peer):
    one, other = told(peer, "One", "Other")
    answer = client.post(f"{INBOX}{one.pk}/read/", {"page": "2"})
    assert answer["Location"] == f"{INBOX}?page=2"
    assert client.post(f"{INBOX}{one.pk}/read/", {"page": "//evil"})["Location"] == INBOX
    assert Notice.objects.unread().get() == other


def test_all_are_read_with_one_click(client, peer):
    told(peer, "One", "Two")
    [others] = told(PeerFactory(), "Others")
    assert client.post(f"{INBOX}read/")["Location"] == INBOX
    assert Notice.objects.unread().get() == others


def test_a_look_reads_nothing(client, peer):
    [notice] = told(peer, "One")
    page(client)
    assert client.get(f"{INBOX}{notice.pk}/read/").status_code == 405
    assert client.get(f"{INBOX}read/").status_code == 405
    assert Notice.objects.unread().exists()


@pytest.mark.parametrize("path", ["", "1/read/", "read/"])
def test_who_is_signed_out_comes_back_to_the_inbox(path):
    client = Client()
    answer = client.post(INBOX + path) if path else client.get(INBOX)
    assert answer["Location"] == f"/accounts/login/?next={INBOX}"


def test_anothers_notice_is_as_good_as_none(client, peer):
    [others] = told(PeerFactory(), "mark-of-another")
    answers = [client.post(f"{INBOX}{pk}/read/", {"open": "1"}) for pk in (others.pk, 0, 10**30)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "mark-of-another" not in page(client)
    assert Notice.objects.unread().get() == others


# In the header -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Notices"),
        (1, "Notices 1 unread"),
        (99, "Notices 99 unread"),
        (100, "Notices 99+ unread"),
        (250, "Notices 99+ unread"),
    ],
)
def test_every_page_says_how_many_are_unread(client, peer, number, words):
    rows = [
        Notice(recipient=peer, purpose="decision", key=str(n), title="Told") for n in range(number)
    ]
    Notice.objects.bulk_create(rows)
    told(PeerFactory(), "Others")
    [read] = told(peer, "Read")
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    for address in ("/about/", "/projects/", "/nothing-here/", "/accounts/email/"):
        assert header(client.get(address).content.decode()) == words, address


def test_a_visitor_is_told_of_no_notices():
    assert INBOX not in Client().get("/about/").content.decode()


def test_who_is_signed_in_is_found_with_their_notices_in_one_query(client, peer):
    told(peer, *(f"Number {n}" for n in range(5)))
    client.get("/about/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/about/")
    session, found = (query["sql"] for query in queries)
    assert "django_session" in session
    assert "notices_notice" in found
    assert "LIMIT 100" in found


def test_who_is_suspended_or_gone_is_signed_out_with_the_next_click(client, peer):
    assert INBOX in client.get("/about/").content.decode()
    Peer.objects.filter(pk=peer.pk).update(is_active=False)
    assert INBOX not in client.get("/about/").content.decode()


def test_a_session_from_before_is_asked_to_sign_in_again(client):
    session = client.session
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    assert client.get("/about/").status_code == 200
    assert client.get(INBOX)["Location"] == f"/accounts/login/?next={INBOX}"


@pytest.mark.parametrize("rows", [1, 5])
def test_the_inbox_costs_the_same_however_full_it_is(client, peer, rows):
    told(peer, *(f"Number {n}" for n in range(rows)))
    with CaptureQueriesContext(connection) as queries:
        page(client)
    assert len(queries) == 4  # session, person, how many, which


# An address that refuses our letters -------------------------------------------------------------


def refuse(address: str, flagged_at=BREAKFAST) -> None:
    Address.objects.create(address=address, refusals=3, flagged_at=flagged_at)


@pytest.mark.parametrize("path", ["/me/", "/me/notices/settings/"])
def test_who_cannot_be_reached_is_told_so(path):
    peer, other = PeerFactory(), PeerFactory(is_staff=True)
    refuse(peer.email)
    html = page(signed_in(peer).client, path)
    assert "Our letters do not reach you." in html
    assert f"The mailbox of {peer.email} has refused them" in html
    assert "Since 12 March 2026" in html
    assert 'href="/accounts/email/"' in html
    assert "Our letters do not reach you." not in page(signed_in(other).client, path)


def test_one_refusal_is_no_reason_to_worry_anybody(client, peer):
    refuse(peer.email, flagged_at=None)
    assert "Our letters do not reach you." not in page(client, "/me/")


def test_an_address_that_is_confirmed_is_written_to_again(client, peer):
    refuse("new@example.org")
    email = EmailAddress.objects.create(user=peer, email="new@example.org", verified=False)
    client.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(email).key}/")
    email.refresh_from_db()
    assert email.verified
    assert not Address.objects.exists()


def test_my_page_says_what_waits_and_what_comes(client, peer):
    assert "No digest so far" in page(client, "/me/")
    told(peer, "One", "Two")
    client.post(
        "/me/notices/settings/", {"rhythm": "weekly", "weekday": "2", "hour": "8", "services": []}
    )
    html = page(client, "/me/")
    assert "2 unread" in html
    assert "The digest comes once a week" in html
    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post("/me/notices/pause/", {"until": f"{tomorrow:%Y-%m-%d}"})
    assert "Quiet until" in page(client, "/me/")
