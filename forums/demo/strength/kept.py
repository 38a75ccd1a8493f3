"""The invented projects as they stand on the map, for whoever is to gather behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from forums.demo.calendar import Calendar
from forums.demo.dice import Dice
from forums.demo.people import Person
from leeds_leaders.moderation.choices import Standing
from projects.choices import Stage
from projects.models import Project

FIELDS = (
    "pk", "lead_id", "ward_id", "created_at", "stage", "need_ids", "offer_ids", "led_by", "title",
    "cause_ids",
)  # fmt: skip
YOUNGEST = 3  # days: whoever is newer has not looked around yet


@dataclass(slots=True)
class Kept:
    """A project on the map."""

    pk: int
    lead: int | None
    ward: str | None
    created_at: datetime
    stage: str
    needs: list[int]
    offers: list[int]
    led_by: str
    title: str
    causes: list[int]

    @property
    def is_over(self) -> bool:
        return self.stage in {Stage.COMPLETED, Stage.ENDED}

    @property
    def age(self) -> int:
        """In days."""
        return (timezone.now() - self.created_at).days


def kept_projects() -> list[Kept]:
    """All that are live, in the order in which they were written."""
    live = Project.objects.filter(standing=Standing.LIVE).order_by("pk")
    return [Kept(*row) for row in live.values_list(*FIELDS)]


class Moments:
    """When somebody did something about a project: after both were there, some days ago."""

    def __init__(self, dice: Dice, calendar: Calendar):
        self._dice, self._calendar = dice, calendar

    def since(self, *ages: int) -> datetime:
        """A moment since the youngest of these, by their ages in days, and before yesterday."""
        ago = self._dice.between(2, max(2, min(*ages, 500) - 1))
        return self._calendar.moment(ago, self._dice.random())

    def soon_after(self, moment: datetime) -> datetime:
        """Some hours later."""
        return moment + timedelta(hours=self._dice.between(1, 20))


class Crowd:
    """People who may stand behind a project: those who have been here for some days."""

    def __init__(self, people: Sequence[Person], dice: Dice):
        self._dice = dice
        self._people = [person for person in people if person.joined > YOUNGEST]

    def some(self, most: int, *but: int | None) -> list[Person]:
        """None to `most` different ones, but for these."""
        count = self._dice.between(0, most) if self._people else 0
        found = {one.pk: one for one in (self._dice.one(self._people) for _n in range(count))}
        return [one for pk, one in found.items() if pk not in but]
