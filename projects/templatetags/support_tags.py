"""Who is behind a project, what it asks for, and whom it calls in."""

from django import template

register = template.Library()


@register.inclusion_tag("projects/behind_project.html", takes_context=True)
def behind_project(context, project) -> dict:
    """Who stands behind a project, and where the reader stands."""
    return {}


@register.inclusion_tag("projects/asks_and_offers.html", takes_context=True)
def asks_and_offers(context, project) -> dict:
    """What a project asks for and offers today."""
    return {}


@register.inclusion_tag("projects/invitations_of.html", takes_context=True)
def invitations_of(context, project) -> dict:
    """The public bodies that a project called in, and what they said."""
    return {}


@register.inclusion_tag("projects/open_asks_lately.html", takes_context=True)
def open_asks_lately(context) -> dict:
    """What projects have asked for lately."""
    return {}
