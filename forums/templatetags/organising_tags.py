"""What can be done with a session besides changing it, for the page of those who arrange it."""

from django import template
from django.utils import timezone

from forums import rules
from forums.choices import State
from forums.models import Session

register = template.Library()


@register.inclusion_tag("forums/form_moves.html", takes_context=True)
def moves_of(context, session: Session) -> dict:
    """Once more on another day, a part, took place, take back, throw away. One query."""
    viewer = context["request"].user
    is_over = session.ends_at <= timezone.now()
    return {
        "session": session,
        "csrf_token": context.get("csrf_token"),
        "can_have_parts": session.parent_id is None and not is_over,
        "can_be_held": is_over and session.can_become(State.HELD),
        "can_be_taken_back": not session.numbers and rules.can_take_back(viewer, session),
        "can_be_discarded": not session.numbers and rules.can_discard(viewer, session),
    }
