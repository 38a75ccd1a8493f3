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
        midnight = datetime.combine(self.day(ago), time(), timezone.get_default_timezone())
        return midnight + timedelta(seconds=DAY_BEGINS + int(DAY_LASTS * part))

    def second_thursday(self, months: int) -> date:
        """The second Thursday of the month so many months after this one."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + months, 12)
        first = date(year, month + 1, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 7)
