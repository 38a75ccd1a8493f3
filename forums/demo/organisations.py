"""Invented organisations, community groups first, and who speaks for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in, new_keys
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.people import MODERATOR, Person
from forums.demo.telling import Teller, filled, heading
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from peers.choices import Verdict
from peers.models import Claim, Organisation

FEWEST, MOST, PEOPLE_EACH = 90, 900, 40  # so many organisations, and for so many people one
WAITING = 2  # claims that wait for the moderator
FIELDS = [
    "id", "name", "slug", "form", "scale", "sector", "ward", "about", "link", "charity_number",
    "company_number", "standing", "decided_at", "decided_by", "decision_reason", "keeper",
    "added_by", "added_at",
]  # fmt: skip
WRITTEN = (Organisation, Claim)


@dataclass(slots=True)
class Group:
    """An organisation with its key and the people who work in it."""

    key: int
    name: str
    slug: str
    form: str
    scale: str
    sector: int | None
    ward: str | None
    about: str
    standing: str = Standing.LIVE
    sign_in: str = ""  # who keeps it, where it matters
    keeper: Person | None = None
    people: list[Person] = field(default_factory=list)


class Organisations:
    """All the organisations of one invented city; written last, when their people are known."""

    def __init__(self, ground: Ground, size: int, seed: int):
        self._ground, self._dice = ground, Dice(seed, "organisations")
        self._teller = Teller(Dice(seed, "organisation texts"))
        self._lists = texts.read("organisations")
        self._slugs: set[str] = {"names"}
        self._names: set[str] = set()
        told = texts.read("sign_ins")["organisations"]
        count = max(FEWEST, min(MOST, size // PEOPLE_EACH))
        keys = iter(new_keys(Organisation, count + len(told)))
        self.groups = [self._from_told(next(keys), one) for one in told]
        self.groups += [self._made_up(key) for key in keys]
        self._by_name = {group.name: group for group in self.groups}
        self._titles = {one["form"]: one["titles"] for one in self._lists["forms"]}
        self._by_form: dict[str, list[Group]] = {}
        for group in self.groups[len(told) :]:
            self._by_form.setdefault(group.form, []).append(group)

    def join(self, name: str, person: Person) -> int:
        """Take somebody into an organisation by its name; its key."""
        group = self._by_name[name]
        group.people.append(person)
        return group.key

    def place_for(self, form: str, person: Person, dice: Dice) -> tuple[int, str]:
        """Take somebody into an organisation of a form; its key, and what they do there."""
        group = dice.one(self._by_form.get(form) or self._by_form["community"])
        group.people.append(person)
        return group.key, dice.one(self._titles[group.form])

    def load(self, people: list[Person], calendar: Calendar) -> None:
        """Write all of them, with claims, one of which waits for the moderator."""
        self._find_keepers(people)
        copy_in(Organisation, FIELDS, self._rows(people, calendar))
        copy_in(
            Claim,
            ["organisation", "peer", "words", "verdict", "reason", "claimed_at", "decided_at",
             "decided_by"],
            self._claims(people, calendar),
        )  # fmt: skip

    def _from_told(self, key: int, told: dict) -> Group:
        sector = self._ground.sectors.get(told["sector"])
        self._names.add(told["name"].lower())
        return Group(
            key, told["name"], self._slug(told["name"]), told["form"], told["scale"],
            sector.pk if sector else None, None, told["about"],
            told.get("standing", Standing.LIVE), told.get("keeper", ""),
        )  # fmt: skip

    def _made_up(self, key: int) -> Group:
        ground, dice, teller = self._ground, self._dice, self._teller
        form = dice.choices(self._lists["forms"], [one["share"] for one in self._lists["forms"]])[0]
        ward = dice.one(list(ground.wards.values()))
        area = dice.one(ground.areas_of[ward.name] or [ward])
        name = ""
        while not name or name.lower() in self._names:
            words = teller.words(teller.kind(), area.name)
            name = heading(dice.one(form["names"]).format_map(words))[:120]
        self._names.add(name.lower())
        sector = ground.sectors.get(form["sector"])
        return Group(
            key, name, self._slug(name), form["form"] if dice.happens(0.95) else "",
            dice.one(form["scales"]) if dice.happens(0.85) else "", sector.pk if sector else None,
            ward.pk if dice.happens(0.8) else None,
            filled(dice.one(self._lists["about"]), words, 400) if dice.happens(0.6) else "",
            Standing.HELD if dice.happens(0.03) else Standing.LIVE,
        )  # fmt: skip

    def _slug(self, name: str) -> str:
        slug = plain = slug_for(name, "organisation")
        while slug in self._slugs:
            slug = f"{plain}-{len(self._slugs)}"
        self._slugs.add(slug)
        return slug

    def _find_keepers(self, people: list[Person]) -> None:
        for group in self.groups:
            if group.sign_in:
                email = f"{group.sign_in}@example.org"
                group.keeper = next(person for person in people if person.email == email)
            elif group.people and self._dice.happens(0.35):
                group.keeper = group.people[0]

    def _rows(self, people: list[Person], calendar: Calendar) -> Iterator[tuple]:
        dice, moderator = self._dice, people[MODERATOR].pk
        for group in self.groups:
            first = group.people[0] if group.people else None
            is_decided = first and group.standing == Standing.LIVE
            added = calendar.moment(first.joined if first else 400, dice.random())
            yield (
                group.key, group.name, group.slug, group.form, group.scale, group.sector,
                group.ward, group.about,
                f"https://example.org/{group.slug}" if dice.happens(0.4) else "", "", "",
                group.standing, added if is_decided else None, moderator if is_decided else None,
                "", group.keeper.pk if group.keeper else None, first.pk if first else None, added,
            )  # fmt: skip

    def _claims(self, people: list[Person], calendar: Calendar) -> Iterator[tuple]:
        """A keeper has claimed before; of those that nobody keeps, a few are claimed just now."""
        dice, moderator = self._dice, people[MODERATOR].pk
        kept = [(g.key, g.keeper) for g in self.groups if g.keeper and not g.sign_in]
        for key, keeper in kept[::2]:
            claimed = calendar.moment(keeper.joined, dice.random())
            yield (
                key, keeper.pk, self._words(), Verdict.APPROVED, "", claimed, claimed,
                moderator,
            )  # fmt: skip
        free = (group for group in self.groups if not group.keeper and group.people)
        for group in islice(free, WAITING):
            claimed = calendar.moment(min(1, group.people[-1].joined), dice.random())
            yield (
                group.key, group.people[-1].pk, self._words(), Verdict.WAITING, "", claimed, None,
                None,
            )  # fmt: skip

    def _words(self) -> str:
        words = self._teller.words(self._teller.kind(), "")
        return filled(self._dice.one(texts.read("profiles")["claiming"]), words, 400)
