"""People's rights: complaints about data, elections, what the Online Safety Act asks to keep."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.choices import Answered
from leeds_leaders.moderation.querysets import ComplaintQuerySet, ForThoseWhoMayView
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN

PEER = settings.AUTH_USER_MODEL
DAYS_TO_ANSWER = 30


def due_day():
    """By when a complaint of today is answered."""
    return timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)


class DataComplaint(models.Model):
    """Somebody, with an account or without, says that their data was not treated as it should be.
    Answered by `due_on`, thirty days on. Kept for two years after the answer."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    peer = models.ForeignKey(
        PEER, null=True, on_delete=models.CASCADE, related_name="data_complaints", editable=False
    )
    name = models.CharField(_("your name"), max_length=100, blank=True)
    email = models.EmailField(_("where we can answer"))
    words = models.TextField(_("what went wrong?"), max_length=10_000)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    due_on = models.DateField(default=due_day, editable=False)
    state = models.CharField(max_length=10, choices=Answered, default=Answered.OPEN, editable=False)
    answer = models.TextField(_("answer"), max_length=10_000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        PEER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("data-protection complaint")
        verbose_name_plural = _("data-protection complaints")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="complaint_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & Q(answer__regex=TEXT_PATTERN)
                & Q(name__regex=LINE_PATTERN),
            ),
        ]

    def __str__(self):
        return f"{_('complaint')} {self.number}"

    @property
    def number(self) -> str:
        """By which people speak of it; how many there are is not told by it."""
        return self.key.hex[:8].upper()

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.state == Answered.OPEN and self.due_on < timezone.localdate()


class PreElection(models.Model):
    """The weeks before an election in which posts by or about candidates wait for a moderator."""

    name = models.CharField(_("which election"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to and with"))

    class Meta:
        verbose_name = _("weeks before an election")
        verbose_name_plural = _("weeks before elections")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="election_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return self.name


class Candidate(models.Model):
    """Somebody who stands for election: what they write, and what names them, waits."""

    election = models.ForeignKey(PreElection, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(_("name on the ballot"), max_length=100)
    peer = models.ForeignKey(
        PEER, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["name"]

    def __str__(self):
        return self.name


class SafetyEntry(models.Model):
    """One page of the record that the Online Safety Act 2023 asks a service to keep: a risk, what
    is done about it, and when it was last looked at."""

    title = models.CharField(_("risk or duty"), max_length=160)
    words = models.TextField(_("how likely, how bad, and what is done about it"))
    reviewed_on = models.DateField(_("last looked at"))
    next_review_on = models.DateField(_("to be looked at again"))

    objects = ForThoseWhoMayView.as_manager()

    class Meta:
        verbose_name = _("entry of the online safety record")
        verbose_name_plural = _("online safety record")
        ordering = ["title"]

    def __str__(self):
        return self.title
