from leeds_leaders.errors import Refused


class NotAPeer(Refused):
    """Somebody cannot be made a peer; the message says why."""


class AddressTaken(NotAPeer):
    """The e-mail address belongs to somebody already. Never shown: it would tell who is here."""
