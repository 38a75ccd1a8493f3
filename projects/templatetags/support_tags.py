"""Who is behind a project, what it asks for, and whom it calls in. All panels of one project's page
share one query."""

from django import template

from projects import rules
from projects.choices import Rung
from projects.pages import asks
from projects.pages.behind import Strength

register = template.Library()


@register.inclusion_tag("projects/behind_project.html", takes_context=True)
def behind_project(context, project) -> dict:
    """Who stands behind a project, and where the reader stands."""
    return _strength(context, project) | {"rungs": Rung.choices}


@register.inclusion_tag("projects/asks_and_offers.html", takes_context=True)
def asks_and_offers(context, project) -> dict:
    """What a project asks for and offers today."""
    return _strength(context, project)


@register.inclusion_tag("projects/invitations_of.html", takes_context=True)
def invitations_of(context, project) -> dict:
    """The public bodies that a project called in, and what they said."""
    return _strength(context, project)


def _strength(context, project) -> dict:
    request = context["request"]
    return {
        "project": project,
        "strength": Strength.of(project, request.user),
        "visitor": project.is_live and not request.user.is_authenticated,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("projects/open_asks_lately.html", takes_context=True)
def open_asks_lately(context) -> dict:
    """What projects have asked for lately. One query."""
    return {"asks": asks.lately(context["request"].user)}


@register.inclusion_tag("projects/featured_lately.html", takes_context=True)
def featured_lately(context) -> dict:
    """What organisers show first just now. One query."""
    return {"cards": asks.shown_first(context["request"].user)}


@register.inclusion_tag("projects/spread.html", takes_context=True)
def spread(context, project) -> dict:
    """How a reader lets more people know of a project. No query."""
    request = context["request"]
    return {
        "project": project,
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "can_pass_on": project.is_live and request.user.is_authenticated,
        "can_feature": rules.can_feature(request.user, project),
    }
