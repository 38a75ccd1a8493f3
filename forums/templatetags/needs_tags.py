"""What somebody reads about the needs that they told of."""

from django import template

from peers.models import Peer

register = template.Library()


@register.simple_tag(takes_context=True)
def looks_at(context, booking) -> list[dict]:
    """Who looked at the needs of a booking and when, by name those whom the reader may see. Two
    queries."""
    views = list(booking.looked_at)
    seen = Peer.objects.visible_to(context["request"].user)
    named = seen.filter(pk__in={view.by_id for view in views}).in_bulk()
    return [{"at": view.at, "by": named.get(view.by_id)} for view in views]
