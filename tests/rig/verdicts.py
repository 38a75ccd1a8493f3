"""One line of the campaign."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

RECOVERY = 5.0  # seconds from a worker's being ready to the first letter that leaves


@dataclass
class Verdict:
    """One line of the campaign.

    `acknowledged` is how many letters the site owed when the fault came, one for each address;
    `lost` those of them that neither arrived nor stand in the admin as unknown or refused;
    `doubled` how many arrived once too often, or at somebody who was owed nothing.
    `recovery_seconds` runs from the moment when what was gone was back. `holds` says whether all
    was as it must be, and for a control whether the damage was seen.
    """

    fault: str
    acknowledged: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    unknown: int = 0
    recovery_seconds: float | None = None
    holds: bool = False

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    @property
    def is_clean(self) -> bool:
        return self.lost == self.doubled == 0

    def judge(self, holds: bool) -> Self:
        self.holds = holds
        return self

    @property
    def recovers(self) -> bool:
        return self.recovery_seconds is None or self.recovery_seconds <= RECOVERY


@dataclass
class Turns(Verdict):
    """One line of a campaign about places.

    `acknowledged` is how often somebody asked for something, `refused` how often they were told
    in words that it cannot be, `errors` how often they got anything else but an answer. Of mail,
    `lost` and `doubled` count as everywhere. `acts` is what people did, where they do more than one
    thing; `seen` is what a watch saw at some commit that must never be, and how often.
    """

    refused: int = 0
    errors: int = 0
    slowest_seconds: float = 0.0
    going: int = 0
    waiting: int = 0
    oversold: int = 0
    out_of_turn: int = 0
    deadlocks: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def is_orderly(self) -> bool:
        return self.is_clean and not (self.errors or self.out_of_turn or self.seen)


@dataclass
class Writing(Verdict):
    """One line of a campaign about notes that several write at once.

    `acknowledged` is how many times somebody was told that what they wrote is kept; `lost` those
    whose words stand neither in the notes nor in their history, `doubled` items that one form made
    twice. `refused` is how often somebody was shown what another wrote meanwhile, `overwritten`
    how often they should have been, and were not. `errors` are answers that were none, and
    `seen` is what is wrong with the notes in the end, and how often.
    """

    refused: int = 0
    errors: int = 0
    slowest_seconds: float = 0.0
    overwritten: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return self.is_clean and not (self.errors or self.overwritten or self.seen)
