"""One's own calendar: a secret address that is shown once and can be taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import calendars
from forums.choices import Seat, State
from forums.errors import OutOfDate
from forums.models import CalendarFeed, Session
from tests.conftest import in_threads
from tests.factories import BookingFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db


def feed_of(peer) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(peer=peer).first()


def opened(peer) -> str:
    """The token of somebody's new address."""
    return calendars.open_feed(calendars.key_for_next(feed_of(peer)), by=peer)


def read(token: str) -> list[str]:
    """Titles of what stands at an address; whoever asks is nobody we know."""
    response = Client().get(f"/calendar/{token}.ics")
    assert response.status_code == 200
    return re.findall(r"SUMMARY:(.*)\r", response.content.decode())


def is_gone(token: str) -> bool:
    return Client().get(f"/calendar/{token}.ics").status_code == 404


def test_it_has_what_somebody_goes_to_or_hosts_and_nothing_else():
    peer, now = PeerFactory(), timezone.now()
    for title, state, more in (
        ("I go", Seat.GOING, {}),
        ("I wait", Seat.WAITING, {}),
        ("Offered", Seat.OFFERED, {"offered_until": now + timedelta(days=1)}),
        ("I left", Seat.NOT_GOING, {}),
    ):
        BookingFactory(session=SessionFactory(title=title), peer=peer, state=state, **more)
    SessionFactory(title="I host").hosts.add(peer)
    BookingFactory(session=SessionFactory(title="Somebody else"))
    drawer = SessionFactory(title="In the drawer", state=State.DRAFT)
    drawer.hosts.add(peer)
    off = SessionFactory(title="Called off", state=State.CANCELLED)
    BookingFactory(session=off, peer=peer)
    lately, long_ago = (now - timedelta(days=days) for days in (30, 300))
    BookingFactory(session=SessionFactory(title="Lately", starts_at=lately), peer=peer)
    BookingFactory(session=SessionFactory(title="Long ago", starts_at=long_ago), peer=peer)
    assert sorted(read(opened(peer))) == ["Called off", "I go", "I host", "Lately"]


def test_what_one_leaves_or_what_is_hidden_again_is_gone_from_it_at_once():
    peer = PeerFactory()
    left, hidden = (BookingFactory(peer=peer) for _ in range(2))
    token = opened(peer)
    assert len(read(token)) == 2
    left.state = Seat.NOT_GOING
    left.save()
    Session.objects.filter(pk=hidden.session_id).update(state=State.DRAFT)
    assert read(token) == []


def test_only_a_hash_of_the_token_is_kept():
    peer = PeerFactory()
    token = opened(peer)
    assert token not in str(CalendarFeed.objects.values().get())
    assert is_gone(feed_of(peer).token_hash)


def test_a_new_address_ends_the_old_one_and_taking_it_back_ends_both():
    peer = PeerFactory()
    first = opened(peer)
    second = opened(peer)
    assert is_gone(first)
    assert read(second) == []
    calendars.close_feed(by=peer)
    calendars.close_feed(by=peer)
    assert is_gone(second)


def test_a_double_click_makes_one_address():
    peer = PeerFactory()
    key = calendars.key_for_next(None)
    assert calendars.open_feed(key, by=peer) == calendars.open_feed(key, by=peer)
    assert CalendarFeed.objects.count() == 1


def test_the_same_form_is_another_address_for_somebody_else():
    key = calendars.key_for_next(None)
    assert calendars.open_feed(key, by=PeerFactory()) != calendars.open_feed(key, by=PeerFactory())


def test_an_address_that_was_taken_back_does_not_come_back_with_an_old_form():
    peer = PeerFactory()
    key = calendars.key_for_next(None)
    token = calendars.open_feed(key, by=peer)
    calendars.close_feed(by=peer)
    with pytest.raises(OutOfDate):
        calendars.open_feed(key, by=peer)
    assert is_gone(token)
    assert read(opened(peer)) == []


def test_a_form_from_before_a_newer_address_makes_none():
    peer = PeerFactory()
    old, new = calendars.key_for_next(None), calendars.key_for_next(None)
    token = calendars.open_feed(new, by=peer)
    with pytest.raises(OutOfDate):
        calendars.open_feed(old, by=peer)
    assert read(token) == []


@pytest.mark.django_db(transaction=True)
def test_clicks_that_come_at_once_are_shown_the_address_that_works():
    peer = PeerFactory()
    key = calendars.key_for_next(None)
    tokens = []
    in_threads(*[lambda: tokens.append(calendars.open_feed(key, by=peer))] * 4)
    assert len(set(tokens)) == 1
    assert read(tokens[0]) == []


def test_whoever_is_suspended_has_no_calendar():
    peer = PeerFactory()
    token = opened(peer)
    peer.is_active = False
    peer.save()
    assert is_gone(token)


def test_nobody_else_keeps_or_finds_it():
    response = Client().get(f"/calendar/{opened(PeerFactory())}.ics")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def press(client, button: str):
    """Open the page and press a button on it, as a browser without JavaScript does."""
    page = client.get("/me/sessions/calendar/").content.decode()
    forms = re.findall(r"<form method=\"post\"[^>]*action=\"([^\"]+)\">(.*?)</form>", page, re.S)
    address, form = next((where, form) for where, form in forms if f">{button}<" in form)
    return client.post(address, dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))


def test_the_address_is_shown_once(cast, settings):
    client = cast.peer.client
    assert "There is none yet" in client.get("/me/sessions/calendar/").content.decode()
    shown = press(client, "Make an address").content.decode()
    token = re.search(rf"{re.escape(settings.SITE_URL)}/calendar/(\w+)\.ics", shown)[1]
    assert read(token) == []
    assert token not in client.get("/me/sessions/calendar/").content.decode()
    press(client, "Take it back")
    assert is_gone(token)
    assert "There is none since" in client.get("/me/sessions/calendar/").content.decode()


def test_an_old_window_is_told_how_things_stand(cast):
    client = cast.peer.client
    key = calendars.key_for_next(None)
    opened(cast.peer.peer)
    page = client.post("/me/sessions/calendar/new/", {"key": key}, follow=True)
    assert "changed in another window" in page.content.decode()


@pytest.mark.parametrize("key", ["", "\x00", "x" * 200])
def test_a_form_without_its_key_leads_back(cast, key):
    response = cast.peer.client.post("/me/sessions/calendar/new/", {"key": key})
    assert response.status_code == 302
    assert feed_of(cast.peer.peer) is None


@pytest.mark.parametrize("count", [1, 5])
def test_a_calendar_takes_two_queries_however_many_one_goes_to(django_assert_num_queries, count):
    peer = PeerFactory()
    for _ in range(count):
        BookingFactory(peer=peer)
    token = opened(peer)
    with django_assert_num_queries(2):  # whose it is, the sessions
        assert len(read(token)) == count
