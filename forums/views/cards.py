"""Those who come, as cards to read and badges to wear."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums import rules
from forums.models import Booking, Session
from forums.pages.cards import cards_of, sheets_of
from forums.views.doors import own_session


@require_safe
@login_required
def cards(request, slug):
    """Who else comes, for those who go and for whoever arranges it."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    mine = Booking.objects.visible_to(request.user).of(request.user, session)
    if not rules.can_read_cards(request.user, session, mine):
        raise PermissionDenied
    context = {
        "session": session, "booking": mine,
        "page": cards_of(session, request.user, request.GET),
    }  # fmt: skip
    return render(request, "forums/cards.html", context)


@require_safe
@login_required
def badges(request, slug):
    """Badges for all who go, eight to a sheet of A4."""
    session = own_session(request, slug)
    return render(request, "forums/badges.html", {"session": session, "sheets": sheets_of(session)})
