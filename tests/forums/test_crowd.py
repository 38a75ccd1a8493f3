"""The rig's crowd in small: everything at once for a few seconds, watched at every commit."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from forums.actions import guests, places
from forums.actions.places import by_hand
from forums.choices import Seat, Why
from forums.errors import NoAnswerTaken
from forums.models import Booking, SeatMove, Session
from tests.conftest import in_threads
from tests.factories import PeerFactory, SessionFactory
from tests.rig import watching
from tests.rig.actors import ACTS, Crowd, gatherings, judged
from tests.rig.constraints import without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watch() -> Iterator[None]:
    with watching.watched():
        yield


def test_whatever_people_do_at_once_for_a_while_every_commit_is_in_order(watch):
    before = watching.deadlocks()
    crowd = Crowd(gatherings(), [PeerFactory() for _ in range(24)])
    crowd.act(hands=8, seconds=3, seed=7)
    verdict = judged("a crowd in small", crowd)
    assert verdict.is_orderly, str(verdict)
    assert watching.deadlocks() == before
    assert len(verdict.acts) > len(ACTS) / 2, "most of what can be done was done"


def test_a_guest_who_says_yes_while_old_requests_are_forgotten_keeps_their_place():
    session = SessionFactory(capacity=1)
    guests.ask(session, name="Gus", email="gus@example.org")
    booking, has_said_yes = session.bookings.get(), threading.Event()

    @transaction.atomic
    def say_yes():
        places.go_by_link(booking)
        has_said_yes.set()
        time.sleep(0.3)  # the other is at the lock by then

    def forget():
        has_said_yes.wait(timeout=10)
        guests.forget_unanswered(timezone.now() + timedelta(days=3))

    in_threads(say_yes, forget)
    booking.refresh_from_db()
    assert booking.state == Seat.GOING


def test_an_answer_that_is_gone_meanwhile_is_refused_in_words():
    session, peer = SessionFactory(), PeerFactory()
    booking = places.go(session, by=peer)
    places.give_up(peer)
    for verb in (places.accept, places.decline, by_hand.take_out):
        with pytest.raises(NoAnswerTaken):
            verb(booking, by=peer)


def waiting_since(session: Session, **more) -> Booking:
    """Somebody on the waitlist, written by hand."""
    return Booking.objects.create(session=session, peer=PeerFactory(), state=Seat.WAITING, **more)


def test_the_watch_sees_a_place_too_many(watch):
    with without_constraint(Session, "session_is_never_oversold"):
        session = SessionFactory(capacity=1)
        for _ in range(2):
            Booking.objects.create(session=session, peer=PeerFactory(), state=Seat.GOING)
        assert set(watching.seen()) == {"oversold"}


def test_the_watch_sees_who_is_overtaken_and_who_waits_beside_a_free_place(watch):
    session = SessionFactory(capacity=0)
    _first, second = waiting_since(session), waiting_since(session)
    assert not watching.seen()
    Session.objects.filter(pk=session.pk).update(capacity=1)
    assert set(watching.seen()) == {"somebody waits beside a free place"}
    Booking.objects.filter(pk=second.pk).update(
        state=Seat.OFFERED, offered_until=timezone.now() + timedelta(hours=1)
    )
    SeatMove.objects.create(
        booking=second, came_from=Seat.WAITING, went_to=Seat.OFFERED, places=1, why=Why.RAISED
    )
    assert "somebody was overtaken" in watching.seen()


def test_the_watch_sees_a_wrong_sum_and_an_offer_beyond_the_start(watch):
    session = SessionFactory(capacity=3)
    booking = places.go(session, by=PeerFactory())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE forums_session SET taken = 2, starts_at = ends_at - interval '1 hour'"
        )
    Booking.objects.filter(pk=booking.pk).update(state=Seat.OFFERED, offered_until=session.ends_at)
    assert set(watching.seen()) == {"a sum is wrong", "an offer outlives the start"}


def test_the_watch_sees_a_turn_out_of_turn_and_a_step_from_nowhere(watch):
    session = SessionFactory(capacity=0)
    booking = waiting_since(session)
    Booking.objects.filter(pk=booking.pk).update(number=7)
    waiting_since(session)
    assert watching.out_of_turn() == 1
    SeatMove.objects.create(
        booking=booking, came_from=Seat.GOING, went_to=Seat.WAITING, places=1, why=Why.LOWERED
    )
    assert watching.torn_steps() == 1
