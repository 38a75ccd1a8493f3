from leeds_leaders.errors import Refused


class NotInThisState(Refused):
    """A letter is not where the wish could be carried out."""
