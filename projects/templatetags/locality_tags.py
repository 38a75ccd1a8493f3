"""What a ward has beside its projects."""

from django import template

from projects.pages.locality import Locality

register = template.Library()


@register.simple_tag(takes_context=True)
def support_against_need(context, ward) -> str:
    """How many projects of a ward ask, and what was met this year, in a sentence. One query."""
    return Locality(ward, context["request"].user).sentence


@register.inclusion_tag("projects/locality.html", takes_context=True)
def locality(context, ward) -> dict:
    """What projects of a ward ask for, who is active there, associations, places to gather, and
    whom to ask. Five queries."""
    viewer = context["request"].user
    return {"locality": Locality(ward, viewer), "ward": ward, "viewer": viewer}
