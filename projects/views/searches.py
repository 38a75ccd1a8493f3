"""The searches somebody keeps."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.finding.forms import first_error
from peers.views.between import change
from projects.actions import searches as verbs
from projects.forms.searches import KeepForm, SavedSearchForm
from projects.models import SavedSearch
from projects.pages.searches import KeptSearches, gets_digest, name_of

HOME = "projects:searches"


@require_safe
@login_required
def searches(request):
    """One's saved searches: what each looks for, what it found lately, and when one hears of it."""
    return _page(request)


@members_post("projects:list")
def search_save(request):
    """Keep the search that the list shows."""
    form = KeepForm(request.POST)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    search = form.search()
    try:
        verbs.keep(search, by=request.user, name=name_of(search))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('projects:list')}?{search.query_string()}")
    messages.success(request, _("You keep this search now. Here you say when to hear from it."))
    return redirect(HOME)


@members_post(HOME)
def search_change(request, pk):
    """Give it another name, or hear of it at another pace."""
    saved = _own(request, pk)
    form = SavedSearchForm(request.POST, saved=saved)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    verb = partial(verbs.change, **form.cleaned_data)
    return change(request, verb, saved, _("Saved."), to=HOME)


@members_post(HOME)
def search_delete(request, pk):
    """Keep it no longer."""
    saved = _own(request, pk)
    done = _("Removed. For 30 days you can bring it back, below.")
    return change(request, verbs.remove, saved, done, to=HOME)


@members_post(HOME)
def search_bring_back(request, pk):
    """Keep it again."""
    return change(request, verbs.bring_back, _own(request, pk), _("It is back."), to=HOME)


def _own(request, pk) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)


def _page(request, *, form=None, status=200):
    """The page; a form that could not be taken stands where it was filled in."""
    page = KeptSearches(SavedSearch.objects.visible_to(request.user))
    forms = {each.saved.pk: SavedSearchForm(saved=each.saved) for each in page.kept}
    if form is not None:
        forms[form.saved.pk] = form
    context = {
        "page": page,
        "kept": [(each, forms[each.saved.pk]) for each in page.kept],
        "gets_digest": gets_digest(request.user),
    }
    return render(request, "projects/searches.html", context, status=status)
