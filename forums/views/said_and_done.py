"""What was said at breakfast, and what became of it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.pages.said_and_done import SaidAndDone
from leeds_leaders.stamps import kept_for_visitors


@require_safe
@kept_for_visitors("records", "sessions", "peers", "projects")
def said_and_done(request):
    """The same figures for everybody: of what everybody may read, and of no person."""
    told = SaidAndDone(request.GET)
    return render(request, "forums/said_and_done.html", {"told": told, "page": told.page})
