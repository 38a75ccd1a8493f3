"""What the pages of one's own data say of what is held."""

from dataclasses import dataclass

from leeds_leaders.personal_data import Fate, Holding, holdings


@dataclass(frozen=True)
class Held:
    """What the site holds of somebody: what they take along, what is left out and why, and what
    erasing does to it. Kinds of which they have nothing are not named; one query for each.
    """

    told: list[Holding]
    untold: list[Holding]

    @classmethod
    def of(cls, peer) -> "Held":
        everything = holdings()
        return cls(
            told=[one for one in everything if one.tell is not None and one.rows(peer).exists()],
            untold=[one for one in everything if one.tell is None],
        )

    @property
    def goes(self) -> list[Holding]:
        return [holding for holding in self.told if holding.fate is Fate.GOES]

    @property
    def stays(self) -> list[Holding]:
        return [holding for holding in self.told if holding.fate is Fate.NOBODYS]
