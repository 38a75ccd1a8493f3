"""Load and pause: how much one takes on, and when one is away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from peers import actions
from peers.forms.ties import LoadForm, PauseForm
from peers.models import Peer
from peers.pages.ties import OwnPace, connections_of
from peers.views.between import change, sent

HOME = "peers:pace"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pace(request):
    """How much somebody has on, and takes on; whether they pause."""
    form = LoadForm(sent(request), initial={"takes_on": request.user.profile.takes_on})
    if not (form.is_bound and form.is_valid()):
        return _page(request, load_form=form)
    actions.set_load(request.user, form.cleaned_data["takes_on"])
    messages.success(request, _("Saved."))
    return redirect(HOME)


@members_post(HOME)
def pause(request):
    """Be away until a day."""
    form = PauseForm(request.POST, others=connections_of(request.user))
    if form.is_valid():
        try:
            actions.pause(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("stand_in", str(refusal))
        else:
            messages.success(request, _("Enjoy the quiet. You can come back at any time."))
            return redirect(HOME)
    return _page(request, pause_form=form)


@members_post(HOME)
def resume(request):
    """Be back."""
    actions.resume(request.user)
    messages.success(request, _("Welcome back."))
    return redirect(HOME)


@members_post(HOME)
def step_aside(request, slug):
    """Stand in for somebody no more."""
    peer = get_object_or_404(Peer.objects.visible_to(request.user), slug=slug)
    done = _("You do not stand in for %(name)s any more. They are told.") % {"name": peer.name}
    return change(request, actions.step_aside, peer, done, to=HOME)


def _page(request, *, load_form=None, pause_form=None):
    """The page, with the form that was sent, if any."""
    own = OwnPace.of(request.user)
    load_form = load_form or LoadForm(initial={"takes_on": own.profile.takes_on})
    pause_form = pause_form or PauseForm(initial=own.pause, others=connections_of(own.peer))
    context = {"own": own, "load_form": load_form, "pause_form": pause_form}
    status = 422 if load_form.errors or pause_form.errors else 200
    return render(request, "peers/pace.html", context, status=status)
