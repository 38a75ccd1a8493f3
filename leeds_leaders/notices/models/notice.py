"""The inbox on the site."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """What somebody was told, to read on the site; whether or not it also went by mail.

    `peer_ids` are the peers whom it names: it goes when one of them is erased. `cause` is by what
    it can be taken back for a while, if it can.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="Plain paragraphs, without greeting and foot.")
    url = models.CharField(
        max_length=300, blank=True, help_text="A path of this site, for reading on."
    )
    peer_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    told_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    cause = models.UUIDField(null=True, editable=False)

    names_unseen = False  # of one that is shown, see `sources.mark_unseen`

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "purpose", "key"], name="notice_is_told_once"
            ),
            models.CheckConstraint(
                name="notice_leads_to_this_site",
                condition=models.Q(url="")
                | (models.Q(url__startswith="/") & ~models.Q(url__startswith="//")),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at", "-id"], name="notice_by_recipient"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="notice_unread"
            ),
            models.Index(
                fields=["cause"],
                condition=models.Q(cause__isnull=False),
                name="notice_by_cause",
            ),
            GinIndex(
                fields=["peer_ids"], condition=~models.Q(peer_ids=[]), name="notice_names_peers"
            ),
        ]

    def __str__(self):
        return self.title
