"""Thanks: a private word for a quality seen."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.paging import page_of
from peers import actions
from peers.forms.ties import ThanksForm
from peers.models import Thanks
from peers.pages.ties import thanks_of
from peers.views.between import change, fill_in, other_peer, sent

PER_PAGE = 20
HOME = "peers:thanks"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def thank(request, slug):
    """Tell somebody in private what one saw in them."""
    peer = other_peer(request, slug)
    context = {"peer": peer, "form": ThanksForm(sent(request))}
    save = partial(actions.thank, peer, by=request.user)
    done = _("Sent. Nobody but you two sees it.")
    return fill_in(request, "peers/thank.html", context, save=save, done=done, to=HOME)


@require_safe
@login_required
def thanks(request):
    """What others saw in somebody, and what they saw in others."""
    visible = Thanks.objects.visible_to(request.user)
    got = page_of(request.GET, visible.kept_by(request.user), size=PER_PAGE)
    given = visible.filter(giver=request.user).select_related("receiver")[:PER_PAGE]
    context = {"page": got, **thanks_of(request.user, got.object_list, given)}
    return render(request, "peers/thanks.html", context)


@members_post(HOME)
def thanks_take_away(request, pk):
    """Take thanks from one's own page."""
    mine = Thanks.objects.visible_to(request.user).filter(receiver=request.user)
    done = _("Taken away. Nobody is told.")
    return change(request, actions.take_away_thanks, get_object_or_404(mine, pk=pk), done, to=HOME)
