"""Offers of peers that fit what a project asks for."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leeds_leaders.doors import members_post
from leeds_leaders.text import odd_characters
from peers.models import Item
from peers.views.between import change
from projects import rules
from projects.actions import matches as verbs
from projects.models import Support
from projects.pages.asks import ProjectMatches
from projects.views.interest import own_project

SUPPORT = "projects:support", "key"


@require_safe
@login_required
def matches(request, slug):
    """Who offers what a project asks for, and why they are proposed."""
    page = ProjectMatches(own_project(request, slug), request.user)
    return render(request, "projects/matches.html", {"matches": page, "project": page.project})


@members_post(*SUPPORT)
def not_this(request, key):
    """Propose this to me no more."""
    support, item = _match(request, key)
    if item.peer != request.user and not rules.can_speak_for(request.user, support.project):
        raise PermissionDenied
    done = _("It is not proposed to you any more.")
    return _change(request, verbs.set_aside, support, item, done)


@members_post(*SUPPORT)
def match_ask(request, key):
    """Ask whoever offers it whether it is for this."""
    support, item = _match(request, key)
    if not rules.can_speak_for(request.user, support.project):
        raise PermissionDenied
    return _change(request, verbs.ask_for, support, item, _("Asked. They answer if they like."))


def _match(request, key) -> tuple[Support, Item]:
    """An ask and an offer, each found by its own door."""
    slug = request.POST.get("item", "")
    if odd_characters(slug):
        raise Http404
    supports = Support.objects.visible_to(request.user).select_related("project")
    support = get_object_or_404(supports, key=key)
    items = Item.objects.visible_to(request.user).select_related("peer")
    return support, get_object_or_404(items, slug=slug)


def _change(request, verb, support: Support, item: Item, done: str):
    """Back to where matches are proposed: of the project, or one's own."""
    is_mine = item.peer_id == request.user.pk
    slug = support.project.slug
    to = reverse("projects:my-support") if is_mine else reverse("projects:matches", args=[slug])
    return change(request, partial(verb, support), item, done, to=to)
