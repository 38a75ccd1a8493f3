"""An htmx request gets a named part of the same page, from the same URL, through the same door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_page(request: HttpRequest, template: str, context: dict, *, part: str) -> HttpResponse:
    """Render a page, or for htmx only its named part."""
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        template = f"{template}#{part}"
    return render(request, template, context)
