"""What somebody does in organisations: their own page of it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from peers import actions
from peers.actions import RoleDetails
from peers.forms.organisations import (
    NEW,
    AsSelfForm,
    NewRoleForm,
    OrganisationForm,
    RoleForm,
    initial_of_role,
)
from peers.models import Organisation, Role
from peers.views.between import change, fill_in, sent
from peers.views.organisations import say_no

MOST_ALIKE = 6


@require_safe
@login_required
def roles(request):
    """What I do where, and whether I come as myself."""
    mine = Role.objects.visible_to(request.user).select_related("organisation")
    context = {"roles": mine, "comes_as_self": request.user.profile.comes_as_self}
    return render(request, "peers/roles.html", context)


@members_post("peers:roles")
def come_as(request):
    """Come as myself, or with what I do in organisations."""
    form = AsSelfForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Choose one of the two."))
    actions.come_as_self(by=request.user, is_so=form.cleaned_data["come"] == "self")
    messages.success(request, _("Saved."))
    return redirect("peers:roles")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def role_add(request):
    """Say where one is active; what is like it is shown before a new organisation is added."""
    if request.method != "POST":
        name = request.GET.get("organisation", "")
        return _add_page(request, NewRoleForm(initial={"organisation": name}))
    form = NewRoleForm(request.POST)
    if not form.is_valid():
        return _add_page(request, form)
    name, chosen = form.cleaned_data["organisation"], form.cleaned_data["chosen"]
    listed = Organisation.objects.visible_to(request.user).listed()
    known = listed.filter(slug=chosen).first() or listed.named(name).first()
    if known is not None:
        return _save(request, form, partial(actions.add_role, known))
    if chosen != NEW:
        if "shown" in request.POST:
            form.add_error("organisation", _("Choose one of these, or that it is none of them."))
        return _add_page(request, form, OrganisationForm(), listed.alike(name, MOST_ALIKE))
    new = OrganisationForm(request.POST)
    if not new.is_valid():
        return _add_page(request, form, new)
    return _save(request, form, partial(actions.add_role_in_new, new.details(name)), new)


def _save(request, form, save, new=None):
    """Save what one does there, and go on to all of it; or the form, with why not."""
    try:
        save(form.details(), by=request.user)
    except Refused as refusal:
        say_no(new or form, refusal)
        return _add_page(request, form, new)
    messages.success(request, _("Saved."))
    return redirect("peers:roles")


def _add_page(request, form, new=None, alike=()):
    """The form; with what is like the name, and what we ask about a new one, where it is new."""
    context = {"form": form, "new": new, "alike": alike}
    status = 422 if form.errors or (new and new.errors) else 200
    return render(request, "peers/role_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def role_edit(request, pk):
    """Change what one does somewhere."""
    role = _own(request, pk)
    context = {"role": role, "form": RoleForm(sent(request), initial=initial_of_role(role))}

    def save(**said):
        actions.change_role(role, RoleDetails(**said), by=request.user)

    return fill_in(
        request, "peers/role_form.html", context, save=save, done=_("Saved."), to="peers:roles"
    )


@members_post("peers:roles")
def role_end(request, pk):
    """Say that today is the last day."""
    done = _("Today is the last day. From tomorrow on it is past.")
    return change(request, actions.end_role, _own(request, pk), done, to="peers:roles")


@members_post("peers:roles")
def role_remove(request, pk):
    """Take it away as if it had never been told."""
    role = _own(request, pk)
    return change(request, actions.remove_role, role, _("Taken away."), to="peers:roles")


def _own(request, pk) -> Role:
    mine = Role.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(mine, pk=pk)
