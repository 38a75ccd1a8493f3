"""What came of a session, a project, an action: panels for their pages."""

from django import template

register = template.Library()


@register.inclusion_tag("forums/pulse_after.html", takes_context=True)
def after_session(context, session) -> dict:
    """How it felt, what people took back, and what somebody who came can add. One query once the
    session is over, none before."""
    return {"session": session, "request": context["request"]}


@register.inclusion_tag("forums/outcomes.html", takes_context=True)
def outcomes_of(context, project) -> dict:
    """What came of a project."""
    return {"project": project, "request": context["request"]}


@register.inclusion_tag("forums/chain.html", takes_context=True)
def came_of(context, thing) -> dict:
    """From a person by a session, an item of notes, an action and a project to what came of it:
    the chain that an action, item, outcome, project or peer is part of."""
    return {"thing": thing, "request": context["request"]}
