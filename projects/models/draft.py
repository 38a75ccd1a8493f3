"""What somebody has begun to write and not yet sent."""

from django.conf import settings
from django.db import models

from projects.querysets import DraftQuerySet


class Draft(models.Model):
    """The unsent form of one peer for one project, or for a new one.

    `fields` holds the form's fields as the browser sent them: a mapping of names to lists of
    texts. It is seen by its writer alone and swept after 60 days.
    """

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_drafts"
    )
    project = models.ForeignKey(
        "projects.Project", null=True, on_delete=models.CASCADE, related_name="drafts"
    )
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "project"], name="draft_is_one_per_form", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"Draft of {self.saved_at:%d %B %Y}"
