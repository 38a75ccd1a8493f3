"""What was agreed: who does what by when, and which project it serves."""

from hashlib import sha256
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

from forums.choices import DOING_MOVES, Cost, Doing, Scope
from forums.models.session import Session
from forums.querysets.action import ActionOwnerQuerySet, ActionQuerySet
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import (
    LINE_PATTERN,
    TEXT_PATTERN,
    plain_words,
    render_markdown,
    shorten,
)
from peers.models import Organisation
from projects.models import Project

SHORT = 120  # characters


class Action(Hideable):
    """Something that somebody said they would do, agreed in a session.

    It stands in the notes of that session, and of each later one that it was carried along to
    (`notes`). Handed over, it goes on as another action that keeps where it came from. That it
    serves a project is public once the project says so (`project_confirmed_at`).
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    session = models.ForeignKey(
        Session, editable=False, on_delete=models.PROTECT, related_name="actions"
    )
    words = models.TextField(_("what is to be done"), max_length=5000)
    state = models.CharField(max_length=11, choices=Doing, default=Doing.OPEN)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    cost = models.CharField(
        _("what it costs"), max_length=5, choices=Cost, blank=True, db_default=""
    )
    scope = models.CharField(
        _("whose it is"), max_length=6, choices=Scope, default=Scope.SHARED, db_default="shared"
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
        verbose_name=_("which organisation does it"),
    )
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
        verbose_name=_("which project it serves"),
    )
    project_confirmed_at = models.DateTimeField(null=True, editable=False)
    handed_from = models.OneToOneField(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="handed_to"
    )
    reason = models.CharField(_("why it is dropped"), max_length=300, blank=True, db_default="")
    result = models.CharField(_("what came of it"), max_length=500, blank=True, db_default="")
    agreed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & ~Q(words="")
                & Q(reason__regex=LINE_PATTERN)
                & Q(result__regex=LINE_PATTERN),
            ),
            models.CheckConstraint(
                name="action_is_dropped_with_a_reason",
                condition=~Q(state=Doing.DROPPED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="action_that_is_closed_says_when",
                condition=Q(state=Doing.OPEN, closed_at=None)
                | (~Q(state=Doing.OPEN) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="action_is_due_in_this_century",
                condition=Q(due_on=None) | Q(due_on__range=("2000-01-01", "2100-12-31")),
            ),
            models.CheckConstraint(
                name="action_serves_a_project_that_says_so",
                condition=Q(project_confirmed_at=None) | Q(project__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["session"], include=["state", "due_on"], name="action_of_session"),
            models.Index(
                fields=["due_on"], condition=Q(state=Doing.OPEN), name="action_open_by_day"
            ),
            GinIndex(SearchVector("words", "result", config="house"), name="action_by_words"),
        ]

    def __str__(self):
        return self.words[:120]

    def get_absolute_url(self):
        return reverse("forums:action", args=[self.key])

    @property
    def in_short(self) -> str:
        """Its words in one plain line, for lists and letters."""
        return shorten(" ".join(plain_words(render_markdown(self.words)).split()), SHORT)

    @property
    def mark(self) -> str:
        """What it says and which project it is to serve, as a short text that is another once
        either is: whoever answers for a project says yes to what they have read."""
        return sha256(repr((self.words, self.project_id)).encode()).hexdigest()[:16]

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is neither done nor dropped."""
        is_late = self.due_on is not None and self.due_on < timezone.localdate()
        return is_late and self.state == Doing.OPEN

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in DOING_MOVES[self.state]


class ActionOwner(models.Model):
    """Somebody does it, perhaps with others. Whoever was named by another is told, and is named in
    public once they said yes."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="owners")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="owned_actions"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    named_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    said_yes_at = models.DateTimeField(null=True, editable=False)

    objects = ActionOwnerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "peer"], name="action_is_owned_once")
        ]

    def __str__(self):
        return f"{self.peer_id} does {self.action_id}"
