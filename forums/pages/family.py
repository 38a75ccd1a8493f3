"""What a question comes from and became: drawn, and the same as a list.

All that come from the same first question are numbered as they were asked. The drawing has a
column for each time that it was asked in other words, and a row for each way that it took.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.functional import Promise

from forums.models import Question
from forums.pages.brief import in_brief

COLUMN, ROW, RADIUS = 64, 44, 15
LONGEST = 160  # characters of a question in the list


@dataclass(slots=True)
class Kin:
    """One of a family: its number, where it is drawn, and the question that it was made of."""

    question: Question
    number: int
    made_of: UUID | None
    column: int = 0
    row: int = 0
    from_kin: "Kin | None" = None
    is_here: bool = False

    @property
    def x(self) -> int:
        return COLUMN * self.column + COLUMN // 2

    @property
    def y(self) -> int:
        return ROW * self.row + ROW // 2

    @property
    def words(self) -> str:
        return in_brief(self.question.words, LONGEST)

    @property
    def standing(self) -> str | Promise:
        return self.question.get_state_display()


class Family:
    """All that come from the same first question, as far as a viewer may read them. Whoever lies
    between two and is not for the viewer is left out of both. Two queries; one where it is alone.
    """

    def __init__(self, question: Question, viewer):
        made_of = Question.objects.family_of(question)
        questions = [question]
        if len(made_of) > 1:
            seen = Question.objects.visible_to(viewer).filter(pk__in=made_of)
            questions = list(seen.order_by("asked_at", "pk"))
        keys = {each.pk for each in questions}
        self._all = [
            Kin(each, number, _nearest(each.pk, made_of, keys), is_here=each == question)
            for number, each in enumerate(questions, 1)
        ]
        self._lay_out()

    def __iter__(self) -> Iterator[Kin]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def width(self) -> int:
        return COLUMN * (1 + max(kin.column for kin in self))

    @property
    def height(self) -> int:
        return ROW * (1 + max(kin.row for kin in self))

    @cached_property
    def lines(self) -> list[tuple[int, int, int, int]]:
        """From whom to whom the drawing leads, as two points each."""
        return [
            (kin.from_kin.x + RADIUS, kin.from_kin.y, kin.x - RADIUS, kin.y)
            for kin in self
            if kin.from_kin
        ]

    def _lay_out(self) -> None:
        """The first that a question became stays in its row, each further one gets a new row."""
        by_key = {kin.question.pk: kin for kin in self}
        became: dict[UUID | None, list[Kin]] = {}
        for kin in self:
            kin.from_kin = by_key.get(kin.made_of) if kin.made_of else None
            became.setdefault(kin.made_of, []).append(kin)
        row = -1
        waiting = [(kin, 0, True) for kin in reversed(became.get(None, []))]
        while waiting:
            kin, column, opens_row = waiting.pop()
            row += opens_row
            kin.column, kin.row = column, row
            others = became.get(kin.question.pk, [])
            waiting += [
                (other, column + 1, place > 0) for place, other in reversed(list(enumerate(others)))
            ]


def _nearest(key: UUID, made_of: dict, seen: set) -> UUID | None:
    """What a question was made of, or what that was made of: the first that the viewer may read."""
    before = made_of.get(key)
    while before is not None and before not in seen:
        before = made_of.get(before)
    return before
