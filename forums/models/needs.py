"""What somebody needs to come: for that session's organisers alone, and not for long."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.booking import Booking
from forums.models.session import Session


class Needs(models.Model):
    """Access and dietary needs, given with explicit consent to `wording`; deleted 14 days after
    the session. Never in an export of the attendance, a log, a history or the admin."""

    booking = models.OneToOneField(
        Booking, primary_key=True, on_delete=models.CASCADE, related_name="needs"
    )
    access = models.CharField(_("what I need to take part"), max_length=500, blank=True)
    diet = models.CharField(_("what I do not eat"), max_length=200, blank=True)
    wording = models.CharField(max_length=300, help_text="What they consented to, in its words.")
    given_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("access and dietary needs")
        verbose_name_plural = _("access and dietary needs")

    def __str__(self):
        return f"needs of booking {self.booking_id}"


class NeedsView(models.Model):
    """An organiser looked at the needs of a session; those whose needs they are can see who did."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="needs_views")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.session_id} by {self.by_id} at {self.at:%Y-%m-%d %H:%M}"
