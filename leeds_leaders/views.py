"""Pages that belong to no single app: home, health, errors, and the outbox of a local run."""

import sys
from http import HTTPStatus

import redis
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from leeds_leaders.local.mail import kept_mail
from leeds_leaders.stamps import kept_for_visitors

RETRY_AFTER = 5  # seconds
SAFE_METHODS = frozenset({"GET", "HEAD"})
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 44">'
    '<path fill="#1D428A" d="M20 1 38 11.5v21L20 43 2 32.5v-21z"/>'
    '<path fill="#F2B705" d="m20 12 9 5v10l-9 5-9-5V17z"/></svg>'
)


# The first parts of the addresses that the main menu leads to.
SECTIONS = frozenset({"projects", "peers", "forums", "causes", "wards"})


def house(request: HttpRequest) -> dict:
    """What every template may know of the house."""
    section = request.path_info.split("/", 2)[1]
    return {
        "language": get_language(),
        "section": section if section in SECTIONS else "",
        "city": settings.CITY,
        "outbox_is_readable": settings.OUTBOX_IS_READABLE,
        "map_tiles_url": settings.MAP_TILES_URL,
        "map_tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
    }


@require_safe
@kept_for_visitors("projects", "words", "ground", "sessions", "records", "peers", "strength")
def home(request):
    """What this is, the city by its projects, what is new and asked for, what works, what was said
    and done, how to join."""
    return render(request, "home.html")


@require_safe
def about(request):
    """What the network is for and who looks after the site."""
    return render(request, "about.html")


@require_safe
def robots(request):
    return HttpResponse(
        "User-agent: *\nDisallow: /accounts/\nDisallow: /admin/\nDisallow: /me/\n",
        content_type="text/plain",
    )


@require_safe
@cache_control(public=True, max_age=86400)
def icon(request):
    """The hexagon, for pages that do not carry it themselves, as the admin's."""
    return HttpResponse(ICON, content_type="image/svg+xml")


@require_safe
def outbox(request):
    """Mail of a local run, so that a newcomer can finish signing up. Elsewhere: not there."""
    if not settings.OUTBOX_IS_READABLE:
        raise Http404
    return render(request, "outbox.html", {"letters": kept_mail()})


# Health ---------------------------------------------------------------------------------------


@require_safe
def healthz(request):
    """The process is up."""
    return JsonResponse({"status": "up"})


@require_safe
def readyz(request):
    """Database, broker and migrations are good, or 503 and which is not."""
    checks = {"database": _database_answers(), "migrations": False, "broker": _broker_answers()}
    if checks["database"]:
        checks["migrations"] = not _pending_migrations()
    good = all(checks.values())
    response = JsonResponse({"status": "ready" if good else "not ready", "checks": checks})
    if not good:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return False
    return True


def _pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _broker_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


# Errors ---------------------------------------------------------------------------------------


def _error(request, status: int, title: str, words: str, *, plain: bool = False) -> HttpResponse:
    if request.path.endswith((".json", ".geojson")):
        return JsonResponse({"error": words}, status=status)
    context = {"title": title, "words": words, "status": status, "city": settings.CITY}
    body = render_to_string("error.html", context, request=None if plain else request)
    return HttpResponse(body, status=status)


def bad_request(request, exception=None):
    if isinstance(exception, TOO_MUCH):
        words = _(
            "The site takes about two million letters at once, in eight hundred fields. Go back: as"
            " a rule what you wrote is still there. Please send it in smaller parts."
        )
        return _error(request, 413, _("That is too much at once"), words, plain=True)
    words = (
        str(exception)  # ours; Django's own words for others speak of settings
        if isinstance(exception, BadRequest) and str(exception)
        else _("Something in the address or the form was off.")
    )
    return _error(request, 400, _("That cannot be read"), words, plain=True)


def forbidden(request, exception=None):
    words = _("You are welcome here, but this is for somebody else to do.")
    return _error(request, 403, _("Not yours to do"), words)


def csrf_failure(request, reason=""):
    words = _(
        "The page was open for too long, or cookies are off. Go back, reload it and try again."
    )
    return _error(request, 403, _("Please try that again"), words, plain=True)


def not_found(request, exception=None):
    """One answer for what is hidden and what never was; what has moved is shown where it is."""
    if request.method in SAFE_METHODS and (address := import_string(settings.WHITHER)(request)):
        return HttpResponsePermanentRedirect(address)
    return _error(
        request,
        404,
        _("There is nothing here"),
        _("The page may have moved, or it is not for everybody to see."),
    )


def server_error(request):
    """503 with Retry-After when the database is away; otherwise our own fault, said plainly."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        words = _("The site is catching its breath. Try again in a few seconds; nothing is lost.")
        response = _error(request, 503, _("Back in a moment"), words, plain=True)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    words = _("This is our mistake, not yours. It has been noted; please try again.")
    try:
        return _error(request, 500, _("Something went wrong"), words, plain=True)
    except Exception:  # the page of last resort must not fail with what it reports
        return HttpResponse(words, status=500, content_type="text/plain; charset=utf-8")
