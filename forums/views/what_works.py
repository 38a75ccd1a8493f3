"""The library of what works, and what of it is put before everybody."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forums import rules
from forums.actions import what_works as verbs
from forums.forms.what_works import SearchForm
from forums.models import Note
from forums.pages.what_works import Library
from leeds_leaders.doors import members_post
from leeds_leaders.htmx import render_page
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change

PAGE = "forums:what-works"


@require_safe
@kept_for_visitors("records", "sessions", "words")
def what_works(request):
    """What works, out of the records of sessions; the address bar is the state."""
    listing = Library(request.user, SearchForm.search_of(request.GET), request.GET)
    context = {"listing": listing, "can_feature": rules.is_organiser(request.user)}
    return render_page(request, "forums/works.html", context, part="results")


def _moved(request, pk, verb, done):
    note = get_object_or_404(Note.objects.visible_to(request.user).what_works(), pk=pk)
    if not rules.is_organiser(request.user):
        raise PermissionDenied
    return change(request, verb, note, done, to=PAGE)


@members_post(PAGE)
def works_feature(request, pk):
    """Put it before everybody."""
    return _moved(request, pk, verbs.feature, _("It stands on the front page now."))


@members_post(PAGE)
def works_unfeature(request, pk):
    """One of many again."""
    return _moved(request, pk, verbs.unfeature, _("It is one of many again."))
