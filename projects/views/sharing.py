"""Passing a project on: the picture that goes with its address, and the sheet for a board."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from leeds_leaders import qr
from leeds_leaders.stamps import kept_for_visitors
from projects.choices import Seek
from projects.models import Project, Support
from projects.pages.share import Card

ASKS, OFFERS = 6, 2  # as many as a sheet has room for


def _project(request, slug) -> Project:
    projects = Project.objects.visible_to(request.user).for_page(request.user)
    return get_object_or_404(projects, slug=slug)


@require_safe
@kept_for_visitors("projects", "words", "ground")
def card(request, slug):
    """The picture of a project, for whoever may see its page. It has one address: drawing takes
    long, and what is appended to the address would have it drawn anew each time."""
    if request.META["QUERY_STRING"]:
        return redirect("projects:card", slug)
    picture = Card.of(_project(request, slug), settings.CITY.network).png()
    return HttpResponse(picture, content_type="image/png")


@require_safe
@kept_for_visitors("projects", "words", "ground", "strength")
def print_sheet(request, slug):
    """A project on one sheet of A4, with a code that leads to its page."""
    project = _project(request, slug)
    address = f"{settings.SITE_URL}{project.get_absolute_url()}"
    asks = Support.objects.visible_to(request.user).listed().filter(project=project)
    asks = asks.only("kind", "title", "amount", "until")
    context = {
        "project": project,
        "address": address,
        "code": qr.drawn(address),
        "asks": asks.exclude(kind=Seek.OFFER)[:ASKS],
        "offers": asks.filter(kind=Seek.OFFER)[:OFFERS],
    }
    return render(request, "projects/print.html", context)
