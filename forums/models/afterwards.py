"""After a session: how it felt, what somebody takes back, and what came of it."""

from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import About, Gain, Helped, Verdict
from forums.models.action import Action
from forums.models.booking import Booking
from forums.models.session import Session
from forums.querysets.afterwards import LessonQuerySet, OutcomeQuerySet, PulseQuerySet
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN, links_lead_to_the_web
from projects.models import Project

STEPS = 4  # from not at all to fully


def no_answers() -> list[int]:
    """Where a pulse begins: nobody has said anything."""
    return [0] * STEPS


class Pulse(models.Model):
    """How many gave each answer to one question about a session, and nothing of who they are.

    One row holds all answers as sums, so that the database itself cannot tell which is whose: who
    has answered (`PulseGiven`) is in another table, without a time and without the answer.
    """

    TOLD_FROM = 5  # answers

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="pulses")
    about = models.CharField(max_length=10, choices=About)
    counts = ArrayField(models.PositiveIntegerField(), default=no_answers, size=STEPS)

    objects = PulseQuerySet.as_manager()

    class Meta:
        ordering = ["session", "about"]
        constraints = [
            models.UniqueConstraint(fields=["session", "about"], name="pulse_is_summed_once")
        ]

    def __str__(self):
        return f"{self.about} of {self.session_id}"

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def is_told(self) -> bool:
        """Whether so many answered that nobody can be guessed."""
        return self.answers >= self.TOLD_FROM


class PulseGiven(models.Model):
    """Whoever has this booking has answered one question of the pulse: nobody does so twice."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="pulses_given")
    about = models.CharField(max_length=10, choices=About)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "about"], name="pulse_is_given_once")
        ]

    def __str__(self):
        return f"{self.about} by {self.booking_id}"


class Lesson(Hideable):
    """What somebody takes back from a session into their work, for themselves; asked about on
    `ask_on`, whether it helped. Where `is_shared`, others read it, without a name."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="lessons")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lessons"
    )
    words = models.TextField(_("a lesson I take back"), max_length=500)
    is_shared = models.BooleanField(
        _("others may read it, without my name"), default=False, db_default=False
    )
    said_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    ask_on = models.DateField(_("ask me about it on"))
    asked_at = models.DateTimeField(null=True, editable=False)
    helped = models.CharField(_("did it help?"), max_length=9, choices=Helped, blank=True)
    story = models.TextField(_("how, or why not"), max_length=1000, blank=True)
    told_at = models.DateTimeField(null=True, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "peer"], name="lesson_is_taken_once"),
            models.CheckConstraint(
                name="lesson_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & ~Q(words="")
                & Q(story__regex=TEXT_PATTERN),
            ),
        ]
        indexes = [
            models.Index(fields=["ask_on"], condition=Q(asked_at=None), name="lesson_to_ask_about")
        ]

    def __str__(self):
        return f"lesson of {self.peer_id} from {self.session_id}"

    def get_absolute_url(self):
        """Where others read it: on the page of its session."""
        return f"{self.session.get_absolute_url()}#afterwards"

    @property
    def has_verdict(self) -> bool:
        """Whether its owner has said whether it helped, and for good."""
        return self.helped not in {"", Helped.TOO_EARLY}


class Outcome(Hideable):
    """What came of it for people or for the place, what limited it, and what shows it.

    It belongs to a project and comes of an action, where one led to it. Only what the project
    confirmed is public, so that nobody claims what others did.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outcomes")
    action = models.ForeignKey(
        Action,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="outcomes",
        verbose_name=_("which action led to it"),
    )
    kind = models.CharField(_("for whom"), max_length=6, choices=Gain)
    words = models.TextField(_("what came of it"), max_length=1000)
    limited_by = models.CharField(_("what limited it"), max_length=300, blank=True, db_default="")
    evidence = models.URLField(
        _("what shows it"), max_length=300, blank=True, db_default="", help_text=_("A link.")
    )
    happened_on = models.DateField(_("when"), null=True, blank=True)
    state = models.CharField(max_length=9, choices=Verdict, default=Verdict.SAID)
    reason = models.CharField(
        _("how the project sees it"), max_length=300, blank=True, db_default=""
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="said_outcomes",
    )
    said_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    is_reworded = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="In the words of the project."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & ~Q(words="")
                & Q(limited_by__regex=LINE_PATTERN)
                & Q(reason__regex=LINE_PATTERN),
            ),
            links_lead_to_the_web("outcome_evidence_leads_to_the_web", "evidence"),
            models.CheckConstraint(
                name="outcome_happens_in_this_century",
                condition=Q(happened_on=None) | Q(happened_on__range=("2000-01-01", "2100-12-31")),
            ),
            models.CheckConstraint(
                name="outcome_that_is_decided_says_when",
                condition=Q(state=Verdict.SAID, decided_at=None)
                | (~Q(state=Verdict.SAID) & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["project", "state"], name="outcome_of_project")]

    def __str__(self):
        return self.words[:120]

    def get_absolute_url(self):
        return reverse("forums:outcome", args=[self.key])

    @property
    def is_confirmed(self) -> bool:
        return self.state == Verdict.CONFIRMED

    @property
    def told(self) -> dict:
        """What it says, as its form asks."""
        names = ("kind", "words", "limited_by", "evidence", "happened_on")
        return {name: getattr(self, name) for name in names}

    @property
    def mark(self) -> str:
        """What it says, as a short text that is another once it says something else."""
        return sha256(repr(sorted(self.told.items())).encode()).hexdigest()[:16]
