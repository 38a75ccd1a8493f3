"""Pages of wards, and the two questions that the map picker asks."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from leeds_leaders.geography.forms import PlaceSearchForm, PointForm
from leeds_leaders.geography.models import Ward
from leeds_leaders.geography.places import find_places
from leeds_leaders.geography.wards import finder
from leeds_leaders.htmx import render_page
from leeds_leaders.stamps import kept_for_visitors


@require_safe
@kept_for_visitors("ground", "projects")
def ward_list(request):
    """The hexagon city and the same figures as a table."""
    return render(
        request, "geography/ward_list.html", {"wards": Ward.objects.visible_to(request.user)}
    )


@require_safe
@kept_for_visitors("ground", "projects", "words", "sessions", "peers", "strength")
def ward_detail(request, slug):
    """One ward: who it is home to, what goes on there, who and what there is to turn to."""
    ward = get_object_or_404(Ward.objects.visible_to(request.user), slug=slug)
    return render(request, "geography/ward_detail.html", {"ward": ward})


@require_safe
@kept_for_visitors("ground")
def ward_labels(request):
    """What a map without pictures shows: `{"wards": [[lon, lat, "name"]…]}`, WGS 84 degrees."""
    wards = Ward.objects.visible_to(request.user).values_list("longitude", "latitude", "name")
    return JsonResponse({"wards": list(wards)})


@require_safe
def place_search(request):
    """Places by name: a page of its own, or its list for the picker on a form."""
    form = PlaceSearchForm(request.GET or None)
    places = find_places(form.cleaned_data["q"]) if form.is_valid() else []
    context = {"form": form, "places": places, "asked": form.is_bound}
    return render_page(request, "geography/place_search.html", context, part="places")


@require_safe
def ward_at(request):
    """The ward proposed for a point: `{"code", "name", "approximate", "inside"}`."""
    form = PointForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": "Send lat and lon in WGS 84 degrees."}, status=400)
    point = form.cleaned_data["lat"], form.cleaned_data["lon"]
    proposal = finder().at(*point) if settings.CITY.has_point(*point) else None
    if proposal is None:
        return JsonResponse({"code": "", "name": "", "approximate": False, "inside": False})
    return JsonResponse(
        {
            "code": proposal.code,
            "name": proposal.name,
            "approximate": proposal.is_approximate,
            "inside": True,
        }
    )
