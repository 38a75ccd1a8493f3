"""Sessions as calendars (RFC 5545)."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forums.emails import coming_of
from forums.models import Session
from leeds_leaders.notices.calendars import calendar_of, invitation
from leeds_leaders.stamps import kept_for_visitors

FEED = 200  # sessions, the soonest


def _calendar(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@require_safe
@kept_for_visitors("sessions")
def session_calendar(request, slug):
    """One session, for one's own calendar."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    return _calendar(invitation(coming_of(session)), session.slug)


@require_safe
@kept_for_visitors("sessions")
def public_calendar(request):
    """All coming sessions that everybody may see, to subscribe to. The same for whoever asks."""
    sessions = Session.objects.visible_to(AnonymousUser()).upcoming()[:FEED]
    return _calendar(calendar_of([coming_of(session) for session in sessions]), "breakfasts")
