"""What projects ask for and tell, phrase by phrase: each with its own kind of help, its own amount
and an answer that fits it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from forums.demo import texts
from forums.demo.dice import Dice
from forums.demo.ground import Ground
from forums.demo.telling import Teller, filled
from projects.choices import Seek

LINE = 120


@dataclass(frozen=True, slots=True)
class Phrase:
    """One ask, offer, challenge or call, with its words picked; `tag` is its kind of help."""

    title: str
    amount: str
    words: str
    reply: str
    outcome: str
    tag: int | None


class Phrases:
    """Hands out phrases, each of a list once before any of them again."""

    def __init__(self, ground: Ground, seed: int):
        self._dice, self._teller = Dice(seed, "phrases"), Teller(Dice(seed, "phrase words"))
        self.said = texts.read("support")
        tags = {name: one.pk for name, one in ground.helps.items()}
        self._causes = {name: one.pk for name, one in ground.causes.items()}
        self._helps: dict[int | None, dict] = {None: self.said["helps"][0]}
        self._helps |= {tags[one["name"]]: one for one in self.said["helps"] if one["name"] in tags}
        self.everyday = [tags[name] for name in self.said["everyday"] if name in tags]
        self._turns: dict[int, count] = {}

    def of_help(self, kind: str, tag: int | None) -> Phrase | None:
        """An ask or offer of a kind of help, or of none; nothing where no phrase is known."""
        known = self._helps.get(tag)
        if known is None:
            return None
        return self._picked(known["asks" if kind == Seek.ASK else "offers"], tag)

    def call(self, kind: str, causes: Collection[int]) -> Phrase:
        """A challenge or a call for partners that fits some causes."""
        name = "challenges" if kind == Seek.CHALLENGE else "partners"
        lists = [group[name] for group in self._fitting("calls", causes)]
        return self._picked(self._dice.one(lists), None)

    def told(self, what: str, causes: Collection[int]) -> list:
        """News or milestones: all that fit some causes, and two that fit everybody."""
        general, *own = self._fitting("tellings", causes)
        return [one for group in own for one in group[what]] + self._dice.sample(general[what], 2)

    def _fitting(self, name: str, causes: Collection[int]) -> list[Mapping]:
        """The group for every project, and those for its causes."""
        return [
            group
            for group in self.said[name]
            if not group["causes"]
            or any(self._causes.get(cause) in causes for cause in group["causes"])
        ]

    def _picked(self, among: Sequence[Sequence[str]], tag: int | None) -> Phrase:
        turn = self._turns.setdefault(id(among), count(self._dice.between(0, len(among) - 1)))
        words = self._teller.words({}, "")
        title, amount, more, reply, outcome = among[next(turn) % len(among)]
        return Phrase(
            filled(title, words, LINE),
            filled(amount, words, LINE),
            self._teller.told(more, words),
            self._teller.told(reply, words),
            self._teller.told(outcome, words),
            tag,
        )
