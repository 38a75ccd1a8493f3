"""The record of a session: who may read it, who writes it, and each item of its notes."""

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
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from forums.choices import RECORD_MOVES, Pace, RecordState, Section
from forums.models.session import Session
from forums.querysets.record import NoteQuerySet, NoteVersionQuerySet, RecordQuerySet
from leeds_leaders.language.models import Cause, Sector
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN

LONGEST_NOTE = 5000


class Record(models.Model):
    """What was said in a session, and who may read it.

    Of a closed session nobody learns who said or wrote what: the database forgets who writes its
    notes, and its record never becomes public. Those who take notes are whoever arranges the
    session, its `note_takers`, and where `is_open` whoever goes.
    """

    session = models.OneToOneField(
        Session, primary_key=True, on_delete=models.CASCADE, related_name="record"
    )
    state = models.CharField(max_length=6, choices=RecordState, default=RecordState.DRAFT)
    is_closed = models.BooleanField(
        _("a closed session"),
        default=False,
        db_default=False,
        help_text=_("Notes name nobody and stay with those who came."),
    )
    is_open = models.BooleanField(
        _("whoever comes may take notes along"), default=False, db_default=False
    )
    note_takers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="takes_notes_of",
        verbose_name=_("who takes notes"),
    )
    no_actions = models.CharField(
        _("why nothing is to be done"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_("Said where notes are closed without an action that has an owner and a day."),
    )
    shared_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was mailed to those who came, once."
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["-session__starts_at"]
        constraints = [
            models.CheckConstraint(
                name="record_of_a_closed_session_is_never_public",
                condition=Q(is_closed=False) | ~Q(state=RecordState.PUBLIC),
            ),
            models.CheckConstraint(
                name="record_says_in_one_plain_line_why_nothing_is_to_be_done",
                condition=Q(no_actions__regex=LINE_PATTERN),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"],
                condition=Q(state=RecordState.PUBLIC),
                name="record_published",
            )
        ]

    def __str__(self):
        return str(self.session)

    def get_absolute_url(self):
        """The notes, on the page of the session."""
        return f"{self.session.get_absolute_url()}#notes"

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step."""
        is_allowed = state in RECORD_MOVES[self.state]
        return is_allowed and not (self.is_closed and state == RecordState.PUBLIC)


class NoteCause(ItemBase):
    """An item of notes is about a cause."""

    content_object = models.ForeignKey(
        "forums.Note", on_delete=models.CASCADE, related_name="cause_items"
    )
    tag = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="note_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="note_cause_once")
        ]


class Note(Hideable):
    """One item of the notes of a session, or a passage between items (`is_prose`), in Markdown.

    Items are numbered through in their section in the order of `place`; passages are not: what
    introduces a section is its first passage. A question of ours that is asked here is in the
    register (`question`), an action that was agreed in the list of actions (`action`); both come
    once at most in one record, so that what is carried along is carried once. Whatever is written,
    the database keeps each version (`NoteVersion`), and `revision` counts them. One that is hidden
    keeps its number, so that the others keep theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="notes")
    section = models.CharField(_("section"), max_length=9, choices=Section)
    place = models.PositiveIntegerField(editable=False)
    is_prose = models.BooleanField(_("a passage without a number"), default=False, db_default=False)
    words = models.TextField(_("what was said"), max_length=LONGEST_NOTE)
    pace = models.CharField(
        _("now, or change?"), max_length=6, choices=Pace, blank=True, db_default=""
    )
    sector = models.ForeignKey(
        Sector,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notes",
        verbose_name=_("seen from which sector"),
    )
    causes = TaggableManager(through=NoteCause, verbose_name=_("causes"), blank=True)
    question = models.ForeignKey(
        "forums.Question", null=True, editable=False, on_delete=models.PROTECT, related_name="notes"
    )
    action = models.ForeignKey(
        "forums.Action", null=True, editable=False, on_delete=models.PROTECT, related_name="notes"
    )
    former_action = models.ForeignKey(
        "forums.Action",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="former_notes",
        help_text="What it was before it was moved or became a passage; it is so again on return.",
    )
    is_removed = models.BooleanField(default=False, db_default=False, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="notes",
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    written_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    featured_at = models.DateTimeField(
        null=True, editable=False, help_text="When organisers put what works before everybody."
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of notes")
        verbose_name_plural = _("items of notes")
        ordering = ["section", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "section", "place"],
                name="note_has_a_place_of_its_own",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["record", "question"], name="question_comes_once_in_a_record"
            ),
            models.UniqueConstraint(
                fields=["record", "action"], name="action_comes_once_in_a_record"
            ),
            models.CheckConstraint(
                name="note_can_be_shown", condition=Q(words__regex=TEXT_PATTERN) & ~Q(words="")
            ),
            models.CheckConstraint(
                name="note_is_of_the_section_of_its_thread",
                condition=(Q(question=None) | Q(section=Section.QUESTIONS, is_prose=False))
                & (Q(action=None) | Q(section=Section.ACTIONS, is_prose=False)),
            ),
        ]
        indexes = [
            GinIndex(SearchVector("words", config="house"), name="note_by_words"),
            models.Index(
                fields=["-written_at"],
                condition=Q(section=Section.WORKS, is_prose=False, is_removed=False),
                name="note_of_what_works",
            ),
            models.Index(
                fields=["-featured_at"],
                condition=Q(featured_at__isnull=False),
                name="note_featured",
            ),
        ]

    def __str__(self):
        return self.words[:80]

    def get_absolute_url(self):
        return reverse("forums:note", args=[self.record.session.slug, self.pk])

    @property
    def anchor(self) -> str:
        """Its name on the page of its session."""
        return f"note-{self.pk}"

    @property
    def takes_responses(self) -> bool:
        return not (self.is_removed or self.is_hidden)


class NoteVersion(models.Model):
    """An item of notes as it stood at a revision, who made it so, and when. Written by the database
    alone; `by` is empty for closed sessions, and for whoever is gone."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    section = models.CharField(max_length=9, choices=Section)
    is_prose = models.BooleanField()
    words = models.TextField()
    pace = models.CharField(max_length=6, choices=Pace, blank=True)
    sector = models.ForeignKey(Sector, null=True, on_delete=models.PROTECT, related_name="+")
    is_removed = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    objects = NoteVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["note", "revision"], name="note_version_is_kept_once")
        ]

    def __str__(self):
        return f"{self.note_id} at {self.revision}"
