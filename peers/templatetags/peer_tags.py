"""What pages show of peers."""

from django import template
from django.urls import reverse

from leeds_leaders.geography.hexes import draw_marked, hex_city
from peers import rules

register = template.Library()


@register.filter
def shown_to(organisation, viewer):
    """An organisation that comes along with something else, if the viewer may see it: nobody reads
    the name of one whose page they cannot open."""
    if organisation and rules.can_see_organisation(viewer, organisation):
        return organisation
    return None


@register.inclusion_tag("components/hex_city.html")
def active_in(portrait) -> dict:
    """The hexagon city with the wards filled where a peer is active."""
    hexes, width, height = hex_city(portrait.city)
    to_wards = reverse("geography:wards")
    return {"hexes": draw_marked(hexes, to_wards, "/"), "width": width, "height": height}


@register.inclusion_tag("peers/photo.html")
def photo_of(portrait, side: int) -> dict:
    """A peer's photo as a square of 96 or 192 pixels on the page, sharp on every screen."""
    return {
        "portrait": portrait,
        "side": side,
        "address": portrait.photo_address(side),
        "sharp_address": portrait.photo_address(2 * side),
    }
