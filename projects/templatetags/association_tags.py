"""Panels of associations and cohorts for the pages of projects, organisations and peers."""

from django import template
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from projects.models import Association, DevelopmentOffer, Membership, Project

register = template.Library()

MOST = 20


@register.inclusion_tag("projects/associations_of.html", takes_context=True)
def associations_of(context, project=None, organisation=None, peer=None) -> dict:
    """What a project, an organisation or a peer belongs to, by name. One query."""
    viewer = context["request"].user
    member = {"project": project, "organisation": organisation, "peer": peer}
    whose = {kind: row for kind, row in member.items() if row is not None}
    agreed = Membership.objects.visible_to(viewer).agreed().filter(**whose)
    shown = Association.objects.visible_to(viewer).listed()
    found = shown.filter(pk__in=agreed.values("association")).order_by("likeness", "pk")
    return {"associations": found.only("name", "slug", "purpose")[:MOST]}


@register.inclusion_tag("projects/cohort_of.html", takes_context=True)
def cohort_of(context, project) -> dict:
    """The cohort whose common work a project is, and what can be learned by it. One query."""
    shown = Project.objects.visible_to(context["request"].user).filter(pk=project.pk)
    offers = DevelopmentOffer.objects.published().open().filter(project=OuterRef("pk"))
    told = offers.values(json=JSONObject(title="title", key="key"))[:MOST]
    row = shown.values("cohort__name", "cohort__slug", "cohort__scope", offers=ArraySubquery(told))
    found = row.first() or {}
    return {
        "name": found.get("cohort__name"),
        "slug": found.get("cohort__slug"),
        "scope": found.get("cohort__scope"),
        "offers": found.get("offers"),
    }
