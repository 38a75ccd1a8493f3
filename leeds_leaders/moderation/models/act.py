"""Who of the staff did what: written by the database, changed by nobody."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.querysets import ActQuerySet


class Act(models.Model):
    """One act of somebody who looks after the network: every line of the admin's log, every
    decision, every look at what somebody needs, by triggers; what else is one, by
    `moderation.actions.note`.

    The database takes no change and no deletion (docs/decisions/0038), but that people who are
    erased are named no more, and that what is six years old goes.
    """

    at = models.DateTimeField(default=timezone.now, db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="acts"
    )
    what = models.CharField(_("what"), max_length=40)
    kind = models.CharField(_("of what kind"), max_length=60, blank=True)
    object_id = models.CharField(_("its key"), max_length=40, blank=True)
    words = models.TextField(_("in words"), blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("what the staff did")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="act_lately"),
            models.Index(fields=["kind", "object_id"], name="act_by_thing"),
        ]

    def __str__(self):
        return f"{self.what} {self.kind} {self.object_id}"
