"""Which sessions the invented city has, and when: before they are rows."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import Any

from forums.choices import State
from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.telling import Teller, sentence
from leeds_leaders.text import slug_for

PAST = 9 / 14  # the share of breakfasts that have been
MONTHLY = 60  # beyond so many, several in a month
YEARS = 6  # then spread over so many years each way
TUESDAY, THURSDAY, SATURDAY = 1, 3, 5
MARKET_WEEKS = (-2, -1, 1, 2)  # before and after today
CONFERENCE_WEEKS, OUTSIDE_WEEKS = 8, 3  # from today
BREAKFAST = (time(8, 0), time(9, 30))
MARKET_HOUR = (time(7, 30), time(8, 30))


class Sort(Enum):
    """What a session is like: who comes differs."""

    BREAKFAST = "breakfast"
    HOUR = "hour"
    CONFERENCE = "conference"
    PART = "part"
    OUTSIDE = "outside"


@dataclass(slots=True)
class Plan:
    """A session before it is a row. `told` is what the files of texts say of it."""

    told: dict[str, Any]
    slug: str
    day: date
    hours: tuple[time, time]
    state: str
    sort: Sort = Sort.BREAKFAST
    series: str = ""
    parent: "Plan | None" = None


class Plans:
    """All sessions of one invented city: breakfasts first, then what is not a breakfast."""

    def __init__(self, ground: Ground, seed: int, calendar: Calendar):
        self._ground, self._calendar = ground, calendar
        self._dice, self._teller = Dice(seed, "sessions"), Teller(Dice(seed, "session texts"))
        self._lists = texts.read("gatherings")
        stories = texts.read("sessions")["sessions"]
        self._stories = [told for told in stories if told["ward"] in ground.wards]
        self._slugs: set[str] = set()

    def of(self, count: int) -> list[Plan]:
        """So many sessions, of which a small city has breakfasts alone."""
        others = [*self._market(), *self._conference(), self._outside()]
        if count < len(self._stories) + len(others):
            return self._breakfasts(count)
        return self._breakfasts(count - len(others)) + others

    def _breakfasts(self, count: int) -> list[Plan]:
        """Second Thursdays in a series; of a great many, Thursdays spread over the years."""
        past = round(count * PAST)
        is_series = count <= MONTHLY
        days = self._calendar.second_thursdays(past, count - past)
        if not is_series:
            days = self._thursdays(past, count - past)
        states = [State.HELD] * past + [State.PUBLISHED] * (count - past)
        if count >= 5:
            states[-1], states[-3] = State.DRAFT, State.CANCELLED
        return [
            self._plan(self._story(number), day, state, series="breakfasts" if is_series else "")
            for number, (day, state) in enumerate(zip(days, states, strict=True))
        ]

    def _thursdays(self, past: int, coming: int) -> list[date]:
        last, first = (self._calendar.weekday(THURSDAY, turn) for turn in (-1, 1))
        weeks = YEARS * 52
        return [
            last - timedelta(weeks=(past - 1 - step) * weeks // past) for step in range(past)
        ] + [first + timedelta(weeks=step * weeks // coming) for step in range(coming)]

    def _market(self) -> list[Plan]:
        return [
            self._plan(
                self._lists["market_venue"] | told,
                self._calendar.weekday(TUESDAY, week),
                State.HELD if week < 0 else State.PUBLISHED,
                sort=Sort.HOUR,
                series="market",
                hours=MARKET_HOUR,
            )
            for week, told in zip(MARKET_WEEKS, self._lists["market"], strict=True)
        ]

    def _conference(self) -> list[Plan]:
        told = self._lists["conference"]
        day = self._calendar.weekday(SATURDAY, CONFERENCE_WEEKS)
        whole = self._plan(told, day, State.PUBLISHED, sort=Sort.CONFERENCE)
        where = {name: told[name] for name in ("venue", "access", "ward")}
        return [
            whole,
            *(
                self._plan(where | part, day, State.PUBLISHED, sort=Sort.PART, parent=whole)
                for part in told["parts"]
            ),
        ]

    def _outside(self) -> Plan:
        day = self._calendar.weekday(SATURDAY, OUTSIDE_WEEKS)
        return self._plan(self._lists["outside"], day, State.PUBLISHED, sort=Sort.OUTSIDE)

    def _plan(self, told: dict, day: date, state: str, *, hours=BREAKFAST, **more) -> Plan:
        hours = told.get("begins", hours[0]), told.get("ends", hours[1])
        return Plan(told, self._slug(told["title"]), day, hours, state, **more)

    def _slug(self, title: str) -> str:
        slug = plain = slug_for(title, "session")
        while slug in self._slugs:
            slug = f"{plain}-{len(self._slugs)}"
        self._slugs.add(slug)
        return slug

    def _story(self, number: int) -> dict:
        return self._stories[number] if number < len(self._stories) else self._made_up()

    def _made_up(self) -> dict:
        ground, dice, teller = self._ground, self._dice, self._teller
        ward = dice.one(list(ground.wards.values()))
        area = dice.one(ground.areas_of[ward.name] or [ward])
        kind = teller.kind()
        words = teller.words(kind, area.name)
        return {
            "title": sentence(f"{words['noun']}: what have we learnt in {words['area']}?")[:120],
            "theme": f"{words['people'].capitalize()}, {words['thing']} and what comes next"[:200],
            "purpose": teller.story(words),
            "venue": f"The {words['venue']}, {words['street']}, {area.name}"[:200],
            "access": "Step-free from the street; the door is opened at half past seven.",
            "ward": ward.name,
            "causes": kind["causes"],
        }
