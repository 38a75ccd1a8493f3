"""What pages show of peers."""

from django import template
from django.urls import reverse

from leeds_leaders.geography.hexes import WardCount, draw_marked, hex_city
from leeds_leaders.geography.models import Ward

register = template.Library()


@register.inclusion_tag("components/hex_city.html", takes_context=True)
def active_in(context, slugs: set[str]) -> dict:
    """The hexagon city with the wards of these slugs filled. One query."""
    wards = Ward.objects.visible_to(context["request"].user)
    rows = wards.values_list("slug", "name", "hex_column", "hex_row")
    hexes, width, height = hex_city(
        [
            WardCount(slug, name, None if column is None else (column, row), int(slug in slugs))
            for slug, name, column, row in rows
        ]
    )
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
