"""Panels of associations and cohorts for the pages of projects, organisations and peers."""

from django import template

from projects.models import Association

register = template.Library()

MOST = 20


@register.inclusion_tag("projects/associations_of.html", takes_context=True)
def associations_of(context, project=None, organisation=None, peer=None) -> dict:
    """What a project that came `with_told`, an organisation or a peer belongs to, by name. One
    query at most."""
    if project is not None:
        return {"associations": [Association(**row) for row in project.association_list]}
    viewer = context["request"].user
    whose = organisation if organisation is not None else peer  # whose page has shown them already
    agreed = whose.memberships.agreed()
    shown = Association.objects.visible_to(viewer).listed()
    found = shown.filter(pk__in=agreed.values("association")).by_name()
    return {"associations": found.only("name", "slug", "purpose")[:MOST]}


@register.inclusion_tag("projects/cohort_of.html")
def cohort_of(project) -> dict:
    """The cohort whose common work a project is that came `with_told`, and what can be learned by
    it. No query."""
    return {**(project.cohort_told or {}), "offers": project.learn_list}
