"""Invented peers: the five demo sign-ins, and people with names from the city's communities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.copying import copy_in, new_keys
from forums.demo.dice import Dice
from leeds_leaders.text import slug_for
from peers.actions import SLUG_LETTERS
from peers.models import Peer

PASSWORD = "breakfast"  # noqa: S105  (for invented people, and shown on the sign-in page)
NEWCOMERS = 3  # peers whose first project waits for a moderator, or was declined
FEWEST = 5
NEWCOMER = "newcomer@example.org"


@dataclass(frozen=True)
class SignIn:
    """Somebody to try the site as."""

    email: str
    name: str
    joined: int  # days ago
    group: str = ""
    is_staff: bool = False
    is_superuser: bool = False


SIGN_INS = (
    SignIn("admin@example.org", "Imelda Thackray", 760, is_staff=True, is_superuser=True),
    SignIn("moderator@example.org", "Naveed Sarwar", 752, "Moderators", is_staff=True),
    SignIn("organiser@example.org", "Hyacinth Liburd", 748, "Organisers", is_staff=True),
    SignIn("peer@example.org", "Bronagh Kilbane", 700),
    SignIn(NEWCOMER, "Wiktoria Mazur", 1),
)


MODERATOR = next(n for n, sign_in in enumerate(SIGN_INS) if sign_in.group == "Moderators")


@dataclass(frozen=True)
class Person:
    """A peer as far as others need to know."""

    pk: int
    email: str
    name: str
    joined: int  # days ago


def sign_ins_of(people: Sequence[Person]) -> dict[str, Person]:
    """Those whom one can try the site as, by the first part of their address."""
    return {
        sign_in.email.partition("@")[0]: person
        for sign_in, person in zip(SIGN_INS, people, strict=False)
    }


class Names:
    """Names of people, as often as they are heard in the city."""

    def __init__(self, dice: Dice):
        self._dice = dice
        entries = texts.read("names")["communities"]
        self._communities = [(one["first"].split(), one["last"].split()) for one in entries]
        self._shares = list(accumulate(one["share"] for one in entries))

    def _community(self):
        return self._dice.choices(self._communities, cum_weights=self._shares)[0]

    def first(self) -> str:
        return self._dice.one(self._community()[0])

    def full(self) -> str:
        """A first and a last name, now and then of two communities."""
        firsts, lasts = self._community()
        if self._dice.happens(0.04):
            lasts = self._community()[1]
        return f"{self._dice.one(firsts)} {self._dice.one(lasts)}"


def load_people(count: int, seed: int, calendar: Calendar) -> list[Person]:
    """Write `count` peers, sign-ins first, newcomers last; each with a verified address.

    They are asleep until `wake`: so long nobody finds them, and triggers have nothing to keep.
    """
    dice = Dice(seed, "people")
    password = make_password(PASSWORD)
    keys = new_keys(Peer, count)
    people: list[Person] = []

    def rows() -> Iterator[tuple]:
        invented = _invented(count, dice, calendar)
        for key, (sign_in, moment, slug) in zip(keys, invented, strict=True):
            people.append(Person(key, sign_in.email, sign_in.name, sign_in.joined))
            has_password = sign_in in SIGN_INS
            yield (
                key, password if has_password else make_password(None), sign_in.email,
                sign_in.name, slug, sign_in.is_staff, sign_in.is_superuser, False, moment,
            )  # fmt: skip

    fields = [
        "id", "password", "email", "name", "slug", "is_staff", "is_superuser", "is_active",
        "joined_at",
    ]  # fmt: skip
    copy_in(Peer, fields, rows())
    copy_in(
        EmailAddress,
        ["email", "verified", "primary", "user"],
        ((person.email, True, True, person.pk) for person in people),
    )
    for person, sign_in in zip(people, SIGN_INS, strict=False):
        if sign_in.group:
            Group.objects.get(name=sign_in.group).user_set.add(person.pk)
    return people


def wake() -> None:
    """Let everybody be found, each entry being written once, from all that they tell by then."""
    Peer.objects.update(is_active=True)


def _invented(count: int, dice: Dice, calendar: Calendar) -> Iterator[tuple[SignIn, datetime, str]]:
    """Who comes, when they joined, and their slug."""
    names = Names(dice)
    slugs: set[str] = set()
    for number in range(count):
        if number < len(SIGN_INS):
            who = SIGN_INS[number]
        else:
            name = names.full()
            first, _space, last = name.partition(" ")
            email = f"{slug_for(first, 'a')}.{slug_for(last, 'b')}.{number}@example.org"
            is_new = count - number <= NEWCOMERS
            joined = dice.between(2, 6) if is_new else 3 + int(757 * dice.random() ** 0.8)
            who = SignIn(email, name, joined)
        slug = ""
        while not slug or slug in slugs:
            slug = f"{slug_for(who.name, 'peer')}-{''.join(dice.choices(SLUG_LETTERS, k=5))}"
        slugs.add(slug)
        yield who, calendar.moment(who.joined, dice.random()), slug
