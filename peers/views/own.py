"""A peer's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from peers import actions
from peers.forms.accounts import NameForm


@require_safe
@login_required
def me(request):
    """Where somebody finds what is theirs: projects, drafts, sign-in."""
    return render(request, "peers/me.html", {"form": NameForm(initial={"name": request.user.name})})


@require_POST
@login_required
def rename(request):
    """Change one's own name."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "peers/me.html", {"form": form}, status=422)
    actions.rename(request.user, form.cleaned_data["name"])
    messages.success(request, _("You are now called %(name)s here.") % form.cleaned_data)
    return redirect("peers:me")
