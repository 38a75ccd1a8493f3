from datetime import datetime

from leeds_leaders.notices import actions
from leeds_leaders.notices.management.commands._at import CommandAtAMoment


class Command(CommandAtAMoment):
    """Write the digests that are due."""

    help = __doc__

    def send(self, at: datetime) -> str:
        return f"{actions.send_due_digests(at)} digests are in the outbox."
