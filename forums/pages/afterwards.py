"""What stands on the page of a session once it is over: the pulse, and what people take back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forums import rules
from forums.choices import About
from forums.models import Booking, Pulse, Session
from forums.querysets.afterwards import After
from forums.querysets.record import CAME

MOST_LESSONS = 30
# From not at all to fully, as buttons.
STEPS = {1: _("no"), 2: _("rather not"), 3: _("rather yes"), 4: _("yes")}


@dataclass(frozen=True, slots=True)
class Share:
    """How many gave one answer, and how much of all that is, in percent."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Felt:
    """One question of the pulse, as one person meets it: its buttons where they can answer, its
    sums where they are told."""

    about: str
    label: str
    can_answer: bool
    has_answered: bool
    shares: list[Share]

    @property
    def answers(self) -> int:
        return sum(share.count for share in self.shares)

    @property
    def steps(self) -> list[tuple[int, str]]:
        return [(step, str(label)) for step, label in STEPS.items()]


class Afterwards:
    """What came of how a session went, for one viewer."""

    def __init__(
        self,
        session: Session,
        *,
        sums: Mapping[str, Collection[int]],
        given: Collection[str],
        came: bool,
    ):
        self.session, self.came = session, came
        self.lessons: Collection[Mapping] = ()
        self.has_lesson = self.has_actions = False
        self.is_open = came and rules.takes_pulse(session)
        self.pulse = [
            Felt(about, str(label), self.is_open and about not in given, about in given,
                 _shares(sums.get(about, ())))
            for about, label in About.choices
        ]  # fmt: skip

    @classmethod
    def of(cls, session: Session, viewer) -> "Afterwards | None":
        """In one query; before its end there is nothing, and none is asked."""
        if not rules.is_over(session):
            return None
        told = After.of(session, viewer, told_from=Pulse.TOLD_FROM, lessons=MOST_LESSONS)
        after = cls(session, sums=told.sums, given=told.given, came=told.came)
        after.lessons = told.shared
        after.has_lesson, after.has_actions = told.has_lesson, told.has_actions
        return after

    @classmethod
    def of_guest(cls, booking: Booking) -> "Afterwards":
        """For whoever came by the link to their place. Two queries."""
        told = Pulse.objects.told().filter(session=booking.session_id)
        came = booking.state in CAME
        return cls(
            booking.session,
            sums=dict(told.values_list("about", "counts")) if came else {},
            given=booking.pulses_given.values_list("about", flat=True),
            came=came,
        )

    @property
    def is_felt(self) -> bool:
        """Whether there is anything of the pulse to be seen or done."""
        return self.is_open or any(felt.shares for felt in self.pulse)

    @property
    def is_empty(self) -> bool:
        return not (self.is_felt or self.came or self.lessons or self.has_actions)


def _shares(counts: Collection[int]) -> list[Share]:
    total = sum(counts)
    return [
        Share(str(label), count, round(100 * count / total))
        for label, count in zip(STEPS.values(), counts, strict=False)
    ]
