"""One line of the campaign."""

import json
from dataclasses import asdict, dataclass

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

    def judge(self, holds: bool) -> "Verdict":
        self.holds = holds
        return self

    @property
    def recovers(self) -> bool:
        return self.recovery_seconds is None or self.recovery_seconds <= RECOVERY
