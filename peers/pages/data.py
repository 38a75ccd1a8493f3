"""What the pages of one's own data say of what is held."""

from dataclasses import dataclass

from django.db.models import Exists

from leeds_leaders.personal_data import Fate, Holding, holdings
from peers.models import Peer


@dataclass(frozen=True)
class Held:
    """What the site holds of somebody: what they take along, what is left out and why, and what
    erasing does to it. Kinds of which they have nothing are not named. One query for all.
    """

    told: list[Holding]
    untold: list[Holding]

    @classmethod
    def of(cls, peer) -> "Held":
        told = [one for one in holdings() if one.tell is not None]
        there = {f"has_{one.name}": Exists(one.rows(peer)) for one in told}
        has = Peer.objects.visible_to(peer).filter(pk=peer.pk).values(**there).get()
        return cls(
            told=[one for one in told if has[f"has_{one.name}"]],
            untold=[one for one in holdings() if one.tell is None],
        )

    @property
    def goes(self) -> list[Holding]:
        return [holding for holding in self.told if holding.fate is Fate.GOES]

    @property
    def stays(self) -> list[Holding]:
        return [holding for holding in self.told if holding.fate is Fate.NOBODYS]
