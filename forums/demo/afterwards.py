"""How the invented people felt after sessions, what they took back, and what came of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from forums.choices import About, State, Verdict
from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.people import Person, sign_ins_of
from forums.demo.records import CAME, Kept
from forums.models import Booking, Lesson, Outcome, Pulse, PulseGiven

WRITTEN = (Pulse, PulseGiven, Lesson, Outcome)
STEPS = [(0, 3), (1, 10), (2, 40), (3, 47)]  # from not at all to fully
ANSWERED = 0.6  # the share of those who came who answer the pulse


class Afterwards:
    """Writes pulses, lessons and outcomes."""

    def __init__(self, people: Sequence[Person], seed: int, kept: Kept):
        self._dice, self._kept = Dice(seed, "afterwards"), kept
        self._texts = texts.read("perspectives")
        self._now = timezone.now().replace(microsecond=0)
        self._sign_ins = {name: person.pk for name, person in sign_ins_of(people).items()}

    def load(self, bookings: Sequence[Booking]) -> None:
        """Write all of it, for the sessions that have answers."""
        came = defaultdict(list)
        for booking in bookings:
            if booking.session.state == State.HELD and booking.state in CAME:
                came[booking.session_id].append(booking)
        for session_id, theirs in came.items():
            self._pulse(session_id, theirs)
        Lesson.objects.bulk_create(self._lessons())
        Outcome.objects.bulk_create(self._outcomes())

    def _pulse(self, session_id: int, bookings: Sequence[Booking]) -> None:
        """Sums, and who has answered: by their keys, so that no order tells which is whose."""
        for about in About:
            answered = [one for one in bookings if self._dice.happens(ANSWERED)]
            counts = [0] * len(STEPS)
            for _one in answered:
                counts[self._dice.weighted(STEPS)] += 1
            Pulse.objects.create(session_id=session_id, about=about, counts=counts)
            PulseGiven.objects.bulk_create(
                PulseGiven(booking=booking, about=about)
                for booking in sorted(answered, key=lambda one: one.pk)
            )

    def _lessons(self) -> Iterator[Lesson]:
        """What somebody takes back; by whom the file does not say, by somebody who came."""
        for told in self._texts["lessons"]:
            session = self._kept.sessions.get(told["session"])
            if session is None:
                continue
            came = [
                pk
                for pk in self._kept.came.get(session.pk, ())
                if pk not in self._sign_ins.values()
            ]
            peer = self._sign_ins[told.get("author") or "admin"]
            said_at = session.ends_at + timedelta(hours=1)
            ask_on = timezone.localdate(said_at) + timedelta(days=told["days"])
            is_asked = bool(told.get("helped"))
            moment = min(said_at + timedelta(days=told["days"]), self._now)
            yield Lesson(
                session=session,
                peer_id=peer if told.get("author") or not came else self._dice.one(came),
                words=told["words"],
                is_shared=told.get("is_shared", False),
                said_at=said_at,
                ask_on=ask_on,
                asked_at=moment if is_asked else None,
                helped=told.get("helped", ""),
                story=told.get("story", ""),
                told_at=moment if is_asked else None,
            )

    def _outcomes(self) -> Iterator[Outcome]:
        """What came of actions for the projects that they serve, as these see it."""
        for told in self._texts["outcomes"]:
            action = self._kept.actions.get(told["does"])
            if action is None or action.project is None:
                continue
            closed_at = action.closed_at or self._now
            said_at = min(closed_at + timedelta(days=told["days"]), self._now)
            is_decided = told["state"] != Verdict.SAID
            yield Outcome(
                key=self._dice.key(),
                project=action.project,
                action=action,
                kind=told["kind"],
                words=told["words"],
                limited_by=told.get("limited_by", ""),
                evidence=told.get("evidence", ""),
                happened_on=timezone.localdate(said_at),
                state=told["state"],
                reason=told.get("reason", ""),
                said_by_id=self._sign_ins["peer"],
                said_at=said_at,
                decided_by_id=action.project.lead_id if is_decided else None,
                decided_at=said_at if is_decided else None,
            )
