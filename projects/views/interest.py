"""Standing behind a project, and letting more people know of it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.finding.forms import first_error
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, fill_in, sent
from projects import rules
from projects.actions import interest as verbs
from projects.actions import spreading
from projects.choices import OWN_RUNGS
from projects.forms.interest import ConfirmForm, PassOnForm, RungForm, StandForm
from projects.models import Interest, Project
from projects.pages.supporters import Supporters

BEHIND = "projects:behind"


def seen_project(request, slug) -> Project:
    """A project that the viewer may see."""
    return get_object_or_404(Project.objects.visible_to(request.user), slug=slug)


def own_project(request, slug) -> Project:
    """A project that the viewer answers for. Raises `PermissionDenied`."""
    project = seen_project(request, slug)
    if not rules.can_speak_for(request.user, project):
        raise PermissionDenied
    return project


@members_post("projects:detail", "slug")
def interest(request, slug):
    """Say where one stands."""
    project = seen_project(request, slug)
    if not rules.can_stand_behind(request.user, project):
        raise PermissionDenied
    form = StandForm(request.POST, peer=request.user)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    done = (
        _("Said. You can change it, or end it, at any time.")
        if form.cleaned_data["rung"] in OWN_RUNGS
        else _("Said. It counts once the project has confirmed it.")
    )
    return change(request, partial(verbs.say, **form.cleaned_data), project, done, to=project)


@members_post("projects:detail", "slug")
def interest_end(request, slug):
    """Stand behind it no longer."""
    done = _("Ended. You hear no more of this project.")
    project = seen_project(request, slug)
    return change(request, verbs.stop, project, done, to=project)


@require_safe
@kept_for_visitors("projects", "peers", "strength", "words", "ground")
def behind(request, slug):
    """Who stands behind a project; to those who answer for it also what waits for their word."""
    return _behind(request, seen_project(request, slug))


@members_post(BEHIND, "slug")
def interests_confirm(request, slug):
    """It is so, of several at once."""
    project = own_project(request, slug)
    page = Supporters(project, request.user, request.GET)
    form = ConfirmForm(request.POST, waiting=page.waiting)
    if not form.is_valid():
        return _behind(request, project, form=form, status=422)
    count = verbs.confirm_many(form.chosen(), by=request.user)
    words = ngettext("Confirmed for %d person.", "Confirmed for %d people.", count)
    messages.success(request, words % count)
    return redirect(BEHIND, slug)


def _behind(request, project, *, status=200, **context):
    supporters = Supporters(project, request.user, request.GET)
    context |= {"project": project, "supporters": supporters, "page": supporters.page}
    return render(request, "projects/behind.html", context, status=status)


@members_post(BEHIND, "slug")
def interest_confirm(request, slug, pk):
    """It is so."""
    found = _interest(request, slug, pk)
    form = RungForm(request.POST)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    verb = partial(verbs.confirm, rung=form.cleaned_data["rung"])
    return change(request, verb, found, _("Confirmed."), to=_page_of(found))


@members_post(BEHIND, "slug")
def interest_unconfirm(request, slug, pk):
    """It is not so, or no longer."""
    found = _interest(request, slug, pk)
    return change(request, verbs.unconfirm, found, _("Taken back."), to=_page_of(found))


def _interest(request, slug, pk) -> Interest:
    """Where somebody stands towards a project that the viewer answers for."""
    project = own_project(request, slug)
    rows = Interest.objects.visible_to(request.user).select_related("project")
    return get_object_or_404(rows, pk=pk, project=project)


def _page_of(found: Interest) -> str:
    return reverse(BEHIND, args=[found.project.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pass_on(request, slug):
    """Tell somebody one is connected with of a project."""
    project = seen_project(request, slug)
    if not project.is_live:
        raise PermissionDenied
    form = PassOnForm(sent(request), peer=request.user)
    return fill_in(
        request,
        "projects/pass_on.html",
        {"project": project, "form": form},
        save=partial(spreading.pass_on, project, by=request.user),
        done=_("Passed on."),
        to=project,
    )


@members_post("projects:detail", "slug")
def feature(request, slug):
    """Show it on the first page."""
    project = _for_organisers(request, slug)
    done = _("It stands on the first page for some weeks.")
    return change(request, spreading.feature, project, done, to=project)


@members_post("projects:detail", "slug")
def unfeature(request, slug):
    """Show it on the first page no longer."""
    project = _for_organisers(request, slug)
    return change(request, spreading.unfeature, project, _("Taken off the first page."), to=project)


def _for_organisers(request, slug) -> Project:
    project = seen_project(request, slug)
    if not rules.can_feature(request.user, project):
        raise PermissionDenied
    return project
