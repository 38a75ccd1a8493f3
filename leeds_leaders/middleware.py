"""What wraps every request: a log line, an input guard, headers."""

import logging
import time

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection
from django.utils.translation import gettext as _

from leeds_leaders.text import odd_characters

log = logging.getLogger("leeds_leaders.requests")

TRUSTED_SECONDS = 5
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), "
    "microphone=(), payment=(), usb=(), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self)"
)


def log_requests(get_response):
    """One line per request: the route, never the path, its query or who asked."""

    def middleware(request):
        started = time.perf_counter()
        response = get_response(request)
        route = getattr(request.resolver_match, "view_name", None)
        if route and response.status_code != 304:
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": route,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
        return response

    return middleware


def spare_connection_checks(get_response):
    """Ask whether the connection to PostgreSQL still lives only after a pause.

    Asking before every request costs a page from memory a sixth of its time. If PostgreSQL was
    restarted between two requests, the second one is answered with 503 and connects anew.
    """
    asked_at = 0.0

    def middleware(request):
        nonlocal asked_at
        connection.health_check_done = time.time() - asked_at < TRUSTED_SECONDS
        asked_at = time.time()
        return get_response(request)

    return middleware


def refuse_odd_characters(get_response):
    """Refuse control characters and broken encodings in an address before any view reads them."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if odd_characters(request.path_info) or "\ufffd" in request.path_info:
            raise BadRequest(_("That address holds characters that cannot be read."))
        if "%" in query or not query.isascii():
            for name, values in request.GET.lists():
                for value in [name, *values]:
                    if "\ufffd" in value or odd_characters(value, newlines=True):
                        raise BadRequest(_("That address holds characters that cannot be read."))
        return get_response(request)

    return middleware


def set_headers(get_response):
    """Permissions policy for all; what a signed-in person sees is theirs alone."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if {settings.SESSION_COOKIE_NAME} & (request.COOKIES.keys() | response.cookies.keys()):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware
