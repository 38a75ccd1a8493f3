"""Who does a project, who answers for it, and how that passes on."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN
from peers.choices import Verdict
from peers.models import Organisation
from projects.choices import BidState, Handing
from projects.models.project import EARLIEST, LATEST, Project
from projects.querysets.team import (
    BidQuerySet,
    HandoverQuerySet,
    ProjectClaimQuerySet,
    TeamMemberQuerySet,
)


class TeamMember(models.Model):
    """Somebody does something in a project. Whoever was asked is in it once they say yes.

    Who `is_lead` answers for the project beside its first lead: triggers keep `Project.lead_ids`.
    Leaving keeps the row, so that the team's history can be told.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="team")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teams"
    )
    role = models.CharField(_("what they do"), max_length=120, blank=True)
    is_paid = models.BooleanField(_("it is paid work"), null=True, blank=True)
    is_lead = models.BooleanField(_("answers for the project"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    said_yes_at = models.DateTimeField(null=True, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="team_role_is_a_plain_line", condition=Q(role__regex=LINE_PATTERN)
            ),
            models.UniqueConstraint(
                fields=["project", "peer"], condition=Q(left_at=None), name="team_member_once"
            ),
        ]
        indexes = [
            models.Index(fields=["peer"], condition=Q(left_at=None), name="team_member_by_peer")
        ]

    def __str__(self):
        return f"{self.peer_id} in {self.project_id}"


class Handover(models.Model):
    """Whoever leads a project asks somebody else to; it passes when they accept. Never deleted:
    this is the log."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="handovers")
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="handed_over"
    )
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="taken_over"
    )
    words = models.CharField(_("a word to them"), max_length=500, blank=True)
    stays = models.BooleanField(_("I stay in the team"), default=True)
    state = models.CharField(max_length=9, choices=Handing, default=Handing.ASKED)
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_words_are_a_plain_line", condition=Q(words__regex=LINE_PATTERN)
            ),
            models.CheckConstraint(
                name="handover_is_to_somebody_else",
                condition=Q(handed_by=None) | Q(handed_to=None) | ~Q(handed_by=F("handed_to")),
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state=Handing.ASKED), name="handover_waits_once"
            ),
        ]

    def __str__(self):
        return f"{self.project_id} from {self.handed_by_id} to {self.handed_to_id}"


class ProjectClaim(models.Model):
    """ "This is ours": somebody asks to lead a listing that nobody has claimed; a moderator
    decides."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="claims")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_claims"
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="project_claims",
        verbose_name=_("in the name of"),
    )
    words = models.TextField(_("how do you belong to it?"), max_length=2000)
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    claimed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ProjectClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim to a project")
        verbose_name_plural = _("claims to projects")
        ordering = ["claimed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="project_claim_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN) & ~Q(words=""),
            ),
            models.UniqueConstraint(
                fields=["project", "peer"],
                condition=Q(verdict=Verdict.WAITING),
                name="project_claim_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.peer_id} claims {self.project_id}"


class Bid(models.Model):
    """A bid for money that several write together, read by them alone: the project's team, and
    whoever takes a part in it. `amount` is in pounds."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bids")
    title = models.CharField(_("what the bid is for"), max_length=120)
    funder = models.CharField(_("who gives the money"), max_length=120, blank=True)
    amount = models.PositiveIntegerField(_("how many pounds"), null=True, blank=True)
    due_on = models.DateField(_("to be sent by"), null=True, blank=True)
    words = models.TextField(_("the bid"), max_length=50_000, blank=True)
    state = models.CharField(max_length=7, choices=BidState, default=BidState.DRAFT)
    revision = models.PositiveIntegerField(default=1, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint bid")
        verbose_name_plural = _("joint bids")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bid_can_be_shown",
                condition=Q(title__regex=LINE_PATTERN)
                & ~Q(title="")
                & Q(funder__regex=LINE_PATTERN)
                & Q(words__regex=TEXT_PATTERN),
            ),
            models.CheckConstraint(
                name="bid_is_due_in_this_century",
                condition=Q(due_on=None) | Q(due_on__range=(EARLIEST, LATEST)),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:bid", args=[self.key])


class BidPart(models.Model):
    """Who brings what to a joint bid, by when."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="parts")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bid_parts"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="bid_parts"
    )
    words = models.CharField(_("what they bring"), max_length=280)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="bid_part_is_a_plain_line",
                condition=Q(words__regex=LINE_PATTERN) & ~Q(words=""),
            ),
        ]

    def __str__(self):
        return self.words
