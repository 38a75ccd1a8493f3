"""Who does a project, and what belongs to an organisation, for pages that show them."""

from django import template

register = template.Library()


@register.inclusion_tag("projects/team_of.html", takes_context=True)
def team_of(context, project) -> dict:
    """Who is in the team of a project, who answers for it, and the organisation it belongs to."""
    return {"project": project}


@register.inclusion_tag("projects/organisation_projects.html", takes_context=True)
def projects_of_organisation(context, organisation) -> dict:
    """What an organisation has put under its name."""
    return {"organisation": organisation}
