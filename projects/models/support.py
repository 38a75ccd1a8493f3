"""What a project asks for and offers, who answers, and whom it calls in."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from leeds_leaders.language.models import Help
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN
from peers.models import Item, Organisation
from projects.choices import (
    REPLY_MOVES,
    SUPPORT_MOVES,
    Invited,
    ReplyState,
    Seek,
    SupportState,
)
from projects.models.project import EARLIEST, LATEST, Project
from projects.querysets.support import InvitationQuerySet, ReplyQuerySet, SupportQuerySet


class SupportHelp(ItemBase):
    """An ask or offer of a project is of a kind of help: the same kinds as peers' items."""

    content_object = models.ForeignKey(
        "projects.Support", on_delete=models.CASCADE, related_name="help_items"
    )
    tag = models.ForeignKey(Help, on_delete=models.PROTECT, related_name="support_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="support_help_once")
        ]


class Support(Hideable):
    """Something that a project asks for or offers: `amount` says how much in words, `until` is the
    last day on which it holds. A challenge is adopted by people who say so with their names; a call
    for partners is answered by organisations and people.

    What is met, closed, hidden or past its day leaves all lists. `key` comes with the form, so that
    a double click makes one.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="supports")
    kind = models.CharField(max_length=9, choices=Seek, default=Seek.ASK)
    title = models.CharField(_("in a few words"), max_length=120)
    words = models.TextField(_("more about it"), max_length=5000, blank=True)
    amount = models.CharField(_("how much"), max_length=120, blank=True)
    until = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(max_length=6, choices=SupportState, default=SupportState.OPEN)
    outcome = models.CharField(_("what came of it"), max_length=280, blank=True, db_default="")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    opened_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    tags = TaggableManager(
        through=SupportHelp, verbose_name=_("kinds of help"), related_name="supports", blank=True
    )

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask or offer of a project")
        verbose_name_plural = _("asks and offers of projects")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="support_has_a_title", condition=Q(title__regex=LINE_PATTERN) & ~Q(title="")
            ),
            models.CheckConstraint(
                name="support_texts_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & Q(amount__regex=LINE_PATTERN)
                & Q(outcome__regex=LINE_PATTERN),
            ),
            models.CheckConstraint(
                name="support_ends_in_this_century",
                condition=Q(until=None) | Q(until__range=(EARLIEST, LATEST)),
            ),
            models.CheckConstraint(
                name="support_is_closed_unless_open",
                condition=Q(state=SupportState.OPEN, closed_at=None)
                | (~Q(state=SupportState.OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["project", "state"], name="support_by_project"),
            models.Index(
                fields=["-opened_at"],
                condition=Q(state=SupportState.OPEN),
                name="support_open_newest",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:support", args=[self.key])

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether it is on lists today, as far as it says itself; its project may be off them."""
        return self.state == SupportState.OPEN and not (self.is_over or self.is_hidden)

    @property
    def unnamed(self) -> int:
        """How many help who are not named, of one that came by `for_lists`."""
        return (self.taken or 0) - len(self.named_list)

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in SUPPORT_MOVES[self.state]


class Reply(Hideable):
    """Somebody's answer to an ask or offer of a project: read by them and by those who answer for
    the project. Once accepted, whoever wants to be named is, beside what they help with."""

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="replies")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_replies"
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="project_replies",
        verbose_name=_("in the name of"),
    )
    item = models.ForeignKey(
        Item,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="project_replies",
        verbose_name=_("which offer or ask of mine this is"),
    )
    words = models.TextField(_("what I could do"), max_length=2000)
    is_named = models.BooleanField(_("others may read that it is me"), default=False)
    state = models.CharField(max_length=9, choices=ReplyState, default=ReplyState.WAITING)
    answer = models.CharField(_("what the project says"), max_length=500, blank=True, db_default="")
    said_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to an ask")
        verbose_name_plural = _("answers to asks")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["support", "peer"], name="reply_is_one_per_peer"),
            models.CheckConstraint(
                name="reply_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & ~Q(words="")
                & Q(answer__regex=LINE_PATTERN),
            ),
        ]

    def __str__(self):
        return f"{self.peer_id} answers {self.support_id}"

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        return state in REPLY_MOVES[self.state]


class NotThis(models.Model):
    """Somebody is done with a match: an ask or offer of a project, and an item of a peer that would
    fit it. `by` is the peer or one of the project's people. They would rather not see it again, or
    have `asked` the peer, which is done once."""

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="not_these")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="not_these")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="not_these"
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["support", "item", "by"], name="not_this_once")
        ]

    def __str__(self):
        return f"{self.by_id} sets {self.item_id} aside for {self.support_id}"


class Invitation(Hideable):
    """A citizens' project invites a public body into its agenda and says by when it hopes for an
    answer. The answer is shown, and after that day its absence is. One that reached the project on
    another way is written down by its people, and is told as that (`was_written_down`)."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("which public body"),
    )
    words = models.TextField(_("what we would like from you"), max_length=2000)
    due_on = models.DateField(_("by when we hope for an answer"))
    state = models.CharField(max_length=9, choices=Invited, default=Invited.WAITING)
    answer = models.TextField(_("the answer"), max_length=2000, blank=True, db_default="")
    was_written_down = models.BooleanField(default=False, db_default=False, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation of a public body")
        verbose_name_plural = _("invitations of public bodies")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invitation_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & ~Q(words="")
                & Q(answer__regex=TEXT_PATTERN),
            ),
            models.CheckConstraint(
                name="invitation_is_due_in_this_century",
                condition=Q(due_on__range=(EARLIEST, LATEST)),
            ),
            models.CheckConstraint(
                name="invitation_that_is_answered_says_when",
                condition=Q(state__in=[Invited.WAITING, Invited.WITHDRAWN], answered_at=None)
                | (
                    ~Q(state__in=[Invited.WAITING, Invited.WITHDRAWN])
                    & Q(answered_at__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=Q(state=Invited.WAITING),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} invited by {self.project_id}"

    def get_absolute_url(self):
        return reverse("projects:invitation", args=[self.key])

    @property
    def is_silent(self) -> bool:
        """Whether the day has passed and nothing was said."""
        return self.state == Invited.WAITING and self.due_on < timezone.localdate()
