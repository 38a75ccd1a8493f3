"""Associations: what people, organisations, projects and other associations form together."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.models import Moderated
from leeds_leaders.text import LINE_PATTERN, TEXT_PATTERN, links_lead_to_the_web
from peers.models import Organisation
from projects.models.project import Project
from projects.querysets.association import AssociationQuerySet, MembershipQuerySet

KINDS = ("peer", "organisation", "project", "part")


class AssociationCause(ItemBase):
    """An association belongs to a cause."""

    content_object = models.ForeignKey(
        "projects.Association", on_delete=models.CASCADE, related_name="cause_items"
    )
    tag = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="association_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="association_cause_once")
        ]


class Association(Moderated):
    """People, organisations, projects and other associations with a common purpose.

    Associations belong to associations, many to many; the database refuses circles (migration
    `0015_keep_the_strength`). Who keeps it answers for it, with those of its members who do too.
    """

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.CharField(_("what for, in a sentence"), max_length=280)
    about = models.TextField(_("more about it"), max_length=10_000, blank=True)
    link = models.URLField(_("web page"), max_length=300, blank=True)
    ward = models.ForeignKey(
        Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="associations"
    )
    is_open = models.BooleanField(_("anybody may join in one step"), default=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="kept_associations",
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    likeness = models.GeneratedField(
        expression=Lower("name"), output_field=models.TextField(), db_persist=True
    )
    causes = TaggableManager(
        through=AssociationCause,
        verbose_name=_("causes"),
        related_name="associations",
        blank=True,
    )

    objects = AssociationQuerySet.as_manager()

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        ordering = [Lower("name")]
        constraints = [
            models.CheckConstraint(
                name="association_has_a_name", condition=Q(name__regex=LINE_PATTERN) & ~Q(name="")
            ),
            models.CheckConstraint(
                name="association_texts_can_be_shown",
                condition=Q(purpose__regex=LINE_PATTERN)
                & ~Q(purpose="")
                & Q(about__regex=TEXT_PATTERN),
            ),
            links_lead_to_the_web("association_link_leads_to_the_web", "link"),
        ]
        indexes = [
            models.Index(fields=["likeness", "id"], name="association_by_name"),
            GinIndex(OpClass("likeness", "gin_trgm_ops"), name="association_by_likeness"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("projects:association", args=[self.slug])


class Membership(models.Model):
    """One peer, organisation, project or other association (`part`) belongs to an association, once
    both sides have said yes.

    Whoever said no can say yes later; the other side does not ask again. A peer who was asked to
    answer for the association too does so once they accept.
    """

    association = models.ForeignKey(
        Association, on_delete=models.CASCADE, related_name="memberships"
    )
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    part = models.ForeignKey(
        Association, null=True, blank=True, on_delete=models.CASCADE, related_name="belongs_to"
    )
    is_keeper = models.BooleanField(_("answers for the association too"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    member_said_yes_at = models.DateTimeField(null=True, editable=False)
    association_said_yes_at = models.DateTimeField(null=True, editable=False)
    declined_at = models.DateTimeField(null=True, editable=False)
    keeper_asked_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_is_of_one_kind",
                condition=Q(
                    *(
                        Q(**{f"{other}__isnull": other != kind for other in KINDS})
                        for kind in KINDS
                    ),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="association_is_no_part_of_itself",
                condition=Q(part=None) | ~Q(part=F("association")),
            ),
            models.CheckConstraint(
                name="peers_alone_answer_for_associations",
                condition=Q(is_keeper=False) | Q(peer__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_declined_is_not_agreed",
                condition=Q(declined_at=None)
                | Q(member_said_yes_at=None)
                | Q(association_said_yes_at=None),
            ),
            *(
                models.UniqueConstraint(
                    fields=["association", kind],
                    condition=Q(**{f"{kind}__isnull": False}),
                    name=f"membership_once_per_{kind}",
                )
                for kind in KINDS
            ),
        ]

    def __str__(self):
        return f"Membership {self.pk} of {self.association_id}"

    @property
    def is_agreed(self) -> bool:
        """Whether both sides have said yes."""
        return bool(self.member_said_yes_at and self.association_said_yes_at)

    @property
    def kind(self) -> str:
        """Which of `KINDS` belongs."""
        return next(kind for kind in KINDS if getattr(self, f"{kind}_id") is not None)

    @property
    def member(self):
        """Who belongs: a peer, an organisation, a project or an association."""
        return getattr(self, self.kind)
