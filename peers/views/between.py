"""What pages between two peers share: the door to the other, and how forms and buttons answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from leeds_leaders.errors import Refused
from peers.models import Peer
from peers.pages.ties import Between

HOME = "peers:connections"


def other_peer(request, slug) -> Peer:
    """Somebody else whom the viewer may see, with their profile."""
    others = Peer.objects.visible_to(request.user).exclude(pk=request.user.pk)
    return get_object_or_404(others.select_related("profile"), slug=slug)


def connected_peer(request, slug) -> Peer:
    """Somebody with whom the viewer is connected. Raises `PermissionDenied` for other peers."""
    peer = other_peer(request, slug)
    if not Between.of(request.user, peer).is_connected:
        raise PermissionDenied
    return peer


def sent(request):
    """What a form was sent with, if it was."""
    return request.POST if request.method == "POST" else None


def fill_in(
    request,
    template: str,
    context: dict,
    *,
    save: Callable,
    done: str | Callable[[Any], str] = "",
    to=None,
):
    """The page with its `form`, or where it leads once `save` has taken what it says: `to`, or to
    what `save` has made. `done` is what is said then, or says it of what was made."""
    form = context["form"]
    if form.is_bound and form.is_valid():
        try:
            made = save(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if said := done(made) if callable(done) else done:
                messages.success(request, said)
            return redirect(to or made)
    return render(request, template, context, status=422 if form.errors else 200)


def change(request, verb: Callable, row, done, *, to=HOME):
    """Do what a button says with a row that was found by its door, and say so: `done`, or what that
    says of what was made of it."""
    try:
        made = verb(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done(made) if callable(done) else done)
    return redirect(to)
