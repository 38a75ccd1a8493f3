"""That somebody posted something, without what it says: for limits and for what is repeated."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class Said(models.Model):
    """One post, or words that somebody changed or sent to one person. `digest` is a keyed hash of
    its words without signs and spaces, or empty of short ones; kept for a week."""

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="said"
    )
    digest = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(default=timezone.now, db_default=Now())
    is_post = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["peer", "at"], name="said_by_peer"),
            models.Index(fields=["digest", "at"], name="said_again"),
        ]

    def __str__(self):
        return f"{self.peer_id} {self.at:%Y-%m-%d %H:%M}"
