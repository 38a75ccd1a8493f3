"""Finding breakfast forums and reading about them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums import rules
from forums.forms.finding import SearchForm
from forums.models import Session
from forums.pages.listing import Listing
from forums.pages.programme import Programme
from forums.pages.session import SessionPage
from leeds_leaders.htmx import render_page
from leeds_leaders.stamps import kept_for_visitors
from leeds_leaders.statements import planned_once


@require_safe
@kept_for_visitors("sessions", "words", "ground")
def session_list(request):
    """Those to come, those that have been, or a month; the address bar is the state."""
    search = SearchForm.search_of(request.GET)
    listing = Listing(request.user, search, request.GET)
    return render_page(request, "forums/session_list.html", {"listing": listing}, part="results")


@require_safe
@kept_for_visitors("sessions", "records", "projects", "peers", "words", "ground")
def session_detail(request, slug):
    """One session: when, where, what for, who comes, and what will be talked about."""
    sessions = Session.objects.visible_to(request.user).for_page(request.user)
    with planned_once():  # the plan takes six milliseconds, the answer one
        session = get_object_or_404(sessions, slug=slug)
    context = {
        "session": session,
        "page": SessionPage(session),
        "can_edit": rules.can_edit(request.user, session),
    }
    return render(request, "forums/session_detail.html", context)


@require_safe
@kept_for_visitors("sessions")
def session_programme(request, slug):
    """The parts of a conference by time and room."""
    sessions = Session.objects.visible_to(request.user)
    session = get_object_or_404(sessions.select_related("venue"), slug=slug)
    parts = sessions.filter(parent=session).as_cards()
    if not parts:
        raise Http404
    context = {"session": session, "programme": Programme(parts)}
    return render(request, "forums/programme.html", context)
