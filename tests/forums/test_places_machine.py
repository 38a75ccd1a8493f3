"""The whole machine of places against a simple model, whatever people do in whatever order."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings as how
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from forums.actions import places
from forums.choices import TAKES_PLACES, Seat
from forums.errors import NoAnswerTaken, TooFewPlaces
from forums.models import Booking, SeatMove
from tests.factories import PeerFactory, SessionFactory

pytestmark = pytest.mark.django_db
PEOPLE = 7


class Places(RuleBasedStateMachine):
    """Model: a list of (person, party) in order of asking, and what each was told."""

    def __init__(self):
        super().__init__()
        self.point = transaction.savepoint()
        self.people = [PeerFactory() for _ in range(PEOPLE)]
        self.session = SessionFactory(capacity=3)
        self.capacity = 3
        self.state: dict[int, str] = {}
        self.party: dict[int, int] = {}
        self.turn: list[int] = []

    def teardown(self):
        transaction.savepoint_rollback(self.point)

    # The model ------------------------------------------------------------------------------

    def taken(self) -> int:
        return sum(self.party[n] for n, state in self.state.items() if state in TAKES_PLACES)

    def room(self, size: int) -> bool:
        return self.capacity is None or self.taken() + size <= self.capacity

    def waiting(self) -> list[int]:
        return [n for n in self.turn if self.state[n] == Seat.WAITING]

    def settle(self) -> None:
        for n in self.waiting():
            if not self.room(self.party[n]):
                return
            self.state[n] = Seat.OFFERED

    def out(self, n: int, state: str) -> None:
        had = n in self.turn
        if n in self.turn:
            self.turn.remove(n)
        self.state[n] = state
        if had:
            self.settle()

    # What people do -------------------------------------------------------------------------

    @rule(n=some.integers(0, PEOPLE - 1), size=some.integers(1, 4))
    def go(self, n, size):
        has_turn = n in self.turn
        if has_turn:
            more = size - self.party[n]
            takes = self.state[n] in TAKES_PLACES
            if more > 0 and takes and not (self.room(more) and not self.waiting()):
                with pytest.raises(TooFewPlaces):
                    places.go(self.session, by=self.people[n], places=size)
                return
            places.go(self.session, by=self.people[n], places=size)
            self.party[n] = size
            if self.state[n] == Seat.OFFERED:
                self.state[n] = Seat.GOING
            if more < 0:
                self.settle()
            return
        places.go(self.session, by=self.people[n], places=size)
        fits = not self.waiting() and self.room(size)
        self.state[n], self.party[n] = (Seat.GOING if fits else Seat.WAITING), size
        self.turn.append(n)

    @rule(n=some.integers(0, PEOPLE - 1), state=some.sampled_from([Seat.NOT_GOING, Seat.MAYBE]))
    def leave(self, n, state):
        places.leave(self.session, by=self.people[n], state=state)
        self.out(n, state)

    @rule(n=some.integers(0, PEOPLE - 1))
    def accept(self, n):
        booking = self.session.bookings.filter(peer=self.people[n]).first()
        if booking is None:
            return
        if self.state[n] in TAKES_PLACES:
            places.accept(booking, by=self.people[n])
            self.state[n] = Seat.GOING
        else:
            with pytest.raises(NoAnswerTaken):
                places.accept(booking, by=self.people[n])

    @rule(n=some.integers(0, PEOPLE - 1))
    def decline(self, n):
        booking = self.session.bookings.filter(peer=self.people[n]).first()
        if booking is None:
            return
        if self.state[n] == Seat.OFFERED:
            places.decline(booking, by=self.people[n])
            self.out(n, Seat.NOT_GOING)
        elif self.state[n] == Seat.NOT_GOING:
            places.decline(booking, by=self.people[n])
        else:
            with pytest.raises(NoAnswerTaken):
                places.decline(booking, by=self.people[n])

    @rule(n=some.integers(0, PEOPLE - 1), to=some.integers(0, PEOPLE - 1))
    def hand_over(self, n, to):
        booking = self.session.bookings.filter(peer=self.people[n]).first()
        if booking is None:
            return
        if self.state.get(to) == Seat.OFFERED and self.state[n] == Seat.NOT_GOING:
            places.hand_over(booking, to=self.people[to], by=self.people[n])  # a second click
            return
        waits = self.state.get(to) == Seat.WAITING
        is_there = n == to or self.state.get(to) in TAKES_PLACES
        if self.state[n] != Seat.GOING or is_there or (waits and self.party[to] > self.party[n]):
            with pytest.raises((NoAnswerTaken, TooFewPlaces)):
                places.hand_over(booking, to=self.people[to], by=self.people[n])
            return
        places.hand_over(booking, to=self.people[to], by=self.people[n])
        self.turn.remove(n)
        self.state[n], self.state[to] = Seat.NOT_GOING, Seat.OFFERED
        if not waits:
            self.party[to] = self.party[n]
            self.turn.append(to)
        self.settle()

    @rule()
    def expire(self):
        places.expire_offers(timezone.now() + timedelta(days=3))
        late = [n for n, state in self.state.items() if state == Seat.OFFERED]
        for n in late:
            self.turn.remove(n)
            self.state[n] = Seat.LAPSED
        if late:
            self.settle()

    @rule(capacity=some.one_of(some.none(), some.integers(0, 9)))
    def change_capacity(self, capacity):
        if capacity is not None and self.taken() > capacity:
            with pytest.raises(TooFewPlaces):
                places.set_capacity(self.session, capacity, by=None)
            return
        places.set_capacity(self.session, capacity, by=None)
        was, self.capacity = self.capacity, capacity
        if capacity is None or (was is not None and capacity > was):
            self.settle()

    @rule(capacity=some.integers(0, 4))
    def lower_and_let_the_last_wait(self, capacity):
        places.set_capacity(self.session, capacity, by=None, let_last_wait=True)
        was, self.capacity = self.capacity, capacity
        lowered = False
        for n in reversed(self.turn):
            if self.taken() <= capacity:
                break
            if self.state[n] in TAKES_PLACES:
                self.state[n] = Seat.WAITING
                lowered = True
        if lowered or (was is not None and capacity > was):
            self.settle()

    # What holds always ----------------------------------------------------------------------

    @invariant()
    def is_as_the_model_says(self):
        self.session.refresh_from_db()
        bookings = {b.peer_id: b for b in self.session.bookings.all()}
        got = {n: bookings[p.pk].state for n, p in enumerate(self.people) if p.pk in bookings}
        assert got == self.state
        taken = sum(b.places for b in bookings.values() if b.state in TAKES_PLACES)
        assert self.session.taken == taken == self.taken()
        assert self.session.waiting == len(self.waiting())
        assert self.capacity is None or taken <= self.capacity
        order = [b.peer_id for b in Booking.objects.filter(session=self.session).waiting()]
        assert order == [self.people[n].pk for n in self.waiting()]

    @invariant()
    def every_state_has_a_step_that_led_to_it(self):
        for booking in self.session.bookings.all():
            assert SeatMove.objects.filter(booking=booking).last().went_to == booking.state


def test_whatever_people_do_places_are_as_a_simple_model_says(db):
    with transaction.atomic():
        run_state_machine_as_test(
            Places, settings=how(max_examples=15, stateful_step_count=25, deadline=None)
        )
        transaction.set_rollback(True)
