"""Peer pairs: proposing, agreeing, looking at it again, ending."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leeds_leaders.doors import members_post
from peers import actions, rules
from peers.forms.ties import PairForm, ReviewForm
from peers.models import Pair
from peers.pages.ties import Pace
from peers.views.between import HOME, change, connected_peer, fill_in, sent


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pair_propose(request, slug):
    """Propose to a connection to meet at a rhythm."""
    peer = connected_peer(request, slug)
    pace = Pace.of(peer, request.user)
    context = {"peer": peer, "form": PairForm(sent(request)), "pace": pace}
    save = partial(actions.propose_pair, peer, by=request.user)
    done = _("Proposed. %(name)s can agree, or let it lie.") % {"name": peer.name}
    return fill_in(request, "peers/pair_propose.html", context, save=save, done=done, to=HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pair(request, pk):
    """What two people agreed; the day on which they look at it again can be moved."""
    pair = get_object_or_404(_cards(request), pk=pk)
    context = {
        "pair": pair,
        "form": ReviewForm(sent(request), initial={"review_on": pair.review_on}),
        "can_agree": rules.can_agree(pair, request.user),
        "can_end": rules.can_end(pair, request.user),
        "can_look_again": rules.can_look_again(pair),
    }

    def save(review_on):
        return actions.set_review(pair, review_on, by=request.user)

    return fill_in(
        request, "peers/pair.html", context, save=save, done=_("Saved."), to=request.path
    )


def _cards(request):
    return Pair.objects.visible_to(request.user).as_cards(request.user)


def _pair(request, pk) -> Pair:
    return get_object_or_404(Pair.objects.visible_to(request.user), pk=pk)


@members_post(HOME)
def pair_agree(request, pk):
    """Say yes to a pair."""
    pair = _pair(request, pk)
    if pair.proposed_to_id != request.user.pk:
        raise PermissionDenied
    return change(request, actions.agree_to_pair, pair, _("Agreed."))


@members_post(HOME)
def pair_end(request, pk):
    """End a pair, or take a proposal back."""
    return change(request, actions.end_pair, _pair(request, pk), _("Ended."))
