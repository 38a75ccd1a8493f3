"""Who may post: members whose session may have ended since, holders of a link, visitors."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


def members_post(page: str, *arguments: str):
    """A change by POST. Whoever's session has ended signs in and comes back to `page`, since what
    only takes a POST is no place to come back to. `arguments` are those of the view that the
    address of `page` has, too.
    """

    def decorate(view):
        @require_POST
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                back = reverse(page, kwargs={name: kwargs[name] for name in arguments})
                return redirect_to_login(back)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def for_holders_of_a_link(view):
    """A page whose address is a secret: kept nowhere, told to no other site, in no index.

    No CSRF token is asked for: mail programs post without cookies (RFC 8058), and whoever knows
    the address needs no help from anybody's browser.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request, token):
        response = view(request, token)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def visitors_form(view):
    """A form for whoever comes by. Nobody is given a cookie for looking at it, so there is no CSRF
    token: what another site sends is known by the origin that every browser names.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        origin = request.headers.get("Origin")
        if request.method == "POST" and origin not in {None, _origin_of(request)}:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _origin_of(request) -> str:
    return f"{request.scheme}://{request.get_host()}"
