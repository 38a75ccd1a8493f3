"""What was agreed, for pages of sessions, projects and the city."""

from django import template

from forums.choices import Doing
from forums.models import Action
from forums.pages.said_and_done import SaidAndDone

register = template.Library()
SHOWN = 50
QUARTERS = 4


@register.inclusion_tag("forums/action_line.html")
def action_line(action) -> dict:
    """Who does it, by when, and how it stands, beside the words of an item of notes. No query:
    the action comes from `for_lines`."""
    return {"action": action}


@register.inclusion_tag("forums/actions_of.html", takes_context=True)
def actions_of(context, project) -> dict:
    """What was agreed in sessions that serves a project; to whoever leads it also what waits for
    their word. One query."""
    viewer = context["request"].user
    found = Action.objects.visible_to(viewer).standing().for_lines(viewer).filter(project=project)
    actions = [
        action
        for action in found.exclude(state=Doing.HANDED_OVER).order_by("-agreed_at", "-pk")[:SHOWN]
        if action.serves
    ]
    return {"project": project, "actions": actions, "leads": project.is_led_by(viewer)}


@register.inclusion_tag("forums/said_and_done_lately.html")
def said_and_done_lately() -> dict:
    """What was said in the last year, and what became of it. One query."""
    told = SaidAndDone()
    return {"rows": told.drawn[-QUARTERS:], "whole": told.lately}
