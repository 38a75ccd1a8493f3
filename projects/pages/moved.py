"""Where a page went whose project became part of another."""

from django.urls import reverse

from projects.models import Project

OF_A_PROJECT = "projects/<slug:slug>/"


def whither(request) -> str:
    """The same page of what was kept, for whoever may see that; nothing for other addresses. Over
    any number of merges it is one step: what had become part of a duplicate goes along with it."""
    match = request.resolver_match
    if match is None or not match.route.startswith(OF_A_PROJECT):
        return ""
    kept = Project.objects.visible_to(request.user).filter(merged__slug=match.kwargs["slug"])
    slug = kept.values_list("slug", flat=True).first()
    if slug is None:
        return ""
    return reverse(match.view_name, kwargs=match.kwargs | {"slug": slug}, query=request.GET or None)
