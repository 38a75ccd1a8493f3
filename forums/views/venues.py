"""Venues: where breakfasts are held."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import actions, rules
from forums.forms.venues import VenueForm, initial_of_venue
from forums.models import Session, Venue
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import sent

PER_PAGE = 30
SHOWN = 10
PHOTO_SECONDS = 600  # a photo that is taken away is gone from others' screens after that


def _venue(request, slug) -> Venue:
    venues = Venue.objects.visible_to(request.user).select_related("ward")
    return get_object_or_404(venues.defer("ward__boundary"), slug=slug)


@require_safe
@kept_for_visitors("sessions", "ground")
def venues(request):
    """The places where breakfasts are held."""
    found = Venue.objects.visible_to(request.user).to_choose().select_related("ward")
    context = {
        "page": page_of(request.GET, found.defer("ward__boundary"), size=PER_PAGE),
        "can_add": rules.is_organiser(request.user),
    }
    return render(request, "forums/venues.html", context)


@require_safe
@kept_for_visitors("sessions", "ground")
def venue(request, slug):
    """One place: where it is, how to get in, and what is coming there."""
    venue = _venue(request, slug)
    sessions = Session.objects.visible_to(request.user).filter(venue=venue)
    context = {
        "venue": venue,
        "sessions": sessions.whole().upcoming()[:SHOWN].as_cards(),
        "can_edit": rules.can_edit_venue(request.user, venue),
    }
    return render(request, "forums/venue.html", context)


@require_safe
def venue_photo(request, name):
    """A photo, by the same door as its venue."""
    venues = Venue.objects.visible_to(request.user).only("photo")
    venue = get_object_or_404(venues, photo=f"venues/{name}.webp")
    try:
        response = FileResponse(venue.photo.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = f"private, max-age={PHOTO_SECONDS}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def venue_new(request):
    """Save a place to be chosen for sessions."""
    if not rules.is_organiser(request.user):
        raise PermissionDenied
    form = VenueForm(sent(request), request.FILES or None)
    return _written(request, form, lambda: actions.add_venue(form.details(), by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def venue_edit(request, slug):
    """Change a place. Whoever comes to a session there hears of another name or address."""
    venue = _venue(request, slug)
    if not rules.can_edit_venue(request.user, venue):
        raise PermissionDenied
    form = VenueForm(
        sent(request), request.FILES or None, initial=initial_of_venue(venue), venue=venue
    )

    def change() -> Venue:
        return actions.change_venue(venue, form.details(), by=request.user)

    return _written(request, form, change, venue)


def _written(request, form: VenueForm, save: Callable[[], Venue], venue: Venue | None = None):
    if form.is_bound and form.is_valid():
        messages.success(request, _("Saved."))
        return redirect(save())
    context = {"form": form, "venue": venue}
    status = 422 if form.is_bound else 200
    return render(request, "forums/venue_form.html", context, status=status)
