"""The verbs of mail and of notices, the only writers of both."""

from leeds_leaders.notices.actions.digests import send_due_digests, send_some_digests
from leeds_leaders.notices.actions.letters import (
    cancel,
    clear_address,
    forget_strangers,
    forget_unsent,
    has_unsent,
    post,
    post_many,
    print_without,
    resend,
    tell,
    tell_anew,
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
from leeds_leaders.notices.actions.reminders import (
    drop_timetable,
    send_due_reminders,
    set_timetable,
)

__all__ = [
    "cancel",
    "clear_address",
    "drop_timetable",
    "forget_strangers",
    "forget_unsent",
    "has_unsent",
    "mark_all_read",
    "mark_read",
    "pause",
    "post",
    "post_many",
    "print_without",
    "resend",
    "resubscribe",
    "resume",
    "revoke_links",
    "send_due_digests",
    "send_due_reminders",
    "send_some_digests",
    "set_preferences",
    "set_timetable",
    "tell",
    "tell_anew",
    "tell_many",
    "unsubscribe",
]
