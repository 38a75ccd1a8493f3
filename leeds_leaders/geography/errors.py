from leeds_leaders.errors import Refused


class UnusableFile(Refused):
    """A file of wards or postcodes that cannot be used; the message says what and where."""
