from leeds_leaders.errors import Refused


class IllegalMove(Refused):
    """A stage or a standing cannot be left for the one asked for."""


class StaleEdit(Refused):
    """Somebody else saved the project in between."""


class UnusableImport(Refused):
    """A file cannot be imported; the message says what is wrong and where."""
