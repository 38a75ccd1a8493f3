"""Where breakfasts are held."""

from pathlib import PurePath

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.querysets.venue import VenueQuerySet
from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.models import Hideable
from leeds_leaders.text import LINE_PATTERN


class Venue(Hideable):
    """A place that is saved once and chosen again: its address, its pin (degrees, WGS 84), how to
    get in, and what it looks like from the street."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    ward = models.ForeignKey(
        Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="venues"
    )
    access_notes = models.CharField(_("getting in"), max_length=500, blank=True)
    photo = models.ImageField(upload_to="venues/", blank=True)
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    is_retired = models.BooleanField(
        _("no longer used"), default=False, db_default=False, help_text="Not offered in forms."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "pk"]
        indexes = [GinIndex(SearchVector("name", "address", config="house"), name="venue_by_words")]
        constraints = [
            models.CheckConstraint(
                name="venue_name_is_one_plain_line",
                condition=Q(name__regex=LINE_PATTERN) & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="venue_pin_is_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-85, 85), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="venue_photo_is_described", condition=Q(photo="") | ~Q(photo_alt="")
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, (self.name, self.address)))

    def get_absolute_url(self):
        return reverse("forums:venue", args=[self.slug])

    @property
    def photo_url(self) -> str:
        """The photo's address; its random name is the file's."""
        return reverse("forums:venue-photo", args=[PurePath(str(self.photo)).stem])
