"""Who stands behind a project, and how near they are to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peers.models import Organisation
from projects.choices import OWN_RUNGS, Rung
from projects.models.project import Project
from projects.querysets.interest import InterestQuerySet


class Interest(models.Model):
    """Where somebody stands on the ladder towards a project: what they say themselves (`said`), and
    how far the project has confirmed it (`confirmed`, one of the last three rungs or nothing).

    A page view is never an interest. Whoever is not `is_named` is known to the project alone, and
    to others only as one more. `hears` is whether they are told of its news.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="interests")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests"
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interests",
        verbose_name=_("in the name of"),
    )
    said = models.CharField(_("where I stand"), max_length=13, choices=Rung, default=Rung.SEEN)
    confirmed = models.CharField(max_length=13, choices=Rung, blank=True, db_default="")
    is_named = models.BooleanField(_("others may read that it is me"), default=False)
    hears = models.BooleanField(_("tell me its news"), default=True)
    said_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "peer"], name="interest_is_one_per_peer"),
            models.CheckConstraint(
                name="interest_is_confirmed_beyond_ones_own_word",
                condition=Q(confirmed="", confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed__in=["", *sorted(OWN_RUNGS)])),
            ),
        ]
        indexes = [models.Index(fields=["peer"], include=["project"], name="interest_by_peer")]

    def __str__(self):
        return f"{self.peer_id} and {self.project_id}: {self.stands}"

    @property
    def as_said(self) -> str:
        """What is confirmed of it, for a form: which row, which rung, in whose name."""
        whose = f":{self.organisation_id}" if self.organisation_id else ""
        return f"{self.pk}:{self.said}{whose}"

    @property
    def stands(self) -> str:
        """The rung that counts: what the project confirmed, or what one says oneself."""
        if self.said in OWN_RUNGS or self.said == self.confirmed:
            return self.said
        return self.confirmed or Rung.WANTS

    @property
    def is_waiting(self) -> bool:
        """Whether the project has yet to confirm what somebody says."""
        return self.said not in OWN_RUNGS and self.said != self.confirmed
