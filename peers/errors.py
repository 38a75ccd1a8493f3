from django.utils.translation import gettext as _

from leeds_leaders.errors import Refused


class NotAPeer(Refused):
    """Somebody cannot be made a peer; the message says why."""


class AddressTaken(NotAPeer):
    """The e-mail address belongs to somebody already. Never shown: it would tell who is here."""


class IllegalItemMove(Refused):
    """An offer or ask cannot go where it was sent from where it stands."""


class NotForTheOwner(Refused):
    """Nobody follows an offer or ask of their own."""


class NotHere(Refused):
    """Somebody is gone, or blocked by whoever wants something of them."""


class Busy(Refused):
    """Somebody pauses, or has as much on as they take."""


class EnoughForToday(Refused):
    """Somebody has done as much of a thing as one may within a day."""


class NobodyWouldSee(Refused):
    """Somebody is hidden to whom they want to reach."""


class IllegalTie(Refused):
    """An ask to connect does not stand where it was thought to."""


class NotConnected(Refused):
    """What only connected peers do together."""


class TooLate(Refused):
    """An introduction has waited for too long."""


class IllegalPair(Refused):
    """A pair of peers does not stand where it was thought to."""


class PhotoNotKept(Refused):
    """There is no room for a photo."""


class TakenByAnother(Refused):
    """A name or a number stands for another organisation; `field` says which, `organisation`
    whose."""

    def __init__(self, field: str, organisation):
        super().__init__(_("That is “%(name)s” already.") % {"name": organisation})
        self.field, self.organisation = field, organisation


class IllegalDecision(Refused):
    """What a moderator cannot decide now, or not they."""


class KeptAlready(Refused):
    """An organisation has a keeper, and there is one at a time."""


class NotTheKeeper(Refused):
    """Somebody does not keep the organisation, or nobody does."""


class IllegalRole(Refused):
    """What somebody does somewhere cannot be told like this."""


class LastAdmin(Refused):
    """Nobody else could give rights in the admin."""
