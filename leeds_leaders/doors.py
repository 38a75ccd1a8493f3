"""What only a POST may do, for members whose session may have ended in between."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.urls import reverse
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
