"""What people write and answer, for other pages."""

from django import template

register = template.Library()


@register.inclusion_tag("forums/thread_of.html", takes_context=True)
def thread_of(context, target) -> dict:
    """What was answered to a perspective, an item of notes, or between sessions."""
    return {"target": target}


@register.inclusion_tag("forums/perspectives_on.html", takes_context=True)
def perspectives_on(context, session) -> dict:
    """What people wrote about a session."""
    return {"session": session}
