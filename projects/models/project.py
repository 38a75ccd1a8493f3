"""A project, where it is, and the moves between its stages."""

from datetime import date
from pathlib import PurePath

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from leeds_leaders.geography.fields import Mercator, PointField
from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Moderated
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN, lists_lead_to_the_web
from peers.models import Organisation
from projects.choices import Audience, LedBy, Precision, Stage, SystemRole
from projects.models.tags import ProjectCause, ProjectNeed, ProjectOffer
from projects.querysets import ProjectQuerySet

LATEST, EARLIEST = "2100-12-31", "2000-01-01"


class Project(Moderated):
    """Something that people do for their part of the city.

    `latitude`/`longitude` (WGS 84 degrees) is the public place, already as coarse as the lead
    wants it; an exact place that stays private is a `PrivatePlace`. A project without a lead is
    a listing that nobody has claimed yet. `cause_ids`, `need_ids`, `offer_ids`, `search` and
    `likeness` repeat what the tags and texts say, so that one table answers a list; database
    triggers write them (migration `0002_keep_counts`), and a live project's `Listing`. `lead_ids`
    are all who answer for it, the lead among them (migration `0015_keep_the_strength`).

    An archived project is off all lists, and its page can still be read. One that turned out to be
    the same as another is `merged_into` that, and its address leads there.
    """

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    summary = models.CharField(_("summary"), max_length=280)
    story = models.TextField(_("story"), blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.IDEA)
    led_by = models.CharField(_("led by"), max_length=12, choices=LedBy, default=LedBy.CITIZENS)
    run_by = models.CharField(_("name of the group"), max_length=120, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_projects",
    )
    lead_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="projects",
        verbose_name=_("the organisation it belongs to"),
    )
    ward = models.ForeignKey(
        Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    place = models.CharField(_("place in words"), max_length=120, blank=True)
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.EXACT)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    spot = models.GeneratedField(
        expression=Mercator("longitude", "latitude"), output_field=PointField(), db_persist=True
    )
    links = ArrayField(models.URLField(max_length=300), default=list, blank=True, size=5)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    contact_audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    photo = models.ImageField(upload_to="projects/", blank=True)
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    end_point = models.CharField(_("done when"), max_length=200, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    money_holder = models.CharField(_("who holds the money"), max_length=120, blank=True)
    system_role = models.CharField(
        _("what it does among others"),
        max_length=9,
        choices=SystemRole,
        blank=True,
        default="",
        db_default="",
    )
    is_pilot = models.BooleanField(_("it is a pilot"), default=False, db_default=False)
    lessons = models.TextField(
        _("what others can learn from it"), blank=True, default="", db_default=""
    )

    source = models.CharField(max_length=120, blank=True)
    source_licence = models.CharField(max_length=120, blank=True)
    source_date = models.DateField(null=True, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    source_digest = models.CharField(max_length=32, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    live_since = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        editable=False,
        help_text="When it last became live; says nothing of a project that is not.",
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    checked_at = models.DateTimeField(
        default=timezone.now,
        db_default=Now(),
        editable=False,
        help_text="When its people last said how it goes.",
    )
    featured_at = models.DateTimeField(
        null=True, editable=False, help_text="When organisers put it on the first page."
    )
    faded_at = models.DateTimeField(null=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    was_live = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="While it waits or is declined: whether others have read it before.",
    )
    was_archived_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="While it waits or is declined: when it had left the lists by silence.",
    )
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )

    cause_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    need_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    offer_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    search = SearchVectorField(null=True, editable=False)
    likeness = models.TextField(default="", editable=False)

    causes = TaggableManager(through=ProjectCause, verbose_name=_("causes"), blank=True)
    needs = TaggableManager(
        through=ProjectNeed, verbose_name=_("what it needs"), related_name="needed_by", blank=True
    )
    offers = TaggableManager(
        through=ProjectOffer,
        verbose_name=_("what it offers"),
        related_name="offered_by",
        blank=True,
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="project_has_a_title", condition=Q(title__regex=LINE_PATTERN) & ~Q(title="")
            ),
            models.CheckConstraint(
                name="project_texts_can_be_shown",
                condition=Q(summary__regex=LINE_PATTERN)
                & Q(story__regex=TEXT_PATTERN)
                & Q(lessons__regex=TEXT_PATTERN),
            ),
            lists_lead_to_the_web("project_links_lead_to_the_web", "links"),
            models.CheckConstraint(
                name="project_off_the_lists_is_withdrawn",
                condition=Q(standing=Standing.WITHDRAWN) | Q(archived_at=None, merged_into=None),
            ),
            models.CheckConstraint(
                name="project_was_archived_before_it_waited",
                condition=Q(was_archived_at=None)
                | Q(standing__in=[Standing.HELD, Standing.DECLINED], was_live=True),
            ),
            models.CheckConstraint(
                name="project_place_is_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-85, 85), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="project_ends_in_this_century",
                condition=Q(ends_on__isnull=True) | Q(ends_on__range=(EARLIEST, LATEST)),
            ),
            models.CheckConstraint(
                name="project_photo_is_described",
                condition=Q(photo="") | ~Q(photo_alt=""),
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="project_is_imported_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(standing=Standing.LIVE),
                name="project_live_newest",
            ),
            models.Index(
                fields=["live_since"],
                condition=Q(standing=Standing.LIVE),
                name="project_live_since",
            ),
            models.Index(fields=["lead"], name="project_by_lead_standing", include=["standing"]),
            models.Index(
                fields=["created_at"],
                condition=Q(standing=Standing.HELD),
                name="project_held_oldest",
            ),
            models.Index(
                fields=["checked_at"],
                condition=Q(standing=Standing.LIVE),
                name="project_checked_longest_ago",
            ),
            GinIndex(fields=["lead_ids"], name="project_by_leads"),
            GinIndex(fields=["search"], name="project_by_words"),
            GinIndex(fields=["cause_ids"], name="project_by_cause"),
            GinIndex(OpClass("likeness", "gin_trgm_ops"), name="project_by_likeness"),
            GistIndex(fields=["spot"], name="project_by_spot"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.slug])

    @property
    def is_unclaimed(self) -> bool:
        """A listing that came from a file and that nobody has taken on yet."""
        return self.lead_id is None

    @property
    def is_archived(self) -> bool:
        """Off the lists, and still to be read."""
        return self.archived_at is not None

    def can_become(self, standing: str) -> bool:
        """What left the lists by silence can still be read, so it is taken away like a live one."""
        may_go = self.is_archived and standing in {Standing.WITHDRAWN, Standing.DECLINED}
        return may_go or super().can_become(standing)

    @property
    def last_heard(self) -> date:
        """When anybody last said how it goes: its people, or the file that it came from."""
        if self.is_unclaimed and self.source_date:
            return self.source_date
        return timezone.localdate(self.checked_at)

    def is_led_by(self, peer) -> bool:
        """Whether somebody answers for it."""
        return peer.pk is not None and (peer.pk == self.lead_id or peer.pk in self.lead_ids)

    @property
    def photo_url(self) -> str:
        """The photo's address; its random name is the file's."""
        return reverse("projects:photo", args=[PurePath(str(self.photo)).stem])

    @property
    def who(self) -> str:
        """The name of the group, or what kind of people lead it."""
        return self.run_by or self.get_led_by_display()

    @property
    def has_point(self) -> bool:
        return self.latitude is not None

    @property
    def near_query(self) -> str:
        """The public point as the list's `near` takes it."""
        return f"{self.latitude:.5f},{self.longitude:.5f}"

    @property
    def moves(self) -> list[tuple[str, date]]:
        """Stages and the days they were reached, for a project that came by `for_page`."""
        return [(Stage(m["stage"]).label, date.fromisoformat(m["day"])) for m in self.move_list]
