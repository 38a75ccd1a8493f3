"""An htmx request gets a named part of the same page, from the same URL, through the same door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page, and not for all of it."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(request: HttpRequest, template: str, context: dict, *, part: str) -> HttpResponse:
    """Render a page, or for htmx only its named part."""
    if wants_part(request):
        template = f"{template}#{part}"
    return render(request, template, context)
