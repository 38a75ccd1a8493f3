"""The common work of a cohort, and what is offered to whoever learns by it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN, links_lead_to_the_web
from peers.models import Organisation
from projects.choices import Scope
from projects.models.project import Project
from projects.querysets.cohort import (
    CohortMemberQuerySet,
    CohortQuerySet,
    DevelopmentOfferQuerySet,
)


class Cohort(Hideable):
    """People who learn together by doing one project together, for a neighbourhood or the city."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    about = models.TextField(_("what for, and for whom"), max_length=5000, blank=True)
    scope = models.CharField(_("how far it reaches"), max_length=13, choices=Scope)
    project = models.OneToOneField(
        Project,
        on_delete=models.PROTECT,
        related_name="cohort",
        verbose_name=_("the common project"),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="kept_cohorts",
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="cohort_can_be_shown",
                condition=Q(name__regex=LINE_PATTERN) & ~Q(name="") & Q(about__regex=TEXT_PATTERN),
            ),
            models.CheckConstraint(
                name="cohort_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("projects:cohort", args=[self.slug])


class CohortMember(models.Model):
    """Somebody belongs to a cohort, once they say yes."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohorts"
    )
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    said_yes_at = models.DateTimeField(null=True, editable=False)

    objects = CohortMemberQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "peer"], name="cohort_member_once")
        ]

    def __str__(self):
        return f"{self.peer_id} in {self.cohort_id}"


class DevelopmentOffer(Hideable):
    """An offer to learn and grow: a course, a mentor, a place to practise. It is published only
    with a live project to practise on; the database refuses it otherwise, and takes it back when
    the project is declined or withdrawn. While that waits for a moderator, it waits, too."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(_("in a few words"), max_length=120)
    words = models.TextField(_("more about it"), max_length=5000, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="development_offers",
        verbose_name=_("who offers it"),
    )
    link = models.URLField(_("web page"), max_length=300, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="development_offers",
        verbose_name=_("the project it is practised on"),
    )
    is_published = models.BooleanField(default=False, editable=False)
    taken_back_at = models.DateTimeField(
        null=True, editable=False, help_text="When the database took it back with its project."
    )
    is_maker_told = models.BooleanField(default=True, db_default=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="development_offers",
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = DevelopmentOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("development offer")
        verbose_name_plural = _("development offers")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="development_offer_can_be_shown",
                condition=Q(title__regex=LINE_PATTERN)
                & ~Q(title="")
                & Q(words__regex=TEXT_PATTERN),
            ),
            links_lead_to_the_web("development_offer_link_leads_to_the_web", "link"),
            models.CheckConstraint(
                name="development_offer_has_a_project",
                condition=Q(is_published=False) | Q(project__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:development-offer", args=[self.key])
