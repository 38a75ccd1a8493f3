"""What stands on the page of a session once it is over: the pulse, and what people take back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from forums import rules
from forums.choices import About
from forums.models import Booking, Lesson, Pulse, PulseGiven, Session
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
        sums: Iterable[Mapping],
        given: Collection[str] = (),
        came: bool = False,
        shared: Collection[Mapping] = (),
        has_lesson: bool = False,
    ):
        self.session, self.came, self.has_lesson = session, came, has_lesson
        self.lessons = shared
        self.is_open = came and rules.takes_pulse(session)
        told = {each["about"]: each["counts"] for each in sums}
        self.pulse = [
            Felt(about, str(label), self.is_open and about not in given, about in given,
                 _shares(told.get(about, ())))
            for about, label in About.choices
        ]  # fmt: skip

    @classmethod
    def of(cls, session: Session, viewer) -> "Afterwards | None":
        """In one query; before its end there is nothing, and none is asked."""
        if not rules.is_over(session):
            return None
        return cls(session, **_asked(session, viewer))

    @classmethod
    def of_guest(cls, booking: Booking) -> "Afterwards":
        """For whoever came by the link to their place. Two queries."""
        sums = Pulse.objects.told().filter(session=booking.session_id).values("about", "counts")
        given = set(booking.pulses_given.values_list("about", flat=True))
        came = booking.state in CAME
        return cls(booking.session, sums=sums if came else (), given=given, came=came)

    @property
    def is_felt(self) -> bool:
        """Whether there is anything of the pulse to be seen or done."""
        return self.is_open or any(felt.shares for felt in self.pulse)

    @property
    def is_empty(self) -> bool:
        return not (self.is_felt or self.came or self.lessons)


def _shares(counts: Collection[int]) -> list[Share]:
    total = sum(counts)
    return [
        Share(str(label), count, round(100 * count / total))
        for label, count in zip(STEPS.values(), counts, strict=False)
    ]


def _asked(session: Session, viewer) -> dict:
    """All of it by one row of the session."""
    this = OuterRef("pk")
    lessons = Lesson.objects.shared_with(viewer).filter(session=this).order_by("-pk")
    found: dict[str, Any] = {
        "sums": ArraySubquery(
            Pulse.objects.visible_to(viewer)
            .filter(session=this)
            .values(json=JSONObject(about=F("about"), counts=F("counts")))
        ),
        "shared": ArraySubquery(
            lessons.values(json=JSONObject(id=F("pk"), words=F("words")))[:MOST_LESSONS]
        ),
    }
    if viewer.is_authenticated:
        mine = Booking.objects.filter(session=this, peer=viewer, state__in=CAME)
        given = PulseGiven.objects.filter(booking__session=this, booking__peer=viewer)
        found |= {
            "came": Exists(mine),
            "given": ArraySubquery(given.values("about")),
            "has_lesson": Exists(Lesson.objects.filter(session=this, peer=viewer)),
        }
    return dict(Session.objects.filter(pk=session.pk).values(**found).get())
