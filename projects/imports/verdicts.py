"""What the engine says of each row, and how a row is left out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What becomes of one row of a file."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    THERE = "there", _("already there")
    DOUBTFUL = "doubtful", _("doubtful duplicate")
    OUTSIDE = "outside", _("outside the city")
    NO_PLACE = "no-place", _("no place")
    REFUSED = "refused", _("refused")


WRITTEN = frozenset({Verdict.NEW, Verdict.CHANGED})
# Rows that a strict import does not forgive. A doubt about a double is a question, not a fault.
FAULTS = frozenset({Verdict.REFUSED, Verdict.OUTSIDE, Verdict.NO_PLACE})


class LeftOut(Exception):
    """This row does not come in; the reason is for the person who brought the file."""

    def __init__(self, verdict: Verdict, reason: str):
        super().__init__(reason)
        self.verdict = verdict
        self.reason = reason
