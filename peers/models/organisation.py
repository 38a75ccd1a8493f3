"""Organisations, and what peers do there."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Sector
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.models import Moderated
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN, links_lead_to_the_web
from peers.choices import Form, Scale, Verdict
from peers.models.profile import LATEST
from peers.querysets.organisation import LISTED, ClaimQuerySet, OrganisationQuerySet, RoleQuerySet

# As the Charity Commission and Companies House write them, or nothing.
CHARITY_NUMBER = r"^([0-9]{6,8})?$"
COMPANY_NUMBER = r"^([0-9]{8}|[A-Z]{2}[0-9]{5}[0-9R]|R[0-9]{7})?$"


class Organisation(Moderated):
    """Where people work together, paid or not. Without a `keeper` nobody has claimed it yet.

    One that a member has added is seen by members at once, by visitors when a moderator has said
    yes. Of those that are not declined one alone has a name or a number; a declined one stands in
    nobody's way.
    """

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    form = models.CharField(_("what kind"), max_length=20, choices=Form, blank=True)
    scale = models.CharField(_("how large"), max_length=12, choices=Scale, blank=True)
    sector = models.ForeignKey(
        Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    ward = models.ForeignKey(
        Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    about = models.TextField(_("what it does"), blank=True)
    link = models.URLField(_("web page"), max_length=300, blank=True)
    charity_number = models.CharField(_("charity number"), max_length=20, blank=True)
    company_number = models.CharField(_("company number"), max_length=20, blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="kept_organisations",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    likeness = models.GeneratedField(
        expression=Lower("name"), output_field=models.TextField(), db_persist=True
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Lower("name")]
        constraints = [
            models.CheckConstraint(
                name="organisation_has_a_name",
                condition=Q(name__regex=LINE_PATTERN) & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="organisation_texts_can_be_shown", condition=Q(about__regex=TEXT_PATTERN)
            ),
            links_lead_to_the_web("organisation_link_leads_to_the_web", "link"),
            models.UniqueConstraint(
                fields=["likeness"], condition=LISTED, name="organisation_name_is_one_organisation"
            ),
            models.UniqueConstraint(
                fields=["charity_number"],
                condition=LISTED & ~Q(charity_number=""),
                name="charity_number_is_one_organisation",
            ),
            models.UniqueConstraint(
                fields=["company_number"],
                condition=LISTED & ~Q(company_number=""),
                name="company_number_is_one_organisation",
            ),
            models.CheckConstraint(
                name="organisation_numbers_are_as_registered",
                condition=Q(
                    charity_number__regex=CHARITY_NUMBER, company_number__regex=COMPANY_NUMBER
                ),
            ),
        ]
        indexes = [GinIndex(OpClass("likeness", "gin_trgm_ops"), name="organisation_by_likeness")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("peers:organisation", args=[self.slug])

    @property
    def in_brief(self) -> str:
        """What tells it apart from others of a like name."""
        ward = self.ward.name if self.ward else ""
        return " · ".join(filter(None, (str(self.get_form_display()), ward)))

    @property
    def is_unclaimed(self) -> bool:
        return self.keeper_id is None

    @property
    def is_listed(self) -> bool:
        """Whether members find it: looked at by a moderator or not yet, but not declined."""
        return self.standing in (Standing.LIVE, Standing.HELD)


class Role(models.Model):
    """What a peer does in an organisation, since when and until when. One may have several."""

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(_("what I do there"), max_length=120, blank=True)
    is_paid = models.BooleanField(_("it is paid work"), null=True, blank=True)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = [F("ends_on").desc(nulls_first=True), F("starts_on").desc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_title_is_a_plain_line", condition=Q(title__regex=LINE_PATTERN)
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="role_is_of_living_memory",
                condition=(Q(starts_on=None) | Q(starts_on__range=("1930-01-01", LATEST)))
                & (Q(ends_on=None) | Q(ends_on__range=("1930-01-01", LATEST))),
            ),
            models.UniqueConstraint(
                fields=["peer", "organisation", "title"], name="role_is_held_once"
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.organisation}" if self.title else str(self.organisation)

    @property
    def is_past(self) -> bool:
        """Whether it has ended."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class Claim(models.Model):
    """Somebody says that they may speak for an organisation; a moderator decides."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    words = models.TextField(_("how do you belong to it?"))
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    claimed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["claimed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "peer"],
                condition=Q(verdict=Verdict.WAITING),
                name="one_claim_waits_per_peer",
            ),
            models.CheckConstraint(
                name="claim_can_be_shown",
                condition=Q(words__regex=TEXT_PATTERN) & Q(reason__regex=LINE_PATTERN),
            ),
        ]

    def __str__(self):
        return f"{self.peer} · {self.organisation}"
