"""Where a thing stands, by which rule of the house it is judged, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Whether others may see a thing."""

    HELD = "held", _("waiting for a moderator")
    LIVE = "live", _("live")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn by its owner")


MOVES: dict[str, frozenset[str]] = {
    Standing.HELD: frozenset({Standing.LIVE, Standing.DECLINED, Standing.WITHDRAWN}),
    Standing.LIVE: frozenset({Standing.HELD, Standing.DECLINED, Standing.WITHDRAWN}),
    Standing.DECLINED: frozenset({Standing.LIVE, Standing.HELD, Standing.WITHDRAWN}),
    Standing.WITHDRAWN: frozenset({Standing.HELD, Standing.LIVE}),
}


class HouseRule(models.TextChoices):
    """The rules of the house, one line each: what `/house-rules/` explains and a report cites."""

    DANGER = "danger", _("It puts somebody in danger.")
    PRIVACY = "privacy", _("It tells what is somebody's own to tell.")
    ABUSE = "abuse", _("It attacks people for who they are, or bullies somebody.")
    PRETENCE = "pretence", _("It pretends to be somebody, or to speak for them.")
    UNLAWFUL = "unlawful", _("It breaks the law.")
    ADVERT = "advert", _("It advertises, or is the same thing again and again.")
    CAMPAIGN = "campaign", _("It campaigns for a party or a candidate.")
    UNTRUE = "untrue", _("It is not true, or long out of date.")
    ELSEWHERE = "elsewhere", _("It does not belong here.")


# How soon a thing wants a look, the most harmful first: 3 at once, 0 in the order of coming.
HARM: dict[str, int] = {
    HouseRule.DANGER: 3,
    HouseRule.UNLAWFUL: 3,
    HouseRule.PRIVACY: 2,
    HouseRule.ABUSE: 2,
    HouseRule.PRETENCE: 2,
    HouseRule.ADVERT: 1,
    HouseRule.CAMPAIGN: 1,
    HouseRule.UNTRUE: 1,
    HouseRule.ELSEWHERE: 1,
}


class Because(models.TextChoices):
    """Why a thing waits for a moderator though its author did nothing wrong."""

    FIRST = "first", _("it is the first thing of somebody new here")
    LINKS = "links", _("it holds more than two links on somebody's first day")
    MANY = "many", _("it came after ten other things on somebody's first day")
    REPEATED = "repeated", _("the same text stands in several places")
    ELECTION = "election", _("it is by or about a candidate, shortly before an election")
    REPORTED = "reported", _("three members have reported it")


class Outcome(models.TextChoices):
    """What a moderator decided."""

    APPROVED = "approved", _("approved")
    EDITED = "edited", _("approved with changes")
    DECLINED = "declined", _("declined")
    REMOVED = "removed", _("taken away")
    LEFT = "left", _("left as it is")
    RESTORED = "restored", _("brought back")
    WARNED = "warned", _("a word to its author")
    SUSPENDED = "suspended", _("account closed for now")


# What is decided against somebody, who may ask another moderator to look at it.
AGAINST = frozenset({Outcome.DECLINED, Outcome.REMOVED, Outcome.WARNED, Outcome.SUSPENDED})

# What lets a thing stand as it is written now: the next moderator sees what has changed since.
FOR = frozenset({Outcome.APPROVED, Outcome.EDITED, Outcome.LEFT, Outcome.RESTORED})

# After which a thing is seen no more: all that those learn who reported it.
GONE = frozenset({Outcome.DECLINED, Outcome.REMOVED, Outcome.SUSPENDED})


class Answered(models.TextChoices):
    """How far a data-protection complaint has come."""

    OPEN = "open", _("to be answered")
    ANSWERED = "answered", _("answered")
