"""What a ward has beside its projects: places to gather, and somebody to ask in public service."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.models import Moderated
from leeds_leaders.text import LINE_PATTERN, links_lead_to_the_web
from peers.models import Organisation
from projects.choices import Gathering
from projects.querysets.locality import HubQuerySet, WardContactQuerySet


class Hub(Moderated):
    """A place where people of a neighbourhood gather: a hub, a centre, a library, a garden.
    Latitude and longitude are WGS 84 degrees; the place is public."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("what kind"), max_length=9, choices=Gathering)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="hubs")
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    opening = models.CharField(_("when it is open"), max_length=200, blank=True)
    access = models.CharField(_("getting in"), max_length=200, blank=True)
    link = models.URLField(_("web page"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="hubs"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="added_hubs",
    )
    added_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = HubQuerySet.as_manager()

    class Meta:
        verbose_name = _("hub or civic space")
        verbose_name_plural = _("hubs and civic spaces")
        ordering = [Lower("name")]
        constraints = [
            models.CheckConstraint(
                name="hub_can_be_shown",
                condition=Q(name__regex=LINE_PATTERN)
                & ~Q(name="")
                & Q(address__regex=LINE_PATTERN)
                & Q(opening__regex=LINE_PATTERN)
                & Q(access__regex=LINE_PATTERN),
            ),
            links_lead_to_the_web("hub_link_leads_to_the_web", "link"),
            models.CheckConstraint(
                name="hub_place_is_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-85, 85), longitude__range=(-180, 180)),
            ),
            models.UniqueConstraint("ward", Lower("name"), name="hub_is_there_once"),
        ]

    def __str__(self):
        return self.name


class WardContact(models.Model):
    """Somebody in public service whom people of a ward may ask: named with their consent, by
    staff of the network. `checked_on` is the day on which that was last so."""

    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("what they do"), max_length=120)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="ward_contacts"
    )
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ward_contacts",
    )
    email = models.EmailField(_("work e-mail"), blank=True)
    phone = models.CharField(_("work phone"), max_length=40, blank=True)
    asks = models.CharField(_("what to ask them for"), max_length=200, blank=True)
    checked_on = models.DateField(_("agreed and checked on"))

    objects = WardContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of a ward")
        verbose_name_plural = _("contacts of wards")
        ordering = ["ward", Lower("name")]
        constraints = [
            models.CheckConstraint(
                name="ward_contact_can_be_shown",
                condition=Q(name__regex=LINE_PATTERN)
                & ~Q(name="")
                & Q(role__regex=LINE_PATTERN)
                & Q(phone__regex=LINE_PATTERN)
                & Q(asks__regex=LINE_PATTERN),
            ),
            models.UniqueConstraint("ward", Lower("name"), name="ward_contact_once"),
        ]

    def __str__(self):
        return self.name
