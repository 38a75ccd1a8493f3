"""Invented breakfast forums, as far as the model of a session goes."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from forums.choices import State
from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in, new_keys
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.telling import Teller, sentence
from forums.models import Session, Venue
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from projects.models import Project

PAST = 9 / 14  # the share of sessions that have been
BEGINS, ENDS = time(8, 0), time(9, 30)  # breakfast, in the city's own time
MONTHLY = 60  # beyond so many, several in a month
YEARS = 6  # then spread over so many years each way


def load_sessions(count: int, ground: Ground, seed: int, calendar: Calendar) -> None:
    """Write `count` sessions, each with some live projects of its causes."""
    if not count:
        return
    dice, teller = Dice(seed, "sessions"), Teller(Dice(seed, "session texts"))
    past = round(count * PAST)
    days = _days(past, count - past, calendar)
    by_cause, by_title = _live_by_cause(ground), _live_by_title()
    keys, rows, links, slugs = new_keys(Session, count), [], [], set()
    venues = Venues(ground)
    for number, (key, day) in enumerate(zip(keys, days, strict=True)):
        told = _told(number, ground) or _made_up(ground, dice, teller)
        slug = plain = slug_for(told["title"], "session")
        while slug in slugs:
            slug = f"{plain}-{len(slugs)}"
        slugs.add(slug)
        state = State.PUBLISHED
        if count >= 5 and number == count - 1:
            state = State.DRAFT
        elif count >= 5 and number == count - 3:
            state = State.CANCELLED
        rows.append(
            (
                key, told["title"], slug, told["theme"], told["purpose"].strip(),
                _moment(day, BEGINS), _moment(day, ENDS), venues.key(told), state,
            )
        )  # fmt: skip
        chosen = [by_title[title] for title in told.get("projects", ()) if title in by_title]
        if not chosen:
            found = sorted({pk for name in told["causes"] for pk in by_cause.get(name, ())})
            chosen = dice.sample(found, min(len(found), dice.between(2, 4)))
        links += [(key, pk) for pk in sorted(chosen)]
    fields = [
        "id", "title", "slug", "theme", "purpose", "starts_at", "ends_at", "venue", "state",
    ]  # fmt: skip
    venues.save()
    copy_in(Session, fields, rows)
    copy_in(Session.projects.through, ["session", "project"], links)


class Venues:
    """Invented places where breakfasts are held, each saved once."""

    def __init__(self, ground: Ground):
        self.ground = ground
        self.found: dict[str, Venue] = {}

    def key(self, told: dict) -> int:
        """The key of the venue that a session tells of."""
        words = told["venue"]
        if words not in self.found:
            name, _comma, address = words.partition(", ")
            self.found[words] = Venue(
                pk=new_keys(Venue, 1)[0],
                name=name,
                slug=f"{slug_for(words, 'venue')[:120]}-{len(self.found)}",
                address=address,
                access_notes=told["access"],
                ward_id=self.ground.wards[told["ward"]].pk,
            )
        return self.found[words].pk

    def save(self) -> None:
        """Write them all."""
        Venue.objects.bulk_create(self.found.values())


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, timezone.get_default_timezone())


def _days(past: int, coming: int, calendar: Calendar) -> list[date]:
    """Second Thursdays; for a great many sessions, Thursdays spread over the years."""
    if past + coming <= MONTHLY:
        start = 0 if calendar.second_thursday(0) > calendar.today else 1
        return [calendar.second_thursday(start + step) for step in range(-past, coming)]
    thursday = calendar.day(0) + timedelta(days=(3 - calendar.today.weekday()) % 7 or 7)
    weeks = YEARS * 52
    return [
        thursday - timedelta(weeks=1 + (past - 1 - step) * weeks // past) for step in range(past)
    ] + [thursday + timedelta(weeks=step * weeks // coming) for step in range(coming)]


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


def _told(number: int, ground: Ground) -> dict | None:
    told = [one for one in texts.read("sessions")["sessions"] if one["ward"] in ground.wards]
    return told[number] if number < len(told) else None


def _made_up(ground: Ground, dice: Dice, teller: Teller) -> dict:
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
