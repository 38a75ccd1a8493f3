"""What is between invented people: mostly neighbours, and those who care about the same things."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from forums.demo import texts
from forums.demo.calendar import Calendar
from forums.demo.copying import analyse, copy_in
from forums.demo.dice import Dice
from forums.demo.people import SIGN_INS
from forums.demo.profiles import Neighbour
from forums.demo.telling import Teller, filled
from peers.choices import Answer, Audience, PairKind, PairState, Rhythm, Tie
from peers.models import (
    Block,
    Connection,
    Following,
    Introduction,
    Pair,
    Profile,
    SetAside,
    Thanks,
)

TIES = [(Tie.ACCEPTED, 80), (Tie.ASKED, 9), (Tie.DECLINED, 5), (Tie.WITHDRAWN, 3), (Tie.ENDED, 3)]
PAIRS = [(PairState.AGREED, 70), (PairState.PROPOSED, 18), (PairState.ENDED, 12)]
REACH = 20  # how far along the list of a ward or a cause most find each other
WRITTEN = (Connection, Block, SetAside, Introduction, Pair, Thanks, Following)
# Who has asked whom among the sign-ins, and who is waiting for one of them.
SIGNED_IN = [("organiser", "peer"), ("moderator", "organiser"), ("admin", "organiser")]
WAITED_FOR = ["peer", "peer", "peer", "organiser", "organiser", "moderator", "admin", "newcomer"]
BEFRIENDED = ["peer", "organiser", "moderator", "peer", "organiser", "peer", "organiser"]
ASKS_EACH = 5


class Ties:
    """Connections and all that comes of them, in one invented city."""

    def __init__(self, neighbours: list[Neighbour], seed: int, calendar: Calendar):
        self._calendar, self._dice = calendar, Dice(seed, "ties")
        self._teller = Teller(Dice(seed, "tie texts"))
        self._lists = texts.read("profiles")
        self._neighbours = neighbours
        self._sign_ins = {
            sign_in.email.partition("@")[0]: neighbour
            for sign_in, neighbour in zip(SIGN_INS, neighbours, strict=False)
        }
        self._others = [
            one for one in neighbours[len(SIGN_INS) :] if one.audience != Audience.HIDDEN
        ]
        self._asked = [one for one in self._others if one.audience != Audience.CONNECTIONS]
        self._of_ward: dict[str, list[Neighbour]] = {}
        self._of_cause: dict[int, list[Neighbour]] = {}
        for one in self._asked:
            for ward in one.wards:
                self._of_ward.setdefault(ward, []).append(one)
            for cause in one.causes:
                self._of_cause.setdefault(cause, []).append(one)
        self._known: set[frozenset[int]] = set()
        self._made: list[tuple[Neighbour, Neighbour, int]] = []  # connected so many days ago

    def load(self, say: Callable[[str], None]) -> None:
        """Write everything that is between two or three people."""
        copy_in(
            Connection,
            ["id", "asker", "asked", "state", "note", "about", "asked_at", "connected_at",
             "declined_at", "ended_at"],
            self._connections(),
        )  # fmt: skip
        analyse([Connection])
        say(f"{len(self._made):,} connections")
        copy_in(
            Pair,
            ["id", "proposed_by", "proposed_to", "kind", "rhythm", "words", "review_on", "state",
             "proposed_at", "agreed_at", "ended_at"],
            self._pairs(),
        )  # fmt: skip
        copy_in(
            Introduction,
            ["id", "by", "first", "second", "words", "first_answer", "second_answer",
             "proposed_at", "made_at"],
            self._introductions(),
        )  # fmt: skip
        copy_in(Thanks, ["id", "giver", "receiver", "quality", "words", "given_at"], self._thanks())
        copy_in(Following, ["item", "peer", "since"], self._followings())
        copy_in(Block, ["by", "blocked", "since"], self._apart(0.004))
        copy_in(SetAside, ["by", "peer", "since"], self._apart(0.05))
        _name_stand_ins()

    def _key(self) -> UUID:
        return UUID(int=self._dice.getrandbits(128), version=4)

    def _say(self, name: str) -> str:
        words = self._teller.words(self._teller.kind(), "the city")
        return filled(self._dice.one(self._lists[name]), words, 400)

    def _moment(self, ago: int) -> datetime:
        return self._calendar.moment(ago, self._dice.random())

    def _later(self, ago: int) -> datetime:
        """About half-way from so many days ago to yesterday, and after that day."""
        return self._calendar.moment(max(1, ago // 2), 1.0)

    def _met(self, one: Neighbour, other: Neighbour) -> bool:
        """Whether these two have been looked at, or are the same; from now on they have."""
        pair = frozenset((one.person.pk, other.person.pk))
        if len(pair) == 1 or pair in self._known:
            return True
        self._known.add(pair)
        return False

    def _connections(self) -> Iterator[tuple]:
        yield from self._of_sign_ins()
        for place, asker in enumerate(self._others):
            for _time in range(int(self._dice.expovariate(1 / ASKS_EACH))):
                asked = self._somebody_for(asker, place)
                if not self._met(asker, asked):
                    yield self._connection(asker, asked, self._dice.weighted(TIES))

    def _of_sign_ins(self) -> Iterator[tuple]:
        """Some know each other; each has asks that wait, and all but the newcomer have friends."""
        who = self._sign_ins
        for one, other in SIGNED_IN:
            yield self._connection(who[one], who[other], Tie.ACCEPTED)
        met = self._others[:: len(self._others) // 24 + 1]
        for name, asker in zip(WAITED_FOR, met, strict=False):
            yield self._connection(asker, who[name], Tie.ASKED, latest=1)
        for name, friend in zip(BEFRIENDED, met[len(WAITED_FOR) :], strict=False):
            yield self._connection(who[name], friend, Tie.ACCEPTED)

    def _somebody_for(self, asker: Neighbour, place: int) -> Neighbour:
        """Most live near or care about the same; some simply met.

        `place` is that on the list: those who stand near each other meet again and again.
        """
        dice = self._dice
        chance = dice.random()
        near: Sequence[Neighbour] = self._asked
        if chance < 0.5 and asker.wards:
            near = self._of_ward.get(dice.one(asker.wards), near)
        elif chance < 0.85 and asker.causes:
            near = self._of_cause.get(dice.one(asker.causes), near)
        else:
            return dice.one(near)
        return near[(place + int(dice.gauss(0, REACH))) % len(near)]

    def _connection(
        self, asker: Neighbour, asked: Neighbour, state: str, latest: int | None = None
    ) -> tuple:
        dice = self._dice
        self._known.add(frozenset((asker.person.pk, asked.person.pk)))
        since = min(asker.person.joined, asked.person.joined) if latest is None else latest
        ago = dice.between(1, since)
        asked_at, then = self._moment(ago), self._later(ago)
        if state == Tie.ACCEPTED:
            self._made.append((asker, asked, max(1, ago // 2)))
        about = dice.one(asked.items) if asked.items and dice.happens(0.2) else None
        return (
            self._key(), asker.person.pk, asked.person.pk, state, self._say("asking"), about,
            asked_at, then if state in {Tie.ACCEPTED, Tie.ENDED} else None,
            then if state == Tie.DECLINED else None, then if state == Tie.ENDED else None,
        )  # fmt: skip

    def _pairs(self) -> Iterator[tuple]:
        """The organiser and `peer` are a pair; so is one in thirty of those who are connected."""
        dice, day = self._dice, self._calendar.day
        for number, (one, other, ago) in enumerate(self._made):
            if number and not dice.happens(0.03):
                continue
            state = dice.weighted(PAIRS) if number else PairState.AGREED
            proposed = dice.between(1, ago)
            at, then = self._moment(proposed), self._later(proposed)
            yield (
                self._key(), one.person.pk, other.person.pk, dice.early(PairKind.values),
                dice.one(Rhythm.values), self._say("pairing"), day(-dice.between(14, 200)), state,
                at, then if state != PairState.PROPOSED else None,
                then if state == PairState.ENDED else None,
            )  # fmt: skip

    def _introductions(self) -> Iterator[tuple]:
        """One waits for `peer`; the others are among friends of a friend, some of whom have met."""
        dice = self._dice
        friends: dict[int, list[Neighbour]] = {}
        connected = set()
        for one, other, _ago in self._made:
            friends.setdefault(one.person.pk, []).append(other)
            friends.setdefault(other.person.pk, []).append(one)
            connected.add(frozenset((one.person.pk, other.person.pk)))
        organiser, peer = self._sign_ins["organiser"], self._sign_ins["peer"]
        for friend in friends.get(organiser.person.pk, ()):
            if frozenset((friend.person.pk, peer.person.pk)) not in connected and friend != peer:
                yield self._introduction(organiser, peer, friend, ("", Answer.YES), 1)
                break
        for by in self._others:
            known = friends.get(by.person.pk, [])
            if len(known) < 2 or not dice.happens(0.06):
                continue
            first, second = dice.sample(known, 2)
            answers = dice.one([("", ""), (Answer.YES, ""), ("", Answer.NO)])
            if frozenset((first.person.pk, second.person.pk)) in connected:
                answers = (Answer.YES, Answer.YES)
            latest = min(one.person.joined for one in (by, first, second))
            yield self._introduction(by, first, second, answers, latest)

    def _introduction(
        self, by: Neighbour, first: Neighbour, second: Neighbour, answers: tuple, latest: int
    ) -> tuple:
        at = self._moment(self._dice.between(1, latest))
        return (
            self._key(), by.person.pk, first.person.pk, second.person.pk,
            self._say("introducing"), *answers, at, at if all(answers) and latest > 1 else None,
        )  # fmt: skip

    def _thanks(self) -> Iterator[tuple]:
        """What the first two have seen in each other, and then one in thirty."""
        dice = self._dice
        for number, (one, other, ago) in enumerate(self._made):
            if number and not dice.happens(0.03):
                continue
            quality = dice.one(self._lists["qualities"])
            at = self._moment(dice.between(1, ago))
            yield (
                self._key(), one.person.pk, other.person.pk, quality, self._say("thanks"), at,
            )  # fmt: skip

    def _followings(self) -> Iterator[tuple]:
        """Some want to hear what becomes of an offer or ask of somebody near."""
        dice = self._dice
        for place, one in enumerate(self._others):
            if dice.happens(0.15):
                other = self._somebody_for(one, place)
                if other.items and other != one:
                    yield dice.one(other.items), one.person.pk, self._moment(1)

    def _apart(self, share: float) -> Iterator[tuple]:
        """Pairs of people of whom one has had enough of the other, or not now."""
        for place, one in enumerate(self._others):
            if self._dice.happens(share):
                other = self._somebody_for(one, place)
                if not self._met(one, other):
                    since = self._moment(min(one.person.joined, other.person.joined, 9))
                    yield one.person.pk, other.person.pk, since


def _name_stand_ins() -> None:
    """Whoever pauses is stood in for by somebody they have long been connected with."""
    made = Connection.objects.made().order_by("connected_at", "pk")
    asked_by_them = made.filter(asker=OuterRef("peer")).values("asked")[:1]
    paused = Profile.objects.exclude(paused_until=None)
    paused.update(stand_in=Subquery(asked_by_them))
