"""What moderation keeps."""

from leeds_leaders.moderation.models.act import Act
from leeds_leaders.moderation.models.case import Approved, Case, Report
from leeds_leaders.moderation.models.decision import Appeal, Decision, Undone
from leeds_leaders.moderation.models.moderated import Hideable, Moderated
from leeds_leaders.moderation.models.rights import (
    Candidate,
    DataComplaint,
    PreElection,
    SafetyEntry,
)
from leeds_leaders.moderation.models.said import Said

__all__ = [
    "Act",
    "Appeal",
    "Approved",
    "Candidate",
    "Case",
    "DataComplaint",
    "Decision",
    "Hideable",
    "Moderated",
    "PreElection",
    "Report",
    "SafetyEntry",
    "Said",
    "Undone",
]
