"""What stops a local run."""

from leeds_leaders.errors import Refused


class CannotStart(Refused):
    """The run cannot go on; the message is the line that the person at the terminal reads."""


WRONG_SETTING = 78  # the exit code of a child whose last line says what to set right
