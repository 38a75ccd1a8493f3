from leeds_leaders.errors import Refused


class NotEmpty(Refused):
    """Invented people are only put where nobody is yet."""


class WrongSize(Refused):
    """A city of this size cannot be invented."""
