"""What needs a look: one open case for each thing, whether it is held, reported or both."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.choices import Because, HouseRule
from leeds_leaders.moderation.querysets import ApprovedQuerySet, CaseQuerySet, ReportQuerySet
from leeds_leaders.text import TEXT_PATTERN

PEER = settings.AUTH_USER_MODEL


class Case(models.Model):
    """One thing that a moderator should look at, named by its kind (leeds_leaders/moderation/
    kinds.py) and its key in the database as text.

    Database triggers (`watch`) open the case of a moderated thing that becomes held, close it when
    it is held no more, and close what is about a thing that is gone. `is_held`: it waits, unseen
    by others; `reports` counts those that are open. Whoever looks at it holds it until
    `claimed_until`; then it is free again. `is_edited`: a moderator has changed it on the site, and
    a yes to it is a yes with changes; `taken_as` is the digest of what it said when somebody first
    took it in hand, by which that is seen.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    author = models.ForeignKey(
        PEER, null=True, on_delete=models.SET_NULL, related_name="cases", db_index=True
    )
    because = models.CharField(
        _("why it waits"), max_length=10, choices=Because, blank=True, db_default=""
    )
    is_held = models.BooleanField(_("held"), default=False, db_default=False)
    is_hidden = models.BooleanField(_("hidden by reports"), default=False, db_default=False)
    is_brigade = models.BooleanField(_("looks like a brigade"), default=False, db_default=False)
    is_edited = models.BooleanField(_("changed by a moderator"), default=False, db_default=False)
    harm = models.PositiveSmallIntegerField(_("harm"), default=0, db_default=0)
    reports = models.PositiveIntegerField(_("reports"), default=0, db_default=0)
    opened_at = models.DateTimeField(default=timezone.now, db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        PEER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    taken_as = models.CharField(max_length=32, editable=False, default="", db_default="")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing to look at")
        verbose_name_plural = _("what needs a look")
        ordering = ["-harm", "opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=Q(closed_at=None),
                name="one_open_case_per_thing",
            ),
            models.CheckConstraint(
                name="case_is_claimed_until_when",
                condition=Q(claimed_by=None) | Q(claimed_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-harm", "opened_at", "id"],
                condition=Q(closed_at=None),
                name="case_to_look_at",
            ),
            models.Index(fields=["kind", "object_id"], name="case_by_thing"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_unseen(self) -> bool:
        """Whether its thing waits out of others' sight; of a closed one, whether it did."""
        return self.is_held or self.is_hidden

    def is_in_hand_of_another(self, peer) -> bool:
        """Whether somebody else is looking at it now."""
        if self.claimed_by_id in (None, peer.pk) or self.claimed_until is None:
            return False
        return self.claimed_until > timezone.now()


class Report(models.Model):
    """Somebody says that a thing breaks a rule of the house; nobody but moderators learns who.

    Whoever has no account keeps a secret address, of which `token_hash` is kept, to see what came
    of it. `sender` is a keyed hash of where a visitor's report came from, for thirty days, so that
    one person is not many.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports_made")
    reporter = models.ForeignKey(
        PEER, null=True, on_delete=models.SET_NULL, related_name="reports_made"
    )
    rule = models.CharField(_("which rule?"), max_length=10, choices=HouseRule)
    words = models.TextField(_("what is wrong?"), max_length=2_000, blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    sender = models.CharField(max_length=64, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    was_right = models.BooleanField(null=True, editable=False)
    is_gone = models.BooleanField(
        null=True, editable=False, help_text="Whether the thing was taken away: all they are told."
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"],
                condition=Q(reporter__isnull=False),
                name="report_once_per_member",
            ),
            models.UniqueConstraint(
                fields=["case", "sender"],
                condition=~Q(sender=""),
                name="report_once_per_visitor",
            ),
            models.CheckConstraint(
                name="report_can_be_shown", condition=Q(words__regex=TEXT_PATTERN)
            ),
        ]

    def __str__(self):
        return f"{self.get_rule_display()} ({self.case})"


class Approved(models.Model):
    """The texts of a thing as a moderator last approved them, so that the next one sees what has
    changed since. Goes with the thing (by `watch`)."""

    kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    texts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = ApprovedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="approved_as_one_text")
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}, {self.at:%Y-%m-%d}"
