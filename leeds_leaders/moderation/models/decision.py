"""What moderators decided, and what others thought of it."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.choices import AGAINST, HouseRule, Outcome
from leeds_leaders.moderation.querysets import APPEAL_LINK, AppealQuerySet, DecisionQuerySet
from leeds_leaders.text import TEXT_PATTERN

PEER = settings.AUTH_USER_MODEL
DAYS_TO_APPEAL = 30


class Decision(models.Model):
    """One decision on one thing: the takedown log. The database takes no change of it and no
    deletion, but that people who are erased are named no more, nor what was said of theirs.

    `author` is whose thing it was, who gets the reason and may appeal. `texts` is what the thing
    said, by field, of what was decided against: whoever looks again sees what was meant, whatever
    has been made of it since.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    author = models.ForeignKey(
        PEER, null=True, on_delete=models.SET_NULL, related_name="decisions_on_theirs"
    )
    by = models.ForeignKey(PEER, null=True, on_delete=models.SET_NULL, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    rule = models.CharField(max_length=10, choices=HouseRule, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    texts = models.JSONField(default=dict)
    reports = models.PositiveIntegerField(default=0, db_default=0)
    waited = models.DurationField(null=True, help_text="From the opening of its case.")
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id"], name="decision_by_thing")]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.kind} {self.object_id}"

    def get_absolute_url(self):
        return reverse("moderation:decision", kwargs={"key": self.key})

    @property
    def can_be_appealed(self) -> bool:
        """Whether it went against somebody."""
        return self.outcome in AGAINST

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back within the minute, and counts nowhere."""
        return hasattr(self, "undone")

    @property
    def appeal_until(self):
        """Until when another moderator can be asked to look at it."""
        return self.at + timedelta(days=DAYS_TO_APPEAL)

    @property
    def is_open_to_appeal(self) -> bool:
        """Whether it went against somebody, and lately enough."""
        return self.can_be_appealed and timezone.now() < self.appeal_until

    def secret_link(self) -> str:
        """Where whoever cannot sign in any more reads it and appeals. For their letter alone: it
        is good until it is too late to appeal."""
        token = signing.dumps(self.key.hex, salt=APPEAL_LINK)
        return reverse("moderation:appeal-by-link", kwargs={"token": token})


class Undone(models.Model):
    """A decision that whoever made it took back within the minute. It stays written down, and so
    does this; but it counts nowhere and can be appealed by nobody (`DecisionQuerySet.standing`).
    """

    decision = models.OneToOneField(
        Decision, primary_key=True, on_delete=models.CASCADE, related_name="undone"
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    def __str__(self):
        return f"{_('taken back')}: {self.decision}"


class Appeal(models.Model):
    """Whose thing it was asks for another pair of eyes; another moderator decides."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    peer = models.ForeignKey(PEER, on_delete=models.CASCADE, related_name="appeals")
    words = models.TextField(_("what do you think of it?"), max_length=2_000)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    against = models.ForeignKey(
        PEER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_by = models.ForeignKey(
        PEER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    is_upheld = models.BooleanField(
        null=True, editable=False, help_text="Whether the appeal was right."
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="appeal_is_decided_by_another",
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=F("against")),
            ),
            models.CheckConstraint(
                name="appeal_can_be_shown", condition=Q(words__regex=TEXT_PATTERN)
            ),
        ]

    def __str__(self):
        return f"{_('appeal')}: {self.decision}"
