"""Counts of live projects that the database keeps by itself.

Both tables are journals of differences: triggers append, a job folds, readers sum. So nobody
waits for anybody's lock, and a count is right from the moment the change is committed.
"""

from django.db import models


class Tally(models.Model):
    """How many live projects have one value of one facet.

    `facet` is all, ward, stage, cause or need; `value` is the ward's code, the stage, or the
    tag's id.
    """

    facet = models.CharField(max_length=8)
    value = models.CharField(max_length=20)
    count = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["facet", "value"], include=["count"], name="tally_by_facet")
        ]

    def __str__(self):
        return f"{self.facet} {self.value}: {self.count:+d}"


class Cell(models.Model):
    """How many live projects lie in one square of the map, and where their middle is.

    The world is 2^level squares wide and high in Web Mercator. Sums are of degrees; where
    `count` is 1, `id_sum` is that project's id.
    """

    level = models.SmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    count = models.BigIntegerField()
    latitude_sum = models.FloatField()
    longitude_sum = models.FloatField()
    id_sum = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["level", "x", "y"],
                include=["count", "latitude_sum", "longitude_sum", "id_sum"],
                name="cell_by_square",
            )
        ]

    def __str__(self):
        return f"{self.level}/{self.x}/{self.y}: {self.count:+d}"
