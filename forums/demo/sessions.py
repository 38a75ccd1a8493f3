"""Invented sessions as rows: where, in which series, who hosts, and which projects they discuss."""

from collections.abc import Sequence
from itertools import cycle

from forums.actions.sessions import KIND
from forums.choices import Ordinal, State, Unit, Weekday
from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.people import SIGN_INS, Person
from forums.demo.plans import BREAKFAST, MARKET_HOUR, Plan, Plans
from forums.demo.venues import Venues
from forums.models import Series, Session, SessionCause
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.actions.reminders import set_timetable
from projects.models import Project

BATCH = 1_000
HOSTS = 6  # who take turns
ORGANISER = next(n for n, sign_in in enumerate(SIGN_INS) if sign_in.group == "Organisers")
RULES = {
    "breakfasts": (Unit.MONTH, Weekday.THURSDAY, Ordinal.SECOND, BREAKFAST),
    "market": (Unit.WEEK, Weekday.TUESDAY, None, MARKET_HOUR),
}
SHARED = ("capacity", "concessions", "funded_by", "cost_note")  # by a series and its sessions
WRITTEN = (
    Session, Session.projects.through, Session.hosts.through, Session.wards.through, SessionCause,
)  # fmt: skip
REMINDED = 20  # of the next sessions


class Sessions:
    """Writes the sessions of one invented city."""

    def __init__(self, ground: Ground, people: Sequence[Person], seed: int, calendar: Calendar):
        self._ground, self._calendar = ground, calendar
        self._plans = Plans(ground, seed, calendar)
        self._venues = Venues(ground, seed)
        self._dice = Dice(seed, "session links")
        self._organiser = people[ORGANISER]
        self._hosts = [self._organiser, *people[len(SIGN_INS) :][: HOSTS - 1]]
        self._told_series = texts.read("gatherings")["series"]

    def load(self, count: int) -> list[tuple[Plan, Session]]:
        """Write `count` sessions. Returns them with their plans."""
        plans = self._plans.of(count)
        venues = [self._venues.of(plan.told) for plan in plans]
        self._venues.save()
        series = {name: self._series(name, plans) for name in self._names(plans)}
        sessions = {
            id(plan): self._session(plan, venue, series)
            for plan, venue in zip(plans, venues, strict=True)
        }
        Session.objects.bulk_create(sessions.values(), BATCH)
        parts = [plan for plan in plans if plan.parent]
        for plan in parts:
            sessions[id(plan)].parent = sessions[id(plan.parent)]
        Session.objects.bulk_update([sessions[id(plan)] for plan in parts], ["parent"])
        pairs = list(zip(plans, sessions.values(), strict=True))
        self._link(pairs)
        self._remind(pairs)
        return pairs

    def _names(self, plans: list[Plan]) -> list[str]:
        return list(dict.fromkeys(plan.series for plan in plans if plan.series))

    def _series(self, name: str, plans: list[Plan]) -> Series:
        """One series, from the day of its first session on."""
        told = self._told_series[name]
        unit, weekday, ordinal, (begins, ends) = RULES[name]
        first = next(plan for plan in plans if plan.series == name)
        series = Series.objects.create(
            title=told["title"],
            slug=name,
            purpose=told["purpose"].strip(),
            questions=told["questions"],
            unit=unit,
            weekday=weekday,
            ordinal=ordinal,
            starts_on=first.day,
            begins=begins,
            ends=ends,
            venue=self._venues.of(first.told) if name == "market" else None,
            contact=self._contact,
            created_by_id=self._organiser.pk,
            **{field: told[field] for field in SHARED},
        )
        series.hosts.set([person.pk for person in self._hosts])
        return series

    @property
    def _contact(self) -> str:
        return f"{self._organiser.name}, {self._organiser.email} or 0113 496 0108"

    def _session(self, plan: Plan, venue, series: dict[str, Series]) -> Session:
        """A session as the verbs would have left it: its people know it as it stands."""
        told = self._told_series.get(plan.series, {}) | plan.told
        starts_at, ends_at = (self._calendar.at(plan.day, hour) for hour in plan.hours)
        session = Session(
            title=told["title"],
            slug=plan.slug,
            theme=told["theme"],
            purpose=plan.told.get("purpose", "").strip(),
            starts_at=starts_at,
            ends_at=ends_at,
            venue=venue,
            online_link=told.get("online_link", ""),
            series=series.get(plan.series),
            series_day=plan.day if plan.series else None,
            contact=self._contact,
            proposed_by_id=self._organiser.pk,
            state=State.PUBLISHED if plan.state == State.HELD else plan.state,
            **{
                field: told[field]
                for field in (*SHARED, "room", "bring", "ticket_link")
                if field in told
            },
        )
        if plan.state == State.CANCELLED:
            session.reason = "The hall has no heating until the spring. We look for another."
            session.sequence = 1
        if plan.state != State.DRAFT:
            session.told = session.news
        session.state = plan.state
        return session

    def _link(self, pairs: list[tuple[Plan, Session]]) -> None:
        """Hosts take turns; projects are those that are named, or some of the same causes."""
        by_cause, by_title = _live_by_cause(self._ground), _live_by_title()
        turns = cycle(self._hosts)
        hosts, projects, wards, causes = [], [], [], []
        for plan, session in pairs:
            names = [name for name in plan.told.get("causes", ()) if name in by_cause]
            chosen = [by_title[one] for one in plan.told.get("projects", ()) if one in by_title]
            if not chosen:
                found = sorted({pk for name in names for pk in by_cause[name]})
                chosen = self._dice.sample(found, min(len(found), self._dice.between(2, 4)))
            hosts.append((session.pk, next(turns).pk))
            projects += [(session.pk, pk) for pk in sorted(chosen)]
            wards.append((session.pk, self._ground.ward(plan.told["ward"]).pk))
            causes += [(session.pk, self._ground.causes[name].pk) for name in names]
        copy_in(Session.hosts.through, ["session", "peer"], hosts)
        copy_in(Session.projects.through, ["session", "project"], projects)
        copy_in(Session.wards.through, ["session", "ward"], wards)
        copy_in(SessionCause, ["content_object", "tag"], causes)

    def _remind(self, pairs: list[tuple[Plan, Session]]) -> None:
        """Keep the timetable of what is published and near."""
        coming = [session for _plan, session in pairs if session.state == State.PUBLISHED]
        for session in sorted(coming, key=lambda one: one.starts_at)[:REMINDED]:
            set_timetable(KIND, session.pk, session.starts_at)


def _live_by_title() -> dict[str, int]:
    """Keys of the live projects that hand-written sessions name."""
    titles = [
        title for told in texts.read("sessions")["sessions"] for title in told.get("projects", ())
    ]
    live = Project.objects.filter(standing=Standing.LIVE, title__in=titles)
    return dict(live.values_list("title", "pk"))


def _live_by_cause(ground: Ground) -> dict[str, list[int]]:
    """Keys of some live projects, by cause."""
    found: dict[str, list[int]] = {}
    for name, cause in ground.causes.items():
        live = Project.objects.filter(standing=Standing.LIVE, cause_ids__contains=[cause.pk])
        found[name] = list(live.order_by("pk").values_list("pk", flat=True)[:200])
    return found
