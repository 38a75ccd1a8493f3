from django.db import models
from django.utils.translation import gettext_lazy as _


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
