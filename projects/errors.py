from leeds_leaders.errors import Refused


class IllegalMove(Refused):
    """A stage or a standing cannot be left for the one asked for."""


class StaleEdit(Refused):
    """Somebody else saved the project in between."""


class NotALine(Refused):
    """What was said of a project, or to it, cannot stand as it is."""


class WrittenMeanwhile(Refused):
    """Somebody else changed it since it was opened."""


class AlreadyLed(Refused):
    """The project has a lead already."""


class LastLead(Refused):
    """A project is never left without anybody who answers for it, unawares."""


class Circular(Refused):
    """An association cannot belong to itself, by however many steps."""


class TooMany(Refused):
    """That is more than one person, or one project, may have."""


class NotTheirs(Refused):
    """Somebody speaks for whom or what they do not answer for."""


class NotAmongThem(Refused):
    """Somebody is not, or no longer, among those who may do this."""


class AlreadyThere(Refused):
    """Something of that name is there already, or was suggested before."""
