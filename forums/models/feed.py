"""One's own sessions as a calendar to subscribe to."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from forums.querysets.feed import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """The secret address of somebody's own calendar. Only a hash of its token is kept, so the
    address is shown once; a new one, or none, revokes it. `changed_at` is when that was."""

    peer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="calendar_feed",
    )
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (unique)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self):
        return f"calendar of {self.peer_id}"
