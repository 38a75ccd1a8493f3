"""Associations: finding them, the page of each, making and changing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.finding.forms import first_error
from leeds_leaders.moderation.actions import words_on_waiting
from leeds_leaders.paging import page_of
from leeds_leaders.stamps import kept_for_visitors
from peers.views.between import change, sent
from projects import rules
from projects.actions import associations as verbs
from projects.errors import WrittenMeanwhile
from projects.forms.associations import AssociationForm, KindForm, SearchForm, initial_of
from projects.models import Association
from projects.pages.association import AssociationPage
from projects.pages.bridges import Bridges

PER_PAGE = 30
ONE = "projects:association", "slug"
STAMPS = "strength", "projects", "peers", "words", "ground"


def visible(request, slug) -> Association:
    """An association by its door, with what its pages show."""
    rows = Association.objects.visible_to(request.user).for_page(request.user)
    return get_object_or_404(rows, slug=slug)


def kept(request, slug) -> Association:
    """One that the viewer answers for. Raises `PermissionDenied`."""
    association = visible(request, slug)
    if not association.is_kept:
        raise PermissionDenied
    return association


@require_safe
@kept_for_visitors(*STAMPS)
def associations(request):
    """All associations by name; by words, cause and ward."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    seen = Association.objects.visible_to(request.user)
    found = seen.found_by(**form.cleaned_data).for_cards().by_name()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page_of(request.GET, found, size=PER_PAGE),
        "query": f"{query.urlencode()}&" if query else "",
    }
    return render(request, "projects/associations.html", context)


@require_safe
@kept_for_visitors(*STAMPS)
def association(request, slug):
    """One association: what for, who belongs, what it belongs to; or all members of a kind."""
    found = visible(request, slug)
    form = KindForm(request.GET)
    if not form.is_valid():
        raise BadRequest(first_error(form.errors))
    kind = form.cleaned_data["kind"]
    view = AssociationPage(found, request.user, kind=kind, asked=request.GET)
    context = {"association": found, "view": view}
    if kind:
        context |= {"page": view.all_of_kind, "query": f"kind={kind}&"}
    template = "projects/association_members.html" if kind else "projects/association.html"
    return render(request, template, context)


@require_safe
@login_required
def association_bridges(request, slug):
    """Associations of the same cause with which it shares nobody, and who could join the two."""
    found = visible(request, slug)
    context = {"association": found, "bridges": Bridges(found, request.user)}
    return render(request, "projects/association_bridges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def association_new(request):
    """Make an association."""
    if not rules.can_add(request.user):
        raise PermissionDenied
    return _write(request, AssociationForm(sent(request)), verbs.add, {})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def association_edit(request, slug):
    """Change an association that one answers for."""
    found = kept(request, slug)
    form = AssociationForm(sent(request), initial=initial_of(found))

    def save(details, *, by):
        try:
            return verbs.change(found, details, by=by, was=form.cleaned_data["was"])
        except WrittenMeanwhile:
            form.has_been_shown(initial_of(visible(request, slug))["was"])
            raise

    return _write(request, form, save, {"association": found})


def _write(request, form, save, context):
    """The form, or the association as it was saved."""
    if form.is_bound and form.is_valid():
        try:
            association = save(form.details(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if association.is_live:
                messages.success(request, _("Saved."))
            else:
                messages.success(request, _("Saved. A moderator looks at it first."))
            return redirect(association)
    status = 422 if form.is_bound else 200
    template = "projects/association_form.html"
    return render(request, template, {**context, "form": form}, status=status)


@members_post(*ONE)
def association_withdraw(request, slug):
    """Take it off the lists."""
    found = kept(request, slug)
    return change(request, verbs.withdraw, found, _("Taken off the lists."), to=found)


@members_post(*ONE)
def association_restore(request, slug):
    """Bring it back."""
    found = kept(request, slug)
    back = _("Brought back.")
    return change(
        request, verbs.restore, found, lambda made: words_on_waiting(made) or back, to=found
    )


@members_post(*ONE)
def association_stop_keeping(request, slug):
    """Answer for it no longer."""
    found = kept(request, slug)
    done = _("You do not answer for it any more. Somebody else does.")
    return change(request, verbs.stop_keeping, found, done, to=found)
