"""Where a page went whose project became part of another."""

from django.urls import reverse

from projects.models import Project

OF_A_PROJECT = "projects/<slug:slug>/"


def whither(request) -> str:
    """The same page of what was kept, for whoever may see that; nothing for other addresses. One
    query for each time that what was kept became part of yet another."""
    match = request.resolver_match
    if match is None or not match.route.startswith(OF_A_PROJECT):
        return ""
    merged = Project.objects.filter(slug=match.kwargs["slug"]).exclude(merged_into=None)
    kept = merged.values_list("merged_into", flat=True).first()
    while kept is not None:
        slug, further = Project.objects.values_list("slug", "merged_into").get(pk=kept)
        if further is None:
            return _address(request, match, slug)
        kept = further
    return ""


def _address(request, match, slug: str) -> str:
    if not Project.objects.visible_to(request.user).filter(slug=slug).exists():
        return ""
    return reverse(match.view_name, kwargs=match.kwargs | {"slug": slug}, query=request.GET or None)
