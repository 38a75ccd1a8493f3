"""Chance that falls the same way for the same seed."""

import random
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

Thing = TypeVar("Thing")


class Dice(random.Random):
    """A stream of chance. Each purpose has its own, so that more peers change no project."""

    def __init__(self, seed: int, purpose: str):
        super().__init__(f"{seed} {purpose}")

    def one(self, things: Sequence[Thing]) -> Thing:
        """Any of them, all alike."""
        return things[int(len(things) * self.random())]

    def early(self, things: Sequence[Thing]) -> Thing:
        """One of them by Zipf's law: the n-th comes about n times as rarely as the first."""
        return things[int((len(things) + 1) ** self.random()) - 1]

    def weighted(self, shares: Sequence[tuple[Thing, int]]) -> Thing:
        """One of some things, as often as its share says."""
        return self.choices([one for one, _share in shares], [share for _one, share in shares])[0]

    def some(self, things: Sequence[Thing], most: int) -> list[Thing]:
        """None to `most` different ones."""
        return self.sample(things, min(len(things), self.between(0, most)))

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int((most - least + 1) * self.random())

    def happens(self, share: float) -> bool:
        return self.random() < share

    def key(self) -> UUID:
        """A key such as the database gives, but always the same one."""
        return UUID(int=self.getrandbits(128), version=4)
