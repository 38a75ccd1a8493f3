"""The register of questions: what is asked, in which words since, and what answers it."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import ASKED_MOVES, UNANSWERED, Asked
from forums.models.record import Note
from forums.models.session import Session
from forums.models.writing import Perspective
from forums.querysets.question import AnswerQuerySet, QuestionQuerySet
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN
from projects.models import Project


class Question(Hideable):
    """A question that outlives the session it was asked in.

    It stands in the notes of each session that it came up in (`notes`). Asked in other words it is
    a new question that keeps where it came from (`reframed_from`): its ancestors are the chain.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    words = models.TextField(_("the question"), max_length=5000)
    session = models.ForeignKey(
        Session,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="questions",
        help_text="Where it was asked first; none where a perspective asks it.",
    )
    perspective = models.ForeignKey(
        Perspective,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="questions",
        help_text="Which asks it.",
    )
    reframed_from = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="reframed_into"
    )
    state = models.CharField(max_length=8, choices=Asked, default=Asked.OPEN)
    reason = models.CharField(_("why it is parked"), max_length=300, blank=True, db_default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="questions",
    )
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    moved_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="question_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & ~Q(words="")
                & Q(reason__regex=LINE_PATTERN),
            ),
            models.CheckConstraint(
                name="question_is_parked_with_a_reason",
                condition=~Q(state=Asked.PARKED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="question_does_not_come_from_itself",
                condition=Q(reframed_from=None) | ~Q(reframed_from=models.F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-asked_at"], name="question_by_state"),
            GinIndex(SearchVector("words", config="house"), name="question_by_words"),
        ]

    def __str__(self):
        return self.words[:120]

    def get_absolute_url(self):
        return reverse("forums:question", args=[self.pk])

    @property
    def is_unanswered(self) -> bool:
        return self.state in UNANSWERED

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in ASKED_MOVES[self.state]


class Answer(Hideable):
    """What answers a question: an item of notes, a perspective, a project, or a statement in
    words."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    note = models.ForeignKey(
        Note, null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    perspective = models.ForeignKey(
        Perspective, null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="answers"
    )
    words = models.TextField(_("the answer"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_is_one_thing",
                condition=Q(note__isnull=False, perspective=None, project=None, words="")
                | Q(note=None, perspective__isnull=False, project=None, words="")
                | Q(note=None, perspective=None, project__isnull=False, words="")
                | (Q(note=None, perspective=None, project=None) & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="answer_can_be_shown", condition=Q(words__regex=TEXT_PATTERN)
            ),
            models.UniqueConstraint(
                fields=["question", "note", "perspective", "project"],
                condition=Q(words=""),
                nulls_distinct=False,
                name="answer_is_given_once",
            ),
        ]

    def __str__(self):
        return f"answer to {self.question_id}"

    def get_absolute_url(self):
        return reverse("forums:question", args=[self.question_id])
