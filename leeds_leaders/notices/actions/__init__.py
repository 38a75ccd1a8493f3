"""The verbs of mail and of notices, the only writers of both."""

from leeds_leaders.notices.actions.letters import (
    cancel,
    clear_address,
    post,
    post_many,
    resend,
    tell,
    tell_many,
)
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
    "cancel",
    "clear_address",
    "mark_all_read",
    "mark_read",
    "pause",
    "post",
    "post_many",
    "resend",
    "resubscribe",
    "resume",
    "revoke_links",
    "set_preferences",
    "tell",
    "tell_many",
    "unsubscribe",
]
