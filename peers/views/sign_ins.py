"""The browsers in which somebody is signed in: to look at, and to end; and an admin who sees the
site as somebody else, and stops."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from leeds_leaders import seeing_as
from leeds_leaders.doors import members_post
from leeds_leaders.models import SignIn
from peers.actions import sign_ins as verbs


@require_safe
@login_required
def sign_ins(request):
    """Where I am signed in, this browser first."""
    kept = request.session.session_key
    rows = sorted(SignIn.objects.visible_to(request.user), key=lambda row: row.pk != kept)
    return render(request, "peers/sign_ins.html", {"sign_ins": rows, "kept": kept})


@members_post("peers:sign-ins")
def sign_in_end(request, mark):
    """Sign me out in one other browser."""
    if verbs.end_one(request.user, mark, kept=request.session.session_key):
        messages.success(request, _("Signed out there."))
    return redirect("peers:sign-ins")


@members_post("peers:sign-ins")
def sign_ins_end_others(request):
    """Sign me out everywhere but here."""
    count = verbs.end_others(request.user, kept=request.session.session_key)
    done = ngettext("Signed out in %d other browser.", "Signed out in %d other browsers.", count)
    messages.success(request, done % count)
    return redirect("peers:sign-ins")


@members_post("home")
def stop_seeing_as(request):
    """Be oneself again."""
    seeing_as.end(request)
    return redirect("peers:me")
