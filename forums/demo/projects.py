"""Invented projects as rows: who leads them, and when each thing happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import Model

from forums.demo.calendar import Calendar
from forums.demo.copying import analyse, copy_in, new_keys
from forums.demo.dice import Dice
from forums.demo.entries import Entries, Entry
from forums.demo.ground import Ground
from forums.demo.people import MODERATOR, NEWCOMERS, SIGN_INS, Person
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from projects.actions import SLUG_LETTERS, public_point
from projects.choices import Precision, Stage
from projects.models import (
    PrivatePlace,
    Project,
    ProjectCause,
    ProjectNeed,
    ProjectOffer,
    StageMove,
)

FIRST_BATCH, BATCH = 1_000, 10_000  # the first teaches the planner what the rest is like
SOURCE = "Invented community directory 2026"
LICENCE = "Open Government Licence v3.0"
SOURCE_DATE = date(2026, 3, 31)
LISTED_AGO = (40, 150, 310)  # days: when the directory was brought in
FIELDS = [
    "id", "standing", "decided_at", "decided_by", "decision_reason", "title", "slug", "summary",
    "story", "stage", "led_by", "run_by", "lead", "ward", "place", "precision", "latitude",
    "longitude", "links", "contact", "contact_audience", "photo", "photo_alt", "end_point",
    "ends_on", "money_holder", "source", "source_licence", "source_date", "source_key",
    "source_digest", "created_at", "live_since", "changed_at", "revision", "cause_ids",
    "need_ids", "offer_ids", "likeness",
]  # fmt: skip
TAGS: list[tuple[type[Model], str]] = [
    (ProjectCause, "causes"),
    (ProjectOffer, "offers"),
]
WRITTEN = (Project, ProjectCause, ProjectNeed, ProjectOffer, StageMove, PrivatePlace)
# How a project comes to where it is; a later start on the way is as good.
PATHS = {
    Stage.IDEA: [Stage.IDEA],
    Stage.STARTING: [Stage.IDEA, Stage.STARTING],
    Stage.UNDER_WAY: [Stage.IDEA, Stage.STARTING, Stage.UNDER_WAY],
    Stage.SUSTAINED: [Stage.STARTING, Stage.UNDER_WAY, Stage.SUSTAINED],
    Stage.COMPLETED: [Stage.STARTING, Stage.UNDER_WAY, Stage.COMPLETED],
    Stage.ENDED: [Stage.IDEA, Stage.STARTING, Stage.ENDED],
}


@dataclass(slots=True)
class Placed:
    """An entry with its key, its lead and the days on which things happened."""

    key: int
    entry: Entry
    lead: Person | None
    created: int  # days ago
    created_at: datetime
    moves: list[tuple[str, str, int]]  # from, to, days ago


class Projects:
    """Writes the invented projects of one city."""

    def __init__(self, ground: Ground, people: list[Person], seed: int, calendar: Calendar):
        self._ground, self._calendar = ground, calendar
        self._entries, self._dice = Entries(ground, seed), Dice(seed, "lives")
        self._people = people
        self._by_email = {person.email: person for person in people[: len(SIGN_INS)]}
        self._others = people[len(SIGN_INS) : -NEWCOMERS] or [self._by_email["peer@example.org"]]
        self._new = people[len(SIGN_INS) :][-NEWCOMERS:]
        self._slugs = {"new", "draft"}
        self._known: set[int] = set()
        self._listings = 0

    def load(self, count: int, say: Callable[[str], None]) -> None:
        """Write `count` projects with their tags, moves and private places, batch by batch."""
        entries = self._entries.first(count)
        done = 0
        while batch := list(islice(entries, BATCH if done else FIRST_BATCH)):
            keys = new_keys(Project, len(batch))
            placed = [self._place(key, entry) for key, entry in zip(keys, batch, strict=True)]
            self._write(placed)
            if not done:
                analyse(WRITTEN)
            done += len(placed)
            if count > BATCH:
                say(f"{done:,} of {count:,} projects")

    def _place(self, key: int, entry: Entry) -> Placed:
        dice, lead = self._dice, None
        if entry.is_listing:
            created = dice.one(LISTED_AGO)
            moves = [("", entry.stage, created)]
        else:
            lead = self._lead_of(entry)
            created = 1 + int(max(0, min(lead.joined, 730) - 2) * dice.random())
            moves = self._moves(entry.stage, created)
        created_at = self._calendar.moment(created, dice.random())
        return Placed(key, entry, lead, created, created_at, moves)

    def _lead_of(self, entry: Entry) -> Person:
        if entry.lead:
            return self._by_email[f"{entry.lead}@example.org"]
        if entry.standing in {Standing.HELD, Standing.DECLINED} and self._new:
            return self._new.pop()
        return self._others[int(len(self._others) * self._dice.random() ** 1.25)]

    def _moves(self, stage: str, created: int) -> list[tuple[str, str, int]]:
        path = PATHS[Stage(stage)]
        path = path[self._dice.between(0, len(path) - 1) :]
        later = sorted((self._dice.between(1, created) for _step in path[1:]), reverse=True)
        return list(zip(["", *path], path, [created, *later], strict=False))

    def _slug(self, title: str) -> str:
        slug = plain = slug_for(title, "project")
        while slug in self._slugs:
            slug = f"{plain}-{''.join(self._dice.choices(SLUG_LETTERS, k=5))}"
        self._slugs.add(slug)
        return slug

    def _write(self, placed: list[Placed]) -> None:
        copy_in(Project, FIELDS, map(self._row, placed))
        for model, tags in TAGS:
            copy_in(
                model,
                ["content_object", "tag"],
                ((one.key, tag) for one in placed for tag in getattr(one.entry, tags)),
            )
        copy_in(
            ProjectNeed,
            ["content_object", "tag", "asked_at"],
            ((one.key, tag, one.created_at) for one in placed for tag in one.entry.needs),
        )
        copy_in(
            StageMove,
            ["project", "came_from", "went_to", "moved_on", "moved_by", "moved_at", "told_at"],
            self._steps(placed),
        )
        copy_in(
            PrivatePlace,
            ["project", "latitude", "longitude"],
            ((p.key, *p.entry.point) for p in placed if p.entry.precision != Precision.EXACT),
        )

    def _steps(self, placed: list[Placed]) -> Iterator[tuple]:
        for one in placed:
            by = one.lead.pk if one.lead else None
            for came, went, ago in one.moves:
                at = self._calendar.moment(ago, 1.0)
                yield one.key, came, went, self._calendar.day(ago), by, at, at

    def _row(self, placed: Placed) -> tuple:
        entry, lead = placed.entry, placed.lead
        created_at = changed_at = placed.created_at
        if placed.moves[-1][2] < placed.created:
            changed_at = self._calendar.moment(placed.moves[-1][2], 1.0)
        latitude, longitude = public_point(entry.point, entry.precision, entry.ward)
        source: tuple[str, str, date | None, str] = ("", "", None, "")
        if entry.is_listing:
            self._listings += 1
            source = (SOURCE, LICENCE, SOURCE_DATE, f"entry-{self._listings}")
        decided_at, decided_by = self._decision(placed, created_at)
        ends_on = None
        if entry.ends_in is not None:
            ends_on = self._calendar.day(-entry.ends_in)
        return (
            placed.key, entry.standing, decided_at, decided_by, entry.reason, entry.title,
            self._slug(entry.title), entry.summary, entry.story, entry.stage, entry.led_by,
            entry.run_by, lead.pk if lead else None, entry.ward.pk, entry.place, entry.precision,
            latitude, longitude, entry.links, entry.contact, entry.contact_audience, "", "",
            entry.end_point, ends_on, entry.money_holder, *source, "", created_at,
            decided_at or created_at, changed_at, len(placed.moves),
            self._ground.tag_ids(entry.causes), sorted(entry.needs), sorted(entry.offers), "",
        )  # fmt: skip

    def _decision(self, placed: Placed, created_at):
        """The moderator decided on what was declined, and on the first project of each lead."""
        lead, standing = placed.lead, placed.entry.standing
        if lead is None or standing == Standing.HELD or lead.pk in self._known:
            return None, None
        self._known.add(lead.pk)
        waited = timedelta(hours=1, minutes=self._dice.between(0, 50))
        return created_at + waited, self._people[MODERATOR].pk
