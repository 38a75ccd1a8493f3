"""Associations of the invented city, what its wards have, and whom they may ask."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in, new_keys
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.people import MODERATOR, Person, sign_ins_of
from forums.demo.strength.kept import Crowd, Kept, Moments
from forums.demo.telling import Teller, heading
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.text import slug_for
from peers.models import Organisation
from projects.models import Association, AssociationCause, Hub, Membership, WardContact

FEWEST, PROJECTS_EACH = 6, 40  # so many associations, and for so many projects one
WRITTEN = (Association, AssociationCause, Membership, Hub, WardContact)
# Which of the first ones are parts of which: the last one belongs to the first in two ways.
DIAMOND = [(0, 1), (0, 2), (1, 3), (2, 3), (5, 4)]


class Together:
    """Writes associations with their members, hubs and contacts of wards."""

    def __init__(self, ground: Ground, people: Sequence[Person], texts: dict, seed: int,
                 calendar: Calendar):  # fmt: skip
        self._ground, self._texts, self._calendar = ground, texts, calendar
        self._dice, self._teller = Dice(seed, "together"), Teller(Dice(seed, "association texts"))
        self._crowd, self._moments = Crowd(people, self._dice), Moments(self._dice, calendar)
        self._people, self._sign_ins = people, sign_ins_of(people)
        self._slugs = {"new", "names"}

    def load(self, projects: Sequence[Kept]) -> None:
        """Write all of it."""
        self._load_associations(projects)
        copy_in(
            Hub,
            ["standing", "decided_by", "decided_at", "decision_reason", "name", "kind", "ward",
             "address", "latitude", "longitude", "opening", "access", "link", "added_by",
             "added_at"],
            self._hubs(),
        )  # fmt: skip
        copy_in(
            WardContact,
            ["ward", "name", "role", "email", "phone", "asks", "checked_on"],
            self._contacts(),
        )

    def _load_associations(self, projects: Sequence[Kept]) -> None:
        count = max(FEWEST, len(projects) // PROJECTS_EACH) + 1
        keys = new_keys(Association, count)
        rows = [self._association(key, number) for number, key in enumerate(keys)]
        copy_in(
            Association,
            ["id", "standing", "decided_by", "decided_at", "decision_reason", "name", "slug",
             "purpose", "about", "link", "ward", "is_open", "keeper", "made_at", "changed_at"],
            (row for row, _cause in rows),
        )  # fmt: skip
        copy_in(
            AssociationCause,
            ["content_object", "tag"],
            ((row[0], cause) for row, cause in rows if cause),
        )
        listed = Organisation.objects.filter(standing=Standing.LIVE).order_by("pk")
        organisations = list(listed.values_list("pk", flat=True))
        copy_in(
            Membership,
            ["association", "peer", "organisation", "project", "part", "is_keeper", "asked_by",
             "asked_at", "member_said_yes_at", "association_said_yes_at"],
            self._memberships([row for row, _cause in rows], projects, organisations),
        )  # fmt: skip

    def _association(self, key: int, number: int) -> tuple[tuple, int | None]:
        """Those of the file first; the last one waits for a moderator."""
        dice, ground = self._dice, self._ground
        told = self._texts["associations"]
        made_at = self._moments.since(300)
        keeper: int | None
        if number < len(told):
            name, purpose, cause_name = told[number]
            ward, keeper = None, self._sign_ins["peer" if number == 0 else "organiser"].pk
        else:
            ward = dice.one(list(ground.wards.values()))
            kind = self._teller.kind()
            area = dice.one(ground.areas_of[ward.name] or [ward])
            words = self._teller.words(kind, area.name)
            name = heading(dice.one(self._texts["association_names"]).format_map(words))[:120]
            purpose, cause_name = dice.one(self._texts["purposes"]), kind["causes"][0]
            keeper = next((person.pk for person in self._crowd.some(3)), None)
        is_waiting = number == max(FEWEST, len(told)) and number >= len(told)
        cause = ground.causes.get(cause_name)
        return (
            key, Standing.HELD if is_waiting else Standing.LIVE,
            None if is_waiting else self._people[MODERATOR].pk, None if is_waiting else made_at,
            "", name, self._slug(name), purpose, "", "", ward.pk if ward else None,
            number != 2 and dice.happens(0.7), keeper, made_at, made_at,
        ), cause.pk if cause else None  # fmt: skip

    def _slug(self, name: str) -> str:
        slug = plain = slug_for(name, "association")
        while slug in self._slugs:
            slug = f"{plain}-{len(self._slugs)}"
        self._slugs.add(slug)
        return slug

    def _memberships(
        self, rows: Sequence[tuple], projects: Sequence[Kept], organisations: Sequence[int]
    ) -> Iterator[tuple]:
        """Both sides said yes, but for who was asked into the first one and has yet to answer."""
        dice = self._dice
        made_of = {row[0]: row[-1] for row in rows}
        keys = [row[0] for row in rows]
        parts = [(keys[a], keys[b]) for a, b in DIAMOND]
        parts += [
            (keys[dice.between(0, number - 1)], keys[number])
            for number in range(len(DIAMOND) + 1, len(keys) - 1)
            if dice.happens(0.5)
        ]
        for whole, part in parts:
            yield self._belongs(whole, made_of[whole], part=part)
        for row in rows:
            key, keeper = row[0], row[12]
            for person in self._crowd.some(9, keeper):
                yield self._belongs(key, made_of[key], peer=person.pk)
            for pk in dict.fromkeys(dice.one(organisations) for _n in range(dice.between(0, 2))):
                yield self._belongs(key, made_of[key], organisation=pk)
            led = [project for project in projects if project.lead]
            some = [dice.one(led).pk for _n in range(dice.between(0, 3))] if led else []
            for pk in dict.fromkeys(some):
                yield self._belongs(key, made_of[key], project=pk)
        newcomer, peer = self._sign_ins["newcomer"].pk, self._sign_ins["peer"].pk
        asked = timezone.now() - timedelta(hours=5)
        yield keys[0], newcomer, None, None, None, False, peer, asked, None, asked

    def _belongs(self, key: int, at, *, peer=None, organisation=None, project=None, part=None):
        return key, peer, organisation, project, part, False, None, at, at, at

    def _hubs(self) -> Iterator[tuple]:
        """One in every second ward or so; the first one waits for a moderator."""
        dice, ground = self._dice, self._ground
        places = self._texts["hubs"]
        for number, ward in enumerate(ground.wards.values()):
            if number and not dice.happens(0.6):
                continue
            name, kind = places[number % len(places)]
            area = dice.one(ground.areas_of[ward.name] or [ward])
            latitude, longitude = ground.near(ward, ward, dice)
            at, is_waiting = self._moments.since(300), number == 0
            words = self._teller.words(self._teller.kind(), area.name)
            yield (
                Standing.HELD if is_waiting else Standing.LIVE,
                None if is_waiting else self._people[MODERATOR].pk, None if is_waiting else at, "",
                name, kind, ward.pk, f"{dice.between(1, 90)} {words['street']}", latitude,
                longitude, dice.one(self._texts["opening"]), dice.one(self._texts["access"]), "",
                self._sign_ins["newcomer" if is_waiting else "organiser"].pk, at,
            )  # fmt: skip

    def _contacts(self) -> Iterator[tuple]:
        """Invented people in public service, one in every fourth ward."""
        dice = self._dice
        wards = list(self._ground.wards.values())[1::4]
        for ward, name in zip(wards, self._texts["contact_names"], strict=False):
            first = slug_for(name.partition(" ")[0], "officer")
            yield (
                ward.pk, name, dice.one(self._texts["contact_roles"]), f"{first}@example.org",
                f"0113 496 0{dice.between(100, 999)}", dice.one(self._texts["contact_asks"]),
                self._calendar.day(dice.between(10, 200)),
            )  # fmt: skip
