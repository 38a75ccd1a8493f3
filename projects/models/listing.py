"""What everybody may find."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models

from leeds_leaders.geography.fields import PointField
from leeds_leaders.geography.models import Ward
from projects.models.project import Project
from projects.querysets.listing import ListingQuerySet


class Listing(models.Model):
    """A live project as searches and the map see it: a short row, so that thousands are read at
    once. Triggers keep it (migration `0012_listings`): it is there exactly while its project is
    live, and it is replaced, never changed, so that its entry in the index of words is new too.

    That index, `listing_by_words`, holds the words of the project, which stay in the wide table
    (docs/decisions/0015).
    """

    project = models.OneToOneField(
        Project, primary_key=True, on_delete=models.DO_NOTHING, related_name="listing"
    )
    created_at = models.DateTimeField()
    spot = PointField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    ward = models.ForeignKey(
        Ward, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    stage = models.CharField(max_length=12)
    cause_ids = ArrayField(models.BigIntegerField())
    need_ids = ArrayField(models.BigIntegerField())

    objects = ListingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-project"], name="listing_newest"),
            models.Index(fields=["stage"], name="listing_by_stage"),
            GinIndex(fields=["cause_ids"], name="listing_by_cause"),
            GinIndex(fields=["need_ids"], name="listing_by_need"),
            GistIndex(fields=["spot"], name="listing_by_spot"),
        ]

    def __str__(self):
        return f"{self.project_id}"
