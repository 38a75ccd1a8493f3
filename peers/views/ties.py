"""Connections: asking, answering, ending, and keeping somebody away."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.paging import page_of
from leeds_leaders.text import odd_characters
from peers import actions
from peers.forms.ties import ConnectForm
from peers.models import Block, Connection, Item, Peer
from peers.pages.ties import (
    Between,
    Pace,
    Reveals,
    begun_by,
    others_instead,
    waiting_for,
    with_cards,
)
from peers.views.between import HOME, change, fill_in, other_peer, sent

PER_PAGE = 30


@require_safe
@login_required
def connections(request):
    """What waits for an answer, whom one is connected with, and what one has begun."""
    mine = Connection.objects.visible_to(request.user).as_cards(request.user)
    page = page_of(request.GET, mine, size=PER_PAGE)
    page.object_list = with_cards(page.object_list)
    context = {
        "page": page,
        "reveals": Reveals.of(request.user),
        **waiting_for(request.user),
        **begun_by(request.user),
    }
    return render(request, "peers/connections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def connect(request, slug):
    """Say what asking shows to whom; ask by POST."""
    peer = other_peer(request, slug)
    about = _about(request, peer)
    pace = Pace.of(peer, request.user)
    context = {
        "peer": peer,
        "about": about,
        "form": ConnectForm(sent(request)),
        "between": Between.of(request.user, peer),
        "pace": pace,
        "others": [] if pace.takes_asks else others_instead(peer, request.user, about),
        "reveals": Reveals.of(request.user),
    }
    ask = partial(actions.ask, peer, by=request.user, about=about)
    return fill_in(request, "peers/connect.html", context, save=ask, to=request.path)


def _about(request, peer) -> Item | None:
    """The offer or ask that an address or a form names, if the viewer may see it."""
    slug = request.POST.get("about") or request.GET.get("about", "")
    if odd_characters(slug):
        return None
    return Item.objects.visible_to(request.user).open().filter(peer=peer, slug=slug).first()


@members_post(HOME)
def connection_accept(request, pk):
    """Say yes."""
    return change(request, actions.accept, _asked(request, pk), _("You are connected now."))


@members_post(HOME)
def connection_decline(request, pk):
    """Say no, unheard."""
    done = _("Put aside. Nobody is told, and you can still say yes.")
    return change(request, actions.decline, _asked(request, pk), done)


def _asked(request, pk) -> Connection:
    """An ask that somebody else made of the viewer."""
    connection = _connection(request, pk)
    if connection.asked_id != request.user.pk:
        raise PermissionDenied
    return connection


def _connection(request, pk) -> Connection:
    return get_object_or_404(Connection.objects.visible_to(request.user), pk=pk)


@members_post(HOME)
def connection_withdraw(request, pk):
    """Take an ask back."""
    connection = _connection(request, pk)
    if connection.asker_id != request.user.pk:
        raise PermissionDenied
    return change(request, actions.withdraw, connection, _("Taken back."))


@members_post(HOME)
def connection_end(request, pk):
    """End a connection, unheard."""
    done = _("You are not connected any more. Nobody is told.")
    return change(request, actions.end, _connection(request, pk), done)


@members_post(HOME)
def connection_block(request, pk):
    """Block whoever asks; their page may be closed to the one whom they ask."""
    if Block.objects.visible_to(request.user).filter(blocked__asks_made=pk).exists():
        return redirect(HOME)  # a second click: the ask is not shown any more
    asker = _asked(request, pk).asker
    return change(request, actions.block, asker, _blocked(asker))


@members_post(HOME)
def block(request, slug):
    """Have nothing more to do with somebody."""
    peer = other_peer(request, slug)
    return change(request, actions.block, peer, _blocked(peer))


def _blocked(peer: Peer) -> str:
    return _("%(name)s cannot reach you any more, and is not told.") % {"name": peer.name}


@members_post(HOME)
def unblock(request, slug):
    """Let somebody reach oneself again, also who is no longer to be seen."""
    blocks = Block.objects.visible_to(request.user).select_related("blocked")
    block = blocks.filter(blocked__slug=slug).first()
    peer = block.blocked if block else other_peer(request, slug)
    done = _("%(name)s can reach you again.") % {"name": peer.name}
    return change(request, actions.unblock, peer, done)
