from leeds_leaders.errors import Refused


class NotAPeer(Refused):
    """Somebody cannot be made a peer; the message says why."""
