"""Pages of breakfast forums."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums.models import Session
from leeds_leaders.stamps import kept_for_visitors

SHOWN = 30


@require_safe
def session_list(request):
    """Coming sessions first, then what has been."""
    sessions = Session.objects.visible_to(request.user).for_cards()
    context = {"upcoming": sessions.upcoming()[:SHOWN], "past": sessions.past()[:SHOWN]}
    return render(request, "forums/session_list.html", context)


@require_safe
@kept_for_visitors("sessions", "projects", "ground")
def session_detail(request, slug):
    """One session: when, where, what for, and the projects it talks about."""
    sessions = Session.objects.visible_to(request.user).select_related("venue__ward")
    session = get_object_or_404(sessions.defer("venue__ward__boundary"), slug=slug)
    return render(request, "forums/session_detail.html", {"session": session})
