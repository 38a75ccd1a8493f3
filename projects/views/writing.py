"""Adding and changing projects."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeds_leaders.errors import Refused
from leeds_leaders.moderation.actions import words_on_waiting
from leeds_leaders.text import odd_characters
from projects import actions, rules
from projects.forms.editing import ProjectForm, initial_of
from projects.forms.searching import AlikeForm
from projects.models import Draft, Project

ALIKE_METRES = 300
DRAFT_FIELDS = frozenset(ProjectForm.base_fields) - {"photo", "revision"}
DRAFT_LIMIT = 80_000  # characters
THANKS_LIVE = gettext_lazy("Thank you. Your project is on the map.")
THANKS_HELD = gettext_lazy(
    "Thank you. A moderator looks at it before it goes on the map; you will get a mail."
)


def _own_draft(peer, project=None) -> Draft | None:
    return Draft.objects.visible_to(peer).filter(project=project).first()


def _with_draft(initial: dict, draft: Draft | None) -> dict:
    if draft is None:
        return initial
    many = {"causes", "needs", "offers"}
    kept = {
        name: values if name in many else values[-1]
        for name, values in draft.fields.items()
        if values
    }
    return initial | kept


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def project_add(request):
    """Put a project on the map."""
    if not rules.can_add(request.user):
        raise PermissionDenied
    draft = _own_draft(request.user)
    if request.method != "POST":
        form = ProjectForm(initial=_with_draft({}, draft), viewer=request.user)
        return render(request, "projects/form.html", {"form": form, "draft": draft})
    form = ProjectForm(request.POST, request.FILES, viewer=request.user)
    if form.is_valid():
        try:
            project = actions.add(form.details(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, THANKS_LIVE if project.is_live else THANKS_HELD)
            return redirect(project)
    return render(request, "projects/form.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def project_edit(request, slug):
    """Change a project."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user).for_page(request.user), slug=slug
    )
    if not rules.can_edit(request.user, project):
        raise PermissionDenied
    draft = _own_draft(request.user, project)
    context = {"project": project, "draft": draft}
    if request.method != "POST":
        sees_place = rules.can_see_private_place(request.user, project)
        initial = _with_draft(initial_of(project, with_private_place=sees_place), draft)
        context["form"] = ProjectForm(initial=initial, project=project, viewer=request.user)
        return render(request, "projects/form.html", context)
    form = ProjectForm(
        request.POST, request.FILES, initial={"photo": project.photo}, project=project,
        viewer=request.user,
    )  # fmt: skip
    if form.is_valid():
        try:
            revision = form.cleaned_data["revision"] or 0
            project = actions.change(project, form.details(), by=request.user, revision=revision)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(project)
    return render(
        request, "projects/form.html", {**context, "form": form, "draft": None}, status=422
    )


@require_safe
@login_required
def project_alike(request):
    """Projects near by or of a like title, shown while somebody adds one."""
    form = AlikeForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("That place cannot be read."))
    title, latitude, longitude = (form.cleaned_data[name] for name in ("title", "lat", "lon"))
    listed = Project.objects.visible_to(request.user).listed()
    context = {
        "alike": listed.alike(title)[:3].as_cards() if len(title) > 3 else [],
        "near": (
            listed.near(latitude, longitude, ALIKE_METRES)[:4].as_cards()
            if latitude is not None and longitude is not None
            else []
        ),
    }
    return render(request, "projects/alike.html", context)


@require_POST
@login_required
def draft_keep(request):
    """Keep the form as it stands, for when the session or the battery ends."""
    project = _project_of_draft(request)
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name in DRAFT_FIELDS and any(values)
    }
    if sum(len(value) for values in fields.values() for value in values) > DRAFT_LIMIT:
        raise BadRequest(_("That is more text than a draft can hold."))
    if any("\x00" in value for values in fields.values() for value in values):
        raise BadRequest(_("Please take out the characters that cannot be shown."))
    actions.keep_draft(fields, by=request.user, project=project)
    if request.htmx or "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    messages.success(request, _("Kept as a draft. Nobody else sees it."))
    return redirect("projects:edit", project.slug) if project else redirect("projects:add")


@require_POST
@login_required
def draft_drop(request):
    """Start afresh."""
    project = _project_of_draft(request)
    actions.drop_draft(by=request.user, project=project)
    return redirect("projects:edit", project.slug) if project else redirect("projects:add")


def _project_of_draft(request) -> Project | None:
    slug = request.POST.get("project", "")
    if not slug:
        return None
    if odd_characters(slug):
        raise Http404
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not rules.can_edit(request.user, project):
        raise PermissionDenied
    return project


def _move(request, slug, rule, verb, done):
    """Let a verb change where a project stands, and say so, or why not."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if not rule(request.user, project):
        raise PermissionDenied
    try:
        moved = verb(project, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words_on_waiting(moved) or done)
    return redirect(project)


@require_POST
@login_required
def project_withdraw(request, slug):
    """Take a project off the map."""
    done = _("Taken off the map. You can bring it back from this page.")
    return _move(request, slug, rules.can_edit, actions.withdraw, done)


@require_POST
@login_required
def project_restore(request, slug):
    """Bring a withdrawn project back."""
    return _move(request, slug, rules.can_restore, actions.restore, _("Brought back."))
