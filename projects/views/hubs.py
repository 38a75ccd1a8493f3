"""Adding, changing and taking back places where people gather."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.finding.forms import first_error
from peers.views.between import sent
from projects import rules
from projects.actions import hubs
from projects.forms.hubs import HubForm, WardForm, initial_of_hub
from projects.models import Hub


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hub_new(request):
    """Say where people of a neighbourhood gather; a moderator looks at it first."""
    asked = WardForm(request.GET)
    if not asked.is_valid():
        raise BadRequest(first_error(asked.errors))
    ward = asked.cleaned_data["ward"]
    form = HubForm(sent(request), initial={"ward": ward and ward.slug})
    if form.is_bound and form.is_valid():
        try:
            hub = hubs.add(form.details(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. A moderator looks at it; you will be told."))
            return redirect(hub.ward)
    status = 422 if form.errors else 200
    return render(request, "projects/hub_form.html", {"form": form, "ward": ward}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hub_edit(request, pk):
    """Change what is said of a place."""
    hub = _own(request, pk)
    form = HubForm(sent(request), initial=initial_of_hub(hub))
    if form.is_bound and form.is_valid():
        try:
            was = form.cleaned_data["was"]
            hub = hubs.change(hub, form.details(), by=request.user, was=was)
        except Refused as refusal:
            form.has_been_shown(hubs.mark_of_hub(_own(request, pk)))
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(hub.ward)
    context = {"form": form, "hub": hub, "ward": hub.ward}
    return render(request, "projects/hub_form.html", context, status=422 if form.errors else 200)


@members_post("projects:hub-edit", "pk")
def hub_withdraw(request, pk):
    """Take a place off the page of its ward; the same page brings it back."""
    hub = hubs.withdraw(_own(request, pk), by=request.user)
    messages.success(request, _("Taken off the page. Nobody else sees it now."))
    return redirect("projects:hub-edit", hub.pk)


@members_post("projects:hub-edit", "pk")
def hub_restore(request, pk):
    """Bring a place back."""
    hub = hubs.restore(_own(request, pk), by=request.user)
    said = _("It is back.") if hub.is_live else _("It is back, and waits for a moderator.")
    messages.success(request, said)
    return redirect(hub.ward)


def _own(request, pk) -> Hub:
    """A place that may be seen. Raises `PermissionDenied` for whoever may not change it."""
    visible = Hub.objects.visible_to(request.user).select_related("ward").defer("ward__boundary")
    hub = get_object_or_404(visible, pk=pk)
    if not rules.can_edit_hub(request.user, hub):
        raise PermissionDenied
    return hub
