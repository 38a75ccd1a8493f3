"""Stamps: how old is what I have? And whole pages kept for visitors under them.

A stamp counts the committed changes to one kind of public data (see `Tick`). A page that was
rendered for a visitor is kept in the worker's memory under the stamps of the data it shows, so
an edit is seen by the next request, and nothing that a signed-in person sees is ever kept.
"""

import gzip
import time
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.migrations import RunSQL
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from leeds_leaders.statements import prepared_cursor

KEPT_HEADERS = ("Content-Type", "Content-Language", "X-Robots-Tag")
COMPRESS_FROM = 500  # bytes
# Pages tell of days and of what is still to come, so none is good for long without a change.
KEPT_SECONDS = 600
TELL_PARTS_FROM_PAGES = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


# What a stamp is, for whoever reads it along with something else.
SUM = "SELECT coalesce(sum(count), 0)::bigint FROM house_tick WHERE name IN ({names})"


def read(*names: str) -> str:
    """The stamps of some kinds of data as one short text. One query."""
    with prepared_cursor() as cursor:
        cursor.execute(SUM.format(names=", ".join(["%s"] * len(names))), names)
        return str(cursor.fetchone()[0])


@transaction.atomic
def fold() -> int:
    """Fold the ticks of each name into one row; the sums stay as they are. Returns rows gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('house_tick'))")
        cursor.execute(
            """
            WITH gone AS (DELETE FROM house_tick RETURNING name, count),
            kept AS (
                INSERT INTO house_tick (name, count)
                SELECT name, sum(count) FROM gone GROUP BY name RETURNING 1
            )
            SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM kept)
            """
        )
        return cursor.fetchone()[0]


def tick_on(table: str, name: str) -> RunSQL:
    """A migration step: every statement that changes `table` appends a tick to `name`."""
    return RunSQL(
        f"CREATE TRIGGER {table}_ticks AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION house_append_tick('{name}')",
        f"DROP TRIGGER {table}_ticks ON {table}",
    )


def is_visitor(request: HttpRequest) -> bool:
    """Somebody about whom we know nothing, and to whom nothing private can be shown."""
    return not ({settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys())


def kept_for_visitors(*names: str) -> Callable:
    """Keep a view's answer to visitors under the stamps of `names`.

    The view must not set cookies or use a CSRF token for visitors. Everybody else goes straight
    to the view.
    """

    def decorate(view):
        @wraps(view)
        def kept_view(request, *args, **kwargs):
            if request.method not in {"GET", "HEAD"} or not is_visitor(request):
                return view(request, *args, **kwargs)
            kind = tuple(request.headers.get(name) for name in TELL_PARTS_FROM_PAGES)
            age = int(time.time()) // KEPT_SECONDS
            asked = f"{age} {request.get_host()} {request.get_full_path()} {kind}"
            key = blake2b(f"{read(*names)} {asked}".encode(), digest_size=16).hexdigest()
            etag = f'W/"{key}"'
            if etag in request.headers.get("If-None-Match", ""):
                response: HttpResponse = HttpResponseNotModified()
            else:
                response = _from_pages(key, request) or _to_pages(
                    key, request, view(request, *args, **kwargs)
                )
            if response.status_code in {200, 304}:
                response.headers["ETag"] = etag
                response.headers["Cache-Control"] = "no-cache"
                patch_vary_headers(response, ["Cookie", *TELL_PARTS_FROM_PAGES, "Accept-Encoding"])
            return response

        return kept_view

    return decorate


def kept(make: Callable[[], str], *depends_on: object) -> str:
    """What `make` makes, kept in the worker's memory for as long as all that it depends on is the
    same: the stamps of its data, and whatever makes it another for somebody else.
    """
    key = blake2b(repr(depends_on).encode(), digest_size=16).hexdigest()
    text = caches["pages"].get(key)
    if text is None:
        text = make()
        caches["pages"].set(key, text)
    return text


def _from_pages(key: str, request: HttpRequest) -> HttpResponse | None:
    kept = caches["pages"].get(key)
    return None if kept is None else _answer(request, *kept)


def _answer(request: HttpRequest, headers: dict, body: bytes, zipped: bytes) -> HttpResponse:
    if zipped and "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(zipped, headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(body, headers=headers)


def _to_pages(key: str, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200 or response.streaming or response.cookies:
        return response
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    body = response.content
    # No secret and nothing personal stands in a visitor's page, so compressing it gives away none.
    zipped = gzip.compress(body, 5, mtime=0) if len(body) >= COMPRESS_FROM else b""
    kept = headers, body, zipped
    caches["pages"].set(key, kept)
    return _answer(request, *kept)
