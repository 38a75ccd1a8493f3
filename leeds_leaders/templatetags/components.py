"""Small parts that pages of every app are made of."""

from django import template
from django.utils.safestring import SafeString

from leeds_leaders.geography.hexes import WardCount, draw
from leeds_leaders.geography.hexes import hex_city as lay_out_hexes
from leeds_leaders.text import link_addresses, render_markdown

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """A person's long text as safe HTML."""
    return render_markdown(text)


@register.filter
def with_links(line: str) -> SafeString:
    """A person's line, its web and mail addresses as links."""
    return link_addresses(line)


@register.filter
def lookup(mapping, key):
    """One value of a mapping, or nothing."""
    return mapping.get(key)


@register.inclusion_tag("components/hex_city.html")
def hex_city(wards: list[WardCount], before: str = "", after: str = "/", chosen: str = "") -> dict:
    """The hexagon city. Each hexagon links to `before` + slug + `after`."""
    hexes, width, height = lay_out_hexes(wards)
    return {
        "hexes": draw(hexes, before, after, chosen),
        "width": width,
        "height": height,
    }
