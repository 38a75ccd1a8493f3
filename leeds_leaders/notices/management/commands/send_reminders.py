from datetime import datetime

from leeds_leaders.notices import actions
from leeds_leaders.notices.management.commands._at import CommandAtAMoment


class Command(CommandAtAMoment):
    """Write the reminders that are due."""

    help = __doc__

    def send(self, at: datetime) -> str:
        return f"{actions.send_due_reminders(at)} reminders are in the outbox."
