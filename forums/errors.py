from leeds_leaders.errors import Refused


class NoAnswerTaken(Refused):
    """A session takes no answers (any more), or not this one."""


class TooFewPlaces(Refused):
    """So many places are not free."""


class IllegalMove(Refused):
    """A session cannot become this now."""
