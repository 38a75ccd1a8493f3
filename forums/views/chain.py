"""What came of it, from a session or a person on."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forums.models import Session
from forums.pages.chain import Chain
from forums.pages.picture import Picture
from leeds_leaders.stamps import kept_for_visitors
from peers.models import Peer

KEPT_UNDER = ("records", "sessions", "projects", "peers")


@require_safe
@kept_for_visitors(*KEPT_UNDER)
def came_of_session(request, slug):
    """From who said they would do what in a session to what came of it."""
    session = get_object_or_404(Session.objects.visible_to(request.user), slug=slug)
    return _page(request, session, session.title, "forums:detail")


@require_safe
@kept_for_visitors(*KEPT_UNDER)
def came_of_peer(request, slug):
    """From what somebody said they would do to what came of it."""
    peer = get_object_or_404(Peer.objects.visible_to(request.user), slug=slug)
    return _page(request, peer, peer.name, "peers:detail")


def _page(request, thing, title: str, address: str):
    chain = Chain(thing, request.user)
    context = {
        "title": title,
        "url": reverse(address, args=[thing.slug]),
        "chain": chain,
        "picture": Picture(chain),
    }
    return render(request, "forums/came_of.html", context)
