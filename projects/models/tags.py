"""The tags of a project: its causes, what it needs, what it offers."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from taggit.models import ItemBase

from leeds_leaders.language.models import Cause, Help


class ProjectCause(ItemBase):
    """A project belongs to a cause."""

    content_object = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="cause_items"
    )
    tag = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="project_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="project_cause_once")
        ]


class ProjectNeed(ItemBase):
    """A project needs a kind of help."""

    content_object = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="need_items"
    )
    tag = models.ForeignKey(Help, on_delete=models.PROTECT, related_name="project_need_items")
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="project_need_once")
        ]


class ProjectOffer(ItemBase):
    """A project offers a kind of help to others."""

    content_object = models.ForeignKey(
        "projects.Project", on_delete=models.CASCADE, related_name="offer_items"
    )
    tag = models.ForeignKey(Help, on_delete=models.PROTECT, related_name="project_offer_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="project_offer_once")
        ]
