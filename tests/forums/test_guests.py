"""Guests: people without an account come by a mailed link, and are soon forgotten."""

import re
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.cache import caches
from django.db.models.functions import Upper
from django.test import Client
from django.utils import timezone

from forums import tasks
from forums.actions import guests, links, places
from forums.choices import Kept, Seat, ShownTo, State
from forums.models import Booking, Session
from leeds_leaders.moderation.jobs import let_go_of_what_is_over
from leeds_leaders.notices.models import Address, Letter, Notice
from leeds_leaders.notices.tasks import drain
from tests.factories import PeerFactory, SessionFactory
from tests.open_forms import began

pytestmark = pytest.mark.django_db
GUEST = {"name": "Greta Guest", "email": "Greta@Example.org"}


@pytest.fixture
def session() -> Session:
    return SessionFactory(slug="breakfast", title="Breakfast & beans", capacity=1)


def ask(client: Client, **more):
    return client.post("/forums/breakfast/guest/", GUEST | began() | more)


def link_in(letter: Letter) -> str:
    return re.search(r"(/place/\S+)", letter.text)[1]


def asked(session: Session, **more) -> Booking:
    guests.ask(session, name="Greta Guest", email="greta@example.org", **more)
    return session.bookings.get(email="greta@example.org")


def link_of(booking: Booking) -> str:
    return f"/place/{booking.link_token}/"


# Asking -------------------------------------------------------------------------------------------


def test_a_guest_counts_once_they_say_so_by_the_link_that_was_mailed(session, client):
    page = ask(client, places="1")
    assert page.status_code == 200
    assert "greta@example.org" in page.content.decode()
    session.refresh_from_db()
    assert (session.taken, session.waiting) == (0, 0)
    letter = Letter.objects.get()
    assert (letter.recipient, letter.address) == (None, "greta@example.org")
    path = link_in(letter)
    assert "Was it me who asked?" in client.get(path).content.decode()
    assert session.bookings.get().state == Seat.ASKED  # looking says nothing
    assert client.post(path, {"answer": "going"}).headers["Location"] == path
    assert session.bookings.get().state == Seat.GOING
    client.post(path, {"answer": "going"})
    session.refresh_from_db()
    assert session.taken == 1


def test_the_letter_says_why_it_came_and_how_to_stop_it_without_an_account(session):
    booking = asked(session)
    letter = Letter.objects.get()
    for part in (letter.text, letter.html):
        assert "because somebody asked for a place" in part
        assert part.count(link_of(booking)) == 2
        assert "/me/notices/settings/" not in part
        assert "unsubscribe" not in part
    assert letter.text.startswith("Hello Greta Guest,")
    assert "Breakfast & beans" in letter.text
    assert not Notice.objects.exists()


def test_nobody_learns_whether_an_address_is_known(session, client):
    peer = PeerFactory(email="greta@example.org")
    known = ask(client)
    stranger = ask(client, name="G", email="other@example.org")
    assert known.status_code == stranger.status_code == 200
    assert known.content.decode().replace("greta", "other") == stranger.content.decode()
    assert not Booking.objects.filter(email="greta@example.org").exists()
    letter = Letter.objects.get(recipient=peer)
    assert "/forums/breakfast/my-place/" in letter.text
    assert "/place/" not in letter.text.replace("/my-place/", "")


def test_whoever_is_suspended_does_not_come_as_a_guest_and_hears_nothing_of_it(session, client):
    PeerFactory(email="greta@example.org", is_active=False)
    known = ask(client)
    stranger = ask(client, name="G", email="other@example.org")
    assert known.content.decode().replace("greta", "other") == stranger.content.decode()
    assert not Booking.objects.filter(email="greta@example.org").exists()
    assert {letter.address for letter in Letter.objects.all()} == {"other@example.org"}


def test_asking_again_mails_again_and_changes_nothing_of_who_has_answered(session, client):
    booking = asked(session)
    ask(client, name="Greta G.")
    booking.refresh_from_db()
    assert (booking.name, Letter.objects.count()) == ("Greta G.", 2)
    places.go_by_link(booking)
    ask(client, name="Somebody else")
    booking.refresh_from_db()
    assert (booking.name, booking.state, Letter.objects.count()) == ("Greta G.", Seat.GOING, 3)
    assert "What you answered has not changed" in Letter.objects.latest("pk").text
    assert session.bookings.count() == 1


def test_nobodys_mailbox_is_filled(session, client):
    caches["default"].clear()
    answers = [ask(client).status_code for _time in range(6)]
    assert answers == [200] * 5 + [429]
    assert Letter.objects.count() == 5


def test_what_is_wrong_is_said_and_what_was_written_is_kept(session, client):
    page = client.post("/forums/breakfast/guest/", {"name": "Greta\x00", "email": "nowhere"})
    html = page.content.decode()
    assert page.status_code == 422
    assert 'value="nowhere"' in html
    assert not Booking.objects.exists()


@pytest.mark.parametrize("name", ["Win at evil.example", "http://evil", "a@b", "www.evil"])
def test_nobody_is_sent_anywhere_by_the_name_that_a_stranger_typed(session, client, name):
    assert ask(client, name=name).status_code == 422
    assert ask(client, name="J. R. O’Neill-Smith").status_code == 200


def test_whoever_is_signed_in_answers_as_who_they_are(session, cast):
    answer = cast.peer.client.get("/forums/breakfast/guest/")
    assert answer.headers["Location"] == "/forums/breakfast/my-place/"


def test_where_no_answers_are_taken_none_is_asked_for(client):
    SessionFactory(slug="breakfast", state=State.CANCELLED)
    assert "<form method" not in client.get("/forums/breakfast/guest/").content.decode()
    assert ask(client).status_code == 422
    assert not Letter.objects.exists()


# The place of a guest -----------------------------------------------------------------------------


def test_places_kept_for_outsiders_are_for_guests(session):
    places.keep_seats(session, Kept.OUTSIDERS, 1, timezone.now() + timedelta(days=1))
    assert places.go(session, by=PeerFactory()).state == Seat.WAITING
    booking = asked(session)
    assert places.go_by_link(booking).state == Seat.GOING


def test_a_guest_waits_is_offered_a_place_and_takes_it_by_the_link(session, client):
    peer = PeerFactory()
    places.go(session, by=peer)
    booking = asked(session)
    client.post(link_of(booking), {"answer": "going"})
    tasks.tell_moves()
    places.leave(session, by=peer)
    tasks.tell_moves()
    subjects = Letter.objects.filter(address="greta@example.org").order_by("pk")
    assert [
        subject.split(":")[0][:21] for subject in subjects.values_list("subject", flat=True)
    ] == ["Your place at Breakfa", "You are on the waitin", "A place is free for y"]
    assert "A place is free for me" in client.get(link_of(booking)).content.decode()
    client.post(link_of(booking), {"answer": "going"})
    booking.refresh_from_db()
    assert booking.state == Seat.GOING


def test_whoever_has_an_account_later_takes_over_what_they_answered_as_a_guest(session):
    booking = asked(session, places=2, companions=["Ann"])
    session.capacity = 3
    session.save()
    places.go_by_link(booking)
    peer = PeerFactory(email="greta@example.org")
    theirs = places.go(session, by=peer)
    assert (theirs.pk, theirs.places) == (booking.pk, 2)
    places.leave(session, by=peer)
    again = places.go(session, by=peer)
    booking.refresh_from_db()
    assert (again.pk, booking.peer, booking.email) == (booking.pk, peer, "")
    assert session.bookings.count() == 1


def test_a_link_shows_one_place_and_the_online_link_only_to_who_goes(session, client):
    session.online_link = "https://meet.example/secret"
    session.save()
    places.go(session, by=PeerFactory(name="Pat Peer"), shown_to=ShownTo.EVERYONE)
    booking = asked(session)
    for state, is_shown in ((Seat.ASKED, False), (Seat.WAITING, False), (Seat.GOING, True)):
        Session.objects.filter(pk=session.pk).update(capacity=5)
        Booking.objects.filter(pk=booking.pk).update(state=state)
        html = client.get(link_of(booking)).content.decode()
        assert ("meet.example" in html) is is_shown, state
        assert "Pat Peer" not in html


def test_the_page_of_a_link_is_kept_nowhere_and_told_to_nobody(session, client):
    answer = client.get(link_of(asked(session)))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_a_link_is_for_one_place_alone_and_can_be_made_worth_nothing(session, client):
    booking = asked(session)
    other = places.go(session, by=PeerFactory())
    signature = booking.link_token.partition(".")[2]
    forged = f"/place/{other.pk}.{signature}/"
    old = link_of(booking)
    assert client.get(forged).status_code == client.post(forged).status_code == 404
    links.revoke_links(booking, by=None)
    booking.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(link_of(booking)).status_code == 200
    places.go_by_link(booking)
    assert client.post(old, {"answer": "not-going"}).status_code == 404
    booking.refresh_from_db()
    assert booking.state == Seat.WAITING


@pytest.mark.parametrize("token", ["1", "x.y", "٣.abc", "9" * 40 + ".a", "-1.a", ".", "1.1.1"])
def test_odd_links_lead_nowhere(client, token):
    assert client.get(f"/place/{token}/").status_code == 404


def test_a_link_leads_nowhere_for_who_is_suspended_and_long_after(session, client, time_machine):
    peer = PeerFactory()
    path = link_of(places.go(session, by=peer))
    peer.is_active = False
    peer.save()
    assert client.get(path).status_code == 404
    guest = link_of(asked(session))
    assert client.get(guest).status_code == 200
    time_machine.move_to(session.ends_at + timedelta(days=61))
    assert client.get(guest).status_code == 404


def test_a_refusal_is_said_on_the_page_of_the_link(session, client):
    booking = asked(session)
    client.post(link_of(booking), {"answer": "going"})
    answer = client.post(link_of(booking), {"answer": "going", "places": "3"})
    assert answer.status_code == 422
    assert "There is no room for a larger party" in answer.content.decode()


# Forgetting ---------------------------------------------------------------------------------------


def test_who_never_said_that_it_was_them_is_forgotten_after_two_days(session, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    asked(session)
    guests.ask(session, name="Bo", email="bo@example.org")
    places.go_by_link(session.bookings.get(email="bo@example.org"))
    time_machine.move_to(now + timedelta(days=2), tick=False)
    assert let_go_of_what_is_over() == 0
    time_machine.move_to(now + timedelta(days=2, seconds=1), tick=False)
    assert let_go_of_what_is_over() == 1
    assert session.bookings.get().email == "bo@example.org"


def test_names_and_addresses_of_guests_are_blanked_sixty_days_after(session, time_machine):
    booking = asked(session)
    places.go_by_link(booking)
    peer = PeerFactory()
    Session.objects.filter(pk=session.pk).update(capacity=None)
    places.go(session, by=peer, places=2, companions=["Ann"])
    time_machine.move_to(session.ends_at + timedelta(days=60, seconds=1))
    assert let_go_of_what_is_over() == 1
    booking.refresh_from_db()
    assert (booking.name, booking.email, booking.state) == ("", "", Seat.GOING)
    assert session.bookings.get(peer=peer).companions == []
    assert let_go_of_what_is_over() == 0


def test_the_outbox_forgets_a_guest_whom_no_booking_names_any_more(session, time_machine):
    session.capacity = None
    session.save()
    for name in ("greta", "bo", "di"):
        guests.ask(session, name=name, email=f"{name}@example.org")
        Address.objects.create(address=f"{name}@example.org")
    PeerFactory(email="di@example.org")
    places.go_by_link(session.bookings.get(email="bo@example.org"))
    account = {"key": "a", "purpose": "account", "message_id": "a", "state": "failed"}
    Letter.objects.create(address="greta@example.org", **account)
    Letter.objects.filter(purpose="place").update(state="failed", address=Upper("address"))
    Letter.objects.filter(address="DI@EXAMPLE.ORG").update(state="queued")
    time_machine.move_to(timezone.now() + timedelta(days=3))
    let_go_of_what_is_over()
    assert mailed() == {"account greta@example.org", "place BO@EXAMPLE.ORG", "place DI@EXAMPLE.ORG"}
    Letter.objects.exclude(purpose="place").delete()
    Letter.objects.update(state="sent", sent_at=timezone.now())
    time_machine.move_to(session.ends_at + timedelta(days=60, seconds=1))
    let_go_of_what_is_over()
    assert mailed() == set()
    assert not Address.objects.filter(address="bo@example.org").exists()
    assert Address.objects.filter(address="di@example.org").exists()  # a peer's, too


def mailed() -> set[str]:
    return {f"{letter.purpose} {letter.address}" for letter in Letter.objects.all()}


def test_what_is_done_at_night_is_done_once_and_not_every_minute_of_an_hour():
    timetable = [entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    clocks = [schedule for schedule in timetable if isinstance(schedule, crontab)]
    assert clocks
    assert all(len(clock.minute) == 1 for clock in clocks)


def test_a_letter_to_a_guest_who_left_or_was_forgotten_does_not_leave(session, sink):
    booking = asked(session)
    places.go_by_link(booking)
    tasks.tell_moves()
    places.leave_by_link(booking)
    drain()
    (only,) = sink.messages  # the link itself: it leads to their place, wherever they stand
    assert "please say that it was you" in only[1]["Subject"]
    going = Letter.objects.exclude(purpose="account").order_by("-pk").first()
    assert (going.state, going.text) == ("withheld", "")
