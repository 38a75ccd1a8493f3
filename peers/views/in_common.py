"""Who has something in common with me."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leeds_leaders.doors import members_post
from peers import actions
from peers.pages.in_common import InCommon, Proposal, set_aside_by
from peers.querysets.facts import facts_of
from peers.querysets.matching import matches_of
from peers.views.between import other_peer


@require_safe
@login_required
def common(request):
    """The best matches with their reasons, and whom I have set aside."""
    facts = facts_of(request.user)
    context = {
        "page": InCommon(facts, [Proposal(match) for match in matches_of(facts)]),
        "set_aside": set_aside_by(request.user),
    }
    return render(request, "peers/in_common.html", context)


@members_post("peers:common")
def set_aside(request, slug):
    """Not now."""
    peer = other_peer(request, slug)
    actions.set_aside(peer, by=request.user)
    words = _("%(name)s is not proposed to you any more. You can bring them back further below.")
    messages.success(request, words % {"name": peer.name})
    return redirect("peers:common")


@members_post("peers:common")
def bring_back(request, slug):
    """Now, after all."""
    peer = other_peer(request, slug)
    actions.bring_back(peer, by=request.user)
    messages.success(request, _("%(name)s may be proposed to you again.") % {"name": peer.name})
    return redirect("peers:common")
