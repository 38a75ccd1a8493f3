"""Finding projects and reading about them."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leeds_leaders.finding.forms import first_error
from leeds_leaders.htmx import render_page
from leeds_leaders.stamps import kept_for_visitors
from projects import rules
from projects.forms.searching import SearchForm, ViewForm
from projects.models import Listing, Project
from projects.pages.results import Results
from projects.querysets.mapping import View


@require_safe
@kept_for_visitors("projects", "words", "ground")
def project_list(request):
    """List and map side by side; the address bar is the state, in one way of writing."""
    search = SearchForm.search_of(request.GET)
    if any(len(request.GET.getlist(facet)) > 1 for facet in search.chosen):
        return redirect(f"{request.path}?{search.query_string(page=search.page)}")
    found = Listing.objects.visible_to(request.user).find(search)
    if not found.knows_all:
        raise Http404(_("There is nothing of that name to filter by."))
    results = Results(found)
    if search.page > results.pages:
        raise Http404(_("There are fewer pages than that."))
    return render_page(request, "projects/list.html", {"results": results}, part="results")


@require_safe
@kept_for_visitors("projects", "words", "ground")
def project_points(request):
    """What the map draws: `{"points": …, "clusters": …, "total": n}`, see `draw`."""
    form = ViewForm(request.GET)
    search_form = SearchForm(request.GET)
    if not (form.is_valid() and search_form.is_valid()):
        errors = {**form.errors, **search_form.errors}
        return JsonResponse({"error": first_error(errors)}, status=400)
    west, south, east, north = form.cleaned_data["bbox"]
    view = View(west, south, east, north, form.cleaned_data["zoom"])
    listings = Listing.objects.visible_to(request.user)
    features = listings.draw(search_form.search(), view.clipped(settings.CITY.bounds))
    return JsonResponse(features, json_dumps_params={"separators": (",", ":")})


@require_safe
@kept_for_visitors("projects", "words", "ground", "sessions", "records", "peers", "strength")
def project_detail(request, slug):
    """One project: its story, what it needs, who is behind it, where it is."""
    viewer = request.user
    projects = Project.objects.visible_to(viewer).filter(merged_into=None).for_page(viewer)
    projects = projects.with_team(viewer).with_told(viewer)
    project = get_object_or_404(projects.with_strength(viewer, project__slug=slug), slug=slug)
    context = {
        "project": project,
        "site_url": settings.SITE_URL,
        "can_edit": rules.can_edit(request.user, project),
        "can_withdraw": rules.can_withdraw(request.user, project),
        "can_restore": rules.can_restore(request.user, project),
        "can_see_contact": rules.can_see_contact(request.user, project),
    }
    return render(request, "projects/detail.html", context)
