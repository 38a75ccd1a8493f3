"""What the pages of one's own data say of what is held."""

from dataclasses import dataclass

from leeds_leaders.personal_data import Fate, Holding, holdings


@dataclass(frozen=True)
class Held:
    """What the site holds of a person: in the parcel or not, and what erasing does to it."""

    told: list[Holding]
    untold: list[Holding]
    goes: list[Holding]
    stays: list[Holding]

    @classmethod
    def of_all(cls) -> "Held":
        everything = holdings()
        told = [holding for holding in everything if holding.tell is not None]
        return cls(
            told=told,
            untold=[holding for holding in everything if holding.tell is None],
            goes=[holding for holding in told if holding.fate is Fate.GOES],
            stays=[holding for holding in told if holding.fate is Fate.NOBODYS],
        )
