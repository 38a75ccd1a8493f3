"""What organisers write to those who come."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import MessageTo
from forums.models.session import Session
from forums.querysets.message import SessionMessageQuerySet
from leeds_leaders.moderation.models import Hideable


class SessionMessage(Hideable):
    """A message to the people of a session, sent once to each who was meant at that moment.

    Its `id` comes with the form, so that a double click sends one. One that is hidden before it was
    sent is sent once a moderator lets it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="messages")
    sent_to = models.CharField(_("to"), max_length=7, choices=MessageTo)
    subject = models.CharField(_("subject"), max_length=120)
    words = models.TextField(_("message"), max_length=5000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now, db_default=Now())
    told_at = models.DateTimeField(null=True)

    objects = SessionMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(
                fields=["sent_at"], condition=models.Q(told_at=None), name="message_untold"
            )
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        """The session that it is about: a message is read as a letter."""
        return self.session.get_absolute_url()
