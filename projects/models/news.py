"""What a project tells as it goes: news, milestones, photos, and each version of itself."""

import re
from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.models import Hideable
from leeds_leaders.notices.models import Preference
from leeds_leaders.text import LINE_PATTERN, LINKS_PATTERN, TEXT_PATTERN, one_line, shorten
from peers.models import Peer
from projects.choices import StillGoing
from projects.models.project import EARLIEST, LATEST, Project
from projects.querysets.news import (
    MilestoneQuerySet,
    NewsQuerySet,
    PhotoQuerySet,
    StillGoingQuerySet,
    VersionQuerySet,
)

SHORT = 160  # characters of a line


class News(Hideable):
    """A dated post of a project. `told_at` is when those who want its news were told, at once or
    with others of the same hour; taken away by its people (`is_removed`) it stays
    for them, who may bring it back."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="news")
    title = models.CharField(_("in a few words"), max_length=120)
    words = models.TextField(_("what happened"), max_length=10_000, blank=True)
    happened_on = models.DateField(_("when"))
    is_removed = models.BooleanField(default=False, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="project_news",
    )
    written_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    let_stand_at = models.DateTimeField(
        null=True, editable=False, help_text="Of what waited: from when on it is news."
    )

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news of a project")
        verbose_name_plural = _("news of projects")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="news_can_be_shown",
                condition=Q(title__regex=LINE_PATTERN)
                & ~Q(title="")
                & Q(words__regex=TEXT_PATTERN),
            ),
            models.CheckConstraint(
                name="news_is_of_this_century",
                condition=Q(happened_on__range=(EARLIEST, LATEST)),
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-happened_on", "-id"], name="news_by_project"),
            models.Index(
                fields=["written_at"],
                condition=Q(told_at=None, is_removed=False),
                name="news_still_to_tell",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:news", args=[self.key])

    @property
    def in_short(self) -> str:
        """What happened in one plain line, for lists and letters."""
        return shorten(one_line(self.words), SHORT)


class Milestone(Hideable):
    """Something on the way from inception to completion: hoped for by `due_on`, there since
    `reached_on`. `told_at` is when those who want the project's news were told that it is."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("what"), max_length=120)
    due_on = models.DateField(_("hoped for by"), null=True, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    let_stand_at = models.DateTimeField(
        null=True, editable=False, help_text="Of what waited: from when on it is news."
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["reached_on", "due_on", "pk"]
        indexes = [
            models.Index(
                fields=["project"],
                condition=Q(told_at=None, reached_on__isnull=False),
                name="milestone_still_to_tell",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="milestone_can_be_shown",
                condition=Q(title__regex=LINE_PATTERN) & ~Q(title=""),
            ),
            models.CheckConstraint(
                name="milestone_is_of_this_century",
                condition=(Q(due_on=None) | Q(due_on__range=(EARLIEST, LATEST)))
                & (Q(reached_on=None) | Q(reached_on__range=(EARLIEST, LATEST))),
            ),
        ]

    def __str__(self):
        return self.title


class Photo(Hideable):
    """A photo of a project beside its first one, or of one of its news. `width` and `height` are
    those of the largest size, in pixels; smaller ones are named after it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="photos")
    news = models.ForeignKey(
        News, null=True, blank=True, on_delete=models.CASCADE, related_name="photos"
    )
    file = models.ImageField(upload_to="projects/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(_("what the photo shows"), max_length=200)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    place = models.PositiveIntegerField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a project")
        verbose_name_plural = _("photos of projects")
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_is_described",
                condition=Q(alt__regex=LINE_PATTERN) & ~Q(alt="") & Q(caption__regex=LINE_PATTERN),
            ),
            models.UniqueConstraint(
                fields=["project", "news", "place"],
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
                name="photo_has_a_place_of_its_own",
            ),
        ]

    def __str__(self):
        return self.alt

    @property
    def url(self) -> str:
        """The address of its largest size; its random name is the file's."""
        return reverse("projects:photo", args=[PurePath(str(self.file)).stem])


class Version(models.Model):
    """What a project said after one change: `content` maps names of its form's fields to values.

    It never holds where exactly the project is, nor how to reach it, so that what was made coarser
    or taken out stays so. Read by those who answer for the project, and by moderators.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="project_versions",
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "revision"], name="project_version_is_kept_once"
            ),
            models.CheckConstraint(
                name="project_version_links_lead_to_the_web",
                condition=Q(content__links__regex=LINKS_PATTERN),
            ),
        ]

    def __str__(self):
        return f"{self.project_id}, version {self.revision}"


LINK = re.compile(r"(?P<ask>[0-9]{1,18})\.(?P<peer>[0-9]{1,18})\..+")


class YearlyAskManager(models.Manager.from_queryset(StillGoingQuerySet)):
    """What was asked, and whose link it is that somebody came by."""

    def of_token(self, token: str) -> "tuple[YearlyAsk, Peer] | None":
        """The ask that a mailed link is for, answered or not, and whose link it is. None for a link
        that is broken, forged or revoked, and of whoever answers for the project no more."""
        keys = LINK.fullmatch(token)
        ask = keys and self.select_related("project").filter(pk=keys["ask"]).first()
        peer = keys and Peer.objects.filter(pk=keys["peer"], is_active=True).first()
        if not (ask and peer and ask.project.is_led_by(peer)):
            return None
        return (ask, peer) if ask.is_opened_by(token, peer.pk) else None


def link_signer(peer_id: int) -> Signer:
    """What signs links to an ask: the site's key and, beside it, the person's own secret, with
    which they revoke the links in old letters."""
    secret = Preference.objects.for_peers([peer_id])[peer_id].link_secret
    return Signer(sep=".", salt=f"projects.still-going:{secret}")


class YearlyAsk(models.Model):
    """Once a year the people of a project are asked whether it is still going, and asked again
    (`reminded_at`). What they answer is kept; silence first fades the project (`faded_at`), then
    archives it (`archived_at`)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="yearly_asks")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=7, choices=StillGoing, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    faded_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    objects = YearlyAskManager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(answered_at=None), name="yearly_ask_waits_once"
            )
        ]

    def __str__(self):
        return f"{self.project_id}, asked {self.asked_at:%d %B %Y}"

    def link_token(self, peer_id: int) -> str:
        """The last part of the link by which somebody answers without signing in. It is worth
        nothing once anybody has answered."""
        return link_signer(peer_id).sign(f"{self.pk}.{peer_id}")

    def is_opened_by(self, token: str, peer_id: int) -> bool:
        """Whether a token is the one of this ask and that peer."""
        try:
            return link_signer(peer_id).unsign(token) == f"{self.pk}.{peer_id}"
        except BadSignature:
            return False
