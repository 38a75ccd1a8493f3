"""What somebody shows at the door."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from leeds_leaders import qr

register = template.Library()


@register.inclusion_tag("components/qr.html")
def qr_of(booking) -> dict:
    """The code of somebody's place: whoever stands at the door scans it and finds them."""
    address = f"{settings.SITE_URL}{reverse('forums:arrival', args=[booking.key])}"
    return {**qr.drawn(address), "label": _("My code for the door")}
