"""Finding projects and reading about them."""

from django.conf import settings
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
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

PHOTO_SECONDS = 600  # a photo that is taken away is gone from others' screens after that


@require_safe
@kept_for_visitors("projects", "words", "ground")
def project_list(request):
    """List and map side by side; the address bar is the state."""
    search = SearchForm.search_of(request.GET)
    found = Listing.objects.visible_to(request.user).find(search)
    if not all(found.knows(facet, getattr(search, facet)) for facet in search.chosen):
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
@kept_for_visitors("projects", "words", "ground", "sessions", "records", "peers")
def project_detail(request, slug):
    """One project: its story, what it needs, who is behind it, where it is."""
    projects = Project.objects.visible_to(request.user).for_page(request.user)
    project = get_object_or_404(projects, slug=slug)
    context = {
        "project": project,
        "can_edit": rules.can_edit(request.user, project),
        "can_withdraw": rules.can_withdraw(request.user, project),
        "can_restore": rules.can_restore(request.user, project),
        "can_see_contact": rules.can_see_contact(request.user, project),
    }
    return render(request, "projects/detail.html", context)


@require_safe
def project_photo(request, name):
    """A photo, by the same door as its project."""
    projects = Project.objects.visible_to(request.user).only("photo")
    project = get_object_or_404(projects, photo=f"projects/{name}.webp")
    try:
        response = FileResponse(project.photo.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = f"private, max-age={PHOTO_SECONDS}"
    return response
