"""The verbs of mail and of notices, the only writers of both."""

from leeds_leaders.notices.actions.letters import post, tell
from leeds_leaders.notices.actions.preferences import (
    mark_all_read,
    mark_read,
    pause,
    resubscribe,
    resume,
    revoke_links,
    set_preferences,
    unsubscribe,
)

__all__ = [
    "mark_all_read",
    "mark_read",
    "pause",
    "post",
    "resubscribe",
    "resume",
    "revoke_links",
    "set_preferences",
    "tell",
    "unsubscribe",
]
