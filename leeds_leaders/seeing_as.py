"""Seeing the site as somebody else sees it, to understand what they tell us of it.

Admins alone, with a reason, for a quarter of an hour, and nothing can be changed meanwhile: only
pages are fetched, each in a transaction that PostgreSQL itself keeps from writing. What is theirs
alone (their own pages, their account, what they need, words to and from them) stays closed
(docs/decisions/0042).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import load_backend
from django.db import InternalError, connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from psycopg.errors import ReadOnlySqlTransaction

from leeds_leaders.moderation.actions import note

KEY = "seeing_as"
MINUTES = 15
STOP = "/seeing-as/stop/"
SIGN_OUT = "/accounts/logout/"
SAFE = frozenset({"GET", "HEAD"})
# A test walks every address of the site: what not every member may read is closed here, or stands
# there with the reason why not.
CLOSED = re.compile(
    "|".join(
        (
            # Their own pages and their account; all of the admin
            r"^/(me|accounts|admin|outbox)/",
            # Addresses that are secrets, and what was decided against them
            r"^/(calendar|place|report|unsubscribe|still-going|arrivals)/",
            r"^/moderation/(appeal|decisions)/",
            # Words from one to another, and who stands behind whom
            r"^/(asks|bids|handovers|invitations|memberships|replies)/[^/]+/",
            r"^/projects/[^/]+/(behind|bids|claim|hand-over|invite|matches|pass-on|still-going)/",
            r"^/projects/[^/]+/team/",
            r"^/(associations|cohorts)/[^/]+/(ask|invite)/",
            r"^/organisations/[^/]+/claim/",
            r"^/peers/[^/]+/(connect|introduce|pair|thank)/",
            # What they alone have of a session, and the pages of those who arrange it
            r"^/forums/[^/]+/(lesson|my-place|pulse)/",
            r"^/forums/[^/]+/(arrivals|badges|cards|duplicate|edit|notes|organise|parts|record)/",
            r"^/forums/[^/]+/agenda/[^/]+/set-aside/",
            r"^/forums/planning/",
            r"^/forums/(series|venues)/new/",
            r"^/forums/(series|venues)/[^/]+/(edit|next)/",
            r"^/questions/[^/]+/(answer|park|reframe)/",
        )
    )
)


@dataclass(frozen=True)
class Seeing:
    """Whom an admin sees the site as, and until when."""

    peer: object
    until: datetime


def begin(request, peer) -> None:
    """See the site as `peer` from the next page on."""
    until = timezone.now() + timedelta(minutes=MINUTES)
    request.session[KEY] = {"peer": peer.pk, "until": until.timestamp()}


def end(request) -> None:
    """Be oneself again, and keep that it is over; a repeat does nothing."""
    kept = request.session.pop(KEY, None)
    if kept and request.user.is_authenticated:
        note("no longer seen as", _peer(kept["peer"]), by=request.user)


def may_see_as(by, peer) -> bool:
    """Admins, anybody but themselves and others of the staff."""
    is_admin = by.is_active and by.is_staff and by.is_superuser
    return is_admin and peer.is_active and not (peer.is_staff or peer.is_superuser)


def see_as(get_response):
    """The middleware: lets an admin who has begun to see the site as somebody fetch pages so."""

    def middleware(request):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or KEY not in request.session:
            return get_response(request)
        seeing = _seeing(request)
        if seeing is None:
            end(request)
            return get_response(request)
        request.seen_as = seeing
        if request.path_info == SIGN_OUT and request.method not in SAFE:
            end(request)
        if request.path_info in {STOP, SIGN_OUT}:
            return get_response(request)
        if request.method not in SAFE or CLOSED.search(request.path_info):
            return _closed(request)
        request.user = seeing.peer
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
            response = get_response(request)
            transaction.set_rollback(True)
        return response

    def process_exception(request, exception):
        is_kept = isinstance(exception.__cause__, ReadOnlySqlTransaction)
        if is_kept and isinstance(exception, InternalError) and hasattr(request, "seen_as"):
            return _closed(request)
        return None

    middleware.process_exception = process_exception
    return middleware


def _seeing(request) -> Seeing | None:
    """Whom this browser sees the site as, if it still may."""
    kept = request.session[KEY]
    until, peer = datetime.fromtimestamp(kept["until"], UTC), _peer(kept["peer"])
    if peer is None or until <= timezone.now() or not may_see_as(request.user, peer):
        return None
    return Seeing(peer, until)


def _peer(pk):
    return load_backend(settings.AUTHENTICATION_BACKENDS[0]).get_user(pk)


def _closed(request) -> HttpResponse:
    """A page that says so, and how to stop, without asking the database."""
    context = {"city": settings.CITY, "request": request, "csrf_token": get_token(request)}
    body = render_to_string("seeing_as_closed.html", context)
    return HttpResponse(body, status=HTTPStatus.FORBIDDEN)
