"""What people are told of their place: once, in words, and nothing that is not so any more."""

import re
from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.utils import timezone
from icalendar import Calendar

from forums import actions, jobs, tasks
from forums.actions import arrivals, guests, places
from forums.actions.places import by_hand
from forums.choices import Seat
from forums.models import SeatMove, Session
from leeds_leaders.notices.actions import send_due_reminders
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.tasks import drain
from tests.factories import ConnectionFactory, PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return SessionFactory(
        slug="breakfast", title="Beans & toast", capacity=1, online_link="https://meet.example/x",
        bring="A mug",
    )  # fmt: skip


def subjects(**to) -> list[str]:
    tasks.tell_moves()
    return [letter.subject for letter in Letter.objects.filter(**to).order_by("pk")]


def guest_of(session: Session):
    guests.ask(session, name="Greta Guest", email="greta@example.org")
    return session.bookings.get(email="greta@example.org")


# Steps --------------------------------------------------------------------------------------------


def test_whoever_goes_is_told_all_they_need_with_an_entry_for_their_calendar(session):
    peer = PeerFactory(name="Pat Peer")
    booking = places.go(session, by=peer)
    tasks.tell_moves()
    letter = Letter.objects.get()
    assert letter.text.startswith("Hello Pat,")
    for words in ("The old library", "Step-free", "A mug", "https://meet.example/x"):
        assert words in letter.text
    assert f"/place/{booking.link_token}/" in letter.text
    assert "because of what you answered to a session" in letter.text
    event = Calendar.from_ical(letter.calendar).events[0]
    assert event["UID"] == session.uid
    notice = Notice.objects.get()
    assert notice.url == "/forums/breakfast/my-place/"  # the link is for the letter alone
    assert booking.link_token not in notice.text


def test_each_step_is_told_once_however_often_it_is_looked_for(session):
    places.go(session, by=PeerFactory())
    assert [tasks.tell_moves(), tasks.tell_moves(), jobs.tell()] == [1, 0, 0]
    assert Letter.objects.count() == 1


def test_what_was_undone_before_it_was_told_is_not_told(session):
    peer = PeerFactory()
    for _time in range(2):
        places.go(session, by=peer)
        places.leave(session, by=peer)
    places.go(session, by=peer)
    assert subjects() == [f"You are going: Beans & toast, {when(session)}"]
    assert not SeatMove.objects.filter(told_at=None).exists()


def when(session: Session) -> str:
    start = timezone.localtime(session.starts_at)
    return f"{start:%A} {start.day} {start:%B}, {start.hour}:{start:%M}"


def test_a_promotion_explains_itself_and_does_not_give_the_online_link_away(session):
    first, waits = PeerFactory(), PeerFactory()
    places.go(session, by=first)
    places.go(session, by=waits)
    assert subjects(recipient=waits) == ["You are on the waiting list: Beans & toast"]
    places.leave(session, by=first)
    tasks.tell_moves()
    offer = Letter.objects.filter(recipient=waits).latest("pk")
    assert "because somebody left and freed a place" in offer.text
    assert offer.not_after == session.bookings.get(peer=waits).offered_until
    assert not Letter.objects.filter(recipient=waits, text__contains="meet.example").exists()
    places.expire_offers(offer.not_after)
    assert subjects(recipient=waits)[-1] == "The place went to the next: Beans & toast"


def test_whoever_is_given_a_place_is_told_by_whom(session):
    tie = ConnectionFactory(asker=PeerFactory(name="Gil Giver"))
    booking = places.go(session, by=tie.asker)
    places.hand_over(booking, to=tie.asked, by=tie.asker)
    tasks.tell_moves()
    letter = Letter.objects.get(recipient=tie.asked)
    assert "Gil Giver cannot come" in letter.text
    assert letter.items["peers"] == [tie.asker.pk]


def test_an_offer_is_told_even_if_nobody_may_know_who_gave_the_place(session, sink):
    tie = ConnectionFactory(asker=PeerFactory(name="Gil Giver"))
    tie.asker.profile.audience = "hidden"
    tie.asker.profile.save()
    places.hand_over(places.go(session, by=tie.asker), to=tie.asked, by=tie.asker)
    tasks.tell_moves()
    drain()
    text = dict_of(sink)[tie.asked.email].get_body(("plain",)).get_content()
    assert "somebody cannot come" in text
    assert "Gil" not in text + Notice.objects.get(recipient=tie.asked).text


def dict_of(sink) -> dict:
    """The last message to each address."""
    return {to[0]: message for to, message in sink.messages}


def test_calendars_drop_the_place_of_whoever_was_taken_out_or_waits_again(session):
    session.capacity = 2
    session.save()
    removed, lowered = (places.go(session, by=PeerFactory()) for _ in range(2))
    tasks.tell_moves()
    by_hand.take_out(removed, by=PeerFactory())
    places.set_capacity(session, 0, by=PeerFactory(), let_last_wait=True)
    tasks.tell_moves()
    for peer in (removed.peer, lowered.peer):
        letter = Letter.objects.filter(recipient=peer).latest("pk")
        event = Calendar.from_ical(letter.calendar).events[0]
        assert (event["UID"], event["STATUS"]) == (session.uid, "CANCELLED")
        assert "METHOD:CANCEL" in letter.calendar
        assert "takes it out of your calendar" in " ".join(letter.text.split())
        assert "meet.example" not in letter.calendar


def test_whoever_never_had_a_place_gets_nothing_for_their_calendar(session):
    places.go(session, by=PeerFactory())
    waits = PeerFactory()
    booking = places.go(session, by=waits)
    tasks.tell_moves()
    by_hand.take_out(booking, by=PeerFactory())
    tasks.tell_moves()
    letters = Letter.objects.filter(recipient=waits)
    assert [(letter.calendar, "calendar" in letter.text) for letter in letters] == [("", False)] * 2


def test_a_slip_at_the_door_is_told_to_nobody(session, time_machine):
    places.go(session, by=PeerFactory())
    waits, left = (places.go(session, by=PeerFactory()) for _ in range(2))
    places.leave(session, by=left.peer)
    tasks.tell_moves()
    Letter.objects.all().delete()
    time_machine.move_to(session.starts_at)
    for booking in (waits, left):
        arrivals.arrive(session, booking.key, by=PeerFactory())
        arrivals.undo_arrival(session, booking.key, by=PeerFactory())
    assert subjects() == []


def test_an_organiser_s_note_is_told_to_whoever_was_taken_out(session):
    booking = places.go(session, by=PeerFactory())
    tasks.tell_moves()
    session = places.locked(session.pk)
    places.move(booking, Seat.NOT_GOING, "by-hand", None, note="We met yesterday instead.")
    assert subjects()[-1] == "You are not on the list any more: Beans & toast"
    assert "We met yesterday instead." in Letter.objects.latest("pk").text


@pytest.mark.django_db(transaction=True)
def test_five_hundred_steps_of_a_second_wake_one_worker(session, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda task, after=0: woken.append((task.name, after)))
    monkeypatch.setattr(tasks, "_hinted_at", float("-inf"))
    for _peer in range(3):
        places.go(session, by=PeerFactory())
    assert woken == [("forums.tasks.tell_moves", tasks.GATHER)]


def test_telling_many_takes_a_fixed_number_of_queries(django_assert_num_queries):
    session = SessionFactory()
    places.go(session, by=PeerFactory())
    with django_assert_num_queries(15):  # eight for savepoints, one looks for more
        tasks.tell_moves()
    for _peer in range(5):
        places.go(session, by=PeerFactory())
    with django_assert_num_queries(15):
        tasks.tell_moves()


# News ---------------------------------------------------------------------------------------------


def move(session: Session, **to) -> None:
    """As an organiser does it in the form."""
    details = actions.sessions.details_of(session, viewer=PeerFactory())
    actions.change(session, actions.sessions.replace(details, **to), by=PeerFactory())


def test_five_edits_in_ten_minutes_are_one_mail_in_words_also_to_guests(session, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    session.capacity = None
    session.save()
    peer, guest = PeerFactory(), guest_of(session)
    places.go(session, by=peer)
    places.go_by_link(guest)
    tasks.tell_moves()
    Letter.objects.all().delete()
    starts_at = session.starts_at
    for hours in range(1, 6):
        session.refresh_from_db()
        move(session, starts_at=starts_at + timedelta(hours=hours),
             ends_at=starts_at + timedelta(hours=hours + 2))  # fmt: skip
    assert tasks.tell_news() == 0
    time_machine.move_to(now + timedelta(minutes=10), tick=False)
    assert [tasks.tell_news(), tasks.tell_news()] == [1, 0]
    assert {letter.address for letter in Letter.objects.all()} == {peer.email, "greta@example.org"}
    for letter in Letter.objects.all():
        assert letter.subject == "Changed: Beans & toast"
        assert "It is now on" in letter.text
        assert "SEQUENCE:5" in letter.calendar


def test_a_new_date_is_for_the_calendars_of_those_who_go(session, time_machine):
    goes, waits = PeerFactory(), PeerFactory()
    for peer in (goes, waits):
        places.go(session, by=peer)
    tasks.tell_moves()
    Letter.objects.all().delete()
    move(session, room="Upstairs")
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    tasks.tell_news()
    to = {letter.recipient: letter for letter in Letter.objects.all()}
    assert "METHOD:PUBLISH" in to[goes].calendar
    assert to[waits].calendar == ""
    assert ["attached" in to[peer].text for peer in (goes, waits)] == [True, False]


@pytest.mark.parametrize("hours", [-3, 3])
def test_news_of_a_session_that_is_over_by_either_time_do_not_leave(session, hours):
    places.go(session, by=PeerFactory())
    known, later = session.ends_at, session.ends_at + timedelta(hours=hours)
    move(session, starts_at=session.starts_at + timedelta(hours=hours), ends_at=later)
    Session.objects.update(tell_at=timezone.now())
    tasks.tell_news()
    assert Letter.objects.get().not_after == max(known, later)


def test_what_was_changed_back_is_told_to_nobody(session, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    places.go(session, by=PeerFactory())
    tasks.tell_moves()
    move(session, room="Upstairs")
    session.refresh_from_db()
    move(session, room="")
    time_machine.move_to(now + timedelta(minutes=10), tick=False)
    assert tasks.tell_news() == 1
    assert Letter.objects.count() == 1


def test_who_waits_and_who_is_asked_hear_of_a_cancellation_and_calendars_drop_it(session):
    peers = [PeerFactory() for _ in range(3)]
    for peer in peers:
        places.go(session, by=peer)
    places.leave(session, by=peers[0])
    tasks.tell_moves()
    Letter.objects.all().delete()
    actions.cancel(session, by=PeerFactory(), reason="The hall is flooded.")
    tasks.tell_news()
    assert {letter.recipient for letter in Letter.objects.all()} == set(peers[1:])
    for letter in Letter.objects.all():
        assert "The hall is flooded." in letter.text
        assert "METHOD:CANCEL" in letter.calendar


# Just before it leaves ----------------------------------------------------------------------------


def test_an_offer_of_a_session_that_was_called_off_does_not_leave(session, sink):
    first, waits = PeerFactory(), PeerFactory()
    places.go(session, by=first)
    places.go(session, by=waits)
    places.leave(session, by=first)
    tasks.tell_moves()
    actions.cancel(session, by=PeerFactory(), reason="Rain.")
    tasks.tell_news()
    drain()
    assert [message["Subject"].split(":")[0] for _to, message in sink.messages] == ["Cancelled"]


def test_what_leaves_is_a_whole_mail_with_an_invitation(session, sink):
    places.go_by_link(guest_of(session))
    tasks.tell_moves()
    drain()
    message = sink.messages[-1][1]
    assert message["To"] == "greta@example.org"
    kinds = [part.get_content_type() for part in message.walk()]
    assert {"text/plain", "text/html", "text/calendar"} <= set(kinds)
    whole = message_from_string(message.as_string(), policy=policy.default)
    text = whole.get_body(("plain",)).get_content()
    assert not re.search(r"\{[{%]|None", text)
    assert sink.addresses == ["greta@example.org"] * 2


# Reminders ----------------------------------------------------------------------------------------


def test_guests_who_go_are_reminded_and_those_who_left_since_are_not(session, sink, time_machine):
    session.capacity = None
    session.starts_at = timezone.now() + timedelta(days=10)
    session.ends_at = session.starts_at + timedelta(hours=2)
    session.state = "draft"
    session.save()
    session = actions.publish(session, by=None)
    stays = guest_of(session)
    places.go_by_link(stays)
    guests.ask(session, name="Bo", email="bo@example.org")
    leaves = session.bookings.get(email="bo@example.org")
    places.go_by_link(leaves)
    places.go(session, by=PeerFactory(email="pat@example.org"))
    Letter.objects.all().delete()
    time_machine.move_to(session.starts_at - timedelta(days=7) + timedelta(hours=1))
    assert send_due_reminders() == 3
    places.leave_by_link(leaves)
    drain()
    assert sorted(sink.addresses) == ["greta@example.org", "pat@example.org"]
    to_guest = next(m for to, m in sink.messages if to == ["greta@example.org"])
    text = to_guest.get_body(("plain",)).get_content()
    assert f"/place/{stays.link_token}/" in text
