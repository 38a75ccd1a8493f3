"""What moderation tells people."""

from leeds_leaders.moderation.emails.deciding import beside_a_yes, tell_authors
from leeds_leaders.moderation.emails.reporting import (
    tell_moderators_of_appeal,
    tell_moderators_of_danger,
    tell_of_appeal,
    tell_of_hiding,
    tell_reporters,
)

__all__ = [
    "beside_a_yes",
    "tell_authors",
    "tell_moderators_of_appeal",
    "tell_moderators_of_danger",
    "tell_of_appeal",
    "tell_of_hiding",
    "tell_reporters",
]
