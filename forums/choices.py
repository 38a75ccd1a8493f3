from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a session is in its life."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")
