"""The city's ground: wards, and places that people can name."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from leeds_leaders.geography.querysets import WardQuerySet


class Ward(models.Model):
    """An electoral ward, with its place in the hexagon city.

    `latitude`/`longitude` is the label point in WGS 84 degrees. `hex_column`/`hex_row` are odd-r
    offset coordinates, rows counted from the south. `boundary` is GeoJSON geometry as ONS
    publishes it, present once an operator has loaded it with `load_wards`.
    """

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    hex_column = models.SmallIntegerField(null=True, blank=True)
    hex_row = models.SmallIntegerField(null=True, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    deprivation = models.FloatField(
        null=True,
        blank=True,
        help_text="Mean IMD 2019 score of its small areas; not an official ward figure.",
    )
    area = models.FloatField(null=True, blank=True, help_text="Square kilometres.")
    committee = models.CharField(max_length=80, blank=True)
    former_codes = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    boundary = models.JSONField(null=True, blank=True)

    objects = WardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="ward_lies_on_earth",
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("geography:ward", args=[self.slug])


class Area(models.Model):
    """A neighbourhood by the name people use for it, with a rough centre in WGS 84 degrees."""

    name = models.CharField(max_length=80, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Postcode(models.Model):
    """A postcode and its point in WGS 84 degrees.

    `code` is written without a space. A district ("LS8") carries a rough centre only.
    """

    code = models.CharField(max_length=7, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_district = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.code if self.is_district else f"{self.code[:-3]} {self.code[-3:]}"
