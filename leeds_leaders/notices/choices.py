from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a letter is. `transmitting` is committed just before its body is handed over."""

    QUEUED = "queued", _("queued")
    CLAIMED = "claimed", _("claimed by a worker")
    TRANSMITTING = "transmitting", _("being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed for good")
    UNKNOWN = "unknown", _("unknown: the worker stopped while handing it over")


class Purpose(models.TextChoices):
    """What a letter is for. Security mail goes out whatever somebody has paused."""

    ACCOUNT = "account", _("signing in and account safety")
    DECISION = "decision", _("a moderator's decision")


# After a temporary refusal, wait this many minutes before each further try.
RETRY_MINUTES = (1, 5, 15, 60, 240)
