"""What things have in common that members make and others see."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.choices import MOVES, Standing


class Moderated(models.Model):
    """Something that waits for a moderator or is seen: held, live, declined or withdrawn."""

    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing, default=Standing.HELD
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        return self.standing == Standing.LIVE

    def can_become(self, standing: str) -> bool:
        """Whether the table of moves allows this step."""
        return standing in MOVES[self.standing]


class Hideable(models.Model):
    """Something that is seen at once. A moderator may take it away, and what screening or three
    reports found waits, hidden, until a moderator has looked.

    While `hidden_at` is set its `visible_to` gives it to nobody but those who wrote it.
    """

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
