"""What moderation refuses, in words for the person."""

from leeds_leaders.errors import Refused


class NotTheirsToDecide(Refused):
    """Not a moderator, or a thing of one's own."""


class NotNow(Refused):
    """It stands elsewhere by now, or somebody else has it in hand."""


class NoReason(Refused):
    """Nothing was said that its author could use."""


class AlreadySaid(Refused):
    """Reported, appealed or complained of before."""


class TooMuch(Refused):
    """More than anybody sends who reads what they send."""


class TooLate(Refused):
    """The time in which it could be done is over."""
