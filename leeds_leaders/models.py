"""The ground floor's own table."""

from django.db import models


class Tick(models.Model):
    """One change to public data, appended by a database trigger and folded by a job.

    The sum of `count` for a name is its stamp. Rows are only ever added, so that two people who
    save at once never wait for each other, and a change counts from the moment it is committed.
    """

    name = models.CharField(max_length=30)
    count = models.BigIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["name"], include=["count"], name="tick_by_name")]

    def __str__(self):
        return f"{self.name} +{self.count}"
