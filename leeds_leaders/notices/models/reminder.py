"""The timetable of reminders."""

from django.db import models

from leeds_leaders.notices.choices import Step
from leeds_leaders.notices.querysets import ReminderQuerySet


class Reminder(models.Model):
    """One step of the timetable of something that starts: a row that is due at a moment, found by
    query. `kind` names the source in `REMINDER_SOURCES`, `subject_id` its row. `told_at` is when it
    was told, or let go because a later step, the start or a cancellation came first.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    step = models.CharField(max_length=8, choices=Step)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "step"], name="reminder_step_is_set_once"
            ),
            models.CheckConstraint(
                name="reminder_comes_before_the_start",
                condition=models.Q(due_at__lt=models.F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(told_at=None), name="reminder_due"),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_id}: {self.get_step_display()}"
