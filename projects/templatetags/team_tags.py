"""Who does a project, and what belongs to an organisation, for pages that show them."""

from django import template

from projects import rules
from projects.models import Project
from projects.pages.team import Team

register = template.Library()
SHOWN = 30


@register.inclusion_tag("projects/team_of.html", takes_context=True)
def team_of(context, project) -> dict:
    """Who is in the team of a project that came `with_team`, the organisation it belongs to, and
    who may claim it. No query."""
    viewer = context["request"].user
    return {"project": project, "team": Team(project, viewer), "city": context["city"]}


@register.inclusion_tag("projects/organisation_projects.html", takes_context=True)
def projects_of_organisation(context, organisation) -> dict:
    """What belongs to an organisation; its keeper can say that something does not. One query."""
    viewer = context["request"].user
    listed = Project.objects.visible_to(viewer).listed().filter(organisation=organisation)
    return {
        "organisation": organisation,
        "projects": listed.order_by("title").only("slug", "title", "summary")[:SHOWN],
        "can_release": rules.can_release_from(viewer, organisation),
    }
