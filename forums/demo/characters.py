"""What invented people tell of themselves: the sign-ins by hand, the others made up."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.organisations import Organisations
from forums.demo.people import SIGN_INS, Person
from forums.demo.telling import Teller, Words, filled
from leeds_leaders.geography.models import Area, Ward
from peers.choices import FIRST_AUDIENCES, Audience, Cost, ItemState, Kind, Part

AUDIENCES = [(Audience.MEMBERS, 62), (Audience.PUBLIC, 26), (Audience.CONNECTIONS, 8),
             (Audience.HIDDEN, 4)]  # fmt: skip
ITEM_AUDIENCES = [(Audience.PUBLIC, 60), (Audience.MEMBERS, 34), (Audience.CONNECTIONS, 6)]
ITEM_STATES = [(ItemState.OPEN, 72), (ItemState.MET, 15), (ItemState.CLOSED, 7),
               (ItemState.PAST, 6)]  # fmt: skip
COSTS = [(Cost.FREE, 85), (Cost.BURSARY, 7), (Cost.PAID, 8)]
ITEMS = [(0, 24), (1, 30), (2, 25), (3, 13), (4, 8)]


@dataclass(slots=True)
class ItemTold:
    """An offer or an ask. Kinds of help are ids, days are counted from today."""

    kind: str
    title: str
    words: str
    helps: list[int]
    cost: str = Cost.FREE
    audience: str = Audience.PUBLIC
    state: str = ItemState.OPEN
    outcome: str = ""
    opened: int = 1  # days ago
    closed: int = 1  # days ago
    until: int | None = None  # days from today


@dataclass(slots=True)
class RoleTold:
    """What somebody does in an organisation, and since how many days."""

    organisation: int
    title: str
    is_paid: bool | None = None
    starts: int | None = None
    ends: int | None = None


@dataclass(slots=True)
class Character:
    """Somebody before they are rows. Shared words and places are ids."""

    person: Person
    wards: list[str] = field(default_factory=list)
    causes: list[int] = field(default_factory=list)
    principles: list[int] = field(default_factory=list)
    sector: int | None = None
    audience: str = Audience.MEMBERS
    audiences: dict[str, str] = field(default_factory=lambda: dict(FIRST_AUDIENCES))
    lines: dict[str, str] = field(default_factory=dict)  # the texts of a profile, by field
    comes_as_self: bool = False
    is_organiser: bool = False
    parked: int | None = None  # days from today, like the next two
    paused: int | None = None
    term_ends: int | None = None
    elected_ward: str | None = None
    takes_on: int | None = None
    items: list[ItemTold] = field(default_factory=list)
    roles: list[RoleTold] = field(default_factory=list)


class Characters:
    """Everybody's profile, in the order in which they joined the list."""

    def __init__(self, ground: Ground, organisations: Organisations, seed: int):
        self._ground, self._organisations = ground, organisations
        self._dice, self._teller = Dice(seed, "profiles"), Teller(Dice(seed, "profile texts"))
        self._lists = texts.read("profiles")
        self._by_help = {one["name"]: one for one in self._lists["helps"]}
        self._sectors = [
            (one, one["share"]) for one in self._lists["sectors"] if one["name"] in ground.sectors
        ]
        self._wards = list(ground.wards.values())
        self._residents = [ward.residents or 20_000 for ward in self._wards]

    def of(self, person: Person) -> Character:
        """What one person tells."""
        name = person.email.partition("@")[0]
        if person.email in {sign_in.email for sign_in in SIGN_INS}:
            return self._from_told(person, texts.read("sign_ins")["peers"][name])
        return self._made_up(person)

    def _from_told(self, person: Person, told: dict) -> Character:
        ground = self._ground
        plain = {key: text.strip() for key, text in told.items() if isinstance(text, str)}
        sector = ground.sectors.get(plain.pop("sector", ""))
        return Character(
            person,
            wards=[ground.wards[name].pk for name in told["wards"] if name in ground.wards],
            causes=_known(ground.causes, told.get("causes", ())),
            principles=_known(ground.principles, told.get("principles", ())),
            sector=sector.pk if sector else None,
            audience=plain.pop("audience", Audience.MEMBERS),
            lines=plain,
            comes_as_self=told.get("comes_as_self", False),
            is_organiser=told.get("is_organiser", False),
            items=[self._item_from_told(item, person) for item in told.get("items", ())],
            roles=[
                RoleTold(
                    self._organisations.join(role["organisation"], person),
                    role["title"],
                    role.get("is_paid"),
                    starts=900 + 400 * number,
                    ends=500 if role.get("ended") else None,
                )
                for number, role in enumerate(told.get("roles", ()))
            ],
        )

    def _item_from_told(self, told: dict, person: Person) -> ItemTold:
        is_met = told.get("state") == ItemState.MET
        return ItemTold(
            told["kind"],
            told["title"],
            told.get("words", ""),
            _known(self._ground.helps, told["help"]),
            audience=told.get("audience", Audience.PUBLIC),
            state=told.get("state", ItemState.OPEN),
            outcome=told.get("outcome", ""),
            opened=min(60, person.joined) if is_met else 1 + person.joined // 40,
            closed=min(20, person.joined) if is_met else 1,
        )

    def _made_up(self, person: Person) -> Character:
        ground, dice, teller = self._ground, self._dice, self._teller
        ward = dice.choices(self._wards, self._residents)[0]
        areas: list[Ward | Area] = [*ground.areas_of[ward.name]]
        kind = teller.kind()
        words = teller.words(kind, dice.one(areas or [ward]).name)
        words["first"] = person.name.partition(" ")[0]
        words["mail"] = person.email
        words["phone"] = f"0113 496 0{dice.between(0, 999):03d}"
        sector = dice.weighted(self._sectors) if self._sectors and dice.happens(0.9) else None
        character = Character(
            person,
            wards=self._some_wards(ward),
            causes=self._causes(kind),
            principles=sorted(
                one.pk for one in dice.sample(
                    list(ground.principles.values()),
                    min(len(ground.principles), dice.between(0, 3)),
                )
            ),
            sector=ground.sectors[sector["name"]].pk if sector else None,
            audience=dice.weighted(AUDIENCES),
            audiences=self._audiences(),
            comes_as_self=dice.happens(0.12),
            takes_on=dice.between(1, 4) if dice.happens(0.2) else None,
            paused=dice.between(10, 120) if dice.happens(0.03) else None,
        )  # fmt: skip
        self._give_lines(character, words)
        self._give_duties(character, words, ward, sector)
        character.items = [self._item(kind, words, person) for _n in range(dice.weighted(ITEMS))]
        if not character.comes_as_self and dice.happens(0.9):
            forms = sector["forms"] if sector else ["community"]
            character.roles = self._roles(forms, person)
        return character

    def _some_wards(self, home: Ward) -> list[str]:
        others = self._dice.some(self._wards, 2) if self._dice.happens(0.35) else []
        return sorted({home.pk, *(ward.pk for ward in others)})

    def _causes(self, kind: dict) -> list[int]:
        causes, dice = self._ground.causes, self._dice
        names = kind["causes"][: dice.between(1, 2)]
        if dice.happens(0.4) or not any(name in causes for name in names):
            names = [*names, dice.one(list(causes))]
        return _known(causes, names)

    def _audiences(self) -> dict[str, str]:
        """Those of everybody, with a few parts that somebody keeps closer, or opens."""
        audiences = dict(FIRST_AUDIENCES)
        if self._dice.happens(0.35):
            for part in self._dice.some(Part.values, 4):
                audiences[part] = self._dice.one(Audience.values)
        return audiences

    def _line(self, name: str, words: Words, length: int) -> str:
        return filled(self._dice.one(self._lists[name]), words, length)

    def _give_lines(self, character: Character, words: Words) -> None:
        """Texts for what this person has got round to filling in."""
        dice, lists = self._dice, self._lists
        languages = [
            "English",
            *({words["language"], words["language2"]} if dice.happens(0.5) else ()),
        ]
        story = [self._line("story_openings", words, 400), self._line("story_middles", words, 400),
                 self._line("story_endings", words, 400)]  # fmt: skip
        talents = f"{', '.join(dice.sample(lists['talents'], 3))}."
        said = {
            "pronouns": (0.35, lambda: dice.early(lists["pronouns"])),
            "called": (0.25, lambda: dice.one(lists["called"]).format_map(words)[:60]),
            "one_line": (0.85, lambda: self._line("one_lines", words, 160)),
            "story": (0.4, lambda: "\n\n".join(story)),
            "talents": (0.55, lambda: filled(talents, words, 300)),
            "lived_experience": (0.25, lambda: self._line("lived", words, 300)),
            "agenda": (0.3, lambda: self._line("agendas", words, 300)),
            "fighting_for": (0.3, lambda: self._line("fights", words, 300)),
            "interests": (0.2, lambda: self._line("interests", words, 300)),
            "languages": (0.6, lambda: ", ".join(sorted(languages))),
            "contact": (0.6, lambda: self._line("contacts", words, 200)),
        }
        character.lines = {
            name: say() for name, (share, say) in said.items() if dice.happens(share)
        }
        if "fighting_for" in character.lines and dice.happens(0.2):
            character.parked = dice.between(20, 200)

    def _give_duties(self, character: Character, words: Words, ward: Ward, sector) -> None:
        dice = self._dice
        if dice.happens(0.07):
            character.is_organiser = True
            character.lines["organises_in"] = self._line("organises", words, 160)
        if (sector and sector["name"] == "Elected members") or dice.happens(0.008):
            character.lines["elected_as"] = dice.one(["Ward councillor", "Parish councillor"])
            character.elected_ward = ward.pk
            character.term_ends = dice.between(100, 1300)

    def _item(self, kind: dict, words: Words, person: Person) -> ItemTold:
        dice, helps = self._dice, self._ground.helps
        which = Kind.OFFER if dice.happens(0.52) else Kind.ASK
        liked = [
            name for name in kind["offers" if which == Kind.OFFER else "needs"] if name in helps
        ]
        name = dice.one(liked) if liked and dice.happens(0.6) else dice.one(list(helps))
        titles = self._by_help.get(name, {}).get(f"{which}s") or ["{thing} for {people}"]
        opened = 1 + int(max(0, person.joined - 1) * dice.random() ** 1.5)
        item = ItemTold(
            which,
            filled(dice.one(titles), words, 120),
            self._line(f"more_{which}s", words, 400),
            _known(helps, [name]),
            cost=dice.weighted(COSTS) if which == Kind.OFFER else Cost.FREE,
            audience=dice.weighted(ITEM_AUDIENCES),
            state=dice.weighted(ITEM_STATES),
            opened=opened,
        )
        self._give_end(item, words)
        return item

    def _give_end(self, item: ItemTold, words: Words) -> None:
        dice = self._dice
        if item.state == ItemState.OPEN:
            item.until = dice.between(7, 160) if dice.happens(0.25) else None
            return
        item.closed = dice.between(1, item.opened)
        if item.state == ItemState.PAST:
            item.until = -item.closed - 1
        elif item.state == ItemState.MET or dice.happens(0.3):
            item.outcome = self._line("outcomes", words, 280)

    def _roles(self, forms: list[str], person: Person) -> list[RoleTold]:
        dice, roles = self._dice, {}
        for number in range(dice.weighted([(1, 70), (2, 23), (3, 7)])):
            form = dice.one(forms if not number else ["community", "charity", "residents", "faith"])
            key, title = self._organisations.place_for(form, person, dice)
            starts = dice.between(60, 4000) if dice.happens(0.8) else None
            ended = dice.happens(0.15)
            roles[key] = RoleTold(
                key,
                title if dice.happens(0.9) else "",
                dice.weighted([(None, 50), (True, 25), (False, 25)]),
                starts=starts,
                ends=dice.between(10, 50) if ended else None,
            )
        return list(roles.values())


def _known(shared: dict, names: Iterable[str]) -> list[int]:
    """The ids of those names that this city has."""
    return sorted({shared[name].pk for name in names if name in shared})
