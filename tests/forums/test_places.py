"""Going, waiting, offers, leaving: one at a time and all at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forums.actions import places
from forums.choices import Seat
from forums.models import Booking, Session
from tests.conftest import in_threads
from tests.factories import PeerFactory, SessionFactory


def states(session: Session) -> list[str]:
    return list(session.bookings.order_by("number").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("capacity", [0, 1, 7])
def test_however_many_ask_at_once_nobody_is_oversold_and_turns_are_in_the_order_of_commits(
    capacity,
):
    session = SessionFactory(capacity=capacity)
    peers = [PeerFactory() for _ in range(12)]
    clicks = [
        lambda peer=peer: places.go(session, by=peer) for peer in peers for _click in range(3)
    ]
    in_threads(*clicks)
    assert sorted(states(session)) == sorted(
        [Seat.GOING] * capacity + [Seat.WAITING] * (12 - capacity)
    )
    numbers = list(session.bookings.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 13))
    waiting = session.bookings.waiting().values_list("number", flat=True)
    assert list(waiting) == list(range(capacity + 1, 13))


@pytest.mark.django_db
def test_the_database_refuses_one_too_many_whatever_code_asks():
    session = SessionFactory(capacity=1)
    places.go(session, by=PeerFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(session=session, peer=PeerFactory(), state=Seat.GOING)
    session.refresh_from_db()
    assert session.taken == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ahead", "holds"),
    [
        (timedelta(days=30), timedelta(hours=48)),
        (timedelta(days=4), timedelta(hours=24)),
        (timedelta(days=1, hours=1), timedelta(hours=6)),
        (timedelta(hours=7), timedelta(hours=2)),
        (timedelta(hours=1, minutes=1), timedelta(minutes=30)),
        (timedelta(minutes=21), timedelta(minutes=15)),
        (timedelta(minutes=19), None),
        (timedelta(minutes=-1), None),
    ],
)
def test_an_offer_holds_the_shorter_the_nearer_the_start_and_never_beyond_it(ahead, holds):
    now = timezone.now()
    until = places.offered_until(now + ahead, now)
    assert until == (None if holds is None else now + holds)
    assert until is None or until < now + ahead
