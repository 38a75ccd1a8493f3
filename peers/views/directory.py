"""Finding peers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leeds_leaders.htmx import wants_part
from leeds_leaders.stamps import kept_for_visitors
from peers.forms.directory import DirectoryForm
from peers.pages.directory import drawn_results
from peers.querysets.sectors import SMALLEST, connections_between_sectors


@require_safe
@kept_for_visitors("peers", "words", "ground")
def directory(request):
    """The peers that one may find, in facets and on the hexagon city; the address bar is the
    state. No search engine keeps what a search finds."""
    search = DirectoryForm.search_of(request.GET)
    part = drawn_results(request, search)
    if wants_part(request):
        response = HttpResponse(part)
    else:
        response = render(request, "peers/directory.html", {"search": search, "part": part})
    if search.query_string(page=search.page):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@login_required
def between(request):
    """How the sectors of the city are connected here: numbers, no names."""
    table = connections_between_sectors()
    return render(request, "peers/between.html", {"table": table, "smallest": SMALLEST})
