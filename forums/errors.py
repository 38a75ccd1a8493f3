from leeds_leaders.errors import Refused


class NoAnswerTaken(Refused):
    """A session takes no answers (any more), or not this one."""


class TooFewPlaces(Refused):
    """So many places are not free."""


class IllegalMove(Refused):
    """A session cannot become this now."""


class NotAtTheDoor(Refused):
    """Nobody can be noted as here now, or not this one."""


class NotOnTheList(Refused):
    """Somebody cannot be put on the list of a session, or taken from it, like this."""


class EnoughMessages(Refused):
    """The people of a session were written to often enough for today."""


class OutOfDate(Refused):
    """Something was changed since the page that asks was opened."""


class NotOnTheAgenda(Refused):
    """Something cannot be brought to an agenda now, or not be done with what is there."""


class NotInTheRecord(Refused):
    """Something cannot be written down like this, or not now."""


class WrittenMeanwhile(Refused):
    """Somebody else changed the same item since the form was opened; nothing was overwritten."""


class NotARegisteredQuestion(Refused):
    """A question cannot be moved like this now."""


class NotAgreed(Refused):
    """An action cannot be changed like this now."""


class NotSaid(Refused):
    """A perspective or a response cannot be published, changed or answered like this."""


class NoPulse(Refused):
    """No pulse or lesson is taken here, or not any more."""


class NotAnOutcome(Refused):
    """An outcome cannot be said, linked or confirmed like this."""
