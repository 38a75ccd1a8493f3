"""Who comes to the invented sessions: answers in every state, and a private example for each
sign-in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from forums.actions.places import offered_until
from forums.choices import TAKES_PLACES, Kept, MessageTo, Seat, ShownTo, State, Why
from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.people import SIGN_INS, Names, Person, sign_ins_of
from forums.demo.plans import Plan, Sort
from forums.models import Booking, KeptSeats, Needs, SeatMove, Session, SessionMessage
from leeds_leaders.text import slug_for

PAST, COMING = 12, 6  # of so many breakfasts around today something is told
MONTH, LONG_HERE = 31, 34  # days
PARTIES = [(1, 84), (2, 12), (3, 4)]
SHOWN = [(ShownTo.EVERYONE, 42), (ShownTo.GOING, 38), (ShownTo.NOBODY, 20)]
GUESTS = 0.08  # the share of answers that come from somebody without an account
NEEDY = 0.12  # the share of those who go who say what they need
ASKED_WITHIN = timedelta(days=30)
GUESTS_ARE_KNOWN = timedelta(days=60)  # after the session, as the verbs have it
KEPT_UNTIL = timedelta(days=3)  # before the start
PATHS = {
    Seat.ASKED: [(Seat.ASKED, Why.ANSWERED)],
    Seat.GOING: [(Seat.GOING, Why.ANSWERED)],
    Seat.WAITING: [(Seat.WAITING, Why.ANSWERED)],
    Seat.OFFERED: [(Seat.WAITING, Why.ANSWERED), (Seat.OFFERED, Why.LEFT)],
    Seat.MAYBE: [(Seat.MAYBE, Why.ANSWERED)],
    Seat.NOT_GOING: [(Seat.GOING, Why.ANSWERED), (Seat.NOT_GOING, Why.ANSWERED)],
    Seat.LAPSED: [
        (Seat.WAITING, Why.ANSWERED), (Seat.OFFERED, Why.LEFT), (Seat.LAPSED, Why.LAPSED),
    ],
    Seat.WALKED_IN: [(Seat.WALKED_IN, Why.BY_HAND)],
}  # fmt: skip
WRITTEN = (Booking, SeatMove, KeptSeats, Needs, SessionMessage)
GAVE_THEIRS = [(Seat.OFFERED, Why.HANDED_OVER)]


@dataclass(frozen=True)
class Crowd:
    """How many answer a session, and how the people of the sign-ins do."""

    going: int
    offered: int = 0
    waiting: int = 0
    others: dict[str, int] = field(default_factory=dict)
    sign_ins: dict[str, str] = field(default_factory=dict)

    def seats(self) -> list[str]:
        """The states of all answers, in the order of asking."""
        counts = {
            Seat.GOING: self.going, Seat.OFFERED: self.offered, Seat.WAITING: self.waiting,
            **self.others,
        }  # fmt: skip
        return [seat for seat, count in counts.items() for _n in range(count)]


HELD = Crowd(
    26, others={Seat.NOT_GOING: 4, Seat.LAPSED: 1, Seat.WALKED_IN: 2},
    sign_ins={"organiser": Seat.GOING, "peer": Seat.GOING, "admin": Seat.GOING},
)  # fmt: skip
NEXT = Crowd(
    25, others={Seat.MAYBE: 4, Seat.NOT_GOING: 3, Seat.ASKED: 1},
    sign_ins={"organiser": Seat.GOING, "peer": Seat.GOING, "moderator": Seat.MAYBE},
)  # fmt: skip
FULL = Crowd(
    30, offered=2, waiting=6, others={Seat.MAYBE: 3, Seat.NOT_GOING: 2, Seat.LAPSED: 2},
    sign_ins={"organiser": Seat.GOING, "peer": Seat.WAITING, "moderator": Seat.GOING,
              "admin": Seat.NOT_GOING},
)  # fmt: skip
OPEN = Crowd(7, others={Seat.MAYBE: 2}, sign_ins={"organiser": Seat.GOING})
HOUR = Crowd(8, sign_ins={"organiser": Seat.GOING})
CONFERENCE = Crowd(
    200, others={Seat.MAYBE: 9, Seat.NOT_GOING: 5},
    sign_ins={"organiser": Seat.GOING, "peer": Seat.GOING, "moderator": Seat.GOING,
              "admin": Seat.GOING},
)  # fmt: skip
PART = Crowd(18, sign_ins={"peer": Seat.GOING})
BUSY_PART = Crowd(30, offered=1, waiting=4)
CROWDS = {Sort.HOUR: HOUR, Sort.CONFERENCE: CONFERENCE, Sort.PART: PART}
SMALL_ROOM, NO_LIMIT = 24, 10_000
BETWEEN = timedelta(hours=30)  # the steps of an answer


class Bookings:
    """Writes who comes, and what became of each answer."""

    def __init__(self, people: Sequence[Person], seed: int):
        self._dice = Dice(seed, "bookings")
        self._names = Names(Dice(seed, "guests"))
        self._texts = texts.read("gatherings")
        self._sign_ins = sign_ins_of(people)
        self._others = people[len(SIGN_INS) :]
        self._now = timezone.now().replace(microsecond=0)
        self._guests = 0
        self._moves: list[SeatMove] = []
        self._full: list[Session] = []

    def load(self, pairs: Sequence[tuple[Plan, Session]]) -> list[Booking]:
        """Write the answers to the sessions around today. Returns them."""
        bookings = [
            booking
            for session, crowd, joined in self._crowds(pairs)
            for booking in self._answers(session, crowd, joined)
        ]
        Booking.objects.bulk_create(bookings)
        SeatMove.objects.bulk_create(self._moves)
        Session.objects.bulk_update(self._full, ["capacity"])
        Needs.objects.bulk_create(self._needs(bookings))
        return bookings

    def _crowds(
        self, pairs: Sequence[tuple[Plan, Session]]
    ) -> Iterator[tuple[Session, Crowd, int]]:
        """Who comes to which of the sessions around today, and since how many days at least they
        must have been here: counted in whole months, since only dates may follow today."""
        breakfasts = [session for plan, session in pairs if plan.sort is Sort.BREAKFAST]
        held = [session for session in breakfasts if session.state == State.HELD][-PAST:]
        coming = [session for session in breakfasts if session.takes_answers][:COMING]
        for turn, session in enumerate(held):
            yield session, HELD, LONG_HERE + MONTH * (len(held) - turn)
        for session, crowd in zip(coming, [NEXT, FULL, *[OPEN] * COMING], strict=False):
            if crowd is NEXT:
                self._write_to_them(session)
            yield session, crowd, LONG_HERE
        for plan, session in pairs:
            if plan.sort in CROWDS:
                crowd = CROWDS[plan.sort]
                if session.capacity == SMALL_ROOM:
                    crowd = BUSY_PART
                yield session, crowd, LONG_HERE + MONTH

    def _write_to_them(self, session: Session) -> None:
        """What the organiser wrote to those who go, yesterday."""
        sent_at = self._now - timedelta(hours=20)
        SessionMessage.objects.create(
            id=self._dice.key(), session=session, sent_to=MessageTo.GOING,
            by_id=self._sign_ins["organiser"].pk, sent_at=sent_at, told_at=sent_at,
            **{name: text.strip() for name, text in self._texts["message"].items()},
        )  # fmt: skip

    def _answers(self, session: Session, crowd: Crowd, joined: int) -> list[Booking]:
        """All answers to one session, in the order of asking."""
        latest = min(self._now - timedelta(hours=2), session.starts_at - timedelta(hours=12))
        seats = crowd.seats()
        who = self._who(crowd, seats, joined)
        parts = sorted(self._dice.random() for _seat in seats)
        pools = self._kept(session) if crowd.waiting else []
        room = NO_LIMIT if session.capacity is None else session.capacity
        room -= sum(pool.places for pool in pools) + crowd.offered + bool(pools)
        bookings = []
        for seat, person, part in zip(seats, who, parts, strict=False):
            places = min(room, self._dice.weighted(PARTIES)) if seat == Seat.GOING else 1
            if places:
                room -= places if seat == Seat.GOING else 0
                asked_at = latest - ASKED_WITHIN * (1 - part)
                bookings.append(self._answer(session, seat, person, asked_at, places))
                self._tell_path(bookings[-1], PATHS[Seat(seat)])
        if crowd.waiting:
            bookings += self._in_pools(session, pools, latest)
            self._fill(session, bookings, pools)
        return bookings

    def _fill(self, session: Session, bookings: list[Booking], pools: list[KeptSeats]) -> None:
        """As many places as are taken and kept, so that whoever waits has to."""
        taken = [b.places for b in bookings if b.state in TAKES_PLACES and not b.kept_seats]
        session.capacity = sum(taken) + sum(pool.places for pool in pools)
        self._full.append(session)

    def _who(self, crowd: Crowd, seats: list[str], joined: int) -> list[Person | None]:
        """Whoever has been here for so many days, in any order; some guests; the sign-ins in their
        seats."""
        dice = self._dice
        old = [person for person in self._others if person.joined > joined]
        most = min(len(old), len(seats))
        who: list[Person | None] = list(dice.sample(old, most))
        who += [None] * min(len(seats) - most, most // 4)
        who = [None if dice.happens(GUESTS) else one for one in who]
        dice.shuffle(who)
        for name, seat in crowd.sign_ins.items():
            person = self._sign_ins[name]
            if seat in seats and person.joined > joined:
                at = seats.index(seat) + dice.between(0, min(3, seats.count(seat) - 1))
                while at < len(who) and who[at] in self._sign_ins.values():
                    at += 1
                who[at : at + 1] = [person]
        return who

    def _answer(
        self, session: Session, seat: str, person: Person | None, asked_at: datetime, places=1
    ) -> Booking:
        dice = self._dice
        booking = Booking(
            session=session, key=self._dice.key(), state=seat, places=places,
            companions=[self._names.full() for _n in range(places - 1)], asked_at=asked_at,
            shown_to=dice.weighted(SHOWN),
        )  # fmt: skip
        if person and seat != Seat.ASKED:
            booking.peer_id = person.pk
        else:
            self._name(booking)
        if seat == Seat.ASKED:
            booking.asked_at = self._now - timedelta(hours=5)
        if seat == Seat.OFFERED:
            booking.offered_until = offered_until(session.starts_at, self._now)
        if session.state == State.HELD:
            self._arrive(booking)
        return booking

    def _name(self, booking: Booking) -> None:
        """Give a guest a name, which is forgotten some time after the session."""
        name = self._names.full()
        self._guests += 1
        if self._now - booking.session.ends_at < GUESTS_ARE_KNOWN:
            booking.name = name
            booking.email = f"{slug_for(name, 'guest')}.g{self._guests}@example.org"

    def _arrive(self, booking: Booking) -> None:
        """Most of those who go are there in time, a few alone, and a few never come."""
        dice, session = self._dice, booking.session
        if booking.state == Seat.WALKED_IN:
            booking.email, booking.arrived = "", 1
            booking.asked_at = session.starts_at + timedelta(minutes=dice.between(-5, 15))
            booking.arrived_at = booking.asked_at
        elif booking.state == Seat.GOING and dice.happens(0.9):
            booking.arrived = booking.places if dice.happens(0.9) else 1
            booking.arrived_at = session.starts_at + timedelta(minutes=dice.between(-20, 10))

    def _tell_path(self, booking: Booking, path: list, *, by: int | None = None) -> None:
        """How an answer came to where it is; all of it has been told."""
        came_from, at = "", booking.asked_at
        for seat, why in path:
            is_own = why == Why.ANSWERED
            self._moves.append(
                SeatMove(
                    booking=booking, came_from=came_from, went_to=seat, places=booking.places,
                    why=why, by_id=booking.peer_id if is_own else by, at=at, told_at=at,
                )
            )  # fmt: skip
            is_over = booking.state != Seat.OFFERED
            came_from, at = seat, min(self._now, at + BETWEEN) if is_over else self._now

    def _kept(self, session: Session) -> list[KeptSeats]:
        """Two places for the ward around, two for outsiders."""
        if session.parent_id:
            return []
        facts = {"session": session, "places": 2, "release_at": session.starts_at - KEPT_UNTIL}
        return [
            KeptSeats.objects.create(kept_for=Kept.WARD, ward=session.wards.get(), **facts),
            KeptSeats.objects.create(kept_for=Kept.OUTSIDERS, **facts),
        ]

    def _in_pools(
        self, session: Session, pools: list[KeptSeats], latest: datetime
    ) -> Iterator[Booking]:
        """A guest whom the organiser invited; and the newcomer, who was given a place."""
        if not pools:
            return
        guest = self._answer(session, Seat.GOING, None, latest)
        guest.kept_seats = pools[-1]
        self._tell_path(guest, [(Seat.GOING, Why.BY_HAND)], by=self._sign_ins["organiser"].pk)
        yield guest
        newcomer = self._sign_ins["newcomer"]
        offer = self._answer(session, Seat.OFFERED, newcomer, self._now)
        self._tell_path(offer, GAVE_THEIRS, by=self._sign_ins["admin"].pk)
        self._moves[-1].told_at = None  # the first thing that the worker tells
        yield offer

    def _needs(self, bookings: Sequence[Booking]) -> Iterator[Needs]:
        """Some of those who come say what they need to."""
        told = self._texts["needs"]
        for booking in bookings:
            is_coming = booking.state == Seat.GOING and booking.session.state == State.PUBLISHED
            if is_coming and self._dice.happens(NEEDY):
                yield Needs(
                    booking=booking, wording=told["wording"], given_at=booking.asked_at,
                    access=self._dice.one(told["access"]) if self._dice.happens(0.6) else "",
                    diet=self._dice.one(told["diet"]),
                )  # fmt: skip
