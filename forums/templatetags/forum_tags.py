"""Panels of sessions for the pages of other apps."""

from django import template

from forums.models import Session

register = template.Library()


@register.inclusion_tag("forums/next.html", takes_context=True)
def next_sessions(context, count: int = 3) -> dict:
    """The next sessions. One query."""
    sessions = Session.objects.visible_to(context["request"].user).for_cards()
    return {"sessions": sessions.upcoming()[:count]}


@register.inclusion_tag("forums/of_project.html", takes_context=True)
def sessions_of(context, project) -> dict:
    """The sessions a project came up in. One query."""
    sessions = Session.objects.visible_to(context["request"].user).for_cards()
    return {"sessions": sessions.filter(projects=project)[:5]}
