"""Breakfast forums: a date, a place, a theme, and the projects talked of."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from forums.choices import STATE_MOVES, State
from forums.models.series import Series
from forums.models.venue import Venue
from forums.querysets.session import LONGEST, SessionQuerySet
from leeds_leaders.days import span_in_words
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, links_lead_to_the_web
from projects.models import Project


class SessionCause(ItemBase):
    """A session is about a cause."""

    content_object = models.ForeignKey(
        "forums.Session", on_delete=models.CASCADE, related_name="cause_items"
    )
    tag = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="session_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="session_cause_once")
        ]


class Session(Hideable):
    """One breakfast forum. Moments are stored in UTC and shown in the city's own time.

    A session of a series has its `series_day`, the day that the rule gave it, even if it is moved.
    A conference is a session with `parts`: sessions with a `parent`, each in its time and `room`,
    with places of its own.

    `taken` places are everybody's, `kept` ones are in hand of a `KeptSeats`; `waiting` people have
    no place yet; `numbers` is the last turn that was given out. The database keeps all four.

    One that is hidden is a draft until a moderator has looked at it, so that every door is shut;
    `state_before` is what it is again then; those who come know it as that, unless it was taken
    away (`taken_away_at`).
    """

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    purpose = models.TextField(_("what it is for"), max_length=5000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    room = models.CharField(_("room"), max_length=80, blank=True, default="", db_default="")
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    series_day = models.DateField(null=True, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    online_link = models.URLField(
        _("online link"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_("Only those who come see it."),
    )
    bring = models.CharField(_("please bring"), max_length=200, blank=True, db_default="")
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True, db_default="")
    concessions = models.CharField(
        _("concessions and donations"), max_length=200, blank=True, db_default=""
    )
    funded_by = models.CharField(_("who pays for it"), max_length=200, blank=True, db_default="")
    cost_note = models.CharField(
        _("what it costs, and what for"), max_length=200, blank=True, db_default=""
    )
    ticket_link = models.URLField(
        _("tickets elsewhere"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_("For an event of others: where its tickets are."),
    )
    hosts = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="hosted_sessions",
        verbose_name=_("hosts"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="proposed_sessions",
    )
    reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True, db_default="")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    state_before = models.CharField(
        max_length=10, choices=State, blank=True, db_default="", editable=False
    )
    taken_away_at = models.DateTimeField(null=True, blank=True, editable=False)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text="Empty where there is room for everybody."
    )
    taken = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    kept = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    numbers = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    projects = models.ManyToManyField(Project, blank=True, related_name="sessions")
    wards = models.ManyToManyField(
        Ward, blank=True, related_name="sessions", verbose_name=_("which parts of the city")
    )
    causes = TaggableManager(through=SessionCause, verbose_name=_("causes"), blank=True)
    sequence = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Of RFC 5545: one more with each change of time, place or state.",
    )
    told = models.JSONField(
        default=dict,
        db_default={},
        editable=False,
        help_text="Time, place and state as its people know them.",
    )
    tell_at = models.DateTimeField(
        null=True, editable=False, help_text="When to tell them what has changed since."
    )
    announced_at = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        editable=False,
        help_text="When it was put before everybody; of a draft, when it was written down.",
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="session_lasts_a_month_at_most",
                condition=models.Q(ends_at__lte=models.F("starts_at") + LONGEST),
            ),
            models.CheckConstraint(
                name="session_title_is_one_plain_line",
                condition=models.Q(title__regex=LINE_PATTERN) & ~models.Q(title=""),
            ),
            links_lead_to_the_web("session_links_lead_to_the_web", "online_link", "ticket_link"),
            models.UniqueConstraint(
                fields=["series", "series_day"], name="session_of_a_series_comes_once_a_day"
            ),
            models.CheckConstraint(
                name="session_of_a_series_has_its_day",
                condition=models.Q(series=None, series_day=None)
                | models.Q(series__isnull=False, series_day__isnull=False),
            ),
            models.CheckConstraint(
                name="session_is_no_part_of_itself",
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="session_that_is_hidden_is_a_draft",
                condition=models.Q(hidden_at=None, state_before="")
                | models.Q(hidden_at__isnull=False, state=State.DRAFT),
            ),
            models.CheckConstraint(
                name="session_that_is_taken_away_is_hidden",
                condition=models.Q(taken_away_at=None) | models.Q(hidden_at__isnull=False),
            ),
            models.CheckConstraint(
                name="session_is_never_oversold",
                condition=models.Q(capacity=None)
                | models.Q(capacity__gte=models.F("taken") + models.F("kept")),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="session_by_start"),
            # All that lists are counted by, so that counting reads no session.
            models.Index(
                fields=["ends_at", "starts_at"],
                include=["state"],
                condition=models.Q(parent=None),
                name="session_listed_by_end",
            ),
            GinIndex(
                SearchVector("title", "theme", "purpose", config="house"), name="session_by_words"
            ),
            models.Index(
                fields=["tell_at"],
                condition=models.Q(tell_at__isnull=False),
                name="session_to_tell",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:detail", args=[self.slug])

    @property
    def uid(self) -> str:
        """The UID of its calendar entry, the same for good."""
        return f"session-{self.pk}@{urlsplit(settings.SITE_URL).hostname}"

    @property
    def when(self) -> str:
        """From when to when, in the city's own time and in words."""
        return span_in_words(self.starts_at, self.ends_at)

    @property
    def where(self) -> str:
        """Room, venue and address in one line; empty if it is only online."""
        return ", ".join(filter(None, (self.room, str(self.venue) if self.venue else "")))

    @property
    def state_beneath(self) -> str:
        """Where it stands for those who come, be it hidden or not."""
        return self.state_before if self.is_hidden else self.state

    @property
    def known_as(self) -> str:
        """What those who come are told that it is: what was taken away does not take place."""
        return State.CANCELLED if self.taken_away_at else self.state_beneath

    @property
    def news(self) -> dict[str, str]:
        """What its people must hear of when it changes; moments in UTC, whoever wrote them."""
        return {
            "state": self.known_as,
            "starts_at": self.starts_at.astimezone(UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(UTC).isoformat(),
            "venue": self.where,
            "online_link": self.online_link,
        }

    @property
    def is_closed(self) -> bool:
        """Whether nobody is named for what is said in it, and no more than those who come hear."""
        record = getattr(self, "record", None)
        return record is not None and record.is_closed

    def can_become(self, state: str) -> bool:
        """Whether the table of moves allows this step. One that is hidden can be called off, so
        that nobody comes to a shut door; all else waits until a moderator has looked at it."""
        if self.is_hidden and state != State.CANCELLED:
            return False
        return state in STATE_MOVES[self.state_beneath]

    def room_left(self) -> int | None:
        """How many places are free for everybody; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken - self.kept

    def has_room_for(self, places: int) -> bool:
        """Whether so many more fit in."""
        room = self.room_left()
        return room is None or places <= room

    @property
    def takes_answers(self) -> bool:
        """Whether one can still say here that one comes; to others' events, one says so there."""
        is_open = self.state == State.PUBLISHED and not self.ticket_link
        return is_open and timezone.now() < self.starts_at

    @property
    def takes_responses(self) -> bool:
        """Whether people talk on in its open thread, before it and after."""
        return self.state in {State.PUBLISHED, State.HELD}

    @property
    def takes_proposals(self) -> bool:
        """Whether its agenda is still being made; events of others have one of their own."""
        is_open = self.state in {State.DRAFT, State.PUBLISHED} and not self.ticket_link
        return is_open and timezone.now() < self.ends_at
