"""What a project said before: reading it, comparing two versions, putting one back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.paging import page_of
from projects import rules
from projects.actions.history import restore_version
from projects.forms.history import CompareForm, RestoreForm
from projects.models import Project, Version
from projects.pages.history import Comparison, lines_of

HISTORY = "projects:history"
VERSIONS = 30  # of a page


def _project(request, slug) -> Project:
    """A project whose history the viewer may read. Raises `Http404`, `PermissionDenied`."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, project):
        raise PermissionDenied
    return project


@require_safe
@login_required
def history(request, slug):
    """Who changed what and when; two versions side by side, the last change by default."""
    project = _project(request, slug)
    versions = Version.objects.visible_to(request.user).filter(project=project)
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("There is no such version."))
    page = page_of(request.GET, versions, size=VERSIONS)
    after = list(versions[page.end_index() : page.end_index() + 1])
    shown = [*page.object_list, *after]
    lines = lines_of(shown, request.user)[: len(page.object_list)]
    context = {
        "project": project,
        "page": page,
        "lines": lines,
        "comparison": _comparison(versions, request.user, **form.asked()),
    }
    return render(request, "projects/history.html", context)


def _comparison(versions, viewer, older: int | None, newer: int | None) -> Comparison | None:
    """Of the versions asked for, else of the last change. Raises `Http404`."""
    if newer is None:
        last = versions.first()
        newer = last.revision if last else None
    if older is None and newer is not None:
        before = versions.filter(revision__lt=newer).first()
        older = before.revision if before else None
    if older is None or newer is None or older == newer:
        return None
    found = {one.revision: one for one in versions.filter(revision__in=[older, newer])}
    if len(found) < 2:
        raise Http404
    return Comparison(found[min(older, newer)], found[max(older, newer)], viewer)


@members_post(HISTORY, "slug")
def history_restore(request, slug, revision):
    """Have a project say again what it said before."""
    project = _project(request, slug)
    version = get_object_or_404(
        Version.objects.visible_to(request.user), project=project, revision=revision
    )
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("There is no such version."))
    current = form.cleaned_data["current"]
    try:
        restore_version(project, version.revision, by=request.user, current=current)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It says again what it said then, as a new version."))
    return redirect(HISTORY, slug)
