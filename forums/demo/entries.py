"""What invented people say of their projects: written by hand, from a directory, or made up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.telling import Teller, Words
from leeds_leaders.geography.models import Area, Ward
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from projects.choices import Audience, LedBy, Precision, Stage

HAND_WRITTEN = (
    "inner_east", "inner_west", "inner_south", "north_east", "north_west", "outer_south",
)  # fmt: skip
LISTED = 0.13  # the share of entries that came from a directory and that nobody has claimed
LED_BY = [(LedBy.CITIZENS, 40), (LedBy.GROUP, 34), (LedBy.CHARITY, 14), (LedBy.PUBLIC_BODY, 7),
          (LedBy.BUSINESS, 5)]  # fmt: skip
STAGES = [(Stage.UNDER_WAY, 40), (Stage.STARTING, 19), (Stage.SUSTAINED, 17), (Stage.IDEA, 13),
          (Stage.COMPLETED, 7), (Stage.ENDED, 4)]  # fmt: skip
PRECISIONS = [(Precision.EXACT, 62), (Precision.STREET, 27), (Precision.WARD, 11)]


@dataclass(slots=True)
class Entry:
    """A project before it has a lead, dates and keys. Tags are ids; `point` is the exact one."""

    title: str
    summary: str
    story: str
    ward: Ward
    place: str
    point: tuple[float, float]
    precision: str
    led_by: str
    run_by: str
    stage: str
    causes: list[int]
    needs: list[int]
    offers: list[int]
    contact: str = ""
    contact_audience: str = Audience.MEMBERS
    links: list[str] = field(default_factory=list)
    end_point: str = ""
    ends_in: int | None = None  # days from today
    money_holder: str = ""
    is_listing: bool = False
    standing: str = Standing.LIVE
    reason: str = ""
    lead: str = ""  # the sign-in that leads it, where it matters


class Entries:
    """All the entries of one invented city, hand-written ones first."""

    def __init__(self, ground: Ground, seed: int):
        self._ground, self._dice = ground, Dice(seed, "projects")
        self._teller = Teller(Dice(seed, "texts"))
        self._wards = list(ground.wards.values())
        self._residents = [ward.residents or 20_000 for ward in self._wards]
        self._phone = 0

    def first(self, count: int) -> Iterator[Entry]:
        """The first `count` entries; asking for more changes none of the earlier ones."""
        made = 0
        for told in self._told():
            if made == count:
                return
            made += 1
            yield self._from_told(told)
        while made < count:
            made += 1
            yield self._made_up()

    def _told(self) -> list[dict]:
        """Entries of the files whose wards this city has: one from each ward, and round again."""
        by_ward: dict[str, list[dict]] = {name: [] for name in self._ground.wards}
        rest = []
        for name in (*HAND_WRITTEN, "waiting", "listings"):
            for told in texts.read(name)["projects"]:
                if told["ward"] not in by_ward:
                    continue
                if name in HAND_WRITTEN:
                    by_ward[told["ward"]].append(told)
                else:
                    rest.append(told | {"listing": name == "listings"})
        rounds = max(map(len, by_ward.values()), default=0)
        wards = by_ward.values()
        return [ward[turn] for turn in range(rounds) for ward in wards if turn < len(ward)] + rest

    def _from_told(self, told: dict) -> Entry:
        ground, dice = self._ground, self._dice
        ward = ground.wards[told["ward"]]
        area = ground.areas.get(told.get("area", ""), ward)
        is_listing = told.get("listing", False)
        entry = Entry(
            title=told["title"],
            summary=told["summary"],
            story=told.get("story", "").strip(),
            ward=ward,
            place=told.get("place", area.name),
            point=ground.near(area, ward, dice),
            precision=told.get("precision") or dice.weighted(PRECISIONS),
            led_by=told["led_by"],
            run_by=told.get("run_by", ""),
            stage=told["stage"],
            causes=[ground.causes[name].pk for name in told["causes"] if name in ground.causes],
            needs=self._help_ids(told.get("needs", ())),
            offers=self._help_ids(told.get("offers", ())),
            end_point=told.get("end_point", ""),
            ends_in=told.get("ends_in"),
            money_holder=told.get("money_holder", ""),
            is_listing=is_listing,
            standing=told.get("standing", Standing.LIVE),
            reason=told.get("reason", ""),
            lead=told.get("lead", ""),
        )
        self._give_contact(entry)
        return entry

    def _made_up(self) -> Entry:
        ground, dice, teller = self._ground, self._dice, self._teller
        ward = dice.choices(self._wards, self._residents)[0]
        areas: list[Ward | Area] = [*ground.areas_of[ward.name]]
        area = dice.one(areas or [ward])
        kind = teller.kind()
        words = teller.words(kind, area.name)
        is_listing = dice.happens(LISTED)
        led_by = dice.weighted(LED_BY)
        entry = Entry(
            title=teller.title(words),
            summary=teller.summary(words),
            story="" if is_listing else teller.story(words),
            ward=ward,
            place=self._place(area.name, words),
            point=ground.near(area, ward, dice),
            precision=Precision.EXACT if is_listing else dice.weighted(PRECISIONS),
            led_by=led_by,
            run_by=self._run_by(led_by, words),
            stage=Stage.UNDER_WAY if is_listing else dice.weighted(STAGES),
            causes=self._causes(kind),
            needs=self._helps(kind["needs"], 3),
            offers=self._helps(kind["offers"], 2),
            is_listing=is_listing,
        )
        if not is_listing:
            self._give_ends(entry, words)
        self._give_contact(entry)
        return entry

    def _place(self, area: str, words: Words) -> str:
        return self._dice.one([area, f"{words['street']}, {area}", f"The {words['venue']}, {area}"])

    def _run_by(self, led_by: str, words: Words) -> str:
        if led_by == LedBy.PUBLIC_BODY:
            return self._teller.line("public_bodies", words)[:120]
        names = {
            LedBy.CITIZENS: "",
            LedBy.GROUP: "groups",
            LedBy.CHARITY: "charities",
            LedBy.BUSINESS: "businesses",
        }[LedBy(led_by)]
        return self._teller.group(names, words) if names else ""

    def _causes(self, kind: dict) -> list[int]:
        names = kind["causes"][: self._dice.between(1, 2)]
        if self._dice.happens(0.15):
            names = [*names, self._dice.one(list(self._ground.causes))]
        ids = {self._ground.causes[name].pk for name in names if name in self._ground.causes}
        return sorted(ids) or [self._dice.one(list(self._ground.causes.values())).pk]

    def _helps(self, names: list[str], most: int) -> list[int]:
        names = self._dice.some(names, most)
        if self._dice.happens(0.2):
            names.append(self._dice.one(list(self._ground.helps)))
        return self._help_ids(names)

    def _help_ids(self, names: Iterable[str]) -> list[int]:
        helps = self._ground.helps
        return sorted({helps[name].pk for name in names if name in helps})

    def _give_ends(self, entry: Entry, words: Words) -> None:
        dice = self._dice
        if dice.happens(0.3):
            entry.end_point = self._teller.line("ends", words)[:200]
            if entry.stage in {Stage.COMPLETED, Stage.ENDED}:
                entry.ends_in = -dice.between(5, 90)
            else:
                entry.ends_in = dice.between(20, 500)
        if dice.happens(0.35):
            entry.money_holder = self._teller.line("holders", words)[:120]

    def _give_contact(self, entry: Entry) -> None:
        """A telephone number nobody has (Ofcom keeps 0113 496 0000 to 0999 for stories)."""
        dice, name = self._dice, slug_for(entry.title, "project")
        self._phone = (self._phone + 37) % 1000
        phone = f"0113 496 0{self._phone:03d}"
        mail = f"{name[:40].strip('-')}@example.org"
        entry.contact = dice.choices(["", mail, phone, f"{mail} or {phone}"], [25, 40, 20, 15])[0]
        if entry.is_listing or dice.happens(0.35):
            entry.contact_audience = Audience.EVERYBODY
        if dice.happens(0.4):
            entry.links = [f"https://example.org/{name}"]
            if dice.happens(0.2):
                entry.links.append(f"https://pictures.example.org/{name}")
