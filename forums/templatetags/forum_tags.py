"""Panels of sessions for the pages of other apps."""

from django import template

from forums.models import Session
from forums.pages.listed import drawn_cards
from forums.querysets.search import Search

register = template.Library()

OF_PROJECT = 5
OF_WARD = 3


@register.inclusion_tag("forums/next.html", takes_context=True)
def next_sessions(context, count: int = 3) -> dict:
    """The next sessions. One query."""
    sessions = Session.objects.visible_to(context["request"].user).whole()
    return {"cards": drawn_cards(sessions.upcoming()[:count].as_cards())}


@register.inclusion_tag("forums/projects.html", takes_context=True)
def sessions_of(context, project) -> dict:
    """The sessions that a project came up in, or will. One query."""
    sessions = Session.objects.visible_to(context["request"].user).filter(projects=project)
    return {"cards": sessions[:OF_PROJECT].as_cards()}


@register.inclusion_tag("forums/in_ward.html", takes_context=True)
def sessions_in(context, ward) -> dict:
    """The next sessions in a ward, or about it. One query."""
    found = Session.objects.visible_to(context["request"].user).find(Search(ward=ward.slug))
    return {"cards": drawn_cards(found.upcoming()[:OF_WARD].as_cards()), "ward": ward}
