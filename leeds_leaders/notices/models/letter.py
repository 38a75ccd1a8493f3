"""The outbox: the database is the queue."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import timezone

from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.querysets import LetterQuerySet


class Letter(models.Model):
    """One mail to one person about one thing, written in the transaction that caused it.

    `address` is kept beside `recipient` because account mail also goes to addresses that belong
    to nobody yet. `text`, `html` and `calendar` are emptied once the letter has left.

    `claimed_by` is the number of the advisory lock that the claiming drain holds for as long as it
    lives: when nobody holds it any more, that worker is gone. `items` is what a letter tells of,
    so that each can be looked at again just before it leaves: of a digest
    `{"section": {"ids": [id, …], "more": count, "url": path}}`, of a reminder `{"kind": id}`, of a
    letter that names people `{"peers": [id, …]}`. `cause` is by what it can be taken back for a
    while, if it can.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="letters"
    )
    address = models.EmailField()
    purpose = models.CharField(max_length=20, choices=Purpose)
    key = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, help_text="An iCalendar object to send along.")
    items = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    not_after = models.DateTimeField(null=True, help_text="Worth nothing from this moment on.")
    queued_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    cause = models.UUIDField(null=True, editable=False)
    answer = models.CharField(
        max_length=300, blank=True, help_text="What the mail server said last."
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "purpose", "key"],
                name="letter_is_written_once",
            ),
            models.UniqueConstraint(
                fields=["address", "purpose", "key"],
                condition=models.Q(recipient=None),
                name="letter_to_a_stranger_is_written_once",
            ),
            models.CheckConstraint(
                name="letter_that_left_has_its_moment",
                condition=~models.Q(state=State.SENT) | models.Q(sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(state=State.QUEUED),
                name="letter_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state__in=[State.CLAIMED, State.TRANSMITTING]),
                name="letter_in_hand",
            ),
            models.Index(
                fields=["cause"],
                condition=models.Q(cause__isnull=False),
                name="letter_by_cause",
            ),
            GinIndex(
                OpClass("items", "jsonb_path_ops"),
                condition=models.Q(items__has_key="peers"),
                name="letter_names_peers",
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.get_state_display()}"
