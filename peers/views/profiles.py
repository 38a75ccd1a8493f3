"""A peer's page and photo, as far as whoever asks may see them."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from leeds_leaders.images import SIDES, name_of_size
from leeds_leaders.stamps import kept_for_visitors
from peers.choices import Audience, Part
from peers.models import Peer
from peers.pages.portrait import Portrait

PHOTO_SECONDS = 600  # a photo that is taken away is gone from others' screens after that
# Oneself is shown what members see, or whoever is let nearest.
SHOWN_TO_ONESELF = {
    Audience.PUBLIC: Audience.MEMBERS,
    Audience.MEMBERS: Audience.MEMBERS,
    Audience.CONNECTIONS: Audience.CONNECTIONS,
    Audience.HIDDEN: Audience.HIDDEN,
}


@require_safe
@kept_for_visitors("peers", "records", "words", "ground")
def detail(request, slug):
    """A peer in their own words; to themselves, what members see of them."""
    peers = Peer.objects.visible_to(request.user).for_page(request.user)
    peer = get_object_or_404(peers, slug=slug)
    is_own = peer == request.user
    circle = SHOWN_TO_ONESELF[peer.profile.audience] if is_own else peer.circle
    context = {"peer": peer, "portrait": Portrait.of(peer, circle), "is_own": is_own}
    return render(request, "peers/detail.html", context)


@require_safe
def photo(request, name):
    """A photo in one of its sizes, by the same door as its peer, for those it is meant for."""
    stem, _dash, side = name.rpartition("-")
    if side not in map(str, SIDES):
        raise Http404
    peers = Peer.objects.visible_to(request.user).with_circle_of(request.user)
    peer = get_object_or_404(peers, profile__photo=f"peers/{stem}.webp")
    if not peer.profile.shows(Part.PHOTO, peer.circle):
        raise Http404
    picture = peer.profile.photo
    try:
        file = picture.storage.open(name_of_size(picture.name, int(side)))
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={PHOTO_SECONDS}"
    return response
