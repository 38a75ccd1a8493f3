"""Offers and asks: one's own, and the page of each."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.errors import Refused
from leeds_leaders.paging import page_of
from peers import actions
from peers.choices import Kind
from peers.forms.items import CloseForm, ItemForm, initial_of
from peers.models import Item
from peers.views.between import change, sent

PER_PAGE = 30


@require_safe
@login_required
def items(request):
    """One's own offers and asks: open ones first, then those that ended."""
    mine = Item.objects.visible_to(request.user).filter(peer=request.user).for_list()
    context = {"page": page_of(request.GET, mine, size=PER_PAGE)}
    return render(request, "peers/items.html", context)


@require_safe
@login_required
def items_followed(request):
    """Offers and asks of others that somebody wants to hear of."""
    followed = Item.objects.visible_to(request.user).filter(followings__peer=request.user)
    context = {"page": page_of(request.GET, followed.for_list(), size=PER_PAGE)}
    return render(request, "peers/items_followed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_add(request, kind):
    """Open an offer or an ask."""
    if kind not in Kind.values:
        raise Http404
    form = ItemForm(
        sent(request),
        kind=Kind(kind),
        profile=request.user.profile,
    )
    save = partial(actions.add_item, Kind(kind), by=request.user)
    return _write(request, form, save, {"kind": kind})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_edit(request, slug):
    """Change one's own offer or ask."""
    item = _own(request, slug)
    form = ItemForm(
        sent(request),
        initial=initial_of(item),
        kind=Kind(item.kind),
        profile=request.user.profile,
    )
    save = partial(actions.change_item, item, by=request.user)
    return _write(request, form, save, {"kind": item.kind, "item": item})


def _write(request, form, save, context):
    """The form, or the item as it was saved."""
    if form.is_bound and form.is_valid():
        try:
            item = save(form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(item)
    status = 422 if form.is_bound else 200
    return render(request, "peers/item_form.html", {**context, "form": form}, status=status)


@require_safe
def item(request, slug):
    """One offer or ask: what, of whom, until when, and how to answer."""
    item = get_object_or_404(Item.objects.visible_to(request.user).for_page(), slug=slug)
    is_mine = item.peer == request.user
    context = {
        "item": item,
        "is_mine": is_mine,
        "is_following": item.is_followed_by(request.user),
        "form": CloseForm(initial={"outcome": item.outcome}) if is_mine else None,
    }
    return render(request, "peers/item.html", context)


@members_post("peers:item", "slug")
def item_close(request, slug):
    """Say that it is met, or close it, with what came of it."""
    item = _own(request, slug)
    form = CloseForm(request.POST)
    if not form.is_valid():
        context = {"item": item, "is_mine": True, "form": form}
        return render(request, "peers/item.html", context, status=422)
    verb = partial(actions.close_item, **form.cleaned_data)
    done = _("Done. It is on no list any more; whoever follows it knows.")
    return change(request, verb, item, done, to=item)


@members_post("peers:item", "slug")
def item_reopen(request, slug):
    """Put it on lists again."""
    item = _own(request, slug)
    return change(request, actions.reopen_item, item, _("It is open again."), to=item)


@members_post("peers:item", "slug")
def item_follow(request, slug):
    """Want to hear what becomes of it."""
    item = get_object_or_404(Item.objects.visible_to(request.user), slug=slug)
    done = _("You will hear what becomes of it.")
    return change(request, actions.follow, item, done, to=item)


@members_post("peers:item", "slug")
def item_unfollow(request, slug):
    """Want to hear no more of it. What is closed is out of sight then."""
    item = get_object_or_404(Item.objects.visible_to(request.user), slug=slug)
    done = _("You will hear no more of it.")
    return change(request, actions.unfollow, item, done, to="peers:items-followed")


def _own(request, slug) -> Item:
    item = get_object_or_404(Item.objects.visible_to(request.user).for_page(), slug=slug)
    if item.peer != request.user:
        raise PermissionDenied
    return item
