"""What people write at length, what they cite, and what others answer."""

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

from forums.choices import Heard, PerspectiveKind, ReadBy
from forums.models.record import Note
from forums.models.session import Session
from forums.querysets.writing import CitationQuerySet, PerspectiveQuerySet, ResponseQuerySet
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Moderated
from leeds_leaders.text import LINE_PATTERN, LONG_TEXT_LIMIT, TEXT_PATTERN, links_lead_to_the_web


class Perspective(Moderated):
    """A reflection on a session, or on none, or an article. Until `published_at` it is its author's
    private draft.

    `author` is always known to the database, so that moderators can act; whoever is `is_unnamed`
    is named nowhere. `byline`, `role`, `organisation` and `dated_on` stand where somebody puts in
    what another wrote elsewhere. About a closed session nobody is named, and only those who came
    read it: the database sees to that.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(
        max_length=10, choices=PerspectiveKind, default=PerspectiveKind.REFLECTION
    )
    title = models.CharField(_("title"), max_length=140)
    slug = models.SlugField(max_length=160, unique=True)
    words = models.TextField(_("what you want to say"), max_length=LONG_TEXT_LIMIT)
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="perspectives",
        verbose_name=_("about which session"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        editable=False,
        on_delete=models.CASCADE,
        related_name="perspectives",
    )
    author_line = models.CharField(_("a line about you"), max_length=200, blank=True, db_default="")
    is_unnamed = models.BooleanField(_("without my name"), default=False, db_default=False)
    byline = models.CharField(_("who wrote it"), max_length=120, blank=True, db_default="")
    role = models.CharField(_("in which role"), max_length=120, blank=True, db_default="")
    organisation = models.CharField(
        _("for which organisation"), max_length=120, blank=True, db_default=""
    )
    dated_on = models.DateField(_("when it was written"), null=True, blank=True)
    read_by = models.CharField(
        _("who may read it"), max_length=8, choices=ReadBy, default=ReadBy.MEMBERS
    )
    written_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = PerspectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("perspective")
        verbose_name_plural = _("perspectives")
        ordering = ["-published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="perspective_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & Q(title__regex=LINE_PATTERN)
                & ~Q(title="")
                & Q(author_line__regex=LINE_PATTERN)
                & Q(byline__regex=LINE_PATTERN)
                & Q(role__regex=LINE_PATTERN)
                & Q(organisation__regex=LINE_PATTERN),
            ),
            models.CheckConstraint(
                name="perspective_for_those_who_came_is_about_a_session",
                condition=~Q(read_by=ReadBy.CAME) | Q(session__isnull=False),
            ),
            models.CheckConstraint(
                name="perspective_is_dated_in_our_time",
                condition=Q(dated_on=None) | Q(dated_on__range=("1700-01-01", "2100-12-31")),
            ),
            models.CheckConstraint(
                name="perspective_that_waits_is_published",
                condition=Q(published_at__isnull=False) | ~Q(standing=Standing.HELD),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"],
                condition=Q(published_at__isnull=False),
                name="perspective_newest",
            ),
            GinIndex(SearchVector("title", "words", config="house"), name="perspective_by_words"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:perspective", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def takes_responses(self) -> bool:
        return self.is_published and self.is_live


class Citation(models.Model):
    """A source that a perspective cites: a line of the reading list."""

    perspective = models.ForeignKey(Perspective, on_delete=models.CASCADE, related_name="citations")
    place = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    url = models.URLField(max_length=300, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["perspective", "place"]
        constraints = [
            models.UniqueConstraint(fields=["perspective", "place"], name="citation_has_a_place"),
            models.CheckConstraint(
                name="citation_is_one_plain_line",
                condition=Q(words__regex=LINE_PATTERN) & ~Q(words=""),
            ),
            links_lead_to_the_web("citation_leads_to_the_web", "url"),
        ]

    def __str__(self):
        return self.words


class Response(Moderated):
    """What somebody answers to a perspective, to an item of notes (what does it mean?), to a
    session (the open thread until the next one), or to another response there.

    Two levels are shown, deeper ones stand beside their parent. Whoever says back what they `heard`
    first has the author say whether it was meant so; `meant` is how the author put it right.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    perspective = models.ForeignKey(
        Perspective, null=True, editable=False, on_delete=models.CASCADE, related_name="responses"
    )
    note = models.ForeignKey(
        Note, null=True, editable=False, on_delete=models.CASCADE, related_name="responses"
    )
    session = models.ForeignKey(
        Session, null=True, editable=False, on_delete=models.CASCADE, related_name="responses"
    )
    parent = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.CASCADE, related_name="replies"
    )
    words = models.TextField(_("your response"), max_length=5000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="responses",
        help_text="Nobody once it was withdrawn, or its author is gone.",
    )
    is_unnamed = models.BooleanField(_("without my name"), default=False, db_default=False)
    heard = models.TextField(_("what I heard you say"), max_length=1000, blank=True, db_default="")
    heard_state = models.CharField(
        max_length=9, choices=Heard, blank=True, db_default="", editable=False
    )
    meant = models.TextField(_("what I meant"), max_length=1000, blank=True, db_default="")
    is_withdrawn = models.BooleanField(default=False, db_default=False, editable=False)
    said_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="response_is_to_one_thing",
                condition=Q(perspective__isnull=False, note=None, session=None)
                | Q(perspective=None, note__isnull=False, session=None)
                | Q(perspective=None, note=None, session__isnull=False),
            ),
            models.CheckConstraint(
                name="response_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN)
                & Q(heard__regex=TEXT_PATTERN)
                & Q(meant__regex=TEXT_PATTERN)
                & (
                    Q(is_withdrawn=True, words="", heard="")
                    | (Q(is_withdrawn=False) & ~Q(words=""))
                ),
            ),
            models.CheckConstraint(
                name="response_says_back_what_was_heard",
                condition=Q(heard="", heard_state="", meant="")
                | (~Q(heard="") & ~Q(heard_state="")),
            ),
            models.CheckConstraint(
                name="response_is_no_answer_to_itself",
                condition=Q(parent=None) | ~Q(parent=models.F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["perspective", "said_at"], name="response_to_perspective"),
            models.Index(fields=["note", "said_at"], name="response_to_note"),
            models.Index(fields=["session", "said_at"], name="response_to_session"),
        ]

    def __str__(self):
        return self.words[:80]

    def get_absolute_url(self):
        return reverse("forums:response", args=[self.pk])

    @property
    def about(self):
        """What its thread is about: a perspective, an item of notes, or a session."""
        return self.perspective or self.note or self.session

    @property
    def answered(self):
        """Whose words it answers; nobody's where these are the notes of all, or a session, or what
        another wrote whom its author quotes."""
        if self.parent:
            return self.parent.author
        if self.perspective and not self.perspective.byline:
            return self.perspective.author
        return None

    @property
    def anchor(self) -> str:
        """Its name on the page of its thread."""
        return f"said-{self.pk}"

    @property
    def heard_mark(self) -> str:
        """A mark of what was heard, by which a form says which words its reader read."""
        return sha256(self.heard.encode()).hexdigest()[:16]
