"""What pages show of what is between the viewer and a peer."""

from django import template

from peers.pages.ties import Between

register = template.Library()


@register.inclusion_tag("peers/connections_with.html", takes_context=True)
def ties_with(context, peer) -> dict:
    """What the viewer can do with another peer: connect, answer, end, thank, block. Two queries."""
    viewer = context["request"].user
    between = Between.of(viewer, peer) if viewer.is_authenticated else None
    return {"peer": peer, "between": between, "csrf_token": context.get("csrf_token")}
