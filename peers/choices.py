"""Who sees what of a peer, and where what passes between peers stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Who sees a profile, or one part of it. From the widest to the narrowest."""

    PUBLIC = "public", _("Everybody, visitors too")
    MEMBERS = "members", _("Members of the network")
    CONNECTIONS = "connections", _("My connections")
    HIDDEN = "hidden", _("Nobody but me")


# Everything that a circle sees: the audiences that it belongs to. What is hidden is in none.
SEEN_BY: dict[str, frozenset[str]] = {
    Audience.PUBLIC: frozenset({Audience.PUBLIC}),
    Audience.MEMBERS: frozenset({Audience.PUBLIC, Audience.MEMBERS}),
    Audience.CONNECTIONS: frozenset({Audience.PUBLIC, Audience.MEMBERS, Audience.CONNECTIONS}),
    Audience.HIDDEN: frozenset(Audience),  # the owner's own view
}


class Part(models.TextChoices):
    """The parts of a profile that have an audience of their own. The name goes with the whole."""

    PHOTO = "photo", _("Photo")
    PRONOUNS = "pronouns", _("Pronouns")
    CALLED = "called", _("What I would like to be called")
    ONE_LINE = "one_line", _("Me in one line")
    STORY = "story", _("My story")
    ORGANISATIONS = "organisations", _("Organisations")
    SECTOR = "sector", _("Sector")
    WARDS = "wards", _("Where I am active")
    CAUSES = "causes", _("What I care about")
    PRINCIPLES = "principles", _("What I stand by")
    TALENTS = "talents", _("What I am good at")
    LIVED_EXPERIENCE = "lived_experience", _("What I know from my own life")
    AGENDA = "agenda", _("My agenda")
    FIGHTING_FOR = "fighting_for", _("What I am fighting for")
    INTERESTS = "interests", _("Declared interests")
    LANGUAGES = "languages", _("Languages")
    CONTACT = "contact", _("How to reach me")
    ORGANISER = "organiser", _("Community organiser")
    ELECTED = "elected", _("Elected member")


# For members at first; a way to be reached for those alone whom one has said yes to.
FIRST_AUDIENCES: dict[str, str] = dict.fromkeys(Part.values, Audience.PUBLIC.value) | {
    Part.LIVED_EXPERIENCE.value: Audience.MEMBERS.value,
    Part.CONTACT.value: Audience.CONNECTIONS.value,
}


class Kind(models.TextChoices):
    """An item is one or the other."""

    OFFER = "offer", pgettext_lazy("noun", "Offer")
    ASK = "ask", pgettext_lazy("noun", "Ask")


class Cost(models.TextChoices):
    """What an offer costs whoever takes it."""

    FREE = "free", _("Free")
    BURSARY = "bursary", _("Bursaries or concessions")
    PAID = "paid", _("There is a charge")


class ItemState(models.TextChoices):
    """Where an offer or ask stands. Only open ones are on any list."""

    OPEN = "open", _("open")
    MET = "met", _("met")
    CLOSED = "closed", _("closed")
    PAST = "past", _("past its date")


ITEM_MOVES: dict[str, frozenset[str]] = {
    ItemState.OPEN: frozenset({ItemState.MET, ItemState.CLOSED, ItemState.PAST}),
    ItemState.MET: frozenset({ItemState.OPEN}),
    ItemState.CLOSED: frozenset({ItemState.OPEN}),
    ItemState.PAST: frozenset({ItemState.OPEN, ItemState.MET, ItemState.CLOSED}),
}


class Form(models.TextChoices):
    """What kind of organisation. Communities come first, here and wherever these are listed."""

    COMMUNITY = "community", _("Community group")
    RESIDENTS = "residents", _("Tenants' or residents' association")
    FAITH = "faith", _("Faith group")
    COOPERATIVE = "cooperative", _("Co-operative or mutual")
    CHARITY = "charity", _("Charity")
    SOCIAL_ENTERPRISE = "social-enterprise", _("Social enterprise or CIC")
    UNION = "union", _("Trade union")
    BUSINESS = "business", _("Business")
    HOUSING = "housing", _("Housing association")
    SCHOOL = "school", _("School, college or university")
    COUNCIL = "council", _("Council")
    NHS = "nhs", _("NHS body")
    PUBLIC_BODY = "public-body", _("Other public body")
    FUNDER = "funder", _("Foundation or funder")


class Scale(models.TextChoices):
    """How many people are paid to work there."""

    VOLUNTEERS = "volunteers", _("Volunteers only")
    FEW = "few", _("1 to 10 people")
    SOME = "some", _("11 to 50 people")
    MANY = "many", _("51 to 250 people")
    LARGE = "large", _("More than 250 people")


class Tie(models.TextChoices):
    """Where a connection between two peers stands."""

    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("connected")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ENDED = "ended", _("ended")


# A declined ask looks to its asker exactly like one that waits, and may be accepted after all.
TIE_MOVES: dict[str, frozenset[str]] = {
    Tie.ASKED: frozenset({Tie.ACCEPTED, Tie.DECLINED, Tie.WITHDRAWN}),
    Tie.ACCEPTED: frozenset({Tie.ENDED}),
    Tie.DECLINED: frozenset({Tie.ACCEPTED, Tie.WITHDRAWN}),
    Tie.WITHDRAWN: frozenset({Tie.ASKED}),
    Tie.ENDED: frozenset({Tie.ASKED}),
}


class Answer(models.TextChoices):
    """What one side of an introduction says, on their own."""

    YES = "yes", _("yes, please")
    NO = "no", _("rather not")


class PairState(models.TextChoices):
    """Where a pair of peers stands."""

    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    ENDED = "ended", _("ended")


class PairKind(models.TextChoices):
    """What two peers meet for."""

    PEERS = "peers", _("As a peer pair")
    COACHING = "coaching", _("For coaching")
    TEAMS = "teams", _("Between our two teams")


class Rhythm(models.TextChoices):
    """How often a pair meets."""

    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every three months")


class Verdict(models.TextChoices):
    """What a moderator says to a claim."""

    WAITING = "waiting", _("waiting for a moderator")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


class Sort(models.TextChoices):
    """Orders of the directory. There is no other: nobody is ranked."""

    NAME = "name", _("By name")
    COMMON = "common", _("Most in common with me")
