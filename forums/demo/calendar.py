"""Days of the invented city, counted from today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY_BEGINS, DAY_LASTS = 7 * 3600, 15 * 3600  # seconds: people write between 7:00 and 22:00


@dataclass(frozen=True)
class Calendar:
    """Today in the city's own time, and what lies so many days before or after it."""

    today: date

    @classmethod
    def of_now(cls) -> "Calendar":
        return cls(timezone.localdate())

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, part: float) -> datetime:
        """A moment of the day so many days ago; `part` from 0 to 1 goes from 7:00 to 22:00."""
        seconds = DAY_BEGINS + int(DAY_LASTS * part)
        return self.at(self.day(ago), time()) + timedelta(seconds=seconds)

    def at(self, day: date, hour: time) -> datetime:
        """A wall time of the city on a day."""
        return datetime.combine(day, hour, timezone.get_default_timezone())

    def weekday(self, weekday: int, turn: int) -> date:
        """The so-manieth such day after today, or before it if `turn` is negative."""
        since = (self.today.weekday() - weekday) % 7
        if turn > 0:
            return self.today + timedelta(days=7 * turn - since)
        return self.today - timedelta(days=(since or 7) - 7 * (turn + 1))

    def second_thursdays(self, past: int, coming: int) -> list[date]:
        """So many before and after today; today itself is neither."""
        this = self.second_thursday(0)
        first, last = int(this <= self.today), -int(this >= self.today)
        months = [*range(last - past + 1, last + 1), *range(first, first + coming)]
        return [self.second_thursday(step) for step in months]

    def second_thursday(self, months: int) -> date:
        """The second Thursday of the month so many months after this one."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + months, 12)
        first = date(year, month + 1, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 7)
