from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peers.choices import Form


class Stage(models.TextChoices):
    """How far a project has come."""

    IDEA = "idea", _("Idea")
    STARTING = "starting", _("Starting")
    UNDER_WAY = "under-way", _("Under way")
    SUSTAINED = "sustained", _("Sustained")
    COMPLETED = "completed", _("Completed")
    ENDED = "ended", _("Ended")


# What may follow what. A project may skip steps forward, stop at any time and start again.
STAGE_MOVES: dict[str, frozenset[str]] = {
    Stage.IDEA: frozenset({Stage.STARTING, Stage.UNDER_WAY, Stage.ENDED}),
    Stage.STARTING: frozenset({Stage.IDEA, Stage.UNDER_WAY, Stage.ENDED}),
    Stage.UNDER_WAY: frozenset({Stage.SUSTAINED, Stage.COMPLETED, Stage.ENDED}),
    Stage.SUSTAINED: frozenset({Stage.UNDER_WAY, Stage.COMPLETED, Stage.ENDED}),
    Stage.COMPLETED: frozenset({Stage.UNDER_WAY, Stage.SUSTAINED}),
    Stage.ENDED: frozenset({Stage.STARTING, Stage.UNDER_WAY}),
}


class LedBy(models.TextChoices):
    """Who carries a project. Communities come first, here and wherever these are listed."""

    CITIZENS = "citizens", _("Citizens")
    GROUP = "group", _("Community group")
    CHARITY = "charity", _("Charity")
    PUBLIC_BODY = "public-body", _("Public body")
    BUSINESS = "business", _("Business")


class Precision(models.TextChoices):
    """How exactly others see where a project is."""

    EXACT = "exact", _("The exact spot")
    STREET = "street", _("About the street (within 100 metres)")
    WARD = "ward", _("Only the ward")


class Audience(models.TextChoices):
    """Who sees a contact."""

    EVERYBODY = "everybody", _("Everybody")
    MEMBERS = "members", _("Members of the network")


class Sort(models.TextChoices):
    """Orders of the list."""

    NEWEST = "newest", _("Newest first")
    RELEVANCE = "relevance", _("Best match")
    NEAREST = "nearest", _("Nearest")


class Rung(models.TextChoices):
    """How near somebody is to a project. The first two one says oneself; the others the project
    confirms."""

    SEEN = "seen", _("Have seen it")
    WANTS = "wants-to-know", _("Want to know more")
    MET = "met", _("Talked or visited")
    OFFERED = "offered", _("Offered to help")
    TOGETHER = "together", _("Working together")


OWN_RUNGS = frozenset({Rung.SEEN, Rung.WANTS})


class Seek(models.TextChoices):
    """What a project puts to others."""

    ASK = "ask", pgettext_lazy("noun", "Ask")
    OFFER = "offer", pgettext_lazy("noun", "Offer")
    CHALLENGE = "challenge", _("Challenge to adopt")
    PARTNERS = "partners", _("Call for partners")


class SupportState(models.TextChoices):
    """Where an ask or offer of a project stands. Only open ones are on any list."""

    OPEN = "open", _("open")
    MET = "met", _("met")
    CLOSED = "closed", _("closed")


SUPPORT_MOVES: dict[str, frozenset[str]] = {
    SupportState.OPEN: frozenset({SupportState.MET, SupportState.CLOSED}),
    SupportState.MET: frozenset({SupportState.OPEN}),
    SupportState.CLOSED: frozenset({SupportState.OPEN}),
}


class ReplyState(models.TextChoices):
    """Where somebody's answer to an ask or offer stands."""

    WAITING = "waiting", _("waiting for the project")
    ACCEPTED = "accepted", _("accepted")
    DONE = "done", _("done, with thanks")
    DECLINED = "declined", _("not this time")
    WITHDRAWN = "withdrawn", _("taken back")


REPLY_MOVES: dict[str, frozenset[str]] = {
    ReplyState.WAITING: frozenset({ReplyState.ACCEPTED, ReplyState.DECLINED, ReplyState.WITHDRAWN}),
    ReplyState.ACCEPTED: frozenset({ReplyState.DONE, ReplyState.DECLINED, ReplyState.WITHDRAWN}),
    ReplyState.DONE: frozenset(),
    ReplyState.DECLINED: frozenset({ReplyState.ACCEPTED}),
    ReplyState.WITHDRAWN: frozenset({ReplyState.WAITING}),
}


class Invited(models.TextChoices):
    """What a public body says to an invitation into a citizens' project."""

    WAITING = "waiting", _("no answer yet")
    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")
    WITHDRAWN = "withdrawn", _("taken back by the project")


# Those whom a citizens' project calls in.
PUBLIC_BODIES = frozenset({Form.COUNCIL, Form.NHS, Form.PUBLIC_BODY, Form.SCHOOL, Form.HOUSING})


class Handing(models.TextChoices):
    """Where a handover stands."""

    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")


class SystemRole(models.TextChoices):
    """What a project does among all others that work on the same thing."""

    DOES = "does", _("Does the work with people")
    CONNECTS = "connects", _("Brings people together")
    SPEAKS = "speaks-up", _("Speaks up and campaigns")
    CHANGES = "changes", _("Changes how services work")
    LEARNS = "learns", _("Finds out and shares what works")
    RESOURCES = "resources", _("Gives money, places or things")


class BidState(models.TextChoices):
    """Where a joint bid stands."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent")
    WON = "won", _("won")
    LOST = "lost", _("not this time")
    DROPPED = "dropped", _("dropped")


class StillGoing(models.TextChoices):
    """What the people of a project say once a year."""

    GOING = "going", _("Still going")
    CHANGED = "changed", _("Going, and much has changed")
    ENDED = "ended", _("It has ended")


class Scope(models.TextChoices):
    """How far the common work of a cohort reaches."""

    NEIGHBOURHOOD = "neighbourhood", _("A neighbourhood")
    CITY = "city", _("The city")


class Gathering(models.TextChoices):
    """What kind of place people gather at."""

    HUB = "hub", _("Community hub")
    CENTRE = "centre", _("Community centre")
    LIBRARY = "library", _("Library")
    FAITH = "faith", _("Place of worship")
    OUTDOORS = "outdoors", _("Park, garden or square")
    OTHER = "other", _("Other civic space")


class Pace(models.TextChoices):
    """When somebody wants to hear of what is new in a saved search."""

    DIGEST = "digest", _("With my digest")
    AT_ONCE = "at-once", _("As soon as there is something")
    NEVER = "never", _("Not at all: I look myself")
