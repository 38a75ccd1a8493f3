"""What a session talks about, for its own page."""

from django import template

from forums.choices import AgendaState
from forums.models import AgendaItem

register = template.Library()
SHOWN = 100


@register.inclusion_tag("forums/agenda_of.html", takes_context=True)
def agenda_of(context, session, count: int = SHOWN) -> dict:
    """What is on the agenda of a session, and to members how much is proposed. One query; none
    where the page knows that the `count` of proposals is 0."""
    found = _open_items(session, context["request"].user) if count else []
    chosen = [item for item in found if item.state == AgendaState.CHOSEN]
    return {"session": session, "chosen": chosen, "proposed": len(found) - len(chosen)}


def _open_items(session, viewer) -> list[AgendaItem]:
    items = AgendaItem.objects.visible_to(viewer).filter(session=session).open_ones()
    return list(items.with_proposer(viewer).in_order()[:SHOWN])
