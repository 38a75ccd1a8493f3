"""What is kept beside a project: where exactly it is, its steps, and what only looks like it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from projects.choices import Stage
from projects.models.project import EARLIEST, LATEST, Project
from projects.querysets.of_project import KeptApartQuerySet


class PrivatePlace(models.Model):
    """The exact place of a project whose public place is coarser; for its lead's eyes."""

    project = models.OneToOneField(
        Project, primary_key=True, on_delete=models.CASCADE, related_name="private_place"
    )
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="private_place_is_on_earth",
                condition=Q(latitude__range=(-85, 85), longitude__range=(-180, 180)),
            )
        ]

    def __str__(self):
        return f"Private place of project {self.project_id}"


class StageMove(models.Model):
    """A step from one stage to the next, and the day it was made. `told_at` is when those who want
    the project's news were told."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stage_moves")
    came_from = models.CharField(max_length=12, choices=Stage, blank=True)
    went_to = models.CharField(max_length=12, choices=Stage)
    moved_on = models.DateField()
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    moved_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    let_stand_at = models.DateTimeField(
        null=True, editable=False, help_text="Of what waited: from when on it is news."
    )

    class Meta:
        ordering = ["moved_on", "pk"]
        indexes = [
            models.Index(
                fields=["moved_on"],
                condition=Q(told_at=None) & ~Q(came_from=""),
                name="stage_move_still_to_tell",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="stage_move_goes_somewhere", condition=~Q(came_from=F("went_to"))
            ),
            models.CheckConstraint(
                name="stage_move_is_in_this_century",
                condition=Q(moved_on__range=(EARLIEST, LATEST)),
            ),
        ]

    def __str__(self):
        return f"{self.get_went_to_display()}, {self.moved_on}"


class KeptApart(models.Model):
    """Two projects that look like one, of which a moderator has said that they are two: they are
    proposed for merging no more. `one` came first."""

    one = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = KeptApartQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_are_kept_apart_once"),
            models.CheckConstraint(
                name="two_kept_apart_are_in_order", condition=Q(one__lt=F("other"))
            ),
        ]

    def __str__(self):
        return f"{self.one_id} is not {self.other_id}"
