"""Sessions as calendars (RFC 5545)."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forums.emails import coming_of
from forums.models import CalendarFeed, Session
from leeds_leaders.notices.calendars import calendar_of, invitation
from leeds_leaders.stamps import kept_for_visitors

MOST = 500  # sessions in one calendar, the soonest
KEPT_BACK = timedelta(days=90)  # what has been stays in one's own calendar for so long


def _calendar(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@require_safe
@kept_for_visitors("sessions")
def session_calendar(request, slug):
    """One session, for one's own calendar."""
    sessions = Session.objects.visible_to(request.user).select_related("venue")
    session = get_object_or_404(sessions, slug=slug)
    return _calendar(invitation(coming_of(session)), session.slug)


@require_safe
@kept_for_visitors("sessions")
def public_calendar(request):
    """All coming sessions that everybody may see, to subscribe to. The same for whoever asks."""
    sessions = Session.objects.visible_to(AnonymousUser()).whole().upcoming()
    comings = [coming_of(session) for session in sessions.select_related("venue")[:MOST]]
    return _calendar(calendar_of(comings, name=_("Breakfast forums")), "breakfasts")


@require_safe
@cache_control(private=True, no_store=True)
def private_calendar(request, token):
    """What somebody goes to or hosts, at an address that only they know. It is all that is needed:
    calendar programs do not sign in."""
    feed = CalendarFeed.objects.of_token(token)
    if feed is None:
        raise Http404
    since = timezone.now() - KEPT_BACK
    sessions = Session.objects.on_calendar_of(feed.peer)
    recent = sessions.filter(ends_at__gte=since).order_by("starts_at", "pk")
    comings = [
        coming_of(session, for_people=True) for session in recent.select_related("venue")[:MOST]
    ]
    response = _calendar(calendar_of(comings, name=_("My breakfast forums")), "my-breakfasts")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
