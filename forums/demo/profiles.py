"""What invented people tell of themselves, and their offers, asks and roles, as rows."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Model

from forums.demo.calendar import Calendar
from forums.demo.characters import Character, Characters, ItemTold
from forums.demo.copying import analyse, copy_in, copy_over, new_keys
from forums.demo.dice import Dice
from forums.demo.people import NEWCOMER, Person
from leeds_leaders.text import slug_for
from peers.actions import SLUG_LETTERS
from peers.choices import SEEN_BY, Audience, ItemState
from peers.models import Item, ItemHelp, Profile, ProfileCause, Role

BATCH = 5_000
LINES = [
    "pronouns", "called", "one_line", "story", "talents", "lived_experience", "agenda",
    "fighting_for", "interests", "languages", "contact", "organises_in", "elected_as",
]  # fmt: skip
FIELDS = [
    "peer", "audience", "audiences", *LINES, "comes_as_self", "sector", "parked_until",
    "is_organiser", "elected_ward", "term_ends_on", "takes_on", "paused_until", "welcomed_at",
    "greeted_at", "changed_at", "found_since",
]  # fmt: skip
ITEM_FIELDS = [
    "id", "peer", "kind", "title", "slug", "words", "cost", "until", "audience", "state",
    "outcome", "opened_at", "closed_at",
]  # fmt: skip
WRITTEN = (
    Profile, Profile.wards.through, ProfileCause, Profile.principles.through, Item, ItemHelp, Role,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody as far as ties go: where they are, what they care about, what others may follow."""

    person: Person
    wards: list[str]
    causes: list[int]
    audience: str
    items: list[int]  # keys of those that members see


class Profiles:
    """Writes the profiles of one invented city."""

    def __init__(self, characters: Characters, seed: int, calendar: Calendar):
        self._characters, self._calendar = characters, calendar
        self._dice = Dice(seed, "moments")
        self._slugs: set[str] = set()

    def load(self, people: list[Person], say: Callable[[str], None]) -> list[Neighbour]:
        """Tell of everybody, batch by batch."""
        neighbours: list[Neighbour] = []
        rest = iter(people)
        while batch := [self._characters.of(person) for person in islice(rest, BATCH)]:
            if not neighbours:
                analyse(WRITTEN)
            neighbours += self._write(batch)
            if len(people) > BATCH:
                say(f"{len(neighbours):,} of {len(people):,} profiles")
        return neighbours

    def _write(self, batch: list[Character]) -> Iterator[Neighbour]:
        copy_over(Profile, FIELDS, map(self._row, batch))
        links: list[tuple[type[Model], list[str], str]] = [
            (Profile.wards.through, ["profile", "ward"], "wards"),
            (Profile.principles.through, ["profile", "principle"], "principles"),
            (ProfileCause, ["content_object", "tag"], "causes"),
        ]
        for model, fields, name in links:
            copy_in(
                model, fields, ((one.person.pk, to) for one in batch for to in getattr(one, name))
            )
        copy_in(
            Role,
            ["peer", "organisation", "title", "is_paid", "starts_on", "ends_on"],
            self._roles(batch),
        )
        items = [(one, item) for one in batch for item in one.items]
        keys = new_keys(Item, len(items))
        copy_in(Item, ITEM_FIELDS, map(self._item, keys, items))
        copy_in(
            ItemHelp,
            ["content_object", "tag"],
            ((key, to) for key, (_one, item) in zip(keys, items, strict=True) for to in item.helps),
        )
        return self._neighbours(batch, iter(keys))

    def _row(self, one: Character) -> tuple:
        day, joined = self._day, one.person.joined
        joined_at = self._calendar.moment(joined, 1.0)
        came = None if one.person.email == NEWCOMER else joined_at
        found = joined_at if one.audience in SEEN_BY[Audience.MEMBERS] else None
        changed = self._calendar.moment(self._dice.between(1, joined), self._dice.random())
        return (
            one.person.pk, one.audience, json.dumps(one.audiences),
            *(one.lines.get(name, "") for name in LINES), one.comes_as_self, one.sector,
            day(one.parked), one.is_organiser, one.elected_ward, day(one.term_ends), one.takes_on,
            day(one.paused), came, came if one.items else None, changed, found,
        )  # fmt: skip

    def _day(self, ahead: int | None):
        return None if ahead is None else self._calendar.day(-ahead)

    def _roles(self, batch: Iterable[Character]) -> Iterator[tuple]:
        for one in batch:
            for role in one.roles:
                starts = None if role.starts is None else self._calendar.day(role.starts)
                ends = None if role.ends is None else self._calendar.day(role.ends)
                yield one.person.pk, role.organisation, role.title, role.is_paid, starts, ends

    def _item(self, key: int, whose: tuple[Character, ItemTold]) -> tuple:
        one, item = whose
        dice = self._dice
        slug = ""
        while not slug or slug in self._slugs:
            slug = f"{slug_for(item.title, 'item')}-{''.join(dice.choices(SLUG_LETTERS, k=5))}"
        self._slugs.add(slug)
        opened, closed = self._calendar.moment(item.opened, dice.random()), None
        if item.state != ItemState.OPEN:
            closed = max(opened, self._calendar.moment(item.closed, 0.0))
        return (
            key, one.person.pk, item.kind, item.title, slug, item.words, item.cost,
            self._day(item.until), item.audience, item.state, item.outcome, opened, closed,
        )  # fmt: skip

    def _neighbours(self, batch: Iterable[Character], keys: Iterator[int]) -> Iterator[Neighbour]:
        for one in batch:
            items = [(next(keys), item) for item in one.items]
            seen = [
                key for key, item in items
                if item.state == ItemState.OPEN and item.audience != Audience.CONNECTIONS
            ]  # fmt: skip
            yield Neighbour(one.person, one.wards, one.causes, one.audience, seen)
